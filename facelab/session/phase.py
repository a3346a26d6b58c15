"""Where the session is on its way to a face."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from facelab.recipe import FacelabError


class Stage(Enum):
    """Stages of start-up; READY is where the user works."""

    OFFER = "offer"  # the network is not here yet; the user is asked
    FETCHING = "fetching"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Phase:
    """A stage and what there is to say about it.

    Attributes
    ----------
    text : str
        One line for the user.
    fraction : float or None
        Progress from 0 to 1, None if unknown.
    error : FacelabError or None
        With FAILED, what went wrong; with OFFER, why the last try failed.
    """

    stage: Stage
    text: str = ""
    fraction: float | None = None
    error: FacelabError | None = None
