"""How the window looks: tokens, colours, palette and the small style sheet.

Fusion style and a QPalette with every role set; `resources/theme.qss` holds only what a
palette cannot say. Neutral greys on purpose: colour around a picture changes how it is seen.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from facelab.paths import resources

ThemeChoice = Literal["system", "dark", "light"]
Scheme = Literal["dark", "light"]
TextSize = Literal["small", "body", "title", "display"]


@dataclass(frozen=True)
class Tokens:
    """Sizes in device-independent pixels, used by every widget instead of bare numbers."""

    space_1: int = 4
    space_2: int = 8
    space_3: int = 12
    space_4: int = 16
    space_6: int = 24
    radius_small: int = 3
    radius: int = 5
    radius_large: int = 10
    row: int = 26
    button: int = 26
    icon_size: int = 16
    focus_ring: float = 1.5


@dataclass(frozen=True)
class Colors:
    """One colour scheme. Names say the use, values are #rrggbb."""

    scheme: Scheme
    canvas: str
    window: str
    panel: str
    field: str
    raised: str
    hover: str
    pressed: str
    border: str
    border_strong: str
    text: str
    text_dim: str
    text_disabled: str
    icon: str
    accent: str
    accent_hover: str
    primary: str
    primary_hover: str
    on_accent: str
    focus: str
    track: str
    handle: str
    info: str
    warning: str
    error: str


TOKENS = Tokens()

DARK = Colors(
    scheme="dark",
    canvas="#111112",
    window="#1b1b1d",
    panel="#222224",
    field="#18181a",
    raised="#2e2e31",
    hover="#39393d",
    pressed="#28282a",
    border="#343438",
    border_strong="#4a4a50",
    text="#d8d8dc",
    text_dim="#9c9ca4",
    text_disabled="#606067",
    icon="#b6b6bd",
    accent="#5583bd",
    accent_hover="#6896d2",
    primary="#3b6191",
    primary_hover="#46719f",
    on_accent="#ffffff",
    focus="#82b1f2",
    track="#3c3c41",
    handle="#c6c6cc",
    info="#7fa9de",
    warning="#d6a54a",
    error="#e67c73",
)

LIGHT = Colors(
    scheme="light",
    canvas="#c9c9cc",
    window="#ececee",
    panel="#f6f6f7",
    field="#ffffff",
    raised="#ffffff",
    hover="#e3e3e7",
    pressed="#d6d6db",
    border="#d2d2d7",
    border_strong="#b0b0b8",
    text="#1e1e21",
    text_dim="#5d5d66",
    text_disabled="#a3a3ab",
    icon="#45454c",
    accent="#2f6db8",
    accent_hover="#3a7bca",
    primary="#2f6db8",
    primary_hover="#3a79c4",
    on_accent="#ffffff",
    focus="#2267bd",
    track="#d0d0d6",
    handle="#ffffff",
    info="#2b64ab",
    warning="#8f5f00",
    error="#b3352b",
)

# relative to the platform's own size, which knows the user's eyes better than we do
_TEXT_SCALE: dict[TextSize, float] = {"small": 0.9, "body": 1.0, "title": 1.3, "display": 1.9}
_TABULAR = QFont.Tag("tnum")


def colors(palette: QPalette | None = None) -> Colors:
    """The scheme that a palette (the application's if None) was made from."""
    chosen = QGuiApplication.palette() if palette is None else palette
    return DARK if chosen.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def text_font(
    base: QFont | None = None,
    size: TextSize = "body",
    *,
    tabular: bool = False,
    bold: bool = False,
) -> QFont:
    """The platform's font in a named size; `tabular` gives all digits the same width."""
    font = QFont(QApplication.font() if base is None else base)
    scale = _TEXT_SCALE[size]
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * scale)
    else:
        font.setPixelSize(max(1, round(font.pixelSize() * scale)))
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    if tabular:
        font.setFeature(_TABULAR, 1)
    return font


def with_alpha(color: str, alpha: float) -> QColor:
    """A colour of the scheme at an opacity 0..1."""
    result = QColor(color)
    result.setAlphaF(alpha)
    return result


def make_palette(c: Colors) -> QPalette:
    """A palette with every role set in all three groups."""
    role = QPalette.ColorRole
    normal: dict[QPalette.ColorRole, str] = {
        role.Window: c.window,
        role.WindowText: c.text,
        role.Base: c.field,
        role.AlternateBase: c.panel,
        role.Text: c.text,
        role.PlaceholderText: c.text_dim,
        role.Button: c.raised,
        role.ButtonText: c.text,
        role.BrightText: c.error,
        role.Light: c.hover,
        role.Midlight: c.raised,
        role.Mid: c.border_strong,
        role.Dark: c.border,
        role.Shadow: "#000000" if c.scheme == "dark" else c.border_strong,
        role.Highlight: c.accent,
        role.HighlightedText: c.on_accent,
        role.Accent: c.accent,
        role.Link: c.info,
        role.LinkVisited: c.text_dim,
        role.ToolTipBase: c.raised,
        role.ToolTipText: c.text,
        role.NoRole: c.window,
    }
    faded = dict.fromkeys(
        (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.Link),
        c.text_disabled,
    )
    faded |= {
        role.Highlight: c.border_strong,
        role.HighlightedText: c.text_dim,
        role.Accent: c.border_strong,
    }
    palette = QPalette()
    for key, value in normal.items():
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, key, QColor(value))
        disabled = faded.get(key, value)
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(disabled))
    return palette


def style_sheet(c: Colors) -> str:
    """`resources/theme.qss` with the colours and sizes filled in."""
    template = Template((resources() / "theme.qss").read_text(encoding="utf-8"))
    # a style sheet's url() wants forward slashes on Windows too
    icons = (resources() / "icons").as_posix()
    return template.substitute(asdict(c) | asdict(TOKENS), icons=icons)


class Theme(QObject):
    """Applies a colour scheme to the application and follows the desktop's.

    Signals
    -------
    changed : str
        The scheme now shown, "dark" or "light".
    """

    changed = Signal(str)

    def __init__(self, app: QApplication, choice: ThemeChoice = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice: ThemeChoice = choice
        self._shown: Scheme | None = None
        fusion = QStyleFactory.create("Fusion")
        if fusion is not None:
            app.setStyle(fusion)
        app.styleHints().colorSchemeChanged.connect(self._on_desktop_changed)
        self.set_choice(choice)

    @property
    def choice(self) -> ThemeChoice:
        """What the user chose."""
        return self._choice

    @property
    def scheme(self) -> Scheme:
        """What is shown."""
        return self._shown or "dark"

    def set_choice(self, choice: ThemeChoice) -> None:
        """Show a scheme, or follow the desktop ("system")."""
        self._choice = choice
        hints = self._app.styleHints()
        # colours the native title bar on Windows and macOS; elsewhere it does nothing
        if choice == "system":
            hints.unsetColorScheme()
        else:
            dark = choice == "dark"
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._show()

    def _on_desktop_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice == "system":
            self._show()

    def _show(self) -> None:
        if self._choice != "system":
            scheme: Scheme = self._choice
        else:
            # bare X11 does not say: dark is our default
            desktop = self._app.styleHints().colorScheme()
            scheme = "light" if desktop == Qt.ColorScheme.Light else "dark"
        chosen = DARK if scheme == "dark" else LIGHT
        self._app.setPalette(make_palette(chosen))
        if scheme == self._shown:
            return
        self._shown = scheme
        self._app.setStyleSheet(style_sheet(chosen))
        self.changed.emit(scheme)
