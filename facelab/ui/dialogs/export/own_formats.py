"""Formats of the user's own: saved under a name, shared as files, deleted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from facelab.errors import FacelabError
from facelab.export.format_file import SUFFIXES
from facelab.export.named import MAX_NAME, MAX_TITLE, NAMED, NamedFormat
from facelab.files import safe_stem
from facelab.plain_text import plain
from facelab.session import Message, Session
from facelab.session.added import Added
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.dialogs.question import confirmed
from facelab.ui.dialogs.save_path import ask_save_path

KINDS = "Formats of facelab (*.json)"


class FormatMenu:
    """What can be done with the format that is chosen.

    Parameters
    ----------
    session : Session
    current : callable
        The format as it is chosen now, with what was changed of it.
    chosen : callable
        Called with the name of the format that is to be chosen.
    parent : QWidget
    """

    def __init__(
        self,
        session: Session,
        current: Callable[[], NamedFormat],
        chosen: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        self._session = session
        self._formats = session.formats
        self._current = current
        self._chosen = chosen
        self._parent = parent

    def make(self) -> QMenu:
        """The menu."""
        menu = QMenu(self._parent)
        menu.addAction("Save as a format of your own…", self.save)
        own = menu.addAction("Delete this format", self.delete)
        own.setEnabled(self._current_name() in self._formats.own)
        menu.addSeparator()
        menu.addAction("Share this format…", self.share)
        menu.addAction("Add formats from a file…", self.add)
        return menu

    def popup(self, at: QPoint) -> None:
        """Show it."""
        menu = self.make()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def save(self) -> None:
        """Keep what is chosen under a name of the user's."""
        try:
            now = self._current()
        except FacelabError as error:
            self._session.tell_error(error)
            return
        own = now.title if now.name in self._formats.own else ""
        title, accepted = QInputDialog.getText(
            self._parent, "Save format", "Name of the format:", text=own
        )
        title = plain(title, MAX_TITLE).strip()
        if not accepted or not title:
            return
        name = name_of(title)
        if name in self._formats.own and not confirmed(
            self._parent,
            f"Replace the format {title}?",
            "You already have a format with this name.",
            "Replace",
        ):
            return
        try:
            self._formats.keep(now.changed(name=name, title=title))
        except FacelabError as error:
            self._session.tell_error(error)
        else:
            self._chosen(name)

    def delete(self) -> None:
        """Delete one of the user's own, after asking."""
        name = self._current_name()
        own = self._formats.own.get(name)
        if own is not None and confirmed(
            self._parent, f"Delete the format {own.title}?", "This cannot be undone.", "Delete"
        ):
            self._formats.forget(name)

    def share(self) -> None:
        """Write what is chosen to a file."""
        try:
            now = self._current()
        except FacelabError as error:
            self._session.tell_error(error)
            return
        suggested = Path(folder_of(self._session, "exports")) / f"{safe_stem(now.name)}.json"
        path = ask_save_path(self._parent, "Share format", suggested, KINDS, SUFFIXES)
        if path is not None:
            remember_folder(self._session, "exports", path)
            self._formats.export_file(path, [now], self._on_shared)

    def add(self) -> None:
        """Take in the formats of a file."""
        begin = folder_of(self._session, "exports")
        name, _ = QFileDialog.getOpenFileName(self._parent, "Add formats", begin, KINDS)
        if name:
            remember_folder(self._session, "exports", Path(name))
            self._formats.import_file(Path(name), self._on_added)

    def _current_name(self) -> str:
        try:
            return self._current().name
        except FacelabError:
            return ""

    def _on_shared(self, path: Path) -> None:
        self._session.tell(Message("info", f"Saved {path.name}", f"in {path.parent}", file=path))

    def _on_added(self, added: Sequence[Added[NamedFormat]]) -> None:
        if added:
            self._chosen(added[0].item.name)


def name_of(title: str) -> str:
    """The name on the command line of a format with this title."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:MAX_NAME].strip("-") or "format"
    return f"my-{name}" if name in NAMED else name
