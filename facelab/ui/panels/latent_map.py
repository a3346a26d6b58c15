"""The latent map: a plane through the face along two directions, and a point to drag."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainterPath
from PySide6.QtWidgets import (
    QComboBox,
    QGraphicsEllipseItem,
    QGraphicsItem,
    QGraphicsPathItem,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from facelab.engine import ModelInfo
from facelab.session import Session
from facelab.ui.hand_hold import HandHold
from facelab.ui.hand_pace import FacePace, HandPace
from facelab.ui.theme import TOKENS, colors
from facelab.ui.unhurried import Unhurried
from facelab.ui.widgets import ChoiceBox, tool_button

SPAN = 3.0
STEP = 0.1
FINE = 0.1
DOT = 7.0
GESTURE = ("map",)
FIRST_AXES = ("yaw", "smile")


class Pad(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no type hints
    """A square of -3 to 3 sigma; press or drag anywhere to move the point there.

    Signals
    -------
    moved : float, float
        The user moved the point: sigma across and up.
    finished
        The hand has let go.
    """

    moved = Signal(float, float)
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt's canvas takes every drag for its scene, and complains when it leaves again: files
        # are the window's.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self._point = self._point_at_press = QPointF(0.0, 0.0)
        self._hold = HandHold(self, self._let_go, self._take_back)
        self._dot_pace: HandPace[QPointF] = HandPace(self, self._place)
        self._pace: FacePace[QPointF] = FacePace(self, self._go)
        self.setAntialiasing(True)
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.setRange(xRange=(-SPAN, SPAN), yRange=(-SPAN, SPAN), padding=0.04)
        item.getViewBox().setAspectLocked(True)
        for side in ("left", "bottom"):
            item.hideAxis(side)
        # Not the axes' own grid, which is laid out anew with each paint.
        self._grid = QGraphicsPathItem(_grid_path())
        self._lines = [pg.InfiniteLine(0.0, angle=angle, movable=False) for angle in (0, 90)]
        # Not a scatter plot, which costs ten times as much for a single point.
        self._dot = QGraphicsEllipseItem(-DOT, -DOT, 2 * DOT, 2 * DOT)
        self._dot.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self._dot.setZValue(10)
        for thing in (self._grid, *self._lines, self._dot):
            item.addItem(thing, ignoreBounds=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(140, 80)  # low: what is beside it in a low window needs room, too
        self.setAccessibleName("Latent map")
        self.setToolTip(
            "Drag the point or use the arrow keys, with Shift for fine steps. Home or a "
            "double-click centres it."
        )
        self.apply_theme()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_dot"):
            self.apply_theme()

    def apply_theme(self) -> None:
        """Colours of the scheme."""
        c = colors()
        self.setBackground(QColor(c.field))
        for line in self._lines:
            line.setPen(pg.mkPen(c.border_strong, width=1))
        self._grid.setPen(pg.mkPen(c.border, width=1))
        self._dot.setBrush(pg.mkBrush(c.accent))
        self._dot.setPen(pg.mkPen(c.on_accent, width=2))

    def show_point(self, x: float, y: float) -> None:
        """Show where the face is, unless a hand holds the point; emits nothing."""
        if not self._hold:
            self._place(QPointF(x, y))

    def _place(self, point: QPointF) -> None:
        if self._point == point:
            return
        self._point, x, y = point, point.x(), point.y()
        # A typed amount may lie beyond the map: the point waits at its edge.
        self._dot.setPos(min(SPAN, max(-SPAN, x)), min(SPAN, max(-SPAN, y)))
        self.setAccessibleDescription(f"{x:.2f} across, {y:.2f} up, in sigma")

    def point_at(self, at: QPointF) -> QPointF:
        """Widget position to sigma."""
        view = self.getPlotItem().getViewBox().mapSceneToView(self.mapToScene(at.toPoint()))
        return QPointF(view)

    def widget_at(self, x: float, y: float) -> QPointF:
        """Sigma to widget position."""
        scene = self.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y))
        return QPointF(self.mapFromScene(scene))

    # -- the user's hand -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the point."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._hold.take(event)
            self._point_at_press = self._point
            self._go(self._on_pad(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if self._hold:
            point = self._on_pad(event)
            self._dot_pace.take(point)
            self._pace.take(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        self._hold.release(event)

    def _let_go(self) -> None:
        self._pace.catch_up()
        self._follow_no_more()
        self.finished.emit()

    def _take_back(self) -> None:
        self._follow_no_more()
        self._move(self._point_at_press)
        self.finished.emit()

    def _follow_no_more(self) -> None:
        for pace in (self._dot_pace, self._pace):
            pace.forget()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the middle."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._hold.let_go()
            self._go(QPointF(0.0, 0.0))
            self.finished.emit()

    def wheelEvent(self, event: QEvent) -> None:
        """Nothing to zoom: the panel around it may scroll."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move the point, with Shift finely; Home goes to the middle."""
        fine = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        steps = {
            Qt.Key.Key_Left: (-STEP, 0.0),
            Qt.Key.Key_Right: (STEP, 0.0),
            Qt.Key.Key_Down: (0.0, -STEP),
            Qt.Key.Key_Up: (0.0, STEP),
        }
        key = Qt.Key(event.key())
        if key in steps:
            dx, dy = steps[key]
            self._go(self._point + QPointF(dx * fine, dy * fine))
        elif key == Qt.Key.Key_Home:
            self._go(QPointF(0.0, 0.0))
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The gesture of a held key ends when it is let go."""
        if not event.isAutoRepeat() and not self._hold:
            self.finished.emit()
        event.ignore()

    def _on_pad(self, event: QMouseEvent) -> QPointF:
        return _in_steps(self.point_at(event.position()))

    def _go(self, point: QPointF) -> None:
        self._move(_in_steps(point))

    def _move(self, point: QPointF) -> None:
        self._place(point)
        self.moved.emit(point.x(), point.y())


def _in_steps(point: QPointF) -> QPointF:
    """Within the pad, in hundredths."""
    x, y = (round(min(SPAN, max(-SPAN, each)), 2) for each in (point.x(), point.y()))
    return QPointF(x, y)


def _grid_path() -> QPainterPath:
    """Lines at whole sigmas, and the border."""
    path, end = QPainterPath(), int(SPAN)
    for at in range(-end, end + 1):
        path.moveTo(at, -end)
        path.lineTo(at, end)
        path.moveTo(-end, at)
        path.lineTo(end, at)
    return path


def first_axes(ids: Sequence[str]) -> tuple[str, str] | None:
    """The axes until the user chooses: two that have little to do with each other, if there."""
    if set(FIRST_AXES) <= set(ids):
        return FIRST_AXES
    return (ids[0], ids[1]) if len(ids) > 1 else None


class LatentMapPanel(QWidget):
    """Two directions to choose, and the pad."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.across = ChoiceBox(self)
        self.up = ChoiceBox(self)
        for box, name in ((self.across, "Direction across"), (self.up, "Direction up")):
            box.setAccessibleName(name)
            box.setToolTip(name)
            box.setMinimumContentsLength(6)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.currentIndexChanged.connect(self._on_axes_chosen)
        self.swap = tool_button("swap", "Swap the two directions", parent=self)
        self.swap.clicked.connect(self._on_swap)
        self.reset = tool_button("reset", "Back to the middle", parent=self)
        self.reset.clicked.connect(self._on_reset)
        self.pad = Pad(self)
        self.pad.moved.connect(self._on_moved)
        self.pad.finished.connect(self._on_finished)
        self.pad.setEnabled(False)

        axes = QGridLayout()
        axes.setHorizontalSpacing(TOKENS.space_2)
        axes.setVerticalSpacing(TOKENS.space_1)
        for row, (mark, box, button) in enumerate(
            (("→", self.across, self.swap), ("↑", self.up, self.reset))
        ):
            label = QLabel(mark, self)
            label.setBuddy(box)
            axes.addWidget(label, row, 0)
            axes.addWidget(box, row, 1)
            axes.addWidget(button, row, 2)
        axes.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        space = TOKENS.space_2
        layout.setContentsMargins(space, space, space, space)
        layout.setSpacing(TOKENS.space_2)
        layout.addLayout(axes)
        layout.addWidget(self.pad, 1)

        session.model_changed.connect(self._on_model_changed)
        session.directions_changed.connect(self._on_directions_changed)
        soon = Unhurried(self, self._show_face)
        session.face.history_changed.connect(lambda: soon.ask(session.face.in_gesture))

    def axes(self) -> tuple[str, str] | None:
        """The ids of the two directions, None if there are not two."""
        across, up = self.across.currentData(), self.up.currentData()
        return (across, up) if across and up else None

    def _on_model_changed(self, model: ModelInfo) -> None:
        directions = list(model.directions)
        wanted = self._session.settings.map_directions
        ids = [direction.id for direction in directions]
        if wanted is None or wanted[0] not in ids or wanted[1] not in ids:
            wanted = first_axes(ids)
        for place, box in enumerate((self.across, self.up)):
            with QSignalBlocker(box):
                box.clear()
                for direction in directions:
                    box.addItem(direction.title, direction.id)
                if wanted is not None:
                    box.setCurrentIndex(ids.index(wanted[place]))
        self.pad.setEnabled(wanted is not None)

    def _on_directions_changed(self) -> None:
        if self._session.model is not None:
            self._on_model_changed(self._session.model)
            self._show_face()

    def _show_face(self) -> None:
        axes, face = self.axes(), self._session.face
        if axes is not None and face.has_recipe:
            recipe = face.recipe
            self.pad.show_point(recipe.amount(axes[0]), recipe.amount(axes[1]))

    def _on_moved(self, x: float, y: float) -> None:
        axes = self.axes()
        face = self._session.face
        if axes is None or not face.has_recipe:
            return
        recipe = face.recipe.with_amount(axes[0], x)
        if axes[1] != axes[0]:
            recipe = recipe.with_amount(axes[1], y)
        face.edit(recipe, "Latent map", GESTURE)

    def _on_finished(self) -> None:
        self._session.face.end_gesture()
        self._show_face()  # another one may have come from elsewhere meanwhile

    def _on_axes_chosen(self) -> None:
        axes = self.axes()
        if axes is None:
            return
        self._session.change_settings(map_directions=axes)
        self._show_face()

    def _on_swap(self) -> None:
        across, up = self.across.currentIndex(), self.up.currentIndex()
        with QSignalBlocker(self.across):
            self.across.setCurrentIndex(up)
        with QSignalBlocker(self.up):
            self.up.setCurrentIndex(across)
        self._on_axes_chosen()

    def _on_reset(self) -> None:
        self._on_moved(0.0, 0.0)
        self._session.face.end_gesture()
