"""Where rectangles lie on pages: MaxRects (Jylänki, "A Thousand Ways to Pack the Bin", 2010), the
lowest place first, nothing turned; of several widths the one with the smallest page.

Of the packages that do this one has not been kept since 2021, and others bring a window; it is a
hundred lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from facelab.errors import ExportError

LARGEST = 4096  # pixels of an edge that every graphics card takes
_TRIES = 12  # shapes of a page between the smallest that could do and the largest


@dataclass(frozen=True)
class Rect:
    """A rectangle, its corner from the top left."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column behind it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.height

    def holds(self, other: Rect) -> bool:
        """Whether the other lies in it."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def meets(self, other: Rect) -> bool:
        """Whether they have a pixel in common."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


@dataclass(frozen=True)
class Page:
    """One picture.

    Attributes
    ----------
    width, height : int
    places : mapping of int to Rect
        By the number of the rectangle that was given.
    """

    width: int
    height: int
    places: dict[int, Rect]


def pack(
    sizes: Sequence[tuple[int, int]],
    power_of_two: bool = False,
    largest: int = LARGEST,
    edge: int = 0,
) -> list[Page]:
    """Places for rectangles on as few pages as it finds.

    Parameters
    ----------
    sizes : sequence of (int, int)
        Widths and heights.
    power_of_two : bool
        Edges of pages are powers of two; else as short as they can be.
    largest : int
        Edge of a page.
    edge : int
        Pixels that a page has beyond its places, to the right and below.

    Raises
    ------
    ExportError
        One of them is larger than a page.
    """
    for width, height in sizes:
        if max(width, height) + edge > largest:
            raise ExportError(
                "The atlas was not made.",
                f"A sprite of {width} × {height} pixels is larger than a page of {largest}.",
                "Choose a smaller size.",
            )
    left = sorted(range(len(sizes)), key=lambda k: (-max(sizes[k]), -sizes[k][0] * sizes[k][1], k))
    pages = []
    while left:
        page = _smallest(sizes, left, power_of_two, largest, edge)
        pages.append(page)
        left = [k for k in left if k not in page.places]
    return pages


def _smallest(
    sizes: Sequence[tuple[int, int]],
    order: Sequence[int],
    power_of_two: bool,
    largest: int,
    edge: int,
) -> Page:
    """The smallest page that takes all, or the largest with as much as it takes."""
    area = sum(sizes[k][0] * sizes[k][1] for k in order)
    least = max(sizes[k][0] for k in order)
    found = []
    for width in (*_widths(area, least, power_of_two, largest - edge, edge), largest - edge):
        places = _placed(sizes, order, width, largest - edge)
        across = max(place.right for place in places.values()) + edge
        down = max(place.bottom for place in places.values()) + edge
        if power_of_two:
            across, down = _power(across), _power(down)
        if max(across, down) <= largest:
            found.append(Page(across, down, places))
    # `largest` is a power of two where pages are to be, so that the last is always among them
    # the shortest way around it: small, and rather a square than a ribbon
    return min(found, key=lambda page: (-len(page.places), page.width + page.height, page.height))


def _widths(area: int, least: int, power_of_two: bool, largest: int, edge: int) -> list[int]:
    if power_of_two:
        found, width = [], _power(least + edge)
        while width - edge <= largest:
            found.append(width - edge)
            width *= 2
        return found
    square = area**0.5
    widths = {round(square * (0.7 + 0.1 * k)) for k in range(_TRIES)}
    # a whole number of the widest beside each other
    widths |= {least * k for k in range(1, round(2 * square / least) + 2)}
    return sorted({min(max(width, least), largest) for width in widths})


def _power(value: int) -> int:
    return 1 << max(0, value - 1).bit_length()


def _placed(
    sizes: Sequence[tuple[int, int]], order: Sequence[int], width: int, height: int
) -> dict[int, Rect]:
    """As many as find a place, on one page."""
    free = [Rect(0, 0, width, height)]
    places: dict[int, Rect] = {}
    for k in order:
        across, down = sizes[k]
        fits = [each for each in free if each.width >= across and each.height >= down]
        if not fits:
            continue
        best = min(
            fits,
            key=lambda each: (
                each.y + down,  # low pages: the heights are cut afterwards
                min(each.width - across, each.height - down),
                each.x,
            ),
        )
        place = Rect(best.x, best.y, across, down)
        places[k] = place
        free = _without(free, place)
    return places


def _without(free: list[Rect], place: Rect) -> list[Rect]:
    """What is free when a rectangle is taken: the largest ones, which may overlap."""
    cut: list[Rect] = []
    for each in free:
        if not each.meets(place):
            cut.append(each)
            continue
        if place.x > each.x:
            cut.append(Rect(each.x, each.y, place.x - each.x, each.height))
        if place.right < each.right:
            cut.append(Rect(place.right, each.y, each.right - place.right, each.height))
        if place.y > each.y:
            cut.append(Rect(each.x, each.y, each.width, place.y - each.y))
        if place.bottom < each.bottom:
            cut.append(Rect(each.x, place.bottom, each.width, each.bottom - place.bottom))
    whole = sorted(set(cut), key=lambda each: (-each.width * each.height, each.x, each.y))
    kept: list[Rect] = []
    for each in whole:
        if not any(other.holds(each) for other in kept):
            kept.append(each)
    return kept
