"""The canvas: a picture that follows the hand, the messages over it, and what is dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from facelab.ui.canvas import marks
from facelab.ui.canvas.hand import HeldView
from facelab.ui.canvas.notice_bar import NoticeBar, NoticeKind
from facelab.ui.canvas.overlays import EmptyState, ProgressLine
from facelab.ui.dropping import accept_copy, dragged_files

OPENS = "Drop to open"


class Canvas(HeldView):
    """Shows a picture that follows the hand.

    Signals
    -------
    zoom_changed : float
        Device pixels a picture pixel; 1.0 is 100 %.
    files_dropped : list of Path
        Files were dropped on the canvas.
    mime_dropped : QMimeData
        Something else was dropped that `set_drop_kinds` names.
    notice_action
        The notice was closed, or its button pressed that does nothing by itself.
    notice_gone
        No notice is shown any more.
    empty_action
        The button of the empty state was pressed.
    menu_requested : QPoint
        A right click, or the Menu key: where on the screen.
    """

    files_dropped = Signal(list)
    mime_dropped = Signal(QMimeData)
    notice_gone = Signal()
    notice_action = Signal()
    empty_action = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setAccessibleName("Picture of the face")
        self._drop_kinds: dict[str, str] = {}
        self._dropping = ""
        self._ring = False

        self._empty = EmptyState(self)
        self._empty.action_requested.connect(self.empty_action)
        self._notice = NoticeBar(self)
        self._notice.gone.connect(self.notice_gone)
        self._notice.action_requested.connect(self._on_notice_action)
        self._notice_act: Callable[[], object] | None = None
        self._middle_of_window: QWidget | None = None
        self._line = ProgressLine(self)

    def set_image(self, pixels: NDArray[np.uint8], logical_size: int) -> None:
        """Show a frame, see `PictureView.set_image`; the empty state goes away."""
        first = not self.has_image()
        super().set_image(pixels, logical_size)
        self._line.put_off()
        self._empty.hide()
        if first:
            self.place_notice()  # which may lie where the mouth is now

    def middle_of_face(self) -> QRect:
        """Where on the screen eyes, nose and mouth are; empty without a picture."""
        if not self.has_image() or not self.isVisible():
            return QRect()
        inside = self._middle()
        return QRect(self.mapToGlobal(inside.topLeft()), inside.size())

    def _middle(self) -> QRect:
        box = self.picture_rect().toRect()
        across, down = round(box.width() / 3), round(box.height() / 5)
        up = round(box.height() / 6)  # a mouth that laughs is as low as that
        return box.adjusted(across, down, -across, -up).intersected(self.rect())

    # -- messages -----------------------------------------------------------------------

    def show_empty(
        self, title: str, text: str = "", button: str | None = None, icon_name: str = "dice"
    ) -> None:
        """Say in the middle of the canvas why there is no picture and what to do."""
        self._empty.show_message(title, text, button, icon_name)
        self._place_overlays()

    def show_notice(
        self,
        kind: NoticeKind,
        what: str,
        why: str = "",
        fix: str = "",
        button: str | None = None,
        act: Callable[[], object] | None = None,
    ) -> None:
        """Show a message at the bottom that blocks nothing; the newest replaces the last, see
        `NoticeBar` for when it goes.

        Its button calls `act`, and emits `notice_action` if there is none.
        """
        self._notice_act = act
        self._notice.show_message(kind, what, why, fix, button)
        self._place_overlays()

    def show_notice_picture(self, pixels: NDArray[np.uint8] | None) -> None:
        """Show a face beside the message, uint8 [H, W, 4] BGRX; None if it is on its way."""
        self._notice.show_picture(pixels)
        self.place_notice()

    def let_notice_stay(self) -> None:
        """The message waits for an answer."""
        self._notice.stay()

    def has_notice(self) -> bool:
        """Whether a message is shown."""
        return not self._notice.isHidden()

    def notice_is_unread(self) -> bool:
        """Whether there was no time yet to read the message, an error or a warning."""
        return self._notice.is_unread()

    def let_notice_be_read(self) -> None:
        """The message goes once there was time to read it: others wait."""
        self._notice.go_when_read()

    def hide_notice(self) -> None:
        """Remove that message."""
        self._notice.hide()

    def let_notices_hang(self, window: QWidget, middle: QWidget) -> None:
        """Let messages hang over the lower edge of a canvas that is too low for them, onto what
        is below in a window; and lie at the bottom of its `middle` while something else than the
        canvas is there.
        """
        self._notice.setParent(window)
        self._middle_of_window = middle

    def place_notice(self) -> None:
        """The message lies where it belongs."""
        if not self._notice.isHidden():
            self._notice.place(*self._room_for_notice())
            self._notice.raise_()

    def _room_for_notice(self) -> tuple[QRect, int]:
        """Where the canvas is for the message, and where the mouth ends."""
        ground = self._notice.parentWidget() or self
        over = self._middle_of_window
        if over is not None and not self.isVisibleTo(over):
            return QRect(over.mapTo(ground, QPoint(0, 0)), over.size()), 0
        at = QPoint(0, 0) if ground is self else self.mapTo(ground, QPoint(0, 0))
        mouth = self._middle()
        highest = 0 if mouth.isEmpty() else at.y() + mouth.bottom() + 1
        return QRect(at, self.size()), highest

    def acted(self) -> None:
        """Something was done: errors of before go, once they were read."""
        self._notice.acted()

    def dismiss_notice(self) -> bool:
        """Escape closes the message. Returns whether that was all that it was for: it is not
        where a mere note was there, which goes by itself.
        """
        note = self._notice.is_note()
        return self._notice.dismiss() and not note

    def _on_notice_action(self) -> None:
        if self._notice_act is None:
            self.notice_action.emit()
        else:
            self._notice_act()

    def hide_offer(self) -> None:
        """Remove the message if its button does something by itself: it is done already."""
        if self._notice_act is not None:
            self._notice.hide()

    def set_refining(self, on: bool, fraction: float | None = None) -> None:
        """Show or hide the thin line that says a finer picture is on its way."""
        if on:
            self._line.show_progress(fraction)
        else:
            self._line.stop()

    def _place_overlays(self) -> None:
        if not self._empty.isHidden():
            self._empty.place(self.width(), self.height())
        self.place_notice()
        self._line.place(self.width(), self.height())

    def _paint_over(self, painter: QPainter) -> None:
        if self._dropping:
            marks.paint_drop(painter, self.rect(), self._dropping)
        elif self._ring:
            marks.paint_focus(painter, self.rect())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu, at the pointer or for the keyboard in the middle of the picture."""
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.mapToGlobal(self.rect().center())
        self.menu_requested.emit(at)

    # -- size, focus, drops -------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the picture fitted and the messages in place."""
        super().resizeEvent(event)
        self._place_overlays()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the messages in place."""
        super().showEvent(event)
        self._place_overlays()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring to those who came by keyboard."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._ring = event.reason() in reasons
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self._ring = False
        self.update()

    def set_drop_kinds(self, kinds: Mapping[str, str]) -> None:
        """Accept these MIME types beside files, each with what is said while it hovers."""
        self._drop_kinds = dict(kinds)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept local files, and what it was told to."""
        data = event.mimeData()
        said = next((text for kind, text in self._drop_kinds.items() if data.hasFormat(kind)), "")
        if dragged_files(data):
            said = OPENS
        if said:
            accept_copy(event)
            self._dropping = said
            self.update()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Forget the drag."""
        self._dropping = ""
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped."""
        self._dropping = ""
        self.update()
        data = event.mimeData()
        paths = dragged_files(data)
        if paths:
            accept_copy(event)
            self.files_dropped.emit(paths)
        elif any(data.hasFormat(kind) for kind in self._drop_kinds):
            accept_copy(event)
            self.mime_dropped.emit(data)
