"""All the keys on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from facelab.ui.theme import TOKENS, colors, text_font


@dataclass(frozen=True)
class KeyGroup:
    """A title and its keys, each with what it does: ("Ctrl+Z", "Undo")."""

    title: str
    keys: tuple[tuple[str, str], ...]


_AND = " , "  # not the key


class KeyCaps(QWidget):
    """Keys painted as caps: "Ctrl+Shift+Z" is three of them, " / " and ", " part alternatives."""

    _GAP = 3
    _HEIGHT = 20

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caps = _split_keys(keys)
        self.setFont(text_font(size="small"))
        self.setAccessibleName(keys)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """As wide as its caps."""
        width = sum(self._width(text) + self._GAP for text, _ in self._caps) - self._GAP
        return QSize(max(0, width), self._HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the caps."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0.0
        for text, is_key in self._caps:
            width = self._width(text)
            box = QRectF(x + 0.5, 0.5, width - 1, self._HEIGHT - 1)
            if is_key:
                painter.setPen(QPen(QColor(c.border_strong), 1.0))
                painter.setBrush(QColor(c.raised))
                painter.drawRoundedRect(box, TOKENS.radius_small, TOKENS.radius_small)
            painter.setPen(QColor(c.text if is_key else c.text_dim))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
            x += width + self._GAP

    def _width(self, text: str) -> int:
        width = self.fontMetrics().horizontalAdvance(text)
        return width + 2 if text == _AND else max(self._HEIGHT, width + 10)


def _split_keys(keys: str) -> list[tuple[str, bool]]:
    caps: list[tuple[str, bool]] = []
    for mark, way in _ways(keys):
        if mark:
            caps.append((mark, False))
        # "Ctrl++" ends with the key plus
        parts = [*way[:-2].split("+"), "+"] if way.endswith("++") else way.split("+")
        caps += [(part, True) for part in (parts if way != "+" else ["+"]) if part]
    return caps


def _ways(keys: str) -> Iterator[tuple[str, str]]:
    """Alternatives, each with what stands before it."""
    for index, way in enumerate(keys.split(" / ")):
        for place, each in enumerate(way.split(", ")):
            yield (_AND if place else "or" if index else ""), each


class KeyboardHelp(QDialog):
    """Lists groups of keys in two columns; any of Escape, Enter and "?" closes it."""

    def __init__(self, groups: Sequence[KeyGroup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAccessibleName("All keyboard shortcuts")
        room = self.screen().availableSize()
        self.resize(min(800, room.width() - 40), min(680, room.height() - 60))
        columns = QHBoxLayout()
        columns.setSpacing(TOKENS.space_6 * 2)
        for part in _balanced(groups):
            column = QVBoxLayout()
            column.setSpacing(TOKENS.space_4)
            for group in part:
                column.addLayout(self._group(group))
            column.addStretch(1)
            columns.addLayout(column, 1)
        body = QWidget()
        body.setLayout(columns)
        columns.setContentsMargins(0, 0, TOKENS.space_3, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(body)
        title = QLabel("Keyboard shortcuts")
        title.setFont(text_font(size="title", bold=True))
        close = QPushButton("Close")
        close.setAccessibleName("Close the list of shortcuts")
        close.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        pad = TOKENS.space_6
        layout.setContentsMargins(pad, pad, pad, TOKENS.space_4)
        layout.setSpacing(TOKENS.space_3)
        layout.addWidget(title)
        layout.addWidget(scroll, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key that opened it closes it too."""
        if event.text() == "?":
            self.reject()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _group(group: KeyGroup) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(TOKENS.space_3)
        grid.setVerticalSpacing(TOKENS.space_1 + 2)
        grid.setColumnStretch(0, 1)
        title = QLabel(group.title)
        title.setFont(text_font(bold=True))
        grid.addWidget(title, 0, 0, 1, 2)
        for row, (keys, text) in enumerate(group.keys, start=1):
            what = QLabel(text)
            what.setWordWrap(True)
            what.setProperty("dim", True)
            what.setAccessibleName(f"{text}: {keys}")
            grid.addWidget(what, row, 0)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            grid.addWidget(KeyCaps(keys), row, 1, side)
        return grid


def _balanced(groups: Sequence[KeyGroup]) -> tuple[Sequence[KeyGroup], Sequence[KeyGroup]]:
    """Cut the groups where the two columns come out most alike in height."""
    heights = [len(group.keys) + 2 for group in groups]
    cuts = range(len(groups) + 1)
    best = min(cuts, key=lambda cut: abs(sum(heights[:cut]) - sum(heights[cut:])), default=0)
    return groups[:best], groups[best:]
