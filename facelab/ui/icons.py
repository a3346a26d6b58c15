"""Icons by what they mean, coloured by the palette at the moment they are painted.

The glyphs are Material Design Icons (Apache-2.0) out of qtawesome's font. An icon made once
stays right when the theme changes or a window moves to a screen with another scale.
"""

from __future__ import annotations

from functools import cache
from typing import cast

import qtawesome
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QIcon, QIconEngine, QPainter, QPixmap

from facelab.ui.theme import Colors, colors

ICONS: dict[str, str] = {
    "add": "plus",
    "axes": "axis-arrow",
    "broken": "image-broken-variant",
    "check": "check",
    "clear": "close-circle-outline",
    "close": "close",
    "compare": "compare",
    "copy": "content-copy",
    "cpu": "chip",
    "cut_out": "account-box-outline",
    "dice": "dice-5-outline",
    "download": "download",
    "drop": "tray-arrow-down",
    "edit": "pencil-outline",
    "error": "alert-circle-outline",
    "exit_full_screen": "fullscreen-exit",
    "expand": "chevron-right",
    "expanded": "chevron-down",
    "export": "export-variant",
    "fit": "fit-to-page-outline",
    "float": "checkbox-multiple-blank-outline",
    "folder": "folder-outline",
    "full_screen": "fullscreen",
    "gallery": "view-grid-outline",
    "heart": "heart-outline",
    "heart_filled": "heart",
    "import": "import",
    "info": "information-outline",
    "keyboard": "keyboard-outline",
    "looks": "drama-masks",
    "manual": "book-open-page-variant-outline",
    "lock": "lock-outline",
    "locked": "lock",
    "more": "dots-horizontal",
    "next": "skip-next-outline",
    "onion": "layers-outline",
    "open": "folder-open-outline",
    "pause": "pause",
    "pin": "pin-outline",
    "pinned": "pin",
    "play": "play",
    "previous": "skip-previous-outline",
    "redo": "redo-variant",
    "remove": "trash-can-outline",
    "reset": "restore",
    "save_picture": "tray-arrow-down",
    "search": "magnify",
    "settings": "tune-variant",
    "step_back": "chevron-left",
    "step_forward": "chevron-right",
    "swap": "swap-horizontal",
    "theme_dark": "weather-night",
    "theme_light": "weather-sunny",
    "theme_system": "theme-light-dark",
    "undo": "undo-variant",
    "unlock": "lock-open-variant-outline",
    "unpin": "pin-off-outline",
    "warning": "alert-outline",
    "zoom_in": "magnify-plus-outline",
    "zoom_out": "magnify-minus-outline",
}


@cache
def _glyph(name: str) -> str:
    return cast(str, qtawesome.charmap(f"mdi6.{ICONS[name]}"))


@cache
def _font(size: int) -> QFont:
    return QFont(qtawesome.font("mdi6", size))


def _tone(c: Colors, mode: QIcon.Mode, state: QIcon.State, tone: str | None) -> str:
    if mode == QIcon.Mode.Disabled:
        return c.text_disabled
    if tone is not None:
        return cast(str, getattr(c, tone))
    if mode == QIcon.Mode.Selected:
        return c.on_accent
    if state == QIcon.State.On:
        return c.focus
    return c.text if mode == QIcon.Mode.Active else c.icon


class _GlyphEngine(QIconEngine):
    def __init__(self, name: str, tone: str | None) -> None:
        super().__init__()
        self._name = name
        self._tone = tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        color = _tone(colors(), mode, state, self._tone)
        painter.save()
        painter.setPen(color)
        painter.setFont(_font(max(1, round(min(rect.width(), rect.height())))))
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), _glyph(self._name))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._name, self._tone)


def icon(name: str, tone: str | None = None) -> QIcon:
    """An icon by its meaning.

    Parameters
    ----------
    name : str
        A key of `ICONS`.
    tone : str or None
        A colour name of `theme.Colors` ("text_dim", "warning", ...); by default the text
        colour, faded when disabled, accented when a button is checked.

    Raises
    ------
    KeyError
        No icon has that name: a bug of the caller.
    """
    if name not in ICONS:
        raise KeyError(f"there is no icon called {name!r}")
    return QIcon(_GlyphEngine(name, tone))


def paint_icon(
    painter: QPainter, rect: QRect, name: str, tone: str = "text", *, disabled: bool = False
) -> None:
    """Paint an icon's glyph into a rectangle, in a colour of the scheme."""
    mode = QIcon.Mode.Disabled if disabled else QIcon.Mode.Normal
    _GlyphEngine(name, tone).paint(painter, rect, mode, QIcon.State.Off)
