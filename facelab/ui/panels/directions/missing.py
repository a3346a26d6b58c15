"""What a network does not have among its directions, in a sentence each."""

from __future__ import annotations

from facelab.engine import ModelInfo

NO_NAMED = (
    "This network has no named directions, locks or limits: those are fitted to faces, with "
    "“facelab directions fit”."
)
COMING = "Its components are being measured."
STOPPED = "Its components were not measured: load the network again to measure them."


def missing(model: ModelInfo, measuring: bool) -> str:
    """What is said of it; empty if nothing is missing.

    Parameters
    ----------
    model : ModelInfo
    measuring : bool
        Whether its components are still to come.
    """
    said = [] if model.directions.space is not None else [NO_NAMED]
    if not model.measured:
        said.append(COMING if measuring else STOPPED)
    return " ".join(said)
