"""The card of a direction: the face with less and more of it, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import ElidedLabel, FaceThumb

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
        self.title = ElidedLabel("", self)
        self.title.setFont(text_font(bold=True))
        self.group = QLabel(self)
        self.group.setTextFormat(Qt.TextFormat.PlainText)
        self.group.setProperty("dim", True)
        self.group.setFont(text_font(size="small"))
        self.note = self._line("body")
        names = ("With less of it", "As it is", "With more of it")
        self.thumbs = tuple(FaceThumb(name, SIDE, " ", self) for name in names)
        for thumb in self.thumbs:
            thumb.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.facts = self._line("small")
        self.use = self._line("small")
        self.use.setProperty("dim", True)

        top = QHBoxLayout()
        top.setSpacing(TOKENS.space_2)
        top.addWidget(self.title, 1)
        top.addWidget(self.group)
        row = QHBoxLayout()
        row.setSpacing(TOKENS.space_2)
        for thumb in self.thumbs:
            row.addWidget(thumb)
        layout = self._column = QVBoxLayout(self)
        space = TOKENS.space_3
        layout.setContentsMargins(space, space - 2, space, space)
        layout.setSpacing(TOKENS.space_2)
        layout.addLayout(top)
        layout.addWidget(self.note)
        layout.addLayout(row)
        layout.addWidget(self.facts)
        layout.addWidget(self.use)
        self.setFixedWidth(3 * SIDE + 2 * TOKENS.space_2 + 2 * space + 2)

    def _line(self, size: str) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(text_font(size="small" if size == "small" else "body"))
        return label

    def set_words(self, title: str, group: str, note: str, facts: Sequence[str], use: str) -> None:
        """What it says; empty parts take no room."""
        self.title.setText(title)
        self.group.setText(group)
        self.setAccessibleName(title)
        self.setAccessibleDescription("\n".join((note, *facts)))
        for label, text in ((self.note, note), (self.facts, "\n".join(facts)), (self.use, use)):
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

    def show_beside(self, panel: QRect, row: QRect, room: QRect) -> None:
        """Appear left of a panel, or right of it, at the height of a row.

        Parameters
        ----------
        panel, row, room : QRect
            On the screen: where the panel and the row are, and what of the screen is free.
        """
        self.setFixedHeight(self._column.heightForWidth(self.width()))
        x = panel.left() - self.width() - GAP
        if x < room.left():
            x = panel.right() + 1 + GAP
        if x + self.width() > room.right():
            x = max(room.left(), panel.left() - self.width() - GAP)
        y = row.center().y() - 2 * TOKENS.row
        y = max(room.top() + GAP, min(y, room.bottom() - self.height() - GAP))
        self.move(QPoint(x, y))
        self.show()
