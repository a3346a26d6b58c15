"""How the pictures are to be: a format by its plain name, and what may differ from it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QWidget

from facelab.export.formats import writer_of
from facelab.export.named import USUAL, NamedFormat
from facelab.export.sizes import LARGEST, SMALLEST
from facelab.session import Session
from facelab.session.choices.export import ExportChoice
from facelab.ui.dialogs.export.backgrounds import BACKGROUNDS, asked_background, show_backgrounds
from facelab.ui.dialogs.export.form import Part, fill
from facelab.ui.dialogs.export.own_formats import FormatMenu
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import Switch, tool_button
from facelab.ui.widgets.text_label import text_label

SIZES = (4096, 2048, 1024, 512, 256, 128)
OTHER = "other"
INVENTED = (
    "A network draws pores, lashes and hairs that no picture showed: this detail is invented. "
    "Look at the crop before you spend the minutes."
)
PLAIN = "Larger than the network draws: enlarged as it is, without new detail."


class How(Part):
    """Format, size, Enhance and background.

    Signals
    -------
    changed
        The user has chosen something else.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("How", parent)
        self._session = session
        self._formats: Mapping[str, NamedFormat] = {}
        self._size: int | None = None
        self._background = ""
        self.format_just_chosen = False
        self.format = self.box()
        self.more = tool_button("more", "Save, share and add formats", parent=self)
        self.more.clicked.connect(self._show_menu)
        both = QWidget(self)
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(TOKENS.space_1)
        line.addWidget(self.format, 1)
        line.addWidget(self.more)
        self.row("F&ormat", both, "What the pictures are for", self.format)
        self.menu: FormatMenu | None = None
        self.format.activated.connect(lambda _: self._on_format())
        self.about = text_label("", self, dim=True)
        self.below(self.about)
        self.edge = self.choice("&Size", "Longest edge in pixels")
        self.edge.activated.connect(lambda _: self._on_size())
        self.enhance = Switch("Enhance", self)
        self.enhance.setToolTip("Let a network draw the finer detail of a larger picture")
        self.enhance.clicked.connect(self._on_enhance)
        self.below(self.enhance)
        self.larger = text_label("", self, dim=True)
        self.below(self.larger)
        self.background = self.choice("&Background", "What is behind head and shoulders")
        self.background.activated.connect(lambda _: self._on_background())
        self.flat = text_label("", self, dim=True)
        self.below(self.flat)

    # -- showing -------------------------------------------------------------------------------

    def show_choice(self, choice: ExportChoice, formats: Mapping[str, NamedFormat]) -> None:
        """Show what was chosen; emits nothing."""
        self._formats = formats
        name = choice.format if choice.format in formats else USUAL
        fill(self.format, [(each.name, each.title) for each in formats.values()], name)
        self._size, self._background = choice.size, choice.background
        self.enhance.setChecked(choice.enhance)
        self._show()

    @property
    def values(self) -> dict[str, object]:
        """What is chosen, as fields of `ExportChoice`."""
        return {
            "format": self.named.name,
            "size": self._size,
            "background": self._background,
            "enhance": self.enhances,
        }

    @property
    def named(self) -> NamedFormat:
        """The format."""
        return self._formats[self.format.currentData()]

    @property
    def enhances(self) -> bool:
        """Whether a network draws the finer detail."""
        return self.enhance.isChecked() and self._is_larger()

    def _is_larger(self) -> bool:
        model = self._session.model
        return model is not None and self._size is not None and self._size > model.resolution

    def _show(self) -> None:
        named, sheet = self.named, self.named.sheet
        self.say(self.about, f"{named.about[:1].upper()}{named.about[1:]}.")
        model = self._session.model
        full = "Full size" if model is None else f"Full size, {model.resolution} px"
        sizes = sorted({*SIZES, *filter(None, (self._size,))}, reverse=True)
        choices: list[tuple[object, str]] = [(None, full)]
        choices += [(size, f"{size} px") for size in sizes]
        if sheet is None:
            fill(self.edge, [*choices, (OTHER, "Other…")], self._size)
        else:
            fill(self.edge, [(self._size, f"{sheet.cell} px a face")])
        self.edge.setEnabled(sheet is None)
        self.enhance.setEnabled(self._is_larger() and sheet is None)
        self.larger.setText(INVENTED if self.enhances else PLAIN)
        self.larger.setVisible(self._is_larger() and sheet is None)
        self._show_background()

    def _show_background(self) -> None:
        now = self._background
        show_backgrounds(self.background, now)
        self.background.setToolTip(tooltip_of(now) if now not in dict(BACKGROUNDS) else "")
        encoding = self.named.encoding
        flat = self._background == "transparent" or self.named.shape.outline != "square"
        red, green, blue = encoding.background
        behind = "white" if (red, green, blue) == (255, 255, 255) else "its colour"
        self.flat.setText(f"This format has no transparency: {behind} shows through.")
        self.flat.setVisible(flat and not writer_of(encoding.format).alpha)

    def offer(self, formats: Mapping[str, NamedFormat]) -> None:
        """Offer other formats; if the one that was chosen has gone, the usual one is."""
        now = self.format.currentData()
        self._formats = formats
        gone = now not in formats
        chosen = USUAL if gone else now
        fill(self.format, [(each.name, each.title) for each in formats.values()], chosen)
        if gone:
            self._on_format()

    def choose(self, name: str) -> None:
        """Choose a format as the hand does."""
        place = self.format.findData(name)
        if place >= 0:
            self.format.setCurrentIndex(place)
            self._on_format()

    # -- the user's changes --------------------------------------------------------------------

    def _on_format(self) -> None:
        named = self.named
        self._size = named.longest or named.enhance or None
        self.enhance.setChecked(bool(named.enhance))
        self._background = named.background
        self._show()
        self.format_just_chosen = True
        self.changed.emit()
        self.format_just_chosen = False

    def _show_menu(self) -> None:
        if self.menu is not None:
            self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_size(self) -> None:
        size = self.edge.currentData()
        if size == OTHER:
            model = self._session.model
            start = self._size or (1024 if model is None else model.resolution)
            size, accepted = QInputDialog.getInt(
                self, "Size", "Longest edge in pixels:", start, SMALLEST, LARGEST
            )
            if not accepted:
                self._show()
                return
        self._size = size
        self._show()
        self.changed.emit()

    def _on_enhance(self) -> None:
        self._show()
        self.changed.emit()

    def _on_background(self) -> None:
        self._background = asked_background(self._session, self, self.background, self._background)
        self._show()
        self.changed.emit()
