"""What was wished of a cast last, as the panel says it."""

from __future__ import annotations

from typing import Annotated

import msgspec

MOST_ROWS = 40  # as many as a file can hold, and some


class WishSaid(msgspec.Struct, frozen=True):
    """A line of the panel.

    Attributes
    ----------
    text : str
        As it was typed, understood or not.
    part : float or None
        Of how many faces; None is all of them.
    """

    text: Annotated[str, msgspec.Meta(max_length=200)]
    part: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None


class CastChoice(msgspec.Struct, frozen=True, kw_only=True):
    """The controls of the panel.

    Attributes
    ----------
    rows : tuple of WishSaid
    count : int
    apart : float
    even : bool
    seed : int
        As in `casting.wishes.Wishes`.
    psi, apart_in_w : float or None
    look_at : int or None
        The same, as a file says them; None is the truncation of the face on show, and the usual.
    """

    rows: Annotated[tuple[WishSaid, ...], msgspec.Meta(max_length=MOST_ROWS)] = (
        WishSaid("age 20 to 60"),
        WishSaid("smiling", 0.5),
    )
    count: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 24
    apart: Annotated[float, msgspec.Meta(ge=0, le=10)] = 0.6
    even: bool = True
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)] = 0
    psi: Annotated[float, msgspec.Meta(ge=-4, le=4)] | None = None
    apart_in_w: Annotated[float, msgspec.Meta(ge=0, le=10)] | None = None
    look_at: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None

    @property
    def is_exact(self) -> bool:
        """Whether a file says what no control does."""
        return (self.psi, self.apart_in_w, self.look_at) != (None, None, None)
