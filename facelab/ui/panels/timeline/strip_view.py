"""The strip of a timeline as it is seen: what is where, the pictures of keys, zoom."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from facelab.recipe import Recipe
from facelab.recipe.timeline import Timeline
from facelab.session import Session
from facelab.ui.panels.timeline.empty import SAID, paint_empty
from facelab.ui.panels.timeline.geometry import (
    KEYS_ROW,
    MARGIN,
    RULER,
    THUMB,
    Geometry,
    Hit,
    fitting_scale,
)
from facelab.ui.panels.timeline.painting import Look, paint
from facelab.ui.theme import TOKENS, colors
from facelab.ui.widgets.pictures.painting import scaled_pixmap, thumb_image

ZOOM = 1.0015  # a factor for each eighth of a degree of the wheel
FURTHEST = 40.0  # times as large as all of it in sight
MOST_PIXMAPS = 400


class StripView(QWidget):
    """Shows keys, tracks and play head of the session's timeline; takes no input but the wheel.

    Signals
    -------
    scrolled
        What is in sight is another part, or of another size.
    """

    scrolled = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._zoom = 1.0  # 1: all of it is in sight
        self._offset = 0.0
        self._hover = Hit("nothing")
        self._held: Geometry | None = None  # while a hand holds something nothing is scaled
        self._scrubbing = False
        self._drop: float | None = None
        self._ring = False
        self._pixmaps: dict[tuple[Recipe, float], QPixmap] = {}
        self.chosen_point: tuple[int, int] | None = None
        self._drift_words = ""
        self.setAccessibleName("Timeline")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        session.animating.changed.connect(self.follow)
        session.animating.chosen_changed.connect(self.follow)
        session.player.head_changed.connect(self._on_head)
        session.player.showing_changed.connect(self._on_showing)
        session.thumbnails.ready.connect(self._on_picture)
        self.follow()

    # -- what is shown ------------------------------------------------------------------------

    @property
    def timeline(self) -> Timeline | None:
        """The session's."""
        return self._session.animating.timeline

    def geometry_of(self) -> Geometry | None:
        """Where things are; None without a key."""
        timeline = self.timeline
        if timeline is None:
            return None
        drift = bool(self._drift_words)
        if self._held is not None:
            held = self._held
            return Geometry(timeline, self.width(), held.scale, held.offset, drift)
        scale = fitting_scale(timeline, self.width()) * self._zoom
        return Geometry(timeline, self.width(), scale, self._offset, drift)

    def sizeHint(self) -> QSize:
        """Room for all rows."""
        g = self.geometry_of()
        return QSize(400, RULER + KEYS_ROW if g is None else g.height)

    def minimumSizeHint(self) -> QSize:
        """All rows: who has less room scrolls."""
        return QSize(160, self.sizeHint().height())

    def follow(self) -> None:
        """The timeline is another, or what is selected."""
        timeline = self.timeline
        if self.chosen_point is not None:
            row, number = self.chosen_point
            tracks = () if timeline is None else timeline.tracks
            if row >= len(tracks) or number >= len(tracks[row].points):
                self.chosen_point = None
        if self._held is None:
            self._clamp()
        self.updateGeometry()
        self._describe()
        self.scrolled.emit()
        self.update()

    def _describe(self) -> None:
        timeline, chosen = self.timeline, self._session.animating.chosen
        if timeline is None:
            said = " ".join(SAID)
        else:
            count = len(timeline.keys)
            said = f"{count} key{'s' if count != 1 else ''}, {timeline.seconds:.2f} seconds."
            if len(chosen) == 1:
                start = timeline.starts[chosen[0]]
                said += f" Key {chosen[0] + 1} selected, at {start:.2f} seconds."
            elif chosen:
                said += f" {len(chosen)} keys selected."
            said += f" Play head at {self._session.player.head:.2f} seconds."
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)

    def _on_head(self, head: float) -> None:
        g = self.geometry_of()
        if g is not None and self._zoom > 1.0 and not self._scrubbing:
            x = g.x(g.timeline.place(head))
            if not MARGIN / 2 <= x <= self.width() - MARGIN / 2:
                self._offset = g.timeline.place(head)
                self._clamp()
                self.scrolled.emit()
        if not self._session.player.playing:
            self._describe()
        self.update()

    def _on_showing(self, _on: bool) -> None:
        self.update()

    def _on_picture(self, recipe: Recipe) -> None:
        if any(key.face == recipe for key in self._session.animating.keys):
            self.update()

    def _picture(self, recipe: Recipe) -> QPixmap | None:
        dpr = self.devicePixelRatioF()
        made = self._pixmaps.get((recipe, dpr))
        if made is None:
            model = self._session.model
            if model is None or recipe.model.sha256 != model.sha256:
                return None
            pixels = self._session.thumbnails.get(recipe)
            if pixels is None:
                return None
            made = scaled_pixmap(thumb_image(np.ascontiguousarray(pixels)), THUMB, dpr)
            while len(self._pixmaps) >= MOST_PIXMAPS:
                del self._pixmaps[next(iter(self._pixmaps))]
            self._pixmaps[recipe, dpr] = made
        return made

    def _titles(self, timeline: Timeline) -> list[str]:
        model = self._session.model
        known = {} if model is None else {each.id: each.title for each in model.directions}
        return [known.get(each.direction, each.direction) for each in timeline.tracks]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the timeline, or what to do where there is none."""
        c = colors(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        g = self.geometry_of()
        if g is None:
            paint_empty(painter, self.rect(), c)
        else:
            player, chosen = self._session.player, self._session.animating.chosen
            seen = [g.thumb(k).right() >= 0 and g.thumb(k).left() <= g.width
                    for k in range(len(g.timeline.keys))]  # fmt: skip
            pictures = [
                self._picture(key.face) if visible else None
                for key, visible in zip(g.timeline.keys, seen, strict=True)
            ]
            look = Look(
                g.timeline.place(player.head), player.showing is not None, chosen,
                self.chosen_point, self._hover, pictures, self._titles(g.timeline),
                self._session.drift.curve, self._drift_words, self._ring, self._drop,
            )  # fmt: skip
            paint(painter, g, look, c, event.rect())
        if self._ring:
            painter.setPen(c.focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                self.rect().adjusted(1, 1, -2, -2), TOKENS.radius, TOKENS.radius
            )

    def show_drift(self, words: str) -> None:
        """Say beside the curve of the person's change what it is, or what there is in its place;
        without words there is no row for it.
        """
        if words != self._drift_words:
            self._drift_words = words
            self.updateGeometry()
        self.update()

    # -- zoom ---------------------------------------------------------------------------------

    @property
    def span(self) -> tuple[float, float, float]:
        """What is in sight: its first second, how many seconds, and of how many."""
        g = self.geometry_of()
        if g is None:
            return 0.0, 1.0, 1.0
        return self._offset, (self.width() - 2 * MARGIN) / g.scale, g.timeline.one_way

    def scroll_to(self, seconds: float) -> None:
        """Show what begins there."""
        self._offset = seconds
        self._clamp()
        self.update()

    def set_zoom(self, zoom: float, about: float | None = None) -> None:
        """As many times as large as all of it in sight; `about` stays where it is, in pixels."""
        g = self.geometry_of()
        if g is None:
            return
        about = self.width() / 2 if about is None else about
        time = g.seconds(about)
        self._zoom = min(max(zoom, 1.0), FURTHEST)
        scale = fitting_scale(g.timeline, self.width()) * self._zoom
        self._offset = time - (about - MARGIN) / scale
        self._clamp()
        self.scrolled.emit()
        self.update()

    def _clamp(self) -> None:
        timeline = self.timeline
        if timeline is None:
            self._zoom, self._offset = 1.0, 0.0
            return
        hidden = timeline.one_way * (1.0 - 1.0 / self._zoom)
        self._offset = min(max(0.0, self._offset), max(0.0, hidden))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another scale."""
        super().resizeEvent(event)
        self.scrolled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl zoom at the pointer; sideways or with Shift move along."""
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * ZOOM ** delta.y(), event.position().x())
            event.accept()
            return
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        along = delta.x() or (delta.y() if shift else 0)
        g = self.geometry_of()
        if not along or g is None:
            event.ignore()
            return
        self.scroll_to(self._offset - along / 2 / g.scale)
        self.scrolled.emit()
        event.accept()
