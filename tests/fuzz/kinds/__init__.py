"""Every kind of file that facelab reads: sound ones to begin with, and what reads them.

`kind` is what a kind is. The others hold those of one subject each: a new kind is an entry in the
one that it belongs to.
"""

from __future__ import annotations

from tests.fuzz.kinds.directions import published
from tests.fuzz.kinds.faces import faces
from tests.fuzz.kinds.kind import Ground, Kind
from tests.fuzz.kinds.networks import networks, own_networks
from tests.fuzz.kinds.provenance import provenance
from tests.fuzz.kinds.state import state

__all__ = ["Ground", "Kind", "all_kinds"]


def all_kinds(ground: Ground) -> dict[str, Kind]:
    """By what they are."""
    return {
        **faces(ground),
        **published(ground),
        **networks(ground),
        **own_networks(),
        **state(ground),
        **provenance(ground),
    }
