"""What the page of the first start is made of: its ground, its remarks, its text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from facelab.ui.icons import paint_icon
from facelab.ui.theme import TOKENS, colors, text_font
from facelab.ui.widgets.text_label import text_label

CARD_WIDTH = 520


class Card(QFrame):
    """The ground that the page's text lies on."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.border), 1.0))
        painter.setBrush(QColor(c.panel))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, TOKENS.radius_large, TOKENS.radius_large)


class Remark(QFrame):
    """A block of text with an icon: the caveats, or an error."""

    def __init__(self, icon_name: str, tone: str) -> None:
        super().__init__()
        self._icon = icon_name
        self._tone = tone
        layout = QVBoxLayout(self)
        pad = TOKENS.space_3
        layout.setContentsMargins(pad + TOKENS.icon_size + TOKENS.space_2, pad, pad, pad)
        layout.setSpacing(TOKENS.space_1)
        self.head = text_label()
        self.head.setFont(text_font(bold=True))
        self.lines = [text_label(), text_label(dim=True)]
        for label in (self.head, *self.lines):
            layout.addWidget(label)

    def set_texts(self, head: str, *lines: str) -> None:
        """What it says; empty lines take no room."""
        for label, text in zip((self.head, *self.lines), (head, *lines, "", ""), strict=False):
            label.setText(text)
            label.setVisible(bool(text))
        self.setAccessibleName(" ".join(text for text in (head, *lines) if text))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.border), 1.0))
        painter.setBrush(QColor(c.window))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
        place = self.rect().adjusted(TOKENS.space_3, TOKENS.space_3, 0, 0)
        place.setSize(QSize(TOKENS.icon_size, TOKENS.icon_size))
        paint_icon(painter, place, self._icon, self._tone)


class TextScroll(QScrollArea):
    """As high as what it holds; in a low window that scrolls, and the buttons stay."""

    LOWEST = 60

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("About the download")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self.setWidget(inside)
        inside.installEventFilter(self)
        for ground in (self.viewport(), inside):
            ground.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """All of the text, at the width that there is."""
        return QSize(CARD_WIDTH, self._inside.heightForWidth(self.viewport().width()))

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(0, self.LOWEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes other lines."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _on_range_changed(self, _lowest: int, highest: int) -> None:
        """The arrow keys scroll it, where there is something to scroll."""
        policy = Qt.FocusPolicy
        self.setFocusPolicy(policy.TabFocus if highest > 0 else policy.NoFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another text was set."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
