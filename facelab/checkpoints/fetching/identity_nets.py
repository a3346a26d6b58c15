"""The networks that measure identity: only who asks how far a face is from another needs them."""

from __future__ import annotations

from facelab import paths
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.progress import Steps

IDENTITY_NET = PackagedSet("identity.toml", paths.IDENTITY, "identity network")
# The second finds the face's landmarks, by which the first is shown the face.
IDENTITY_SETS = (IDENTITY_NET, LABEL_NETS.only(("face_landmarks",)))


def missing_identity() -> tuple[CatalogueEntry, ...]:
    """What is not here yet: who fetches it says so first, see `packaged.size_and_licence`."""
    return tuple(entry for wanted in IDENTITY_SETS for entry in wanted.missing())


def fetch_identity() -> Steps[dict[str, bytes]]:
    """The content of each file by role, as `facelab.labels.identity.Identity` takes them; what is
    not here is downloaded and checked.

    Raises
    ------
    DownloadError
        No network, wrong content, no space, no permission.
    """
    found: dict[str, bytes] = {}
    for wanted in IDENTITY_SETS:
        found |= yield from wanted.fetch()
    return found
