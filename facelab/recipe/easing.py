"""How a change goes on in its time: from 0 to 1, evenly or not.

The curves are cubic; the one that overshoots is Penner's "back" (Robert Penner, *Programming
Macromedia Flash MX*, 2002), which goes a tenth beyond its end and comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

Ease = Literal["linear", "ease", "ease-in", "ease-out", "overshoot"]
EASES: tuple[Ease, ...] = get_args(Ease)

_BACK = 1.70158  # a tenth beyond the end


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


def eased(ease: Ease, t: float) -> float:
    """How far a change is when a share of its time is over: exactly 0 at 0 and 1 at 1.

    Parameters
    ----------
    ease : str
    t : float
        0 to 1.

    Returns
    -------
    float
        0 to 1; of "overshoot" up to 1.1.
    """
    if t <= 0.0 or t >= 1.0:
        return 0.0 if t <= 0.0 else 1.0
    return max(0.0, _CURVES[ease](t))
