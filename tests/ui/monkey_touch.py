"""What hands do to a widget of a kind: drag a slider, type into a field, click an item."""

from __future__ import annotations

import random
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from tests.ui.monkey_hands import GoneError, Hands

TEXTS = (
    "0", "7", "42", "4294967295", "4294967296", "-1", "-1.5", "0,25", "+2", "1e9", "nan", "all",
    "pca", "smile", "Ann", "hero, night", "a name with many words in it", "x" * 300, "%_'\"\\",
    "<b>bold</b>", "Zoë 😀 名", "  ", "tag:hero", "-",
)  # fmt: skip
ITEM_KEYS = (
    "Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown", "Shift+Right", "Shift+Down",
    "Return", "F2", "Del", "Space", "Menu", "Ctrl+A", "0", "1", "4", "5", "Esc",
)  # fmt: skip
SLIDER_KEYS = (
    "Left", "Right", "Up", "Down", "Shift+Left", "Shift+Right", "PgUp", "PgDown", "Home", "End",
    "1", "-", "Return", "Esc",
)  # fmt: skip
LEAVING = ("Return", "Return", "Tab", "Esc", "Shift+Tab", "Up", "")
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class Touch:
    """Call it with a widget in sight; it does something to it and says what."""

    def __init__(self, chance: random.Random, hands: Hands) -> None:
        self._chance = chance
        self._hands = hands
        self._kinds: list[tuple[type | tuple[type, ...], tuple[Callable[[QWidget], str], ...]]] = [
            ((QLineEdit, QTextEdit, QPlainTextEdit), (self._type, self._type, self._click)),
            (QComboBox, (self._click, self._wheel, self._item_key)),
            (
                QAbstractItemView,
                (self._click, self._click, self._double, self._drag, self._item_key,
                 self._item_key, self._menu, self._wheel),
            ),
            (QScrollBar, (self._drag, self._click, self._wheel)),
            (
                QAbstractSlider,
                (self._drag, self._drag, self._drag, self._wheel, self._slider_key, self._click,
                 self._double, self._digits),
            ),
            (QAbstractButton, (self._click, self._click, self._click, self._drag, self._menu)),
            (
                QWidget,
                (self._click, self._drag, self._drag, self._double, self._wheel, self._item_key,
                 self._menu),
            ),
        ]  # fmt: skip

    @staticmethod
    def is_touchable(widget: QWidget) -> bool:
        """Whether there is anything to do to it: a control of Qt's, or a widget of ours."""
        controls = (
            QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QLineEdit,
            QPlainTextEdit, QTextEdit,
        )  # fmt: skip
        return isinstance(widget, controls) or type(widget).__module__.startswith("facelab.")

    def __call__(self, widget: QWidget) -> str:
        """Do one thing that its kind is for."""
        ways = next(ways for kind, ways in self._kinds if isinstance(widget, kind))
        way = self._chance.choice(ways)
        name = widget.accessibleName() or widget.objectName() or getattr(widget, "text", str)()
        # Said first: the widget may be gone afterwards.
        said = f"{way.__name__.strip('_')} {type(widget).__name__} {str(name)[:40]!r}"
        try:
            return f"{said} {way(widget)}".rstrip()
        except GoneError:
            self._hands.release_anywhere()
            return f"{said}, which went meanwhile"

    def _click(self, widget: QWidget) -> str:
        at, modifiers = self._at(widget), self._chance.choice((PLAIN, PLAIN, PLAIN, SHIFT, CTRL))
        self._hands.click(widget, at, modifiers=modifiers)
        return f"{at.toTuple()} {modifiers.name}"

    def _double(self, widget: QWidget) -> str:
        at = self._at(widget)
        self._hands.double_click(widget, at)
        return str(at.toTuple())

    def _menu(self, widget: QWidget) -> str:
        at = self._at(widget)
        self._hands.click(widget, at, Qt.MouseButton.RightButton)
        return str(at.toTuple())

    def _drag(self, widget: QWidget) -> str:
        """From one place of it to others; now and then a key is pressed meanwhile."""
        from_, steps = self._at(widget), self._chance.randint(1, 6)
        modifiers = self._chance.choice((PLAIN, PLAIN, PLAIN, SHIFT))
        self._hands.press(widget, from_, modifiers=modifiers)
        to, key = from_, ""
        for _ in range(steps):
            to = self._at(widget)
            self._hands.move(widget, to)
            if self._chance.random() < 0.05:
                key = self._chance.choice(("Ctrl+Z", "Space", "Esc", "Ctrl+D", "R", "Right"))
                self._hands.keys(key)
        self._hands.release(widget, to)
        return f"{from_.toTuple()} in {steps} to {to.toTuple()} {key}"

    def _wheel(self, widget: QWidget) -> str:
        at, modifiers = self._at(widget), self._chance.choice((PLAIN, PLAIN, CTRL, SHIFT))
        notches = [self._chance.choice((-1, 1, 1, 2)) for _ in range(self._chance.randint(1, 4))]
        for notch in notches:
            self._hands.wheel(widget, at, notch, modifiers)
        return f"{at.toTuple()} {notches} {modifiers.name}"

    def _type(self, widget: QWidget) -> str:
        self._hands.click(widget, self._at(widget))
        if self._chance.random() < 0.6:
            self._hands.keys("Ctrl+A")
        text, then = self._chance.choice(TEXTS), self._chance.choice(LEAVING)
        self._hands.type(text)
        if then:
            self._hands.keys(then)
        return f"{text!r} {then}"

    def _digits(self, widget: QWidget) -> str:
        widget.setFocus()
        text = self._chance.choice(("1", "-2.5", "0", "99", "0.123456", "-"))
        then = self._chance.choice(LEAVING)
        self._hands.type(text)
        if then:
            self._hands.keys(then)
        return f"{text} {then}"

    def _item_key(self, widget: QWidget) -> str:
        return self._some_keys(widget, ITEM_KEYS)

    def _slider_key(self, widget: QWidget) -> str:
        return self._some_keys(widget, SLIDER_KEYS)

    def _some_keys(self, widget: QWidget, all_keys: tuple[str, ...]) -> str:
        widget.setFocus()
        keys = [self._chance.choice(all_keys) for _ in range(self._chance.randint(1, 3))]
        for each in keys:
            self._hands.keys(each)
        return ", ".join(keys)

    def _at(self, widget: QWidget) -> QPoint:
        """A place of it that is in sight."""
        if not isValid(widget):
            raise GoneError
        rect = widget.visibleRegion().boundingRect()
        return QPoint(
            rect.left() + self._chance.randrange(max(1, rect.width())),
            rect.top() + self._chance.randrange(max(1, rect.height())),
        )
