"""Settings: every control works at once, and is there again at the next start."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from facelab.session import Session
from facelab.session.face.picture_names import picture_name
from facelab.ui.dialogs.folders import nearest_folder, pictures_folder
from facelab.ui.dialogs.library_folder import LibraryFolderDialog
from facelab.ui.dialogs.saying_settings import SayingSettings
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS, Theme, ThemeChoice, text_font
from facelab.ui.widgets import ChoiceBox
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

WIDTH = 480
BUTTONS_HEIGHT = 90  # with their margins
THEMES = (("system", "Same as the desktop"), ("dark", "Dark"), ("light", "Light"))
PREVIEWS = (
    ("auto", "Automatic: the largest that stays smooth"),
    ("256", "256 px (fastest)"),
    ("512", "512 px"),
    ("off", "Off: full size only"),
)
SIZES = (512, 256, 128)
FULL = "full"
NAME_HINT = "{name} stands for the face, {date} for today's date."
Choices = Sequence[tuple[str, str]]


class SettingsDialog(QDialog):
    """What is chosen once: looks, device, previews, library, saved pictures.

    It stays open beside the window, so that what a setting does can be seen.

    Parameters
    ----------
    session : Session
    theme : Theme
    parent : QWidget or None
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self.setWindowTitle("Settings")
        self._inside = QWidget(self)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(*(TOKENS.space_4,) * 4)
        self._column.setSpacing(TOKENS.space_2)
        self._make_looks()
        self._make_drawing()
        self._make_library()
        self._make_pictures()
        self._form("What pictures say")
        self.saying = SayingSettings(session, self._inside)
        self._column.addWidget(self.saying)
        self._column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inside)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.setContentsMargins(TOKENS.space_4, TOKENS.space_2, TOKENS.space_4, TOKENS.space_4)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)  # Enter in the name is no wish to leave
        close.setToolTip("Close the settings")
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(buttons)
        for changed in (session.settings_changed, session.model_changed, session.kept.moved):
            changed.connect(self._on_changed)
        session.face.recipe_changed.connect(self._on_face_changed)
        self._show()

    def open_again(self) -> None:
        """Show it, in front if it is open already."""
        if not self.isVisible():
            self._show()
            self.saying.show_all()
            room = self.screen().availableSize()
            high = self._inside.sizeHint().height() + BUTTONS_HEIGHT
            self.resize(min(WIDTH, room.width() - 40), min(high, room.height() - 60))
        self.show()
        self.raise_()
        self.activateWindow()
        self.theme.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- parts ---------------------------------------------------------------------------------

    def _make_looks(self) -> None:
        form = self._form("Appearance")
        self.theme = self._choice(form, "&Theme", "Window colours", THEMES)
        self.theme.activated.connect(lambda _: self._choose_theme(self.theme.currentData()))

    def _make_drawing(self) -> None:
        form = self._form("Drawing")
        self.device = self._choice(form, "&Device", "The device the network runs on", ())
        self.device.activated.connect(lambda _: self._choose_device(self.device.currentData()))
        told = "Size of the picture while a slider moves"
        self.previews = self._choice(form, "&Previews", told, PREVIEWS)
        self.previews.activated.connect(
            lambda _: self._session.set_previews(self.previews.currentData())
        )

    def _make_library(self) -> None:
        form = self._form("Kept faces")
        self.library, self.choose_library = self._folder(
            form, "&Library", "Library folder", "Keep faces in another folder"
        )
        self.choose_library.clicked.connect(self._on_choose_library)

    def _make_pictures(self) -> None:
        form = self._form("Saved pictures")
        self.pictures, self.choose_pictures = self._folder(
            form, "&Folder", "Where Ctrl+S saves pictures", "Save pictures in another folder"
        )
        self.choose_pictures.clicked.connect(self._on_choose_pictures)
        told = "Width and height of saved pictures, in pixels"
        self.picture_size = self._choice(form, "&Size", told, ())
        self.picture_size.activated.connect(
            lambda _: self._choose_size(self.picture_size.currentData())
        )
        self.name = TextField(self._inside)
        self.name.setMaxLength(100)
        self.name.textEdited.connect(lambda text: self._session.change_settings(save_name=text))
        self._row(form, "&Name", self.name, f"Name of saved pictures. {NAME_HINT}")
        self.example = text_label("", self._inside, dim=True)
        form.addRow("", self.example)

    def _form(self, title: str) -> QFormLayout:
        heading = QLabel(title, self._inside)
        heading.setFont(text_font(bold=True))
        if self._column.count():
            self._column.addSpacing(TOKENS.space_3)
        self._column.addWidget(heading)
        form = QFormLayout()
        form.setHorizontalSpacing(TOKENS.space_4)
        form.setVerticalSpacing(TOKENS.space_2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._column.addLayout(form)
        return form

    def _row(self, form: QFormLayout, label: str, control: QWidget, told: str) -> QLabel:
        name = QLabel(label, self._inside)
        name.setBuddy(control)
        name.setMinimumWidth(70)  # the fields of all parts begin at one line
        control.setAccessibleName(label.replace("&", ""))
        control.setAccessibleDescription(told)
        control.setToolTip(told)
        form.addRow(name, control)
        return name

    def _choice(self, form: QFormLayout, label: str, told: str, choices: Choices) -> QComboBox:
        box = ChoiceBox(self._inside)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        _fill(box, choices)
        self._row(form, label, box, told)
        return box

    def _folder(
        self, form: QFormLayout, label: str, told: str, choose: str
    ) -> tuple[QLineEdit, QPushButton]:
        path = QLineEdit(self._inside)
        path.setReadOnly(True)
        button = QPushButton("Change…", self._inside)
        button.setAutoDefault(False)
        button.setAccessibleName(choose)
        button.setToolTip(choose)
        both = QWidget(self._inside)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TOKENS.space_2)
        row.addWidget(path, 1)
        row.addWidget(button)
        self._row(form, label, both, told).setBuddy(button)
        path.setAccessibleName(told)
        return path, button

    # -- showing -------------------------------------------------------------------------------

    def _show(self) -> None:
        """Show what holds; writes nothing."""
        settings, model = self._session.settings, self._session.model
        devices = (("auto", "Automatic"), *(model.devices if model is not None else ()))
        _fill(self.device, devices, settings.device)
        full = "Full size" if model is None else f"Full size, {_square(model.resolution)}"
        sizes = sorted({*SIZES, *filter(None, (settings.save_size,))}, reverse=True)
        chosen = FULL if settings.save_size is None else str(settings.save_size)
        _fill(
            self.picture_size,
            ((FULL, full), *((str(size), _square(size)) for size in sizes)),
            chosen,
        )
        _choose(self.theme, settings.theme)
        _choose(self.previews, settings.previews)
        for field, path in (
            (self.library, self._session.kept.folder),
            (self.pictures, pictures_folder(settings)),
        ):
            if field.text() != str(path):
                field.setText(str(path))
                field.setCursorPosition(0)
                field.setToolTip(tooltip_of(str(path)))
        if not self.name.hasFocus():
            self.name.setText(settings.save_name)
        self.saying.show_switches()
        self._show_example()

    def _on_changed(self) -> None:
        if self.isVisible():  # else it is shown when it is opened
            self._show()

    def _on_face_changed(self) -> None:
        if self.isVisible():  # each move of a slider comes here
            self._show_example()

    def _show_example(self) -> None:
        face = self._session.face
        if face.has_recipe:
            pattern, today = self._session.settings.save_name, datetime.date.today()
            name = picture_name(pattern, face.recipe, today)
            self.example.setText(f"This face: {name}.png\n{NAME_HINT}")
        else:
            self.example.setText(NAME_HINT)

    # -- the user's changes ----------------------------------------------------------------------

    def _choose_theme(self, choice: str) -> None:
        self._theme.set_choice(cast(ThemeChoice, choice))
        self._session.change_settings(theme=choice)

    def _choose_device(self, name: str) -> None:
        if name != self._session.settings.device:
            self._session.set_device(name)
            self._show()  # of before, where that may not be

    def _choose_size(self, choice: str) -> None:
        self._session.change_settings(save_size=None if choice == FULL else int(choice))

    def _on_choose_library(self) -> None:
        LibraryFolderDialog(self._session, self).exec()

    def _on_choose_pictures(self) -> None:
        begin = str(nearest_folder(self._session.settings))
        chosen = QFileDialog.getExistingDirectory(self, "Folder for pictures", begin)
        if chosen:
            self._session.change_settings(pictures_folder=str(Path(chosen)))


def _square(size: int) -> str:
    return f"{size} × {size}"


def _fill(box: QComboBox, choices: Choices, chosen: str | None = None) -> None:
    """Offer these choices, (value, what it is called) each; one that holds is offered too."""
    now = [(box.itemData(k), box.itemText(k)) for k in range(box.count())]
    wanted = list(choices)
    if chosen is not None and chosen not in dict(wanted):
        wanted.append((chosen, chosen))
    if now != wanted:
        box.clear()
        for value, text in wanted:
            box.addItem(text, value)
    if chosen is not None:
        _choose(box, chosen)


def _choose(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(max(0, box.findData(value)))
