"""How far faces are from each other as people, for commands that say so."""

from __future__ import annotations

from facelab.checkpoints.fetching.identity_nets import IDENTITY_SETS
from facelab.cli.packaged import fetched
from facelab.labels.identity import Identity
from facelab.processors import processors


def measuring_identity() -> Identity:
    """Describes faces; what is needed for it is downloaded, after saying so.

    Raises
    ------
    DownloadError
        The networks cannot be fetched.
    """
    files: dict[str, bytes] = {}
    for wanted in IDENTITY_SETS:
        files |= fetched(wanted)
    return Identity(files, processors())
