"""The steps that led to the face on show: pictures, labels, a click goes there."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QDrag, QKeyEvent, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from facelab.recipe import Recipe, describe_source
from facelab.session import Session
from facelab.session.face.history import Step
from facelab.ui.faces_mime import recipes_mime
from facelab.ui.theme import TOKENS, colors, text_font, with_alpha
from facelab.ui.widgets.elided_label import elided_name
from facelab.ui.widgets.keys import is_typed
from facelab.ui.widgets.pictures.painting import paint_face, scaled_pixmap, thumb_image

_Index = QModelIndex | QPersistentModelIndex
STEP = Qt.ItemDataRole.UserRole
SIDE = 40
ROW = SIDE + 8
# A slider that moves makes a hundred steps of one: pictures are asked for when it rests.
REST_MS = 250
MOST_PIXMAPS = 400


class HistoryModel(QAbstractListModel):
    """The steps, oldest first; follows the session by what differs, not by building anew."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._face = session.face
        self._steps: tuple[Step, ...] = ()
        self._place = 0
        self._untold = False  # whether the last row is of a newer face than it was told to show
        self.follow()

    @property
    def place(self) -> int:
        """The row on show."""
        return self._place

    def step(self, row: int) -> Step:
        """What was done at a row."""
        return self._steps[row]

    def follow(self) -> None:
        """The history has changed."""
        old, new = self._steps, self._face.steps
        same = 0
        for before, after in zip(old, new, strict=False):
            if before is not after:
                break
            same += 1
        if same == 0 and old and new:
            self.beginResetModel()
            self._steps, self._place = new, self._face.place
            self.endResetModel()
            return
        # A gesture that goes on replaces the last step: the same rows with other words.
        replaced = min(len(old), len(new))
        if len(old) > replaced:
            self.beginRemoveRows(QModelIndex(), replaced, len(old) - 1)
            self._steps = old[:replaced]
            self.endRemoveRows()
        if len(new) > replaced:
            self.beginInsertRows(QModelIndex(), replaced, len(new) - 1)
            self._steps = new
            self.endInsertRows()
        self._steps = new
        # Of a moving hand the row has nothing new to say; to lay out the list for each preview
        # costs more than all that the panels do.
        quiet = self._face.in_gesture and same == replaced - 1 and _reads_like(old[same], new[same])
        if quiet or (same == replaced and not self._untold):
            self._untold = self._untold or quiet
        elif replaced:
            self._untold = False
            self.dataChanged.emit(self.index(min(same, replaced - 1)), self.index(replaced - 1))
        if self._place != self._face.place:
            self._place = self._face.place
            if new:
                # What is dimmed has changed.
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many steps."""
        return 0 if parent is not None and parent.isValid() else len(self._steps)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Label, and what a screen reader says."""
        if not index.isValid() or index.row() >= len(self._steps):
            return None
        step = self._steps[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return step.label
        if role == STEP:
            return step
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = index.row()
            state = ", current" if row == self._place else ", undone" if row > self._place else ""
            return f"{step.label}, {describe_source(step.recipe.source)}{state}"
        return None


class _StepPainter(QStyledItemDelegate):
    def __init__(self, panel: HistoryPanel) -> None:
        super().__init__(panel)
        self._panel = panel

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        c = colors()
        step: Step = index.data(STEP)
        place = self._panel.model.place
        now, later = index.row() == place, index.row() > place
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if now:
            painter.setBrush(with_alpha(c.accent, 0.32))
            painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(c.hover))
            painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(c.focus), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, TOKENS.radius, TOKENS.radius)
        if later:
            painter.setOpacity(0.45)
        thumb = QRect(rect.x() + 5, rect.y() + (ROW - SIDE) // 2, SIDE, SIDE)
        dpr = painter.device().devicePixelRatioF()
        paint_face(painter, thumb, self._panel.pixmap(step.recipe, dpr), c)
        left = thumb.right() + 10
        line = QRect(left, rect.y() + 6, rect.right() - left - 6, 18)
        painter.setFont(text_font(bold=now))
        painter.setPen(QColor(c.text))
        text = painter.fontMetrics().elidedText(
            step.label, Qt.TextElideMode.ElideRight, line.width()
        )
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.setFont(text_font(size="small"))
        painter.setPen(QColor(c.text_dim))
        text = elided_name(painter.fontMetrics(), about(step.recipe), line.width())
        painter.drawText(line.translated(0, 18), int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()


class _StepList(QListView):
    """Up and down walk, Enter goes there; letters and Space are left to the window. A step that is
    dragged carries its face.
    """

    _pressed: QPoint | None = None
    _step: Step | None = None  # that lay there: others may lie there when it is dragged

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if left else None
        self._step = self.indexAt(event.position().toPoint()).data(STEP)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        held = event.buttons() & Qt.MouseButton.LeftButton
        if self._pressed is None or not held:
            super().mouseMoveEvent(event)
            return
        by = (event.position().toPoint() - self._pressed).manhattanLength()
        if by >= QApplication.startDragDistance() and self._step is not None:
            self._pressed = None
            drag = QDrag(self)
            drag.setMimeData(recipes_mime([self._step.recipe]))
            drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.clicked.emit(self.currentIndex())
        elif is_typed(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


class HistoryPanel(QWidget):
    """Steps from the oldest down to the newest; those that were undone are dimmed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pixmaps: dict[tuple[Recipe, float], QPixmap] = {}
        self.model = HistoryModel(session, self)
        self.list = _StepList(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_StepPainter(self))
        self.list.setAccessibleName("History")
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setToolTip("Click a step to go there. Undone steps are dimmed.")
        self.list.clicked.connect(lambda index: session.face.go_to(index.row()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_1, TOKENS.space_1, TOKENS.space_1, TOKENS.space_1)
        layout.addWidget(self.list)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask_in_sight)
        self.list.verticalScrollBar().valueChanged.connect(self._rest.start)
        session.face.history_changed.connect(self._on_history_changed)
        session.thumbnails.ready.connect(self._on_picture)
        session.model_changed.connect(self._on_network_changed)
        self._shown = -1

    def pixmap(self, recipe: Recipe, dpr: float) -> QPixmap | None:
        """The picture of a step; None if it is still to come."""
        made = self._pixmaps.get((recipe, dpr))
        if made is None:
            pixels = self._session.thumbnails.peek(recipe)
            if pixels is None:
                if not self._rest.isActive():
                    self._rest.start()  # it is painted, so someone looks
                return None
            made = scaled_pixmap(thumb_image(np.ascontiguousarray(pixels)), SIDE, dpr)
            while len(self._pixmaps) >= MOST_PIXMAPS:
                del self._pixmaps[next(iter(self._pixmaps))]
            self._pixmaps[recipe, dpr] = made
        return made

    def rows_in_sight(self) -> range:
        """The rows that can be seen."""
        view = self.list.viewport()
        first = self.list.indexAt(view.rect().topLeft())
        last = self.list.indexAt(view.rect().bottomLeft())
        if not first.isValid():
            return range(0)
        stop = last.row() + 1 if last.isValid() else self.model.rowCount()
        return range(first.row(), stop)

    def showEvent(self, event: object) -> None:
        """Pictures are asked for while someone looks."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._show_place()
        self._rest.start()

    def resizeEvent(self, event: object) -> None:
        """More rows may be in sight, and the one on show is."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._show_place()
        self._rest.start()

    def _on_history_changed(self) -> None:
        self.model.follow()
        if self.model.place != self._shown:
            self._show_place()
        self._rest.start()

    def _show_place(self) -> None:
        self._shown = self.model.place
        index = self.model.index(self._shown)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def _ask_in_sight(self) -> None:
        if self.visibleRegion().isEmpty():
            return  # closed, or behind another panel, which Qt calls visible
        frame, thumbnails, model = (
            self._session.frame,
            self._session.thumbnails,
            self._session.model,
        )
        # The newest first: it is the one just made.
        for row in reversed(self.rows_in_sight()):
            recipe = self.model.step(row).recipe
            if model is None or recipe.model.sha256 != model.sha256:
                continue
            if thumbnails.peek(recipe) is not None:
                continue  # the session makes pictures of all that was on show
            if frame is not None and frame.shows(recipe):
                thumbnails.offer(frame)  # it is on the canvas already
            else:
                thumbnails.get(recipe)

    def _on_picture(self, _recipe: Recipe) -> None:
        if self.isVisible():
            self.list.viewport().update()

    def _on_network_changed(self, _info: object) -> None:
        self._rest.start()


def _reads_like(one: Step, other: Step) -> bool:
    """Whether the rows of two steps have the same words."""
    return one.label == other.label and about(one.recipe) == about(other.recipe)


def about(recipe: Recipe) -> str:
    """A face in a few words: where it comes from, how it is changed."""
    words = [describe_source(recipe.source)]
    if recipe.mixing:
        words.append(f"{len(recipe.mixing)} mixed")
    moved = len([move for move in recipe.directions if move.amount])
    if moved:
        words.append(f"{moved} direction{'s' if moved > 1 else ''}")
    return ", ".join(words)
