"""How a timeline looks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from facelab.labels.identity import LIMIT
from facelab.recipe.easing import AnyEase, eased
from facelab.recipe.walks import FaceWalk, Walk
from facelab.ui.panels.timeline.geometry import (
    FRINGE,
    KEYS_ROW,
    POINT,
    RULER,
    Geometry,
    Hit,
)
from facelab.ui.theme import TOKENS, Colors, text_font, with_alpha
from facelab.ui.widgets.pictures.painting import paint_face

STEPS = 24  # of a curve
DIM = 0.45
CLOSE = 4.0  # pixels


@dataclass(frozen=True)
class Look:
    """What there is to paint beside the timeline itself.

    Attributes
    ----------
    place : float
        Of the play head, on the one way in seconds.
    live : bool
        The canvas shows the timeline.
    chosen : tuple of int
        Keys that are selected.
    chosen_point : (int, int) or None
        Track and point that are selected.
    hover : Hit
    pictures : sequence of QPixmap or None
        Of the keys.
    titles : sequence of str
        Of the tracks.
    drift : sequence of (float, float)
        Seconds, and how far the person is from the first key, 0 to 1; what is known of it.
    drift_words : str
        What is said in place of a curve.
    ring : bool
        Came by keyboard.
    drop : float or None
        Where what is dragged would go, in seconds.
    """

    place: float = 0.0
    live: bool = False
    chosen: tuple[int, ...] = ()
    chosen_point: tuple[int, int] | None = None
    hover: Hit = field(default_factory=lambda: Hit("nothing"))
    pictures: Sequence[QPixmap | None] = ()
    titles: Sequence[str] = ()
    drift: Sequence[tuple[float, float]] = ()
    drift_words: str = ""
    ring: bool = False
    drop: float | None = None


def paint(
    painter: QPainter, g: Geometry, look: Look, c: Colors, exposed: QRect | None = None
) -> None:
    """Paint what of it is exposed, all of it if that is None."""
    seen = QRect(0, 0, g.width, g.height) if exposed is None else exposed
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRect(0, 0, g.width, RULER), QColor(c.panel))
    _ruler(painter, g, c)
    for k in range(len(g.timeline.tracks)):
        if g.track_row(k).intersects(seen):
            _track(painter, g, k, look, c)
    for k in range(len(g.timeline.walks)):
        if g.walk_row(k).intersects(seen):
            _walk(painter, g, k, c)
    if g.drift:
        _drift(painter, g, look, c)
    for k in range(len(g.timeline.keys)):
        _change(painter, g, k, look, c)
    _keys(painter, g, look, c)
    _head(painter, g, look, c)
    if look.drop is not None:
        painter.setPen(QPen(QColor(c.focus), 2.0, Qt.PenStyle.DashLine))
        x = g.x(look.drop)
        painter.drawLine(QPointF(x, RULER), QPointF(x, RULER + KEYS_ROW))


def time_words(seconds: float) -> str:
    """A time for the ruler and for people: "1:02.50" with what of it says something."""
    minutes, rest = divmod(round(seconds, 2), 60.0)
    return f"{int(minutes)}:{rest:05.2f}"


def _tick_words(seconds: float, step: float) -> str:
    if seconds >= 60:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes}:{rest:02d}"
    return f"{seconds:.1f}" if step < 1 else f"{seconds:.0f} s"


def _ruler(painter: QPainter, g: Geometry, c: Colors) -> None:
    painter.setPen(QPen(QColor(c.border), 1.0))
    painter.drawLine(QPointF(0, RULER - 0.5), QPointF(g.width, RULER - 0.5))
    painter.setFont(text_font(size="small", tabular=True))
    step, end = g.step, g.timeline.one_way
    first = max(0, int(g.seconds(0) / step))
    last = int(min(end + 1e-6, g.seconds(g.width)) / step)
    for k in range(first, last + 1):
        x = g.x(k * step)
        painter.setPen(QPen(QColor(c.border_strong), 1.0))
        painter.drawLine(QPointF(x, RULER - 6), QPointF(x, RULER - 1))
        painter.setPen(QColor(c.text_dim))
        box = QRectF(x + 3, 0, 60, RULER - 4)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), _tick_words(k * step, step))
    x = g.x(end)  # what is behind the end is not shown
    painter.fillRect(QRectF(x, RULER, g.width - x, g.height - RULER), with_alpha(c.window, 0.35))


def curve(box: QRectF, ease: AnyEase) -> QPainterPath:
    """An easing in a box, from its lower left corner to its upper right."""
    path = QPainterPath(box.bottomLeft())
    for k in range(1, STEPS + 1):
        t = k / STEPS
        path.lineTo(box.left() + t * box.width(), box.bottom() - eased(ease, t) * box.height())
    return path


def _change(painter: QPainter, g: Geometry, k: int, look: Look, c: Colors) -> None:
    box = g.change(k)
    if box.width() < 6 or not g.sees(box):
        return
    hot = look.hover == Hit("change", k)
    chosen = k in look.chosen
    key = g.timeline.keys[k]
    if hot:
        painter.fillRect(box, with_alpha(c.accent, 0.10))
    painter.setPen(QPen(QColor(c.accent if chosen or hot else c.border_strong), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = box.adjusted(3, box.height() * 0.15, -3, -box.height() * 0.15)
    painter.drawPath(curve(inner, key.ease))
    if box.width() > 44:
        painter.setFont(text_font(size="small", tabular=True))
        painter.setPen(QColor(c.text_dim))
        below = QRectF(box.left(), RULER + KEYS_ROW - 18, box.width(), 16)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), f"{round(key.seconds, 2):g} s")


def _keys(painter: QPainter, g: Geometry, look: Look, c: Colors) -> None:
    count = len(g.timeline.keys)
    order = [k for k in range(count) if k not in look.chosen] + list(look.chosen)
    if g.timeline.repeat == "loop" and count > 1:
        painter.setOpacity(DIM)
        at = g.thumb(0).translated(round(g.x(g.timeline.one_way) - g.x(0.0)), 0)
        _face(painter, at, look.pictures[0] if look.pictures else None, c)
        painter.setOpacity(1.0)
    covered = _covered(g, look.chosen)
    for k in order:
        if k >= count or k in covered:
            continue
        box, key = g.thumb(k), g.timeline.keys[k]
        start, end = g.x(g.starts[k]), g.hold_end(k)
        if not g.sees(QRectF(QPointF(box.topLeft()), end).united(QRectF(box))):
            continue
        chosen, hot = k in look.chosen, look.hover.index == k and look.hover.what == "key"
        if key.hold > 0:
            bar = QRectF(start, end.y() - 3, end.x() - start, 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.accent if chosen else c.border_strong))
            painter.drawRoundedRect(bar, 3, 3)
        _face(painter, box, look.pictures[k] if k < len(look.pictures) else None, c)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        edge = c.accent if chosen else c.focus if hot else c.border_strong
        painter.setPen(QPen(QColor(edge), 2.5 if chosen else 1.2))
        painter.drawRoundedRect(QRectF(box).adjusted(-1, -1, 1, 1), TOKENS.radius, TOKENS.radius)
        _number(painter, box, k + 1)
        grip = look.hover == Hit("hold", k)
        painter.setPen(QPen(QColor(c.window), 1.0))
        painter.setBrush(QColor(c.focus if grip else c.accent if chosen else c.text_dim))
        painter.drawPolygon(_diamond(QPointF(start, end.y()), 5.0))
        if key.hold > 0 or grip or chosen:
            painter.drawRoundedRect(QRectF(end.x() - 2, end.y() - 6, 4, 12), 2, 2)


def _covered(g: Geometry, chosen: Sequence[int]) -> set[int]:
    """Keys of which nothing could be made out: the next ones come within a few pixels."""
    covered, last = set(), math.inf
    for k in reversed(range(len(g.starts))):
        x = g.x(g.starts[k])
        if last - x < CLOSE and g.timeline.keys[k].hold * g.scale < CLOSE and k not in chosen:
            covered.add(k)
        else:
            last = x
    return covered


def _face(painter: QPainter, box: QRect, picture: QPixmap | None, c: Colors) -> None:
    paint_face(painter, box, picture, c)


def _number(painter: QPainter, box: QRect, number: int) -> None:
    painter.setFont(text_font(size="small", tabular=True))
    text = str(number)
    width = painter.fontMetrics().horizontalAdvance(text) + 8
    tag = QRectF(box.left() + 2, box.top() + 2, width, 15)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(12, 12, 14, 176))  # over a picture: the same in both schemes
    painter.drawRoundedRect(tag, 7, 7)
    painter.setPen(QColor("#f2f2f4"))
    painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), text)


def _diamond(at: QPointF, r: float) -> QPolygonF:
    x, y = at.x(), at.y()
    return QPolygonF([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)])


def _track(painter: QPainter, g: Geometry, k: int, look: Look, c: Colors) -> None:
    row, track = g.track_row(k), g.timeline.tracks[k]
    painter.setPen(QPen(QColor(c.border), 1.0))
    painter.drawLine(QPointF(0, row.bottom() + 0.5), QPointF(g.width, row.bottom() + 0.5))
    painter.setPen(QPen(QColor(c.track), 1.0, Qt.PenStyle.DotLine))
    zero = g.track_y(k, 0.0)
    painter.drawLine(QPointF(0, zero), QPointF(g.width, zero))
    around = g.timeline.one_way if g.timeline.repeat == "loop" else None
    path = QPainterPath()
    first = max(0.0, g.seconds(-FRINGE))
    last = max(first, min(g.timeline.one_way, g.seconds(g.width + FRINGE)))
    count = max(2, int((last - first) * g.scale / 3))
    for i in range(count + 1):
        t = first + (last - first) * i / count
        at = QPointF(g.x(t), g.track_y(k, track.amount(t, around)))
        path.lineTo(at) if i else path.moveTo(at)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(c.accent), 1.6))
    painter.drawPath(path)
    for number, point in enumerate(track.points):
        at = g.point(k, number)
        if not -FRINGE <= at.x() <= g.width + FRINGE:
            continue
        chosen = look.chosen_point == (k, number)
        hot = look.hover == Hit("point", k, number)
        painter.setPen(QPen(QColor(c.window), 1.0))
        painter.setBrush(QColor(c.focus if hot or chosen else c.handle))
        painter.drawEllipse(at, POINT + (1.5 if chosen else 0), POINT + (1.5 if chosen else 0))
        if hot or chosen:
            _words(painter, QPointF(at.x() + 9, row.top() + 2), f"{point.amount:+.2f}", c)
    title = look.titles[k] if k < len(look.titles) else track.direction
    _words(painter, QPointF(6, row.top() + 2), title, c, g.width - 6)


def _words(painter: QPainter, at: QPointF, text: str, c: Colors, room: float = math.inf) -> None:
    """Small words that stay readable over a line; what has no room, the tip says in full."""
    painter.setFont(text_font(size="small"))
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(text) > room - 8:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(room) - 8))
    width = metrics.horizontalAdvance(text) + 8
    box = QRectF(at.x() - 3, at.y(), width, 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha(c.field, 0.8))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(c.text_dim))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def _walk(painter: QPainter, g: Geometry, k: int, c: Colors) -> None:
    row, walk = g.walk_row(k), g.timeline.walks[k]
    painter.setPen(QPen(QColor(c.border), 1.0))
    painter.drawLine(QPointF(0, row.bottom() + 0.5), QPointF(g.width, row.bottom() + 0.5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha(c.accent, 0.6))
    t = max(0.0, g.seconds(-FRINGE) // walk.seconds * walk.seconds)
    last = min(g.timeline.one_way, g.seconds(g.width + FRINGE))
    while t <= last and walk.seconds * g.scale > 3:
        painter.drawEllipse(QPointF(g.x(t), row.center().y() + 0.5), 2.0, 2.0)
        t += walk.seconds
    _words(painter, QPointF(6, row.top() + 2), walk_words(walk), c, g.width - 6)


def walk_words(walk: Walk) -> str:
    """A walk in words."""
    kind = "Face walk" if isinstance(walk, FaceWalk) else "Noise walk"
    return f"{kind}, seed {walk.seed}"


def _drift(painter: QPainter, g: Geometry, look: Look, c: Colors) -> None:
    row = g.drift_row
    base, top = row.bottom() - 3.0, row.top() + 19.0
    painter.setPen(QPen(QColor(c.track), 1.0))
    painter.drawLine(QPointF(0, base), QPointF(g.width, base))
    if len(look.drift) > 1:
        unit = (base - top) / max(1.0, *(far for _, far in look.drift))
        limit = base - LIMIT * unit
        painter.setPen(QPen(QColor(c.border_strong), 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(0, limit), QPointF(g.width, limit))
        line = QPolygonF([QPointF(g.x(t), base - far * unit) for t, far in look.drift])
        area = QPolygonF(line)
        area.append(QPointF(g.x(look.drift[-1][0]), base))
        area.append(QPointF(g.x(look.drift[0][0]), base))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(c.info, 0.14))
        painter.drawPolygon(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(c.info), 1.3))
        painter.drawPolyline(line)
    _words(painter, QPointF(6, row.top() + 2), look.drift_words, c, g.width - 6)


def _head(painter: QPainter, g: Geometry, look: Look, c: Colors) -> None:
    x = g.x(look.place)
    tone = QColor(c.warning if look.live else c.text_dim)
    painter.setPen(QPen(tone, 1.4))
    painter.drawLine(QPointF(x, RULER - 8), QPointF(x, g.height))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    painter.drawPolygon(
        QPolygonF([QPointF(x - 6, RULER - 14), QPointF(x + 6, RULER - 14), QPointF(x, RULER - 5)])
    )
