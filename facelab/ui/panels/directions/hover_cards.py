"""When the card of a direction comes and goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from facelab.recipe import Recipe
from facelab.session import Session
from facelab.ui.panels.directions.hover_card import HoverCard
from facelab.ui.panels.directions.row import DirectionRow
from facelab.ui.panels.face_pictures import FacePictures

HOVER_MS = 500
FAR = 2.0  # sigma, of the pictures
_ENDS = (QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class HoverCards(QObject):
    """One card for all rows: it comes when the mouse rests on a name, or when it is asked for.

    It goes when the mouse leaves the name, at a click, the wheel or a key anywhere, when a menu
    opens, and with the window. Figures are in `about_direction`.

    Parameters
    ----------
    session : Session
    panel : QWidget
        The card appears beside it.
    """

    def __init__(self, session: Session, panel: QWidget) -> None:
        super().__init__(panel)
        self._session = session
        self._panel = panel
        self.card = HoverCard(panel)
        self._clear: Callable[[], QRect] = QRect
        self._watching = False
        self.row: DirectionRow | None = None
        self._next: DirectionRow | None = None
        self._rows: dict[QObject, DirectionRow] = {}
        self._pictures = FacePictures(session, self)
        self._pictures.changed.connect(self._show_pictures)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HOVER_MS)
        self._timer.timeout.connect(self._on_rested)
        panel.installEventFilter(self)
        session.face.recipe_changed.connect(self._on_recipe_changed)
        _app().applicationStateChanged.connect(self._on_state_changed)

    def keep_clear(self, clear: Callable[[], QRect]) -> None:
        """Do not cover what this says, on the screen: the middle of the face."""
        self._clear = clear

    def add(self, row: DirectionRow) -> None:
        """Give a row the card."""
        for part in (row.slider.label, row.slider.track):
            self._rows[part] = row
            part.installEventFilter(self)

    def remove(self, row: DirectionRow) -> None:
        """The row goes."""
        self._rows = {part: each for part, each in self._rows.items() if each is not row}
        if row in (self.row, self._next):
            self.hide()

    def show_for(self, row: DirectionRow) -> None:
        """Show the card of a row now."""
        self._timer.stop()
        model = self._session.model
        if model is None or not isValid(row) or not row.isVisible():
            return
        if QApplication.activePopupWidget() is not None:
            return  # nothing lies over a menu
        if row is not self.row:
            self.card.forget_pictures()
        self.row = row
        self._show_words()
        place = QRect(row.mapToGlobal(QPoint(0, 0)), row.size())
        beside = QRect(self._panel.mapToGlobal(QPoint(0, 0)), self._panel.size())
        room = self._panel.screen().availableGeometry()
        self.card.show_beside(beside, place, room, self._clear())
        self._show_pictures()
        if not self._watching:
            # Only as long as it is shown: a press, a menu, a key, wherever they are.
            self._watching = True
            _app().installEventFilter(self)

    def hide(self) -> None:
        """No card, and none on its way."""
        self._timer.stop()
        self._next = None
        if self._watching:
            self._watching = False
            _app().removeEventFilter(self)
        if self.row is not None:
            self.row = None
            self._pictures.begin()
            self.card.hide()

    # -- what it shows ------------------------------------------------------------------

    def _show_words(self) -> None:
        assert self.row is not None
        face, direction = self._session.face, self.row.direction
        self.card.set_words(direction.title, direction.note)
        now = face.recipe.amount(direction.id) if face.has_recipe else 0.0
        self.card.set_captions(captions(now) if face.has_recipe else ())

    def _recipes(self) -> tuple[Recipe, Recipe, Recipe]:
        assert self.row is not None
        return recipes(self._session.face.recipe, self.row.direction.id)

    def _show_pictures(self) -> None:
        if self.row is None or not self._session.face.has_recipe:
            return
        self._pictures.begin()
        self.card.set_pictures([self._pictures.get(recipe) for recipe in self._recipes()])

    def _on_recipe_changed(self, _: Recipe) -> None:
        if self.row is not None:
            self._show_words()
            self._show_pictures()

    # -- when ---------------------------------------------------------------------------

    def _on_rested(self) -> None:
        row, self._next = self._next, None
        if row is not None and isValid(row) and row.slider.label.underMouse():
            self.show_for(row)

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the mouse on names; Escape takes the card away first."""
        kind = event.type()
        row = self._rows.get(watched)
        if self.row is not None and (
            kind in _ENDS or (kind == QEvent.Type.Show and _is_popup(watched))
        ):
            self.hide()
        elif (
            self.row is not None
            and isinstance(event, QKeyEvent)
            and kind == QEvent.Type.KeyPress
            and event.key() not in _MODIFIERS
        ):
            self.hide()
            return event.key() == Qt.Key.Key_Escape
        elif watched is self._panel:
            if kind in (QEvent.Type.Hide, QEvent.Type.Leave):
                self.hide()
        elif row is not None and watched is row.slider.label and kind == QEvent.Type.Enter:
            self.hide()
            if not row.slider.in_gesture():
                self._next = row
                self._timer.start()
        elif row is not None and kind in (*_ENDS, QEvent.Type.Leave, QEvent.Type.Hide):
            self.hide()
        return super().eventFilter(watched, event)


def captions(now: float) -> tuple[str, str, str]:
    """What stands under the pictures of a direction whose amount is `now`."""
    return f"−{FAR:g}", f"now {now:.2f}".replace("-", "−"), f"+{FAR:g}"


def recipes(recipe: Recipe, name: str) -> tuple[Recipe, Recipe, Recipe]:
    """The faces of those pictures."""
    return recipe.with_amount(name, -FAR), recipe, recipe.with_amount(name, FAR)


def _is_popup(watched: QObject) -> bool:
    return isinstance(watched, QWidget) and watched.windowType() == Qt.WindowType.Popup


def _app() -> QApplication:
    return cast(QApplication, QApplication.instance())
