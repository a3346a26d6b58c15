"""The page of the first start: what will be fetched, how far it is, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QIcon,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from facelab.paths import resources
from facelab.ui.icons import paint_icon
from facelab.ui.theme import TOKENS, colors, text_font

_CARD_WIDTH = 520
_WIDE_CARD = 940
_LOW = 620  # in a page lower than this the notes lie beside the facts, not below them
_TWO = 600  # if it is as wide as this
_STEPS = 1000


def _label(text: str = "", *, dim: bool = False) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("dim", dim)
    return label


class _Card(QFrame):
    """The ground that the page's text lies on."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.border), 1.0))
        painter.setBrush(QColor(c.panel))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, TOKENS.radius_large, TOKENS.radius_large)


class _Remark(QFrame):
    """A block of text with an icon: the caveats, or an error."""

    def __init__(self, icon_name: str, tone: str) -> None:
        super().__init__()
        self._icon = icon_name
        self._tone = tone
        layout = QVBoxLayout(self)
        pad = TOKENS.space_3
        layout.setContentsMargins(pad + TOKENS.icon_size + TOKENS.space_2, pad, pad, pad)
        layout.setSpacing(TOKENS.space_1)
        self.head = _label()
        self.head.setFont(text_font(bold=True))
        self.lines = [_label(), _label(dim=True)]
        for label in (self.head, *self.lines):
            layout.addWidget(label)

    def set_texts(self, head: str, *lines: str) -> None:
        for label, text in zip((self.head, *self.lines), (head, *lines, "", ""), strict=False):
            label.setText(text)
            label.setVisible(bool(text))
        self.setAccessibleName(" ".join(text for text in (head, *lines) if text))

    def paintEvent(self, _event: QPaintEvent) -> None:
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


class _Text(QScrollArea):
    """As high as what it holds; in a low window that scrolls, and the buttons stay."""

    LOWEST = 60

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("What is said of it")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self.setWidget(inside)
        inside.installEventFilter(self)
        for ground in (self.viewport(), inside):
            ground.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """All of the text, at the width that there is."""
        return QSize(_CARD_WIDTH, self._inside.heightForWidth(self.viewport().width()))

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


class ProgressPage(QWidget):
    """Asks, shows progress, and tells what went wrong, all in one place.

    Signals
    -------
    accepted
        "Download" was pressed.
    cancelled
        "Cancel" was pressed while it runs, or "Not now" before or after.
    retry
        "Try again" was pressed.
    """

    accepted = Signal()
    cancelled = Signal()
    retry = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The Tab key stays inside: what lies below is of no use yet.
        self.setWindowFlags(Qt.WindowType.SubWindow)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.mark = QLabel()
        self.mark.setAccessibleName("facelab")
        self.mark.setPixmap(QIcon(str(resources() / "facelab.svg")).pixmap(QSize(56, 56)))
        self.title = _label()
        self.title.setFont(text_font(size="display", bold=True))
        self.intro = _label(dim=True)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(TOKENS.space_4)
        self._facts.setVerticalSpacing(TOKENS.space_1 + 2)
        self._facts.setColumnStretch(1, 1)
        self._fact_labels: list[QLabel] = []
        self.caveats = _Remark("info", "info")
        self.error = _Remark("error", "error")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Download progress")
        self.state = _label(dim=True)
        self.state.setFont(text_font(tabular=True))
        self.percent = QLabel()
        self.percent.setFont(text_font(tabular=True))
        self.accept_button = QPushButton("Download")
        self.retry_button = QPushButton("Try again")
        for button in (self.accept_button, self.retry_button):
            button.setProperty("primary", True)
            button.setAutoDefault(True)
        self.cancel_button = QPushButton("Not now")
        self.accept_button.clicked.connect(self.accepted)
        self.retry_button.clicked.connect(self.retry)
        self.cancel_button.clicked.connect(self.cancelled)
        self._build()
        self._show_parts(offer=True)

    def show_offer(
        self,
        title: str,
        intro: str,
        facts: Sequence[tuple[str, str]],
        caveats: str = "",
        button: str = "Download",
    ) -> None:
        """Say what will be fetched and ask.

        `facts` are pairs such as ("Size", "37.6 MB"), ("Licence", "..."), shown as a table.
        """
        self.title.setText(title)
        self.intro.setText(intro)
        for label in self._fact_labels:
            self._facts.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._fact_labels.clear()
        for row, (name, text) in enumerate(facts):
            key, value = _label(name, dim=True), _label(text)
            key.setWordWrap(False)
            key.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self._facts.addWidget(key, row, 0)
            self._facts.addWidget(value, row, 1)
            self._fact_labels += [key, value]
        self.caveats.set_texts("Before you use the faces" if caveats else "", caveats)
        self.accept_button.setText(button)
        self._show_parts(offer=True)
        self.accept_button.setFocus()

    def show_progress(self, text: str, fraction: float | None) -> None:
        """Show how far it is: a fraction 0..1, or None if nobody knows."""
        if fraction is None:
            self.bar.setRange(0, 0)
            self.percent.setText("")
        else:
            share = min(1.0, max(0.0, fraction))
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(round(share * _STEPS))
            self.percent.setText(f"{int(share * 100)} %")
        self.state.setText(text)
        if not self.bar.isVisibleTo(self):
            self._show_parts(running=True)
            self.cancel_button.setFocus()

    def show_error(self, what: str, why: str = "", fix: str = "") -> None:
        """Say what went wrong and offer to try again."""
        self.error.set_texts(what, why, fix)
        self._show_parts(failed=True)
        self.retry_button.setFocus()

    def _show_parts(
        self, *, offer: bool = False, running: bool = False, failed: bool = False
    ) -> None:
        self.caveats.setVisible(bool(self.caveats.head.text()))
        self.error.setVisible(failed)
        self.notes.setVisible(not (self.caveats.isHidden() and self.error.isHidden()))
        for part in (self.bar, self.state, self.percent):
            part.setVisible(running)
        self.accept_button.setVisible(offer)
        self.retry_button.setVisible(failed)
        self.cancel_button.setText("Cancel" if running else "Not now")
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low page has two columns."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        low = self.height() < _LOW and self.width() >= _TWO and not self.notes.isHidden()
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if low else direction.TopToBottom)
        for place in range(2):
            self._columns.setStretch(place, int(low))
        self._card.setMaximumWidth(_WIDE_CARD if low else _CARD_WIDTH)
        pad = TOKENS.space_4 if low else TOKENS.space_6 + TOKENS.space_2
        self._inside.setContentsMargins(pad, pad, pad, TOKENS.space_4 if low else TOKENS.space_6)

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(TOKENS.space_1)
        words.addWidget(self.title)
        words.addWidget(self.intro)
        head = QHBoxLayout()
        head.setSpacing(TOKENS.space_4)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        facts = QVBoxLayout()
        facts.setSpacing(TOKENS.space_3)
        facts.addLayout(head)
        facts.addSpacing(TOKENS.space_1)
        facts.addLayout(self._facts)
        facts.addStretch(1)
        self.notes = QWidget()
        notes = QVBoxLayout(self.notes)
        notes.setContentsMargins(0, 0, 0, 0)
        notes.setSpacing(TOKENS.space_3)
        notes.addWidget(self.error)
        notes.addWidget(self.caveats)
        notes.addStretch(1)
        said = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, said)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(TOKENS.space_3)
        self._columns.addLayout(facts)
        self._columns.addWidget(self.notes)

        card = self._card = _Card()
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        inside = self._inside = QVBoxLayout(card)
        inside.setSpacing(TOKENS.space_3)
        self._text = _Text(said)
        inside.addWidget(self._text, 1)
        inside.addWidget(self.bar)
        line = QHBoxLayout()
        line.addWidget(self.state, 1)
        line.addWidget(self.percent)
        inside.addLayout(line)
        buttons = QHBoxLayout()
        buttons.setSpacing(TOKENS.space_2)
        buttons.addStretch(1)
        for button in (self.cancel_button, self.accept_button, self.retry_button):
            buttons.addWidget(button)
        inside.addLayout(buttons)

        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 100)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*(TOKENS.space_4,) * 4)
        whole.addStretch(1)
        whole.addLayout(row)
        whole.addStretch(1)
