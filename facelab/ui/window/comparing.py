"""Comparing: before and after on the canvas, A and B beside each other."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from facelab.engine import Frame
from facelab.recipe import Recipe, describe_source
from facelab.session import Message, Session
from facelab.session.face.slots import NAMES
from facelab.ui.canvas import Canvas
from facelab.ui.dialogs.compare_two import CompareTwo, Side


class Comparing(QObject):
    """Shows the face before its edits, as long as a key is held or beside a divider.

    Parameters
    ----------
    session : Session
    canvas : Canvas
    window : QWidget
        A and B are shown in a window over this one.
    """

    def __init__(self, session: Session, canvas: Canvas, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._canvas = canvas
        self._window = window
        self._peeking = False
        self._wipe: QAction | None = None
        self._slots: QAction | None = None
        session.before.changed.connect(self._on_before_changed)
        session.slots.changed.connect(self._on_slots_changed)

    def follow(self, wipe: QAction, slots: QAction) -> None:
        """Follow the switch of before and after; A and B can be compared once both are there."""
        self._wipe, self._slots = wipe, slots
        self._show_slots()

    # -- before and after ------------------------------------------------------------------------

    def peek(self, peeking: bool) -> None:
        """Show the face before its edits while a key is held."""
        if peeking != self._peeking:
            self._peeking = peeking
            self.show_compare()

    def show_compare(self) -> None:
        """Show what is asked for: the face, the one before, or both."""
        wiping = self._wipe is not None and self._wipe.isChecked()
        if not self._session.face.has_recipe:
            return
        before, recipe = self._session.before, self._session.face.recipe
        if before.frame is None or before.frame.recipe != recipe.without_edits():
            self._canvas.set_before(None)  # that of another face must not flash up
        before.set_wanted(wiping or self._peeking, recipe)
        mode: Literal["before", "wipe", "off"] = (
            "before" if self._peeking else "wipe" if wiping else "off"
        )
        self._canvas.set_compare(mode)

    def _on_before_changed(self, frame: Frame) -> None:
        self._canvas.set_before(frame.pixels)

    # -- another network -------------------------------------------------------------------------

    def show_other_network(self) -> None:
        """Show the face beside the same one of another network."""
        session = self._session
        others = session.other_network.others
        if not others:
            session.tell(
                Message(
                    "info",
                    "No other loaded network shares the w of this one",
                    "The same face needs a network with the same mapping network, such as "
                    "StyleGAN2 FFHQ beside the default one.",
                    "Load the other network from the Network menu, then come back to this one.",
                )
            )
            return
        other = others[0]

        def show(now: Recipe, twin: Recipe) -> None:
            model = session.model
            title = "" if model is None else model.title
            sides = ((title, now, b""), (other.title, twin, b""))
            CompareTwo(session, session.pictures, sides[0], sides[1], self._window).show()

        session.other_network.find(other, show, session.tell_error)

    # -- A and B -----------------------------------------------------------------------------------

    def show_slots(self) -> None:
        """Show the faces of A and B side by side."""
        first, second = (self._side(name) for name in NAMES)
        if first is None or second is None:
            fix = "Shift+A stores the current face in A, Shift+B in B."
            self._session.tell(Message("info", "A and B both need a face", fix=fix))
        else:
            CompareTwo(self._session, self._session.pictures, first, second, self._window).show()

    def _side(self, name: str) -> Side | None:
        recipe: Recipe | None = self._session.slots.get(name)
        if recipe is None:
            return None
        return f"{name}: {describe_source(recipe.source)}", recipe, b""

    def _on_slots_changed(self, _name: str) -> None:
        self._show_slots()

    def _show_slots(self) -> None:
        if self._slots is not None:
            both = all(self._session.slots.get(name) is not None for name in NAMES)
            self._slots.setEnabled(both)
