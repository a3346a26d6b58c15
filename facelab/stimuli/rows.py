"""What became of each picture of a set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from facelab.recipe import Recipe
from facelab.stimuli.plan import Cell

HELD_OFF = 1.0  # sd: a held label that is off by more is to be looked at


@dataclass(frozen=True, eq=False)
class Row:
    """A picture of a set, or one that could not be made.

    Attributes
    ----------
    cell : Cell
    recipe : Recipe
    targets : mapping of str to float
        By attribute, in sd, absolute.
    measured : mapping of str to float
        Every label in the full frame, before its outline and its light were changed.
    left : mapping of str to float
        Of every label that was held: measured less what the face itself has.
    drift : float
        From the face itself; NaN where no face was found.
    rounds : int
        Pictures that were drawn and measured.
    reason : str
        Why there is no picture; empty if there is one.
    beyond : tuple of str
        Directions that together go beyond what the network can draw.
    picture, saved_recipe : str
        Files, from the set's folder, with /; empty if there is none.
    facts : mapping of str to float
        Of the picture's preparation: size of the head, luminance ...
    points : str
        Its specimen of a .tps file.
    """

    cell: Cell
    recipe: Recipe
    targets: Mapping[str, float]
    measured: Mapping[str, float]
    left: Mapping[str, float]
    drift: float
    rounds: int
    reason: str = ""
    beyond: tuple[str, ...] = ()
    picture: str = ""
    saved_recipe: str = ""
    facts: Mapping[str, float] = field(default_factory=dict)
    points: str = ""

    @property
    def there(self) -> bool:
        """Whether there is a picture."""
        return bool(self.picture)

    @property
    def held_worst(self) -> str:
        """The held label that is off the most; empty if none is held."""
        return max(self.left, key=lambda name: abs(self.left[name]), default="")

    @property
    def held_off(self) -> tuple[str, ...]:
        """Held labels that are off by more than `HELD_OFF`, the worst first."""
        off = [name for name in self.left if abs(self.left[name]) > HELD_OFF]
        return tuple(sorted(off, key=lambda name: -abs(self.left[name])))
