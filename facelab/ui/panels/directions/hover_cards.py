"""When the card of a direction comes and goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from facelab.recipe import Recipe
from facelab.session import Session
from facelab.ui.panels.directions import about
from facelab.ui.panels.directions.hover_card import HoverCard
from facelab.ui.panels.directions.row import DirectionRow
from facelab.ui.panels.face_pictures import FacePictures

HOVER_MS = 500
FAR = 2.0  # sigma, of the pictures
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class HoverCards(QObject):
    """One card for all rows: it comes when the mouse rests on a name, or when it is asked for.

    It goes when the mouse leaves the name, at a click, the wheel or a key, and with the focus
    or the window.

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
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)
        app.applicationStateChanged.connect(self._on_state_changed)

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
        if row is not self.row:
            self.card.forget_pictures()
        self.row = row
        self._show_words()
        place = QRect(row.mapToGlobal(QPoint(0, 0)), row.size())
        beside = QRect(self._panel.mapToGlobal(QPoint(0, 0)), self._panel.size())
        self.card.show_beside(beside, place, self._panel.screen().availableGeometry())
        self._show_pictures()

    def hide(self) -> None:
        """No card, and none on its way."""
        self._timer.stop()
        self._next = None
        if self.row is not None:
            self.row = None
            self._pictures.begin()
            self.card.hide()

    # -- what it shows ------------------------------------------------------------------

    def _show_words(self) -> None:
        assert self.row is not None
        model, face = self._session.model, self._session.face
        assert model is not None
        direction = self.row.direction
        moves = face.recipe.directions if face.has_recipe else ()
        chosen = next((m.layers for m in moves if m.direction == direction.id), None)
        span = direction.layers if chosen is None else chosen
        where = about.layers(span, model.groups, model.layers, own=chosen is None)
        self.card.set_words(
            direction.title,
            direction.group,
            direction.note,
            [where, *about.measured(direction.figures)],
            about.USE,
        )
        now = face.recipe.amount(direction.id) if face.has_recipe else 0.0
        captions = (f"−{FAR:g}", f"now {now:.2f}".replace("-", "−"), f"+{FAR:g}")
        self.card.set_captions(captions if face.has_recipe else ())

    def _recipes(self) -> tuple[Recipe, Recipe, Recipe]:
        assert self.row is not None
        recipe, name = self._session.face.recipe, self.row.direction.id
        return recipe.with_amount(name, -FAR), recipe, recipe.with_amount(name, FAR)

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

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if self.row is not None and old is not None and self._rows.get(old) is self.row:
            self.hide()

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the mouse on names; Escape takes the card away first."""
        kind = event.type()
        row = self._rows.get(watched)
        if watched is self._panel:
            if kind in (QEvent.Type.Hide, QEvent.Type.Leave):
                self.hide()
        elif row is not None and watched is row.slider.label and kind == QEvent.Type.Enter:
            self.hide()
            if not row.slider.in_gesture():
                self._next = row
                self._timer.start()
        elif kind in (
            QEvent.Type.Leave,
            QEvent.Type.MouseButtonPress,
            QEvent.Type.Wheel,
            QEvent.Type.Hide,
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
        return super().eventFilter(watched, event)
