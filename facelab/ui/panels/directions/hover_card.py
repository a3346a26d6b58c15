"""The card of a direction: the face with less and more of it, in a column as narrow as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import FaceThumb

SIDE = 96
GAP = 8  # between the card and the panel


class HoverCard(QFrame):
    """Floats beside a row; the mouse goes through it, and it never takes the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        flags = (
            Qt.WindowType.ToolTip
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowTransparentForInput
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        super().__init__(parent, flags)
        self.setObjectName("picker")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title = self._line()
        self.title.setFont(text_font(bold=True))
        self.note = self._line()
        self.note.setFont(text_font(size="small"))
        self.note.setProperty("dim", True)
        names = ("With less of it", "As it is now", "With more of it")
        self.thumbs = tuple(FaceThumb(name, SIDE, " ", self) for name in names)
        layout = self._column = QVBoxLayout(self)
        space = TOKENS.space_3
        layout.setContentsMargins(space, space - 2, space, space - 2)
        layout.setSpacing(TOKENS.space_1)
        layout.addWidget(self.title)
        layout.addWidget(self.note)
        for thumb in self.thumbs:
            thumb.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            layout.addWidget(thumb)

    def _line(self) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def set_words(self, title: str, note: str) -> None:
        """What it says; a note that is empty takes no room."""
        self.setAccessibleName(title)
        self.setAccessibleDescription(note)
        for label, text in ((self.title, title), (self.note, note)):
            label.setText(text)
            label.setVisible(bool(text))

    def set_captions(self, captions: Sequence[str]) -> None:
        """What stands under the pictures; without any there are no pictures."""
        for thumb, caption in zip(self.thumbs, captions, strict=False):
            thumb.set_caption(caption)
        for thumb in self.thumbs:
            thumb.setVisible(bool(captions))

    def set_pictures(self, pictures: Sequence[NDArray[np.uint8] | None]) -> None:
        """The pictures, None where one is still made."""
        for thumb, pixels in zip(self.thumbs, pictures, strict=True):
            if pixels is not None:
                thumb.set_image(pixels)
            elif not thumb.has_image():
                thumb.set_loading(True)

    def forget_pictures(self) -> None:
        """Show no longer those of another direction."""
        for thumb in self.thumbs:
            thumb.set_image(None)
            thumb.set_loading(True)

    def show_beside(self, panel: QRect, row: QRect, room: QRect, clear: QRect) -> None:
        """Appear left of a panel, or right of it, at the height of a row.

        Parameters
        ----------
        panel, row, room : QRect
            On the screen: where the panel and the row are, and what of the screen is free.
        clear : QRect
            What is not to be covered: the middle of the face; empty if there is none.
        """
        # With what the frame takes: without it a long note leaves the last line no room.
        edges = self.contentsMargins()
        frame = QSize(edges.left() + edges.right(), edges.top() + edges.bottom())
        margins = self._column.contentsMargins()
        wide = SIDE + margins.left() + margins.right()
        size = QSize(wide, self._column.heightForWidth(wide)) + frame
        self.setFixedSize(size)
        self.move(place_beside(size, panel, row, room, clear))
        self.show()


def place_beside(size: QSize, panel: QRect, row: QRect, room: QRect, clear: QRect) -> QPoint:
    """Where a card lies: left of the panel, or right of it where there is no room or it would
    cover what is to stay clear; in a narrow window on the far side of that.
    """
    y = row.center().y() - 2 * TOKENS.row
    # No lower than the panel, if that is high enough: the status bar stays in sight.
    lowest = max(panel.bottom(), panel.top() + size.height())
    y = min(y, lowest - size.height(), room.bottom() - GAP - size.height())
    y = max(room.top() + GAP, y)
    places = [QPoint(panel.left() - size.width() - GAP, y), QPoint(panel.right() + 1 + GAP, y)]
    if not clear.isEmpty():
        places.append(QPoint(clear.left() - size.width() - GAP, y))
    inside = [at for at in places if room.left() <= at.x() <= room.right() + 1 - size.width()]
    free = [at for at in inside if not clear.intersects(QRect(at, size))]
    if free or inside:
        return (free or inside)[0]
    return QPoint(max(room.left(), places[0].x()), y)
