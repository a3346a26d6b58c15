"""What the session tells, over the middle of the window; and when it has nothing more to say."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QMainWindow

from facelab.recipe import Recipe
from facelab.session import Message, Session
from facelab.session.exporting.stimuli.words import heading
from facelab.ui.canvas import Canvas
from facelab.ui.dialogs.export.failures import FailuresDialog
from facelab.ui.gallery import Gallery
from facelab.ui.show_in_folder import show_in_folder


@dataclass(frozen=True)
class Offer:
    """A face that was made of others, which the user may want to see.

    Attributes
    ----------
    show : callable
        Puts it in the place of the one on show.
    """

    what: str
    recipe: Recipe
    show: Callable[[], object]


class Notices:
    """Shows the messages of a session over the middle of its window. Errors go with what is done
    next: a step, a command of the window, Escape. One that there was no time to read is not lost
    to another: errors and warnings wait for it, and it comes back after a note that cannot wait.

    Parameters
    ----------
    session : Session
    canvas : Canvas
        It has the bar, which stays in sight while something else is in the canvas's place.
    window : QMainWindow
        Its commands are there already.
    gallery : Gallery
        What is asked of it and chosen in it is something done as well.
    restore : callable
        Takes back what was removed from the library.
    switch : callable
        Goes to the network of a face, after asking whether to download it if need be.
    save : callable
        Asks where the face on show is to be saved as a picture.
    """

    def __init__(
        self,
        session: Session,
        canvas: Canvas,
        window: QMainWindow,
        gallery: Gallery,
        restore: Callable[[], None],
        switch: Callable[[], None],
        save: Callable[[], object],
    ) -> None:
        self._session = session
        self._canvas = canvas
        self._window = window
        self._restore = restore
        self._switch = switch
        self._save = save
        self._shown: Message | Offer | None = None
        self._waiting: deque[Message | Offer] = deque()
        session.message.connect(self._on_message)
        session.withdrawn.connect(self._on_withdrawn)
        # Once whatever has closed it is done.
        self._next = QTimer(window)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._show_next)
        canvas.notice_gone.connect(self._next.start)
        canvas.notice_action.connect(session.retry)
        session.face.step_settled.connect(self._on_step)
        session.face.place_changed.connect(self._on_step)
        for action in window.actions():
            action.triggered.connect(canvas.acted)
        gallery.browsing.query_changed.connect(canvas.acted)
        gallery.choice.selectionChanged.connect(canvas.acted)
        gallery.actions.blended.connect(
            lambda recipe, what: self._tell(
                Offer(what, recipe, lambda: self._show_face(gallery, recipe, what))
            )
        )
        session.thumbnails.ready.connect(self._on_picture)

    def _on_message(self, message: Message) -> None:
        if message.quiet:
            said = QAccessibleAnnouncementEvent(self._canvas, message.what)
            QAccessible.updateAccessibility(said)
        else:
            self._tell(message)

    def _on_withdrawn(self, message: Message) -> None:
        while message in self._waiting:
            self._waiting.remove(message)
        if self._shown == message and self._canvas.has_notice():
            self._canvas.hide_notice()

    def _tell(self, message: Message | Offer) -> None:
        canvas = self._canvas
        if canvas.notice_is_unread() and self._shown not in (None, message):
            if isinstance(message, Message) and message.level != "info":
                if message not in self._waiting:
                    self._waiting.append(message)
                canvas.let_notice_be_read()
                return
            assert self._shown is not None
            self._waiting.appendleft(self._shown)
        self._show(message)

    def _show_next(self) -> None:
        if self._waiting and not self._canvas.has_notice():
            self._show(self._waiting.popleft())

    def _show(self, message: Message | Offer) -> None:
        self._shown = message
        if isinstance(message, Offer):
            self._offer(message)
        else:
            self._say(message)

    def _offer(self, offer: Offer) -> None:
        why = "The current face has not changed."
        self._canvas.show_notice("info", offer.what, why, "", "Show it", offer.show)
        self._canvas.show_notice_picture(self._session.thumbnails.get(offer.recipe))
        self._canvas.let_notice_stay()

    def _on_picture(self, recipe: Recipe) -> None:
        shown = self._shown
        if isinstance(shown, Offer) and shown.recipe == recipe and self._canvas.has_notice():
            self._canvas.show_notice_picture(self._session.thumbnails.peek(recipe))

    def _show_face(self, gallery: Gallery, recipe: Recipe, what: str) -> None:
        self._canvas.hide_notice()
        gallery.actions.show(recipe, what)

    def _say(self, message: Message) -> None:
        session, canvas = self._session, self._canvas
        takes_back = {
            "restore": (session.kept.can_restore, self._restore),
            "unkeep": (session.kept.can_unkeep, session.kept.unkeep),
            "restore direction": (session.own.can_restore, session.own.restore),
        }
        can, take_back = takes_back.get(message.offers, (False, None))
        opening = session.opening
        if message.offers == "keep opened" and opening.can_keep_opened:
            canvas.show_notice(
                message.level, message.what, message.why, message.fix,
                opening.keep_words, opening.keep_opened,
            )  # fmt: skip
            canvas.let_notice_stay()
        elif message.offers == "verify" and message.file is not None:
            canvas.show_notice(
                message.level, message.what, message.why, message.fix, "Verify…",
                lambda: session.saying.verify_wanted.emit(message.file),
            )  # fmt: skip
        elif message.offers == "save picture":
            canvas.show_notice(
                message.level, message.what, message.why, message.fix, "Save picture…", self._save
            )
        elif message.offers == "export failures":
            canvas.show_notice(
                message.level, message.what, message.why, message.fix, "See what failed…",
                lambda: self._show_failures(message.file),
            )  # fmt: skip
        elif message.offers == "set failures":
            canvas.show_notice(
                message.level, message.what, message.why, message.fix, "See which…",
                lambda: self._show_set_failures(message.file),
            )  # fmt: skip
        elif message.offers == "switch network" and session.networks.can_switch:
            canvas.show_notice(
                message.level, message.what, message.why, message.fix,
                session.networks.switch_words, self._on_switch,
            )  # fmt: skip
            canvas.let_notice_stay()
        elif (file := message.file) is not None:
            canvas.show_notice(
                message.level, message.what, message.why, message.fix, "Show in folder",
                lambda: self._show_in_folder(file),
            )  # fmt: skip
        elif can:
            canvas.show_notice(message.level, message.what, message.why, "", "Undo", take_back)
        else:
            canvas.show_notice(message.level, message.what, message.why, message.fix)

    def _show_failures(self, file: Path | None) -> None:
        show = None if file is None else partial(self._show_in_folder, file)
        FailuresDialog(self._session.exporting.refused, show, self._window).show()

    def _show_set_failures(self, file: Path | None) -> None:
        show = None if file is None else partial(self._show_in_folder, file)
        refused = self._session.stimuli.refused
        FailuresDialog(refused, show, self._window, "The research set", heading(refused)).show()

    def _on_switch(self) -> None:
        self._switch()
        if not self._session.networks.can_switch:  # else it was not agreed to, and can be later
            self._canvas.hide_notice()

    def _show_in_folder(self, file: Path) -> None:
        if not show_in_folder(file):
            what = "No file manager was found to show the folder"
            self._session.tell(Message("warning", what, f"The file is {file}."))

    def _on_step(self, _place: int) -> None:
        self._canvas.acted()
