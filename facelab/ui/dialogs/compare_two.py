"""Two faces side by side, at full resolution, moved and enlarged together."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from facelab.engine import Frame
from facelab.export import thumbnail
from facelab.recipe import Recipe, describe_source
from facelab.session import Session
from facelab.session.messages import message_of
from facelab.session.rendering.pictures import Pictures, Wanted
from facelab.ui.canvas.overlays import EmptyState
from facelab.ui.canvas.picture_view import PictureView
from facelab.ui.hand_hold import HandHold
from facelab.ui.outside_text import title_text
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import NAME_ELIDE, ElidedLabel

# Name, recipe, small JPEG (may be empty).
Side = tuple[str, Recipe, bytes]
WHEEL_ZOOM = 1.0015


class LinkedView(PictureView):
    """A picture that the wheel enlarges and the hand moves, together with its twin."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.twin: LinkedView | None = None
        self._hold = HandHold(self, lambda: None, self._take_back)
        self._hand = QPointF()
        self._at_press: list[tuple[LinkedView, QPointF]] = []  # what is in the middle
        self.note = EmptyState(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Enlarge both around the same point."""
        delta = event.angleDelta().y()
        if delta and self.has_image():
            zoom = self.zoom() * WHEEL_ZOOM**delta
            for view in self._both():
                if view.has_image():
                    view.set_zoom(zoom, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hold the picture."""
        self._hold.take(event)
        self._hand = event.position()
        self._at_press = [(view, view._view.centre) for view in self._both()]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move both."""
        if not self._hold:
            return
        step = event.position() - self._hand
        self._hand = event.position()
        for view in self._both():
            if view._view.pan(step.x(), step.y()):
                view.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._hold.release(event)

    def _take_back(self) -> None:
        for view, centre in self._at_press:
            view._view.centre_on(centre)
            view.update()

    def _both(self) -> list[LinkedView]:
        return [view for view in (self, self.twin) if view is not None]

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between the whole pictures and 100 %."""
        fitted = self.is_fitted()
        for view in self._both():
            if view.has_image():
                if fitted:
                    view.set_zoom(1.0, event.position())
                else:
                    view.fit()

    def say(self, title: str, text: str) -> None:
        """Why there is no picture."""
        self.note.show_message(title, text, None, "broken")
        self.note.place(self.width(), self.height())


class CompareTwo(QDialog):
    """A window of its own that blocks nothing: it may stay while others are looked for.

    Parameters
    ----------
    session : Session
    pictures : Pictures
    left, right : (name, recipe, small JPEG)
    """

    def __init__(
        self, session: Session, pictures: Pictures, left: Side, right: Side, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title_text(f"{left[0]} and {right[0]}"))
        self.setSizeGripEnabled(True)
        self._session = session
        self._pictures = pictures
        self._sides = [left, right]
        self._full = [False, False]
        self._gone = False
        self.views = [LinkedView(f"Picture of {name}", self) for name, _, _ in self._sides]
        self.views[0].twin, self.views[1].twin = self.views[1], self.views[0]
        columns = QHBoxLayout()
        columns.setSpacing(TOKENS.space_2)
        self.buttons: list[QPushButton] = []
        for place, (name, recipe, jpeg) in enumerate(self._sides):
            columns.addLayout(self._column(place, name, recipe), 1)
            pixels = thumbnail.decode(jpeg) if jpeg else None
            if pixels is not None:
                self.views[place].set_image(pixels, self._size())
        keys = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        keys.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_3,) * 4)
        layout.setSpacing(TOKENS.space_3)
        layout.addLayout(columns, 1)
        layout.addWidget(keys)
        session.model_changed.connect(self._on_network_changed)
        self._ask()

    def sizeHint(self) -> QSize:
        """Two pictures, as large as the screen allows."""
        room = self.screen().availableSize()
        return QSize(min(1180, room.width() - 40), min(700, room.height() - 80))

    def _size(self) -> int:
        model = self._session.model
        return 1024 if model is None else model.resolution

    def _column(self, place: int, name: str, recipe: Recipe) -> QVBoxLayout:
        title = ElidedLabel(name, self, NAME_ELIDE)
        title.setFont(text_font(bold=True))
        edits = len(recipe.directions) + len(recipe.mixing)
        told = f"{describe_source(recipe.source)}, psi {recipe.truncation.psi:.3g}"
        told += f", {edits} edit{'s' if edits != 1 else ''}" if edits else ""
        about = ElidedLabel(told, self, NAME_ELIDE)
        about.set_tone("text_dim")
        button = QPushButton("Open", self)
        button.setAccessibleName(f"Open {name}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._session.open_recipe(recipe, f"Open {name}"))
        self.buttons.append(button)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(about)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(TOKENS.space_2)
        column.addLayout(head)
        column.addWidget(self.views[place], 1)
        return column

    # -- pictures ------------------------------------------------------------------------------

    def _ask(self) -> None:
        loaded = self._session.other_network.is_loaded
        wanted = []
        for place, (_, recipe, _) in enumerate(self._sides):
            if loaded(recipe.model.sha256):
                done, failed = partial(self._on_done, place), partial(self._on_failed, place)
                wanted.append(Wanted((id(self), place), recipe, done, failed))
            elif not self.views[place].has_image():
                model = recipe.model
                told = self._session.networks.told_of(model.sha256, model.name)
                self.views[place].say("Made with another network", f"{told}.")
        self._pictures.show(*wanted)

    def _on_done(self, place: int, frame: Frame) -> None:
        if self._gone or (self._full[place] and frame.kind != "full"):
            return
        self._full[place] = frame.kind == "full"
        self.views[place].note.hide()
        self.views[place].set_image(frame.pixels, frame.full_size)

    def _on_failed(self, place: int, error: Exception) -> None:
        if not self._gone and not self.views[place].has_image():
            said = message_of(error)
            self.views[place].say(said.what, f"{said.why} {said.fix}".strip())

    def _on_network_changed(self, _info: object) -> None:
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """0 shows the whole pictures, 1 shows 100 %."""
        if event.key() in (Qt.Key.Key_0, Qt.Key.Key_1):
            for view in self.views:
                if event.key() == Qt.Key.Key_0:
                    view.fit()
                else:
                    view.set_zoom(1.0, QPointF(view.rect().center()))
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Escape and Close: what is still to come is not wanted."""
        self._forget()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Likewise."""
        self._forget()
        super().closeEvent(event)

    def _forget(self) -> None:
        self._session.model_changed.disconnect(self._on_network_changed, missing_ok=True)
        for place in range(2):
            self._pictures.forget((id(self), place))
        self._gone = True
