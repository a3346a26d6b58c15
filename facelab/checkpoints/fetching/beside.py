"""All networks beside the generator that can be fetched before they are needed, by name."""

from __future__ import annotations

from facelab.checkpoints.fetching.enlarging_net import ENLARGING_NET
from facelab.checkpoints.fetching.identity_nets import IDENTITY_NET
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.checkpoints.fetching.watermark_nets import WATERMARK_NETS

_SETS = (WATERMARK_NETS, LABEL_NETS, IDENTITY_NET, ENLARGING_NET)


def sets_beside() -> dict[str, PackagedSet]:
    """By the name of its package's entry, what each one holds."""
    return {
        entry.name: each.only([member.role for member in entry.members])
        for each in _SETS
        for entry in each.entries()
    }
