"""What the library hands out: kept faces, cards of a gallery, casts, questions to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from facelab.library.timelines import LeftOut
from facelab.plain_text import plain
from facelab.recipe import Recipe

MAX_NAME = 200
MAX_NOTE = 10_000
MAX_TAG = 60
MAX_TAGS = 100
MAX_RATING = 5
# Seconds since 1970, in the year 5138: no face is kept later.
LATEST_SECOND = 1e11

Sort = Literal["newest", "oldest", "name", "rating", "random", "similar"]
SORTS: tuple[Sort, ...] = ("newest", "oldest", "name", "rating", "random", "similar")


@dataclass(frozen=True, eq=False)
class KeptFace:
    """A face that the user kept, with all that belongs to it.

    Attributes
    ----------
    ws : float32 [num_ws, w_dim] or None
        The composed w+, so that it can be a style source without rendering it again.
    thumbnail : bytes
        A small JPEG; empty if the face could not be rendered when it was kept.
    created, changed : float
        Seconds since 1970.
    rating : int
        0 (none) to 5.
    tags : tuple of str
        Sorted, without regard to case no two the same.
    casts : tuple of str
        Names of the collections that it is in.
    deleted_at : float or None
        When it was put in the bin, seconds since 1970.
    """

    id: int
    recipe: Recipe
    ws: NDArray[np.float32] | None
    thumbnail: bytes
    name: str
    created: float
    rating: int = 0
    tags: tuple[str, ...] = ()
    note: str = ""
    casts: tuple[str, ...] = ()
    changed: float = 0.0
    deleted_at: float | None = None


@dataclass(frozen=True)
class Card:
    """What a gallery shows of a face: no recipe and no picture, so thousands are cheap.

    Attributes
    ----------
    source : str
        "seed 42", "latent w+", "blend of 3".
    edits : int
        Number of directions and style mixes.
    model : str
        SHA-256 of the network's tensors.
    has_thumbnail : bool
        False if its picture is still to be made (`Keeping.fill`).
    casts : tuple of str
        Names of the collections that it is in.
    """

    id: int
    name: str
    rating: int
    tags: tuple[str, ...]
    note: str
    created: float
    seed: int | None
    source: str
    edits: int
    model: str
    model_name: str
    deleted_at: float | None
    has_thumbnail: bool
    casts: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name, or where it comes from."""
        return self.name or self.source


@dataclass(frozen=True)
class Cast:
    """A collection of faces for a project; a face may be in several."""

    id: int
    name: str
    count: int


@dataclass(frozen=True)
class Facets:
    """What there is to filter by, each with how many faces have it.

    Attributes
    ----------
    models : tuple of (sha256, name, count)
    unreadable : int
        Faces whose recipe this facelab cannot read; they stay in the file and are not listed.
    """

    tags: tuple[tuple[str, int], ...] = ()
    models: tuple[tuple[str, str, int], ...] = ()
    casts: tuple[Cast, ...] = ()
    total: int = 0
    binned: int = 0
    unreadable: int = 0


@dataclass(frozen=True)
class Query:
    """Which faces, in which order. All conditions hold at once.

    Attributes
    ----------
    text : str
        Words; each must begin a word of the name, a tag, the note or the seed.
    rating : int
        At least this rating.
    model : str or None
        SHA-256 of the network.
    tags : tuple of str
        All of these tags, without regard to case.
    cast : int or None
        Number of a collection.
    since, until : float or None
        Kept from (inclusive) to (exclusive), seconds since 1970.
    binned : bool
        Look in the bin instead.
    sort : str
        One of `SORTS`. "similar" goes by distance in w from the face `like`, of its own model
        only, the nearest `limit` (500 without one).
    shuffle : int
        Seed of "random": the same number gives the same order, also after faces are added.
    """

    text: str = ""
    rating: int = 0
    model: str | None = None
    tags: tuple[str, ...] = ()
    cast: int | None = None
    since: float | None = None
    until: float | None = None
    binned: bool = False
    sort: Sort = "newest"
    shuffle: int = 0
    like: int | None = None
    limit: int | None = None


@dataclass(frozen=True, eq=False)
class Record:
    """A face on its way into the library."""

    recipe: Recipe
    ws: NDArray[np.float32] | None = None
    thumbnail: bytes = b""
    name: str = ""
    note: str = ""
    rating: int = 0
    tags: tuple[str, ...] = ()
    casts: tuple[str, ...] = ()
    created: float | None = None
    changed: float | None = None
    deleted_at: float | None = None


@dataclass
class ImportReport:
    """What an import did: faces that are new, and faces that were there already, some of which
    have come out of the bin; timelines as well, and those that could not be read.
    """

    added: int = 0
    merged: int = 0
    new_ids: list[int] = field(default_factory=list)
    timelines: int = 0
    timelines_there: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    restored_ids: list[int] = field(default_factory=list)


@dataclass
class ExportReport:
    """What left: faces, timelines, and timelines that could not be read."""

    faces: int = 0
    timelines: int = 0
    left_out: list[LeftOut] = field(default_factory=list)


def clean_name(name: str) -> str:
    """A name on one line, no longer than the library keeps."""
    return plain(name)[:MAX_NAME].strip()


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags on one line each, sorted; of two that differ only in case the first stays."""
    seen: dict[str, str] = {}
    for tag in tags:
        tidy = plain(tag)[:MAX_TAG].strip()
        if tidy:
            seen.setdefault(tidy.casefold(), tidy)
    return tuple(sorted(seen.values(), key=str.casefold))[:MAX_TAGS]
