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
        Where the fill grows from and a double-click returns to.
    step : float
        One arrow key or one notch of the wheel.
    decimals : int
        Values are rounded to these.
    soft_limit : float or None
        Distance from the default beyond which faces start to break.
    """

    minimum: float = -3.0
    maximum: float = 3.0
    default: float = 0.0
    step: float = 0.1
    decimals: int = 2
    soft_limit: float | None = None

    def __post_init__(self) -> None:
        if not self.minimum < self.maximum:
            raise ValueError(f"an empty slider: {self.minimum:g} to {self.maximum:g}")
        if self.step <= 0 or self.decimals < 0:
            raise ValueError("a slider's step must be positive, its decimals not negative")

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
        return self.soft_limit is not None and abs(value - self.default) > self.soft_limit
