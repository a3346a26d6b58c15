"""What the positions of a slider mean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SliderScale:
    """What a slider's positions mean.

    Attributes
    ----------
    minimum, maximum : float
        Ends of the track.
    default : float
        Where a double-click returns to.
    step : float
        One arrow key or one notch of the wheel.
    decimals : int
        Values are rounded to these.
    low_limit, high_limit : float or None
        Values below and above which faces start to break.
    """

    minimum: float = -3.0
    maximum: float = 3.0
    default: float = 0.0
    step: float = 0.1
    decimals: int = 2
    low_limit: float | None = None
    high_limit: float | None = None

    def __post_init__(self) -> None:
        if not self.minimum < self.maximum:
            raise ValueError(f"an empty slider: {self.minimum:g} to {self.maximum:g}")
        if self.step <= 0 or self.decimals < 0:
            raise ValueError("a slider's step must be positive, its decimals not negative")

    @property
    def origin(self) -> float:
        """Where the fill grows from: the zero of what is only ever more, at the left, and else
        the default, so that the fill shows what was changed and to which side.
        """
        from_left = self.minimum >= 0 or self.default >= self.maximum
        return self.minimum if from_left else self.default

    def rounded(self, value: float) -> float:
        """A value as it is shown and emitted."""
        return round(value, self.decimals) + 0.0

    def stepped(self, value: float, steps: float) -> float:
        """A value some steps on; it stays on the track, or where it is beyond its ends."""
        smallest = 10.0**-self.decimals
        size = max(smallest, abs(steps) * self.step)
        moved = value + (size if steps > 0 else -size)
        low, high = min(self.minimum, value), max(self.maximum, value)
        return self.rounded(min(high, max(low, moved)))

    def breaks(self, value: float) -> bool:
        """Whether a value lies where faces start to break."""
        below = self.low_limit is not None and value < self.low_limit
        return below or (self.high_limit is not None and value > self.high_limit)

    def limits_text(self) -> str:
        """Where faces start to break, for a tooltip; empty if nobody knows."""
        low = None if self.low_limit is None else self.rounded(self.low_limit)
        high = None if self.high_limit is None else self.rounded(self.high_limit)
        if low is None and high is None:
            return ""
        if low is not None and high is not None and low == -high:
            return f"Beyond ±{high:g} faces start to break."
        ends = [f"below {low:g}"] if low is not None else []
        ends += [f"above {high:g}"] if high is not None else []
        return f"Faces start to break {' and '.join(ends)}."
