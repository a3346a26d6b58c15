"""How a clip is to be: its kind, size, rate, and what is behind the face."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from facelab.export.clips.kinds import KINDS, Kind, kind_of
from facelab.session import Session
from facelab.session.choices.clip import ClipChoice
from facelab.ui.dialogs.export.backgrounds import BACKGROUNDS, asked_background, show_backgrounds
from facelab.ui.dialogs.export.form import Part, fill
from facelab.ui.outside_text import tooltip_of
from facelab.ui.widgets.text_label import text_label

SIZES = (1024, 720, 512, 360, 256, 128)
RATES = (12, 15, 24, 25, 30, 48, 50, 60)


class ClipHow(Part):
    """Kind, size, rate and background.

    Signals
    -------
    changed
        The user has chosen something else.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("How", parent)
        self._session = session
        self._background = ""
        self.kind_box = self.choice(
            "&Kind", "What the clip is for", [(kind.name, kind.title) for kind in KINDS.values()]
        )
        self.kind_box.activated.connect(lambda _: self._on_kind())
        self.about = text_label("", self, dim=True)
        self.below(self.about)
        self.edge = self.choice("&Size", "Longest edge in pixels")
        self.edge.activated.connect(lambda _: self.changed.emit())
        self.rate = self.choice("Ra&te", "Pictures a second")
        self.rate.activated.connect(lambda _: self.changed.emit())
        self.background = self.choice("&Background", "What is behind head and shoulders")
        self.background.activated.connect(lambda _: self._on_background())
        self.cut = text_label(
            "Head and shoulders are cut out of every picture, steadily from one to the next.",
            self, dim=True,
        )  # fmt: skip
        self.below(self.cut)

    def show_choice(self, choice: ClipChoice) -> None:
        """Show what was chosen; emits nothing."""
        kind = choice.kind if choice.kind in KINDS else next(iter(KINDS))
        fill(self.kind_box, [(each.name, each.title) for each in KINDS.values()], kind)
        self._background = choice.background
        self._show(choice.size, choice.rate)

    @property
    def kind(self) -> Kind:
        """The kind."""
        return kind_of(self.kind_box.currentData())

    @property
    def values(self) -> dict[str, object]:
        """What is chosen, as fields of `ClipChoice`."""
        return {
            "kind": self.kind.name,
            "size": self.edge.currentData(),
            "rate": self.rate.currentData(),
            "background": self._background,
        }

    def _show(self, size: int | None, rate: int) -> None:
        kind, model = self.kind, self._session.model
        self.say(self.about, f"{kind.about[:1].upper()}{kind.about[1:]}.")
        full = "Full size" if model is None else f"Full size, {model.resolution} px"
        most = 4096 if model is None else model.resolution
        sizes = sorted(
            {*(each for each in SIZES if each < most), *filter(None, (size,))}, reverse=True
        )
        fill(self.edge, [(None, full), *((each, f"{each} px") for each in sizes)], size)
        low, high = kind.rates
        rate = min(max(rate, low), high)
        rates = sorted({*(each for each in RATES if low <= each <= high), rate})
        fill(self.rate, [(each, f"{each} pictures a second") for each in rates], rate)
        if self._background == "transparent" and not kind.alpha:
            self._background = ""
        now = self._background
        known = [each for each in BACKGROUNDS if each[0] != "transparent" or kind.alpha]
        show_backgrounds(self.background, now, known)
        self.background.setToolTip(tooltip_of(now) if now not in dict(BACKGROUNDS) else "")
        self.cut.setVisible(bool(now))

    def _on_kind(self) -> None:
        self._show(self.edge.currentData(), self.rate.currentData())
        self.changed.emit()

    def _on_background(self) -> None:
        self._background = asked_background(self._session, self, self.background, self._background)
        self._show(self.edge.currentData(), self.rate.currentData())
        self.changed.emit()
