"""A and B in the tool bar: two faces held to go back and forth between."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QImage, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from facelab.recipe import Recipe, describe_source
from facelab.session import Message, Session
from facelab.session.face.slots import NAMES, Slots
from facelab.ui.dropping import accept_copy
from facelab.ui.gallery.mime import dropped_faces, has_faces
from facelab.ui.panels.face_pictures import FacePictures
from facelab.ui.panels.slot_button import SlotButton
from facelab.ui.theme import TOKENS
from facelab.ui.widgets.pictures.painting import thumb_image


class SlotsBar(QWidget):
    """Two slots. Click: store in an empty one, show a filled one; Shift: store anew.

    Signals
    -------
    compare_requested
        A and B are to be shown side by side.
    """

    compare_requested = Signal()

    def __init__(self, session: Session, slots: Slots, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._slots = slots
        self._images: dict[str, tuple[Recipe, QImage]] = {}
        self._pictures = FacePictures(session, self)
        self._pictures.changed.connect(self.refresh)
        self.buttons = {name: SlotButton(name, self) for name in NAMES}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_1, 0, TOKENS.space_1, 0)
        layout.setSpacing(TOKENS.space_1)
        for name, button in self.buttons.items():
            button.clicked.connect(partial(self._on_clicked, name))
            button.installEventFilter(self)
            button.setAcceptDrops(True)
            layout.addWidget(button)
        slots.changed.connect(self._on_changed)
        session.face.recipe_changed.connect(self._on_recipe_changed)
        session.model_changed.connect(self._on_network_changed)
        self.refresh()

    # -- commands ------------------------------------------------------------------------------

    def press(self, name: str) -> None:
        """Show the face of a slot; an empty one takes the face on show."""
        recipe = self._slots.get(name)
        if recipe is None:
            self.store(name)
        elif self._session.face.has_recipe and recipe != self._session.face.recipe:
            self._session.open_recipe(recipe, f"Show {name}")

    def store(self, name: str) -> None:
        """Hold the face on show."""
        if self._session.face.has_recipe:
            self._slots.store(name, self._session.on_show.recipe)

    def toggle(self) -> None:
        """From the face of A to that of B and back; from any other face to A."""
        held = [name for name in NAMES if self._slots.get(name) is not None]
        if not held:
            fix = "Shift+A stores the current face in A, Shift+B in B."
            self._session.tell(Message("info", "A and B are empty", fix=fix))
        elif self._session.face.has_recipe:
            on_show = self._slots.holding(self._session.face.recipe)
            self.press(next((name for name in held if name != on_show), held[0]))

    def make_menu(self, name: str) -> QMenu:
        """The menu of a slot."""
        menu = QMenu(self)
        filled = self._slots.get(name) is not None
        there = self._session.face.has_recipe
        shown = menu.addAction(f"Show {name}", partial(self.press, name))
        shown.setEnabled(filled and there)
        stored = menu.addAction(f"Store the current face in {name}", partial(self.store, name))
        stored.setEnabled(there)
        menu.addSeparator()
        both = all(self._slots.get(each) is not None for each in NAMES)
        compare = menu.addAction("A and B side by side", self.compare_requested.emit)
        compare.setEnabled(both)
        menu.addAction("Swap A and B", self._slots.swap)
        menu.addAction(f"Clear {name}", partial(self._slots.clear, name)).setEnabled(filled)
        return menu

    # -- showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what the slots hold."""
        self._pictures.begin()
        face = self._session.face
        now = face.recipe if face.has_recipe else None
        for name, button in self.buttons.items():
            recipe = self._slots.get(name)
            on_show = recipe is not None and recipe == now
            image = None if recipe is None else self._image(name, recipe)
            button.show_slot(filled=recipe is not None, on_show=on_show, image=image)
            button.setEnabled(now is not None)
            self._describe(name, button, recipe, on_show)

    def _image(self, name: str, recipe: Recipe) -> QImage | None:
        held = self._images.get(name)
        if held is not None and held[0] == recipe:
            return held[1]
        model = self._session.model
        if model is None or recipe.model.sha256 != model.sha256:
            return None
        pixels = self._pictures.get(recipe)
        if pixels is None:
            return None
        image = thumb_image(pixels)
        self._images[name] = (recipe, image)
        return image

    def _describe(
        self, name: str, button: SlotButton, recipe: Recipe | None, on_show: bool
    ) -> None:
        if recipe is None:
            said = f"Slot {name} is empty: store the current face"
            tip = f"{said}<br><small>Click or {name}</small>"
        else:
            source = describe_source(recipe.source)
            edits = len(recipe.mixing) + len(recipe.directions)
            more = f", {edits} edit{'s' if edits != 1 else ''}" if edits else ""
            said = f"Slot {name}: {source}{more}{', current' if on_show else ''}"
            picture = self._images.get(name)
            image = f'<img src="{_data_url(picture[1])}"><br>' if picture is not None else ""
            store = f"Shift+click or Shift+{name} stores the current face instead"
            tip = f"{image}{said}<br><small>{name} shows it. {store}.</small>"
        if button.accessibleName() != said:
            button.setAccessibleName(said)
        wanted = f"<qt>{tip}</qt>"
        if button.toolTip() != wanted:
            button.setToolTip(wanted)

    def _on_changed(self, _name: str) -> None:
        self.refresh()

    def _on_recipe_changed(self, recipe: Recipe) -> None:
        # Hundreds of these come while a slider moves: only the marks can differ.
        marks = {name: self._slots.get(name) == recipe for name in NAMES}
        if not all(button.isEnabled() for button in self.buttons.values()) or any(
            self.buttons[name].is_on_show() != mark for name, mark in marks.items()
        ):
            self.refresh()

    def _on_network_changed(self, _info: object) -> None:
        self.refresh()

    # -- the hand ------------------------------------------------------------------------------

    def _on_clicked(self, name: str) -> None:
        self.press(name)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Shift-click, menu, and a kept face dropped on a slot."""
        name = next((name for name, button in self.buttons.items() if button is watched), None)
        if name is None:
            return super().eventFilter(watched, event)  # type: ignore[arg-type]
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if event.button() == Qt.MouseButton.LeftButton and shift:
                if self.buttons[name].isEnabled():
                    self.store(name)
                return True
        elif isinstance(event, QContextMenuEvent):
            self._show_menu(name, event.globalPos())
            return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.DragEnter:
            if has_faces(event.mimeData()):
                accept_copy(event)
                self.buttons[name].set_target(True)
                return True
        elif event.type() == QEvent.Type.DragLeave:
            self.buttons[name].set_target(False)
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._on_dropped(name, event)
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _on_dropped(self, name: str, event: QDropEvent) -> None:
        self.buttons[name].set_target(False)
        ids = dropped_faces(event.mimeData())
        if ids:
            accept_copy(event)
            self._session.kept.face(ids[0], lambda face: self._slots.store(name, face.recipe))

    def _show_menu(self, name: str, at: QPoint) -> None:
        menu = self.make_menu(name)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)


def _data_url(image: QImage) -> str:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, the call refuses them
    return f"data:image/png;base64,{bytes(data.toBase64().data()).decode('ascii')}"
