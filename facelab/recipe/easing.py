"""How a change goes on in its time: from 0 to 1, evenly or not.

The curves are cubic; the one that overshoots is Penner's "back" (Robert Penner, *Programming
Macromedia Flash MX*, 2002), which goes a tenth beyond its end and comes back. A curve by handles
is that of style sheets (W3C, *CSS Easing Functions*, `cubic-bezier`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Literal, get_args

from facelab.recipe.sources import Value, check_range

Ease = Literal["linear", "ease", "ease-in", "ease-out", "overshoot"]
EASES: tuple[Ease, ...] = get_args(Ease)

HANDLE_Y = (-0.5, 1.5)  # how far handles may pull a change beyond its ends
_HALVINGS = 48  # of the search for the place on a curve: to the last digit but a few

_BACK = 1.70158  # a tenth beyond the end
_SAME = 1e-4  # of handles


class Curve(Value, frozen=True):
    """A change along a curve from (0, 0) to (1, 1): time to the right, the change upwards.

    Attributes
    ----------
    x1, y1, x2, y2 : float
        Its two handles. Times are 0 to 1, so that time never runs back.
    """

    x1: float = 0.25
    y1: float = 0.1
    x2: float = 0.25
    y2: float = 1.0

    def __post_init__(self) -> None:
        for name in ("x1", "x2"):
            check_range(name, getattr(self, name), 0.0, 1.0)
        for name in ("y1", "y2"):
            check_range(name, getattr(self, name), *HANDLE_Y)

    def at(self, t: float) -> float:
        """How far the change is at a time of 0 to 1."""
        return _cubic(_where(t, self.x1, self.x2), self.y1, self.y2)


AnyEase = Ease | Curve

# The curves that look most like the named ones, to begin with where handles are wanted.
HANDLES: dict[Ease, Curve] = {
    "linear": Curve(1 / 3, 1 / 3, 2 / 3, 2 / 3),
    "ease": Curve(1 / 3, 0.0, 2 / 3, 1.0),
    "ease-in": Curve(1 / 3, 0.0, 2 / 3, 0.0),
    "ease-out": Curve(1 / 3, 1.0, 2 / 3, 1.0),
    "overshoot": Curve(1 / 3, 1.5, 2 / 3, 1.0),
}


# All named ones are cubic in time: their handles are a third and two thirds on.
_EXACT = {ease: (curve.x1, curve.y1, curve.x2, curve.y2) for ease, curve in HANDLES.items()}
_EXACT["overshoot"] = (1 / 3, 1.0 + _BACK / 3.0, 2 / 3, 1.0)


def _cubic(s: float, first: float, second: float) -> float:
    """One coordinate of a cubic Bézier curve from 0 to 1 with these handles."""
    rest = 1.0 - s
    return 3.0 * rest * rest * s * first + 3.0 * rest * s * s * second + s**3


def _where(t: float, first: float, second: float) -> float:
    """The place on a curve with these handles at which a time of 0 to 1 is reached."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _cubic(middle, first, second) < t:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _overshoot(t: float) -> float:
    rest = t - 1.0
    return 1.0 + (_BACK + 1.0) * rest**3 + _BACK * rest**2


_CURVES: dict[Ease, Callable[[float], float]] = {
    "linear": lambda t: t,
    "ease": lambda t: t * t * (3.0 - 2.0 * t),
    "ease-in": lambda t: t**3,
    "ease-out": lambda t: 1.0 - (1.0 - t) ** 3,
    "overshoot": _overshoot,
}


def eased(ease: AnyEase, t: float) -> float:
    """How far a change is when a share of its time is over: exactly 0 at 0 and 1 at 1.

    Parameters
    ----------
    ease : str or Curve
    t : float
        0 to 1.

    Returns
    -------
    float
        0 to 1; of "overshoot" up to 1.1, of a curve as far as its handles pull it.
    """
    if t <= 0.0 or t >= 1.0:
        return 0.0 if t <= 0.0 else 1.0
    if isinstance(ease, Curve):
        return ease.at(t)
    return max(0.0, _CURVES[ease](t))


def halves(ease: AnyEase, t: float) -> tuple[AnyEase, AnyEase]:
    """The two easings that one is made of where its change is parted at a time.

    By de Casteljau's construction they are the same motion, unless a part would need handles
    beyond `HANDLE_Y`, as where a change that overshoots is parted: these end there.

    Parameters
    ----------
    ease : str or Curve
    t : float
        More than 0, less than 1.
    """
    if ease == "linear":
        return ease, ease
    if isinstance(ease, Curve):
        x1, y1, x2, y2 = ease.x1, ease.y1, ease.x2, ease.y2
    else:
        x1, y1, x2, y2 = _EXACT[ease]
    s = _where(t, x1, x2)
    xs, ys = _parted((0.0, x1, x2, 1.0), s), _parted((0.0, y1, y2, 1.0), s)
    return _ease_of(xs[:4], ys[:4]), _ease_of(xs[3:], ys[3:])


def _parted(along: tuple[float, float, float, float], s: float) -> tuple[float, ...]:
    """One coordinate of a Bézier curve parted at a place: seven numbers, the fourth of which
    belongs to both parts.
    """
    levels = [list(along)]
    while len(levels[-1]) > 1:
        last = levels[-1]
        levels.append([(1.0 - s) * a + s * b for a, b in itertools.pairwise(last)])
    return tuple(level[0] for level in levels) + tuple(level[-1] for level in levels[-2::-1])


def _ease_of(xs: tuple[float, ...], ys: tuple[float, ...]) -> AnyEase:
    """A part of a curve as an easing from 0 to 1, by its name if it has one."""
    low, high = HANDLE_Y
    wide, tall = xs[3] - xs[0], ys[3] - ys[0]
    if wide < 1e-9 or abs(tall) < 1e-9:  # nothing changes: any will do
        return "linear"
    x1, x2 = (min(max((x - xs[0]) / wide, 0.0), 1.0) for x in xs[1:3])
    y1, y2 = (min(max((y - ys[0]) / tall, low), high) for y in ys[1:3])
    found = (x1, y1, x2, y2)
    for name, exact in _EXACT.items():
        if all(abs(a - b) < _SAME for a, b in zip(found, exact, strict=True)):
            return name
    return Curve(*(round(each, 6) for each in found))
