"""The networks that tell how far a person has changed, for all who show it: whether they are here,
their download, and the one copy that is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.identity_nets import fetch_identity, missing_identity
from facelab.labels.identity import Identity
from facelab.session.disk import Writer
from facelab.session.job import Job
from facelab.session.jobs import DOWNLOADS, Jobs
from facelab.session.signals import Signal

Described = NDArray[np.float32]


@dataclass(eq=False)
class Describer:
    """The networks, which are read when they are first used, on the engine's thread."""

    identity: Identity | None = None

    def describe(self, pixels: NDArray[np.uint8]) -> Described:
        """What makes the person of a picture, float32 [128]; NaN where there is no face."""
        assert self.identity is not None
        row: Described = self.identity.describe(pixels[None])[0]
        return row


class IdentityNetworks:
    """Knows whether they are here, and fetches them.

    Parameters
    ----------
    jobs : Jobs
        Downloads them.
    writer : Writer
        Looks whether they are there.
    tell_error : callable
        Shows the user what went wrong.

    Attributes
    ----------
    describer : Describer

    Signals
    -------
    changed(): they have come, are on their way, or it is known now that they are missing.
    """

    changed = Signal()

    def __init__(
        self, jobs: Jobs, writer: Writer, tell_error: Callable[[Exception, str], None]
    ) -> None:
        self._jobs = jobs
        self._writer = writer
        self._tell_error = tell_error
        self._missing: tuple[CatalogueEntry, ...] | None = None
        self._looking = False
        self._download: Job | None = None
        self.describer = Describer()

    @property
    def missing(self) -> tuple[CatalogueEntry, ...]:
        """What has to be downloaded before anything can be measured: ask the user first. Empty
        until somebody has looked.
        """
        return self._missing or ()

    @property
    def there(self) -> bool:
        """Whether all of them are here."""
        return self._missing == ()

    def look(self) -> None:
        """Find out whether they are here, once."""
        if self._missing is None and not self._looking:
            self._look()

    def _look(self) -> None:
        def found(missing: tuple[CatalogueEntry, ...]) -> None:
            self._missing, self._looking = missing, False
            self.changed.emit()

        self._looking = True
        # They are read whole, to be sure of them: not on the session's thread.
        self._writer.run(missing_identity, found)

    @property
    def is_fetching(self) -> bool:
        """Whether they are being downloaded."""
        return self._download is not None

    def fetch(self) -> None:
        """Download what is missing."""
        if not self.missing or self._download is not None:
            return

        def ended(error: Exception | None = None) -> None:
            self._download = None
            if error is not None:
                self._tell_error(error, "error")
            self.changed.emit()
            self._look()

        title = f"Downloading {self.missing[0].title}"
        self._download = self._jobs.run(
            title, fetch_identity(), lambda _: ended(), ended, lane=DOWNLOADS
        )
        self.changed.emit()
