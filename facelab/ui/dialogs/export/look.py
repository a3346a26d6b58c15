"""The left side: the picture as it will leave, what lies behind it, and what enhancing invents."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from facelab.enhance.enlarge import CORE, SIDE
from facelab.export.formats import writer_of
from facelab.session.exporting.look import Seen
from facelab.ui.dialogs.export.grounds import CHECKER, Grounds
from facelab.ui.dialogs.export.words import amount
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import Segment, SegmentedControl
from facelab.ui.widgets.text_label import text_label

BLACK, WHITE, COLOUR = "#000000", "#ffffff", "colour"
SAMPLE = 220  # pixels of the widget
PIXELS = 512  # of a sample
SHARE = CORE / SIDE  # of the face, that a sample shows
DRAWING = "Drawing…"
PATIENCE_MS = 150  # a look that is there sooner is not announced
NEEDS_NETWORK = "Shown once the network is here"
POINT = "Click on the picture to look at another part."


class LookPane(QWidget):
    """Shows what is known so far.

    Signals
    -------
    place_changed
        Another part is to be enhanced as a sample.
    """

    place_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._colour = "#00b140"
        self.place = (0.36, 0.28)  # upper left corner, down and across: the eyes
        self.picture = Grounds("Preview", self)
        self.picture.pointed.connect(self._on_pointed)
        self.grounds = SegmentedControl(
            "Behind the preview",
            (
                Segment(CHECKER, "Checker", "Show it on a checker"),
                Segment(BLACK, "Black", "Show it on black"),
                Segment(WHITE, "White", "Show it on white"),
                Segment(COLOUR, "Colour…", "Show it on a colour of your choice"),
            ),
            self,
        )
        self.grounds.chosen.connect(self._on_ground)
        self.about = text_label("", self, dim=True)
        self.about.setFont(text_font(size="small", tabular=True))
        self.about.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sample = QWidget(self)
        self.before, self.after = (
            Grounds(name, self.sample) for name in ("Enlarged as it is", "Enhanced")
        )
        row = QHBoxLayout(self.sample)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TOKENS.space_2)
        for title, view in (("Enlarged as it is", self.before), ("Enhanced: invented", self.after)):
            column = QVBoxLayout()
            column.setSpacing(TOKENS.space_1)
            name = QLabel(title, self.sample)
            name.setProperty("dim", True)
            name.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            view.setFixedHeight(SAMPLE)
            view.show_actual_pixels()
            column.addWidget(name)
            column.addWidget(view)
            row.addLayout(column, 1)
        self.sample.setToolTip(POINT)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(PATIENCE_MS)
        self._waiting.timeout.connect(self._say_drawing)
        self.sample.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TOKENS.space_2)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.grounds)
        layout.addWidget(self.sample)
        layout.addWidget(self.about)

    def begin(self, enhanced: bool) -> None:
        """Something else is asked for: what is shown stays until it comes, and says so."""
        if self.picture.has_picture():
            self._waiting.start()
        else:
            self._say_drawing()
        self.sample.setVisible(enhanced)
        self.picture.set_frame(self._frame() if enhanced else None)

    def show_seen(self, seen: Seen) -> None:
        """Show what is known so far."""
        if seen.pixels is not None:
            self.picture.show_picture(seen.pixels)
            self._waiting.stop()
            self.picture.say("")
            self.about.setText(_about(seen))
        if seen.sample is not None:
            self.before.show_picture(seen.sample.before)
            self.after.show_picture(seen.sample.after)
        for view in (self.before, self.after):
            waits = NEEDS_NETWORK if seen.missing else DRAWING
            view.say("" if seen.sample is not None else waits)

    def show_problem(self, text: str) -> None:
        """Say why there is no picture."""
        self._waiting.stop()
        self.picture.show_picture(None)
        self.picture.say(text)
        self.about.setText("")

    def forget(self) -> None:
        """Show nothing."""
        self._waiting.stop()
        for view in (self.picture, self.before, self.after):
            view.show_picture(None)
        self.about.setText("")

    def _say_drawing(self) -> None:
        self.picture.say(DRAWING)

    def _frame(self) -> QRectF:
        """What of the face the samples show: their middle, as far as there is room."""
        top, left = self.place
        ratio = self.before.devicePixelRatioF()
        wide, high = (
            SHARE * min(1.0, side * ratio / PIXELS)
            for side in (self.before.width(), self.before.height())
        )
        return QRectF(left + (SHARE - wide) / 2, top + (SHARE - high) / 2, wide, high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The samples show more or less of it."""
        super().resizeEvent(event)
        if self.sample.isVisible():
            self.picture.set_frame(self._frame())

    def _on_pointed(self, x: float, y: float) -> None:
        limit = 1.0 - SHARE
        self.place = (
            min(max(y - SHARE / 2, 0.0), limit),
            min(max(x - SHARE / 2, 0.0), limit),
        )
        self.place_changed.emit()

    def _on_ground(self, ground: str) -> None:
        if ground == COLOUR:
            chosen = QColorDialog.getColor(QColor(self._colour), self, "Behind the preview")
            if chosen.isValid():
                self._colour = chosen.name()
            ground = self._colour
        self.picture.set_ground(ground)


def _about(seen: Seen) -> str:
    """Size and kind of the file, in a line."""
    width, height = seen.size
    named = seen.look.preparation.format
    if named.enhance:
        longest = named.longest or named.enhance
        width, height = longest, longest
    kind = writer_of(named.encoding.format).title
    parts = [f"{width:,} × {height:,} pixels", kind]
    if seen.cost is not None and seen.cost.bytes is not None:
        parts.append(f"about {amount(seen.cost.bytes)}")
    return " · ".join(parts)
