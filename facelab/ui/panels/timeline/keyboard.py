"""The strip by keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from facelab.recipe import retiming as to
from facelab.session import Session
from facelab.ui.panels.timeline.strip_view import StripView

FRAME = 1 / 30
NUDGE = 0.1
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_STANDARD = (
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
)


def wanted(event: QKeyEvent) -> bool:
    """Whether the strip has a use for a key that may be a command of the window."""
    redo = event.key() == Qt.Key.Key_Y and event.modifiers() == CTRL
    return redo or any(event.matches(each) for each in _STANDARD)


class StripKeys:
    """What the keys do while the timeline has the hand.

    Parameters
    ----------
    strip : StripView
    session : Session
    edit : callable
        Has the face of a key on show, to be edited; called with its index.
    leave : callable
        Has the face on show again.
    """

    def __init__(
        self,
        strip: StripView,
        session: Session,
        edit: Callable[[int], object],
        leave: Callable[[], object],
    ) -> None:
        self._strip = strip
        self._session = session
        self._edit = edit
        self._leave = leave

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key says. Returns whether it says something."""
        if self._edits(event):
            return True
        key, mods = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        player, animating = self._session.player, self._session.animating
        timeline = animating.timeline
        if key == Qt.Key.Key_Escape and not mods and player.showing is not None:
            self._leave()
            return True
        if timeline is None:
            return False
        if key == Qt.Key.Key_Space and not mods:
            if not event.isAutoRepeat():
                player.toggle()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go(-1 if key == Qt.Key.Key_Left else 1, mods)
        elif key == Qt.Key.Key_Home and not mods:
            player.seek(0.0)
        elif key == Qt.Key.Key_End and not mods:
            player.seek(timeline.seconds)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and len(animating.chosen) == 1:
            self._edit(animating.chosen[0])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not mods:
            self._delete()
        else:
            return False
        return True

    def _go(self, step: int, mods: Qt.KeyboardModifier) -> None:
        """By a frame, by a second with Shift, to the next key with Ctrl; with Alt the selected
        key moves in time, with Alt and Shift in the order.
        """
        player, animating = self._session.player, self._session.animating
        timeline = animating.timeline
        assert timeline is not None
        if mods & ALT:
            self._move(step, bool(mods & SHIFT))
        elif mods & CTRL:
            place, starts = timeline.place(player.head), timeline.starts
            ahead = [k for k, start in enumerate(starts) if (start - place) * step > 1e-6]
            if ahead:
                k = ahead[0] if step > 0 else ahead[-1]
                animating.choose([k])
                player.seek(starts[k])
        else:
            player.pause()
            player.seek(player.head + step * (1.0 if mods & SHIFT else FRAME))

    def _move(self, step: int, in_order: bool) -> None:
        animating = self._session.animating
        timeline = animating.timeline
        if timeline is None or len(animating.chosen) != 1:
            return
        k = animating.chosen[0]
        if in_order:
            animating.move(k, min(max(0, k + step), len(timeline.keys) - 1))
            return
        time = timeline.starts[k] + step * NUDGE
        made = to.pushed(timeline, k, round(time, 3))
        animating.edit(made, "Move key", ("timeline nudge", k))

    def _delete(self) -> None:
        animating, point = self._session.animating, self._strip.chosen_point
        timeline = animating.timeline
        if point is None:
            animating.remove(animating.chosen)
        elif timeline is not None:
            track = timeline.tracks[point[0]]
            if len(track.points) == 1:
                animating.remove_track(track.direction)
            else:
                rest = [p for n, p in enumerate(track.points) if n != point[1]]
                animating.set_track(to.with_points(track, rest), "Delete point")

    def _edits(self, event: QKeyEvent) -> bool:
        animating, keys = self._session.animating, QKeySequence.StandardKey
        redo = event.key() == Qt.Key.Key_Y and event.modifiers() == CTRL
        if event.matches(keys.Undo):
            animating.undo()
        elif event.matches(keys.Redo) or redo:
            animating.redo()
        elif event.matches(keys.Copy):
            animating.copy()
        elif event.matches(keys.Cut):
            animating.copy()
            animating.remove(animating.chosen)
        elif event.matches(keys.Paste):
            self._session.new_keys.paste()
        elif event.matches(keys.SelectAll):
            animating.choose(range(len(animating.keys)))
        else:
            return False
        return True
