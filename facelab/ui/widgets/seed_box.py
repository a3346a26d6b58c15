"""The seed of a face: shown, typed, pasted, copied, stepped."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from facelab.ui.icons import icon
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets.buttons import tool_button
from facelab.ui.widgets.number_edit import STAYING
from facelab.ui.widgets.text_field import TextField

MAX_SEED = 2**32 - 1
_COPIED_MS = 1200


def parse_seed(text: str) -> int | None:
    """The seed that a text says ("42", " seed 42 ", "seed: 42"), None if it says none."""
    found = re.fullmatch(r"\s*(?:seeds?)?\s*[:=#]?\s*(\d{1,10})\s*[.,;]?\s*", text, re.IGNORECASE)
    if found is None:
        return None
    seed = int(found.group(1))
    return seed if seed <= MAX_SEED else None


class _SeedEdit(TextField):
    """A line with its name in it, dim, before what is typed."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = QLabel(name, self)
        self._name.setProperty("dim", True)
        self._name.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._name.adjustSize()
        self.setTextMargins(self._name.width() + TOKENS.space_2, 0, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not self.isModified():
            event.ignore()  # no seed has a space in it: it is the next face
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name.adjustSize()
        self._name.move(QPoint(TOKENS.space_2, (self.height() - self._name.height()) // 2))


class SeedBox(QWidget):
    """A field for a seed with buttons for the previous, the next and a random one.

    Parameters
    ----------
    name : str
        Shown in the field, spoken by screen readers.
    of : str
        What is drawn from the seed: "face", "noise".
    leaving_confirms : bool
        A seed that was typed counts when the field is left, as where a button begins what it is
        for; else only Enter confirms it.

    Signals
    -------
    seed_chosen : int
        The user typed or pasted another seed and confirmed it.
    confirmed
        Enter on a seed that is valid, also if it is the one shown.
    next_requested, previous_requested, random_requested
        The buttons.
    """

    seed_chosen = Signal(object)  # int would be C++'s, which ends at 2**31 - 1
    confirmed = Signal()
    next_requested = Signal()
    previous_requested = Signal()
    random_requested = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        name: str = "Seed",
        of: str = "face",
        leaving_confirms: bool = False,
    ) -> None:
        super().__init__(parent)
        self._leaving_confirms = leaving_confirms
        self._seed: int | None = None
        self._text = ""
        self.setAccessibleName(name)
        self.edit = _SeedEdit(name, self)
        self.edit.setFont(text_font(tabular=True))
        self.edit.setMinimumWidth(64)
        self.edit.setMaxLength(40)
        self.edit.setAccessibleName(name)
        self.edit.setToolTip(f"The seed of this {of}, 0 to {MAX_SEED}. Type or paste another.")
        self.edit.returnPressed.connect(self._commit)
        self.edit.textEdited.connect(self._on_text_edited)
        self.edit.installEventFilter(self)
        trailing = QLineEdit.ActionPosition.TrailingPosition
        self.copy_action = self.edit.addAction(icon("copy", "text_dim"), trailing)
        self.copy_action.setText(f"Copy the seed of the {of}")
        self.copy_action.setToolTip(f"Copy the seed of the {of}")
        self.copy_action.triggered.connect(self._on_copy)
        self.previous_button = tool_button("previous", f"Previous {of}", parent=self)
        self.next_button = tool_button("next", f"Next {of}", parent=self)
        self.random_button = tool_button("dice", f"Random {of}", parent=self)
        self.previous_button.clicked.connect(self.previous_requested)
        self.next_button.clicked.connect(self.next_requested)
        self.random_button.clicked.connect(self.random_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.edit, 1)
        for button in (self.previous_button, self.next_button, self.random_button):
            layout.addWidget(button)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(lambda: self.copy_action.setIcon(icon("copy", "text_dim")))
        self.setFocusProxy(self.edit)
        self.edit.setPlaceholderText("no seed")
        self.copy_action.setEnabled(False)

    def seed(self) -> int | None:
        """The seed shown."""
        return self._seed

    def set_seed(self, seed: int | None, text: str = "") -> None:
        """Show a seed, or a text for a face that has none; emits nothing."""
        shown = "" if seed is None else str(seed)
        if (seed, text, shown) == (self._seed, self._text, self.edit.text()):
            return
        self._seed = seed
        self._text = text
        self.edit.setPlaceholderText(text or "no seed")
        self.edit.setText(shown)
        self.edit.setCursorPosition(0)
        self.copy_action.setEnabled(seed is not None)
        self._mark(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape and leaving take back what was not confirmed, unless leaving confirms."""
        if watched is self.edit:
            escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
            pressed = escape and event.type() == QEvent.Type.KeyPress and self.edit.isModified()
            left = (
                isinstance(event, QFocusEvent)
                and event.type() == QEvent.Type.FocusOut
                and event.reason() not in STAYING
            )
            if left and self._leaving_confirms:
                self._take()
            if pressed or left:
                self.set_seed(self._seed, self._text)
                return pressed
        return super().eventFilter(watched, event)

    def _commit(self) -> None:
        if not self._take():
            self._mark(True)
            return
        self.edit.selectAll()
        self.confirmed.emit()

    def _take(self) -> bool:
        """Take the seed that was typed. Returns whether it is one."""
        seed = parse_seed(self.edit.text())
        if seed is None:
            return False
        changed = seed != self._seed
        self.set_seed(seed)
        if changed:
            self.seed_chosen.emit(seed)
        return True

    def _on_text_edited(self, text: str) -> None:
        self._mark(bool(text.strip()) and parse_seed(text) is None)

    def _on_copy(self) -> None:
        if self._seed is not None:
            QGuiApplication.clipboard().setText(str(self._seed))
            self.copy_action.setIcon(icon("check", "info"))
            self._copied.start()

    def _mark(self, invalid: bool) -> None:
        if bool(self.edit.property("invalid")) != invalid:
            self.edit.setProperty("invalid", invalid)
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)
