"""Which networks can be mixed into the one that is loaded."""

from __future__ import annotations

from facelab.checkpoints.installed import listing, other_files
from facelab.checkpoints.store import Metadata, info
from facelab.damage import DAMAGED
from facelab.engine import ModelInfo
from facelab.networks.families import FAMILIES
from facelab.recipe import ModelRef


def fitting_networks(model: ModelInfo) -> tuple[ModelRef, ...]:
    """The networks on this machine that are of the family and shape of a loaded one, by name.

    Only headers are read. Whether every tensor fits too, whoever mixes them finds out.
    """
    here = [info(each.path).metadata for each in listing() if each.cached]
    here += [found.metadata for found in other_files()]
    return tuple(
        ModelRef(each.model_sha256, each.name)
        for each in sorted(here, key=lambda each: each.name)
        if each.model_sha256 != model.sha256 and _fits(each, model)
    )


def _fits(other: Metadata, model: ModelInfo) -> bool:
    if other.family != model.family or other.family not in FAMILIES:
        return False
    if FAMILIES[other.family].row_of is None:
        return False
    try:
        shape = FAMILIES[other.family].shape(other.config)
    except DAMAGED:
        return False  # it could not be opened either
    theirs = (shape.w_dim, shape.resolution, shape.style_resolutions)
    return theirs == (model.w_dim, model.resolution, model.style_resolutions)
