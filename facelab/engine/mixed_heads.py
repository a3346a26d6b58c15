"""Preview heads for a mix of two networks, made of those that the two have.

A head reads what the network has computed half-way, and stands in for the last layers. Of a mix
the first layers are the mix's own; the head is that of the network to which the last layers are
nearer. Where they are wholly that network's, the preview is one of the mix. Else it shows the
last layers of that one network, and is said to be drawn by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from facelab.checkpoints.store import Metadata
from facelab.engine.backend import Head
from facelab.engine.network_files import Notify, read_heads


@dataclass(frozen=True)
class MixedHeads:
    """Heads for a mix.

    Attributes
    ----------
    heads : tuple of Head
        The smallest first, one of each size.
    by : mapping of int to str
        Title of the network whose last layers a preview of this size shows, where the mix has
        others.
    """

    heads: tuple[Head, ...] = ()
    by: Mapping[int, str] = field(default_factory=dict)


def mixed_heads(
    first: Metadata,
    other: Metadata,
    weights: Sequence[float],
    rows: Sequence[int],
    notify: Notify,
) -> MixedHeads:
    """The heads that fit a mix.

    Parameters
    ----------
    first, other : Metadata
    weights : sequence of float
        For each style row: 0 is the first, 1 the other.
    rows : sequence of int
        The style rows of the layers that there are.
    notify : callable
        Told of a damaged head.
    """
    theirs = [{head.size: head for head in read_heads(said, notify)} for said in (first, other)]
    found, by = [], {}
    for size in sorted({*theirs[0], *theirs[1]}):
        one = next(heads[size] for heads in theirs if size in heads)
        last = [weights[row] for row in rows if row >= int(one.config["first_row"])]
        near = int(bool(last) and sum(last) > len(last) / 2)
        whose = near if size in theirs[near] else 1 - near
        found.append(theirs[whose][size])
        if any(weight != whose for weight in last):
            by[size] = (first, other)[whose].title
    return MixedHeads(tuple(found), by)
