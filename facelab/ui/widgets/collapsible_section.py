"""A titled part of a panel that folds away."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from facelab.ui.icons import paint_icon
from facelab.ui.outside_text import set_button_text, tooltip_of
from facelab.ui.theme import TOKENS, colors, text_font
from facelab.ui.widgets.key_button import KeyButton


class SectionHeader(KeyButton):
    """The line that folds: an arrow and a title."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        set_button_text(self, title)
        self.setCheckable(True)
        self.setChecked(True)
        self.setFont(text_font(size="small", bold=True))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(140, TOKENS.row)

    def minimumSizeHint(self) -> QSize:
        """Arrow and a few letters."""
        return QSize(56, TOKENS.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left folds, right unfolds; Enter and Space turn over."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if self.isChecked() != (key == Qt.Key.Key_Right):
                self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint arrow and title."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = "text" if self.underMouse() else "text_dim"
        size = TOKENS.icon_size
        # the glyph is narrower than its box: flush with what stands below
        arrow = QRect(-4, (self.height() - size) // 2, size, size)
        paint_icon(painter, arrow, "expanded" if self.isChecked() else "expand", tone)
        painter.setPen(QColor(c.text))
        painter.setFont(self.font())
        room = self.rect().adjusted(size, 0, -TOKENS.space_1, 0)
        title = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(flags), title)
        if self.ringed():
            painter.setPen(QPen(QColor(c.focus), TOKENS.focus_ring))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = self.rect().adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, TOKENS.radius_small, TOKENS.radius_small)


class CollapsibleSection(QWidget):
    """A header with arrow, title and buttons, over a body that it shows and hides.

    It remembers nothing between starts: the panel does.

    Signals
    -------
    expanded_changed : bool
        The user folded or unfolded it.
    """

    expanded_changed = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = SectionHeader(title, self)
        self.header.clicked.connect(self._on_clicked)
        self.body = QWidget(self)
        self.body_layout = QVBoxLayout(self.body)
        self.body_layout.setContentsMargins(0, 0, 0, TOKENS.space_2)
        self.body_layout.setSpacing(0)
        self._buttons: list[QWidget] = []
        self._top = QHBoxLayout()
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(2)
        self._top.addWidget(self.header, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._top)
        layout.addWidget(self.body)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.set_expanded(True)

    def title(self) -> str:
        """The title."""
        return self.header.text()

    def set_title(self, title: str) -> None:
        """Change the title."""
        set_button_text(self.header, title)
        self.set_expanded(self.is_expanded())

    def is_expanded(self) -> bool:
        """Whether the body shows."""
        return self.header.isChecked()

    def set_expanded(self, expanded: bool) -> None:
        """Fold or unfold; emits nothing."""
        self.header.setChecked(expanded)
        self.body.setVisible(expanded)
        state = "expanded" if expanded else "collapsed"
        self.header.setAccessibleName(self.title())
        self.header.setAccessibleDescription(f"Section, {state}")
        self.header.setToolTip(tooltip_of(f"{'Hide' if expanded else 'Show'} {self.title()}"))

    def add_widget(self, widget: QWidget) -> None:
        """Add a row to the body."""
        self.body_layout.addWidget(widget)

    def add_header_widget(self, widget: QWidget, place: int | None = None) -> None:
        """Add a small button at the right end of the header, or before another of them."""
        place = len(self._buttons) if place is None else place
        self._top.insertWidget(1 + place, widget)
        self._buttons.insert(place, widget)

    def header_widgets(self) -> list[QWidget]:
        """The buttons of the header, from left to right."""
        return list(self._buttons)

    def _on_clicked(self) -> None:
        self.set_expanded(self.is_expanded())
        self.expanded_changed.emit(self.is_expanded())
