"""What saved pictures say of themselves: which parts, who signs, and the watermark's network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.watermark_nets import (
    fetch_watermark_nets,
    read_watermark_nets,
    watermark_entry,
)
from facelab.export.provenance import identity
from facelab.export.provenance.facts import Parts, parts_of_environment
from facelab.export.provenance.identity import Signer
from facelab.export.provenance.outgoing import NO_NETWORK, TOO_SMALL, Provenance
from facelab.export.provenance.verify import Finding, verify
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe
from facelab.session.disk import Writer
from facelab.session.job import Job
from facelab.session.jobs import DOWNLOADS, FILES, Jobs
from facelab.session.settings_keeper import SettingsKeeper
from facelab.session.signals import Signal

_ONCE = (NO_NETWORK, TOO_SMALL)  # said with the first picture of a session


class Saying:
    """What saved pictures say, as the settings want it.

    Parameters
    ----------
    settings : SettingsKeeper
    writer : Writer
        Reads and writes keys.
    jobs : Jobs
        Looks at pictures, and downloads the watermark's network.
    tell_error : callable
        Shows the user what went wrong.

    Signals
    -------
    fetching_changed(str): how far the download of the watermark's network is, in words; empty
    when it has ended.
    verify_wanted(Path): the user wants to know what a picture says of its origin.
    """

    fetching_changed = Signal(str)
    verify_wanted = Signal(Path)

    def __init__(
        self,
        settings: SettingsKeeper,
        writer: Writer,
        jobs: Jobs,
        tell_error: Callable[[Exception], None],
    ) -> None:
        self._settings = settings
        self._writer = writer
        self._jobs = jobs
        self._tell_error = tell_error
        self._told: set[str] = set()
        self._download: Job | None = None

    @property
    def parts(self) -> Parts:
        """What is written into pictures."""
        chosen = self._settings.value
        return parts_of_environment() or Parts(
            chosen.write_xmp, chosen.write_signature, chosen.write_watermark, chosen.write_label
        )

    def provenance(self, recipe: Recipe) -> Provenance:
        """What marks a picture of this recipe."""
        return Provenance(recipe, self.parts)

    def told_of(self, provenance: Provenance) -> str:
        """What the user is told with a picture that has left; empty if there is nothing to say.

        That the network's licence limits commercial use is said with its first picture.
        """
        notes = [note for note in provenance.notes if note not in self._told]
        self._told.update(note for note in notes if note in _ONCE)
        facts, told = provenance.facts, self._settings.value.told_licences
        if facts.limited and facts.network_sha256 not in told:
            self._settings.change(told_licences=(*told, facts.network_sha256))
            notes.append(f"{facts.network} may not be free for commercial use; see Help > About.")
        return " ".join(notes)

    # -- who signs ---------------------------------------------------------------------------

    def read_signer(self, done: Callable[[Signer], None]) -> None:
        """Call `done` with who signs; key and certificate are made if there are none."""
        self._writer.run(identity.signer, done, self._tell_error)

    def set_signer(self, name: str, done: Callable[[Signer], None]) -> None:
        """Sign with this name from now on."""

        def change() -> Signer:
            identity.set_name(name)
            return identity.signer()

        self._writer.run(change, done, self._tell_error)

    # -- pictures from elsewhere ---------------------------------------------------------------

    def verify(
        self,
        path: Path,
        done: Callable[[Finding], None],
        failed: Callable[[Exception | None], None],
    ) -> None:
        """Look at a picture by all means, beside the window: a large one takes its time, and
        what is to be saved must not wait for it. `failed` is given None if the user stopped it.
        """

        def steps() -> Steps[Finding]:
            yield Progress()
            return verify(path)

        self._jobs.run(f"Verifying {path.name}", steps(), done, failed, lane=FILES)

    # -- the watermark's network -----------------------------------------------------------------

    @property
    def watermark_entry(self) -> CatalogueEntry:
        """Where the network comes from, how large it is and on what terms."""
        return watermark_entry()

    def find_watermark(self, done: Callable[[bool], None]) -> None:
        """Call `done` with whether the network is here."""
        self._writer.run(lambda: read_watermark_nets() is not None, done)

    def fetch_watermark(self) -> None:
        """Download the network; `fetching_changed` says how far it is."""
        if self._download is not None:
            return
        entry = watermark_entry()
        job = self._download = self._jobs.run(
            f"Downloading {entry.title}",
            fetch_watermark_nets(),
            lambda _: self._on_end(None),
            self._on_end,
            lane=DOWNLOADS,
        )
        self.fetching_changed.emit("Starting")
        job.changed.connect(lambda: self._on_progress(job))

    def _on_progress(self, job: Job) -> None:
        if self._download is job and job.progress.text:
            self.fetching_changed.emit(job.progress.text)

    def _on_end(self, error: Exception | None) -> None:
        self._download = None
        self.fetching_changed.emit("")
        if error is not None:
            self._tell_error(error)
