"""A direction of the user's own that a recipe carries, so that it opens on other machines."""

from __future__ import annotations

from collections.abc import Sequence

from facelab.recipe.sources import Latent, Value

MAX_CARRIED = 64
MAX_CHARACTERS = 8 * 2**20  # of all together, half of what a recipe may take


class OwnStep(Value, frozen=True):
    """What a direction does.

    Attributes
    ----------
    id : str
        Its name in recipes.
    title : str
        Its name for people.
    step : Latent
        What an amount of 1 adds to w+: one row for all styles, or one a style.
    """

    id: str
    title: str
    step: Latent

    def __post_init__(self) -> None:
        if not 1 <= len(self.id) <= 200 or len(self.title) > 200:
            raise ValueError("a direction's name has 1 to 200 characters")


def check_carried(own: Sequence[OwnStep]) -> None:
    """Refuse more than a recipe can carry.

    Raises
    ------
    ValueError
    """
    if not own:
        return
    if len({each.id for each in own}) != len(own):
        raise ValueError("a direction is carried twice")
    if not fits(own):
        raise ValueError(f"more than {MAX_CARRIED} directions are carried, or too large ones")


def fits(own: Sequence[OwnStep]) -> bool:
    """Whether a recipe can carry these."""
    characters = sum(len(each.step.float32) for each in own)
    return len(own) <= MAX_CARRIED and characters <= MAX_CHARACTERS
