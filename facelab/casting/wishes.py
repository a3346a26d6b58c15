"""What is wished of the faces of a cast: immutable values, comparable, strict when decoded."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

from facelab.recipe.sources import MAX_SEED, Value, check_range
from facelab.recipe.values import PSI_RANGE

MOST_FACES = 1000
MOST_WISHES, MOST_RANGES, MOST_SHARES = 32, 8, 6
MOST_LOOKED_AT = 1_000_000
_MAX_WORDS = 200
_FAR = 1e6


class Range(Value, frozen=True):
    """What a label may be, in the unit that `facelab.casting.words` says; both ends included.

    Attributes
    ----------
    label : str
        As `facelab.labels.definitions` calls it.
    low, high : float or None
        None is no limit; one of both there is.
    """

    label: str
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.label) <= 60:
            raise ValueError("a label's name has 1 to 60 characters")
        if self.low is None and self.high is None:
            raise ValueError(f"{self.label} has no limit; give it a lowest or a highest value")
        for end in (self.low, self.high):
            if end is not None:
                check_range(self.label, end, -_FAR, _FAR)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"{self.label} is {self.low:g} to {self.high:g}: nothing is both")

    def holds(self, value: float) -> bool:
        """Whether a value is within."""
        return self.beyond(value) == 0

    def beyond(self, value: float) -> float:
        """How far a value is outside; 0 within."""
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return max(low - value, value - high, 0.0)


class Wish(Value, frozen=True):
    """Something that can be said of a face: that each of some labels is in its range.

    Attributes
    ----------
    words : str
        As the user says it, "dark hair".
    ranges : tuple of Range
    """

    words: str
    ranges: tuple[Range, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.words) <= _MAX_WORDS:
            raise ValueError(f"the words of a wish have 1 to {_MAX_WORDS} characters")
        if not 1 <= len(self.ranges) <= MOST_RANGES:
            raise ValueError(f"a wish has 1 to {MOST_RANGES} ranges")

    def holds(self, values: Mapping[str, float]) -> bool:
        """Whether a face is so, by its labels in their units."""
        return all(each.holds(values[each.label]) for each in self.ranges)


class Share(Value, frozen=True):
    """That a part of the faces is so, and that the others are not.

    Attributes
    ----------
    part : float
        0 to 1.
    wish : Wish
    """

    part: float
    wish: Wish

    def __post_init__(self) -> None:
        check_range(f"the share of {self.wish.words!r}", self.part, 0.0, 1.0)


class Wishes(Value, frozen=True, kw_only=True):
    """A cast that is to be found.

    Attributes
    ----------
    count : int
        How many faces.
    wishes : tuple of Wish
        Every face meets all of them.
    shares : tuple of Share
    apart : float
        Least difference of any two as persons, by the program's one measure: 0 is the same
        picture, 1 as far as two strangers are on average.
    apart_in_w : float
        The same by their distance in w.
    even : bool
        Choose faces that lie far from those found already, so that they are spread over what
        there is; otherwise they come as the network makes them, most of them ordinary.
    psi : float
        Truncation.
    seed : int
        Of the search: the same gives the same faces.
    look_at : int
        How many faces may be predicted; rare ones need many.
    """

    count: int
    wishes: tuple[Wish, ...] = ()
    shares: tuple[Share, ...] = ()
    apart: float = 0.6
    apart_in_w: float = 0.5
    even: bool = True
    psi: float = 0.7
    seed: int = 0
    look_at: int = 50_000

    def __post_init__(self) -> None:
        check_range("the number of faces", self.count, 1, MOST_FACES)
        if len(self.wishes) > MOST_WISHES:
            raise ValueError(f"a cast has up to {MOST_WISHES} wishes")
        if len(self.shares) > MOST_SHARES:
            raise ValueError(f"a cast has up to {MOST_SHARES} shares")
        check_range("the least difference of two faces", self.apart, 0.0, 2.0)
        check_range("the least distance of two faces in w", self.apart_in_w, 0.0, 2.0)
        check_range("psi", self.psi, *PSI_RANGE)
        check_range("the seed of the search", self.seed, 0, MAX_SEED)
        check_range("the number of faces to look at", self.look_at, 1, MOST_LOOKED_AT)
        self._check_each_other()

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels that are spoken of, once each."""
        every = (*self.wishes, *(each.wish for each in self.shares))
        return tuple(dict.fromkeys(each.label for wish in every for each in wish.ranges))

    def _check_each_other(self) -> None:
        ranges = [(wish, each) for wish in self.wishes for each in wish.ranges]
        for k, (wish, one) in enumerate(ranges):
            for other_wish, other in ranges[:k]:
                if _disjoint(one, other):
                    raise ValueError(f"no face can be both “{other_wish.words}” and “{wish.words}”")
            for share in self.shares:
                if share.part and any(_disjoint(one, each) for each in share.wish.ranges):
                    raise ValueError(
                        f"every face is to be “{wish.words}”, so none can be “{share.wish.words}”"
                    )
        for k, share in enumerate(self.shares):
            for before in self.shares[:k]:
                pairs = ((a, b) for a in share.wish.ranges for b in before.wish.ranges)
                if share.part + before.part > 1 + 1e-9 and any(_disjoint(*pair) for pair in pairs):
                    raise ValueError(
                        f"“{before.wish.words}” and “{share.wish.words}” exclude each other, "
                        "and their shares are more than the whole"
                    )


def _disjoint(one: Range, other: Range) -> bool:
    if one.label != other.label:
        return False
    low = max(-math.inf if each.low is None else each.low for each in (one, other))
    high = min(math.inf if each.high is None else each.high for each in (one, other))
    return low > high


def with_words(wish: Wish, words: str) -> Wish:
    """The same wish, said in other words."""
    return msgspec.structs.replace(wish, words=words)
