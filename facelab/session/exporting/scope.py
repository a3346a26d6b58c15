"""Which faces leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from facelab.library import KeptFace, Query, Reading
from facelab.plain_text import counted
from facelab.progress import Stop, go_on
from facelab.recipe import Recipe


@dataclass(frozen=True)
class Scope:
    """Some faces.

    Attributes
    ----------
    kind : "shown", "chosen", "cast" or "found"
        The face on show; kept faces that the user chose; a cast; what a search finds.
    title : str
        For people.
    count : int
        How many there are, as far as is known now.
    recipe : Recipe or None
        Of the face on show.
    ids : tuple of int
        Of chosen faces, in their order.
    query : Query or None
        Of a cast and of a search: asked again when they leave.
    cast : str
        Name of the cast, for names of files.
    """

    kind: Literal["shown", "chosen", "cast", "found"]
    title: str
    count: int = 1
    recipe: Recipe | None = None
    ids: tuple[int, ...] = ()
    query: Query | None = None
    cast: str = ""


def shown(recipe: Recipe) -> Scope:
    """The face on show."""
    return Scope("shown", "The face on show", recipe=recipe)


def chosen(ids: tuple[int, ...]) -> Scope:
    """Kept faces that the user chose."""
    return Scope("chosen", counted(len(ids), "selected face"), len(ids), ids=ids)


def of_cast(number: int, name: str, count: int) -> Scope:
    """The faces of a cast."""
    return Scope("cast", f"Cast: {name}", count, query=Query(cast=number), cast=name)


def found(query: Query, count: int) -> Scope:
    """All that a search finds."""
    narrowed = query != Query(sort=query.sort, shuffle=query.shuffle)
    title = "Everything that the search finds" if narrowed else "All kept faces"
    return Scope("found", title, count, query=query)


def first_of(
    reading: Reading, scope: Scope, network: str, most: int, stop: Stop = go_on
) -> list[tuple[int, KeptFace]]:
    """The first kept faces of a scope that a network can draw, each with its number among those
    that leave, from 1; the first of all where it can draw none.

    Parameters
    ----------
    network : str
        SHA-256 of its tensors.
    """
    asked = scope.query
    ids = np.array(scope.ids) if asked is None else reading.ids(asked, stop)
    binned = asked is not None and asked.binned
    drawable = np.isin(ids, reading.ids(Query(model=network, binned=binned), stop))
    places = np.flatnonzero(drawable) if drawable.any() else np.arange(len(ids))
    return [(int(place) + 1, reading.face(int(ids[place]))) for place in places[:most]]
