"""The page of the first start: what will be fetched, how far it is, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QIcon,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from facelab.paths import resources
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets.progress_parts import CARD_WIDTH, Card, Remark, TextScroll
from facelab.ui.widgets.text_label import text_label

_WIDE_CARD = 940
_LOW = 620  # in a page lower than this the notes lie beside the facts, not below them
_TWO = 600  # if it is as wide as this
_STEPS = 1000


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
        self.title = text_label()
        self.title.setFont(text_font(size="display", bold=True))
        self.intro = text_label(dim=True)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(TOKENS.space_4)
        self._facts.setVerticalSpacing(TOKENS.space_1 + 2)
        self._facts.setColumnStretch(1, 1)
        self._fact_labels: list[QLabel] = []
        self.caveats = Remark("info", "info")
        self.error = Remark("error", "error")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Download progress")
        self.state = text_label(dim=True)
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
            key, value = text_label(name, dim=True), text_label(text)
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
        self._card.setMaximumWidth(_WIDE_CARD if low else CARD_WIDTH)
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

        card = self._card = Card()
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        inside = self._inside = QVBoxLayout(card)
        inside.setSpacing(TOKENS.space_3)
        self._text = TextScroll(said)
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
