"""Sets of expressions of the user's own: saved under a name, renamed, deleted, handed on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from facelab.errors import FacelabError
from facelab.export.character_file import set_file
from facelab.plain_text import plain
from facelab.recipe.character.sets import MAX_TITLE, VariantSet
from facelab.session import Message, Session
from facelab.session.character.character import Side
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.dialogs.question import confirmed
from facelab.ui.dialogs.save_path import ask_save_path

KINDS = "Sets of expressions (*.json)"
SUFFIXES = (".json",)


class SetMenu:
    """What can be done with the set along a side.

    Parameters
    ----------
    session : Session
    side : Side
    current : callable
        The set that stands there; None if there is none.
    chosen : callable
        Called with the side and a set that is to stand there.
    parent : QWidget
    """

    def __init__(
        self,
        session: Session,
        side: Side,
        current: Callable[[Side], VariantSet | None],
        chosen: Callable[[Side, VariantSet], None],
        parent: QWidget,
    ) -> None:
        self._session, self._sets = session, session.own_sets
        self._side, self._current, self._chosen = side, current, chosen
        self._parent = parent

    def fill(self, menu: QMenu) -> None:
        """Say what can be done now."""
        menu.clear()
        there = self._current(self._side) is not None
        menu.addAction("Save as a set of your own…", self.save).setEnabled(there)
        own = self._own() is not None
        menu.addAction("Rename this set…", self.rename).setEnabled(own)
        menu.addAction("Delete this set", self.delete).setEnabled(own)
        menu.addSeparator()
        menu.addAction("Save set to a file…", self.save_file).setEnabled(there)

    def save(self) -> None:
        """Keep the set under a name of the user's."""
        now = self._current(self._side)
        if now is None:
            return
        title = self._asked("Save set", now.shown if self._own() is not None else "")
        if title and self._may_replace(title):
            self._do(lambda: self._sets.keep(title, now))

    def rename(self) -> None:
        """Give one of the user's own another name."""
        own = self._own()
        if own is None:
            return
        title = self._asked("Rename set", own.shown)
        if title and title != own.shown and self._may_replace(title, own.name):
            self._do(lambda: self._sets.rename(own.name, title))

    def delete(self) -> None:
        """Delete one of the user's own, after asking; sheets keep what stands on them."""
        own = self._own()
        if own is not None and confirmed(
            self._parent,
            f"Delete the set {own.shown}?",
            "Sheets that use it keep their cells. This cannot be undone.",
            "Delete",
        ):
            self._sets.forget(own.name)

    def save_file(self) -> None:
        """Write the set to a file."""
        now = self._current(self._side)
        if now is None:
            return
        suggested = set_file(Path(folder_of(self._session, "recipe")), now)
        path = ask_save_path(self._parent, "Save set", suggested, KINDS, SUFFIXES)
        if path is not None:
            remember_folder(self._session, "recipe", path)
            self._sets.save_file(path, now, self._on_saved)

    def _own(self) -> VariantSet | None:
        """The set that stands there, if it is one of the user's own."""
        now = self._current(self._side)
        return now if now is not None and self._sets.own.get(now.name) == now else None

    def _asked(self, what: str, now: str) -> str:
        title, accepted = QInputDialog.getText(self._parent, what, "Name of the set:", text=now)
        return plain(title, MAX_TITLE).strip() if accepted else ""

    def _may_replace(self, title: str, but: str = "") -> bool:
        there = self._sets.called(title)
        if there is None or there.name == but:
            return True
        return confirmed(
            self._parent,
            f"Replace the set {there.shown}?",
            "You already have a set with this name.",
            "Replace",
        )

    def _do(self, what: Callable[[], VariantSet]) -> None:
        try:
            made = what()
        except FacelabError as error:
            self._session.tell_error(error)
        else:
            self._chosen(self._side, made)

    def _on_saved(self, path: Path) -> None:
        self._session.tell(Message("info", f"Saved {path.name}", f"in {path.parent}", file=path))
