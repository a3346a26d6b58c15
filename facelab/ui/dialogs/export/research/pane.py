"""The steps of the first face, roughly, before the set is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from facelab.recipe import Recipe
from facelab.session import Session
from facelab.session.exporting.stimuli.outlook import Sketch
from facelab.ui.theme import TOKENS, colors, text_font
from facelab.ui.widgets.text_label import text_label

ROUGH = (
    "The first face at each level, roughly. In the set each picture is measured and corrected "
    "until its label is at its target; even within reach, one may miss it slightly."
)
DOUBTED, UNSURE = "out of reach?", "perhaps"
GAP = 6
LARGEST = 168  # pixels of a picture


class SketchGrid(QWidget):
    """A row an attribute, a column a level; pictures come as they are drawn."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: tuple[tuple[str, str], ...] = ()
        self._levels: tuple[float, ...] = ()
        self._sketches: Mapping[tuple[str, float], Sketch] = {}
        self._text = ""
        self.setAccessibleName("Steps of the first face")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        session.thumbnails.ready.connect(self._on_ready)

    def sizeHint(self) -> QSize:
        """Room for some."""
        return QSize(560, 420)

    def show_sketches(
        self,
        rows: Sequence[tuple[str, str]],
        levels: Sequence[float],
        sketches: Mapping[tuple[str, float], Sketch],
    ) -> None:
        """Show these.

        Parameters
        ----------
        rows : sequence of (str, str)
            Name and title of each attribute.
        levels : sequence of float
        sketches : mapping
            By attribute and level.
        """
        self._rows, self._levels = tuple(rows), tuple(levels)
        self._sketches, self._text = sketches, ""
        self._describe()
        self.update()

    def say(self, text: str) -> None:
        """Say something in their place."""
        self._sketches, self._text = {}, text
        self.setAccessibleDescription(text)
        self.update()

    def pictures(self) -> int:
        """How many are drawn."""
        peek = self._session.thumbnails.peek
        return sum(peek(each.recipe) is not None for each in self._sketches.values())

    def _describe(self) -> None:
        shown = [
            (f"{title} at {level:+g}", found)
            for name, title in self._rows
            for level in self._levels
            if (found := self._sketches.get((name, level))) is not None
        ]
        doubted = [what for what, sketch in shown if sketch.doubted]
        unsure = [what for what, sketch in shown if sketch.unsure]
        said = [f"Probably out of reach: {', '.join(doubted)}."] if doubted else []
        said += [f"Perhaps out of reach: {', '.join(unsure)}."] if unsure else []
        self.setAccessibleDescription(" ".join(said or ["All within reach."]))

    def _on_ready(self, recipe: Recipe) -> None:
        if self.isVisible() and any(each.recipe == recipe for each in self._sketches.values()):
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Titles above their rows, levels above the first."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        c = colors(self.palette())
        painter.setFont(text_font(size="small", tabular=True))
        line = painter.fontMetrics().height() + 2
        if self._text or not self._sketches:
            painter.setPen(QColor(c.text_dim))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.rect()), flags, self._text)
            return
        columns, rows = len(self._levels), len(self._rows)
        wide = (self.width() - GAP * (columns - 1)) / columns
        high = (self.height() - line) / rows - line - GAP
        side = max(8.0, min(wide, high, float(LARGEST)))
        left = (self.width() - side * columns - GAP * (columns - 1)) / 2
        middle = int(Qt.AlignmentFlag.AlignCenter)
        for k, level in enumerate(self._levels):
            painter.setPen(QColor(c.text_dim))
            room = QRectF(left + k * (side + GAP), 0, side, line)
            painter.drawText(room, middle, f"{level:+g}" if level else "0")
        for j, (name, title) in enumerate(self._rows):
            top = line + j * (side + line + GAP)
            painter.setPen(QColor(c.text))
            room = QRectF(left, top, side * columns + GAP * (columns - 1), line)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), title)
            for k, level in enumerate(self._levels):
                rect = QRectF(left + k * (side + GAP), top + line, side, side)
                self._paint_one(painter, rect, self._sketches[name, level])

    def _paint_one(self, painter: QPainter, rect: QRectF, sketch: Sketch) -> None:
        c, line = colors(self.palette()), painter.fontMetrics().height()
        painter.fillRect(rect, QColor(c.canvas))
        pixels = self._session.thumbnails.get(sketch.recipe)
        if pixels is not None:
            height, width = pixels.shape[:2]
            image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
            painter.setOpacity(0.35 if sketch.doubted else 1.0)
            painter.drawImage(rect, image)
            painter.setOpacity(1.0)
        if sketch.doubted:
            painter.setPen(QColor(c.warning))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(rect.adjusted(2, 2, -2, -2), flags, DOUBTED)
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        elif sketch.unsure:
            room = QRectF(rect.left(), rect.bottom() - line, rect.width(), line)
            painter.fillRect(room, QColor(c.canvas))
            painter.setPen(QColor(c.warning))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), UNSURE)


class SketchPane(QWidget):
    """The grid, what it is, and what may be out of reach."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.grid = SketchGrid(session, self)
        self.doubts = text_label("", self)
        self.about = text_label(ROUGH, self, dim=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TOKENS.space_2)
        column.addWidget(self.grid, 1)
        column.addWidget(self.doubts)
        column.addWidget(self.about)
        self.show_doubts([])

    def show_doubts(self, lines: Sequence[str]) -> None:
        """Say what may be out of reach, and what to do about it."""
        self.doubts.setVisible(bool(lines))
        self.doubts.setText(" ".join(lines))

    def say(self, text: str) -> None:
        """Say something in place of the grid."""
        self.grid.say(text)
        self.show_doubts([])
        self.about.hide()

    def show_about(self) -> None:
        """Say what the grid is."""
        self.about.show()
