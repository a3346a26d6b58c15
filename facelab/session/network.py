"""The network of a window: looked for, fetched if the user agrees, loaded, or told why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from facelab.checkpoints import CatalogueEntry, converted_path, default_entry, fetch, find
from facelab.errors import DeviceError, FacelabError, WeightsError
from facelab.session.job import Job
from facelab.session.jobs import DOWNLOADS, Jobs
from facelab.session.messages import message_of
from facelab.session.rendering.on_canvas import OnScreen
from facelab.session.settings_keeper import SettingsKeeper
from facelab.session.signals import Signal


class Stage(Enum):
    """Stages of start-up; READY is where the user works."""

    OFFER = "offer"  # the network is not here yet; the user is asked
    FETCHING = "fetching"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Choice:
    """A network that is to be used.

    Attributes
    ----------
    path : Path
    title : str
    entry : CatalogueEntry or None
        What the catalogue says of it, if it is of the catalogue.
    """

    path: Path
    title: str
    entry: CatalogueEntry | None = None


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


class Network:
    """Where the network is on its way to the first face.

    Parameters
    ----------
    screen : OnScreen
    settings : SettingsKeeper
        Name the network and the device.
    jobs : Jobs
        Runs the download.
    tell_error : callable
        Shows the user what went wrong; called with (error, "error" or "warning").

    Attributes
    ----------
    phase : Phase
    entry : CatalogueEntry or None
        What the catalogue says of the network; None of one of the user's own.

    Signals
    -------
    phase_changed(Phase)
    """

    phase_changed = Signal(Phase)

    def __init__(
        self,
        screen: OnScreen,
        settings: SettingsKeeper,
        jobs: Jobs,
        tell_error: Callable[[Exception, str], None],
    ) -> None:
        self._screen = screen
        self._settings = settings
        self._tell_error = tell_error
        self._jobs = jobs
        self._download: Job | None = None
        self.phase = Phase(Stage.LOADING)
        self.entry: CatalogueEntry | None = None
        self._coming: Choice | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a network is on its way, or the user was asked for one."""
        return self._coming is not None or self.phase.stage in (Stage.FETCHING, Stage.OFFER)

    def wait(self) -> None:
        """A network will come."""
        self._set_phase(Phase(Stage.LOADING, "Loading the network"))

    def find(self) -> None:
        """Look for the network and load it, or offer to fetch it."""
        own = self._settings.value.network_file
        if own is not None:
            path = Path(own)
            if is_there(path):
                self.turn_to(Choice(path, path.stem))
                return
            self._tell_error(
                WeightsError(
                    f"The network {path.stem} was not found.",
                    f"It was last at {path}.",
                    "facelab uses its default network instead.",
                ),
                "warning",
            )
        self.find_of_catalogue()

    def turn_to(self, choice: Choice) -> None:
        """Load a network, or offer to fetch it. The one in use draws until the other is there,
        and stays if that cannot be loaded.
        """
        self._coming = choice
        if choice.entry is not None and not is_there(choice.path):
            self.entry = choice.entry
            self._set_phase(Phase(Stage.OFFER))
            return
        draws = self._screen.engine.load(choice.path, self._settings.value.device)
        loading = Phase(Stage.LOADING, f"Loading {choice.title}")
        self._set_phase(Phase(Stage.READY) if draws else loading)

    def stay(self) -> None:
        """The network that is on its way is not wanted any more; the one in use stays. Without
        one, that of the last window is looked for.
        """
        self._coming = None
        self._screen.engine.stay()
        if self.phase.stage is Stage.LOADING:
            self.find()

    def find_of_catalogue(self) -> None:
        """Load the network of the catalogue that was last in use, or offer to fetch it."""
        try:
            name = self._settings.value.model
            self.entry = default_entry() if name is None else find(name)
        except FacelabError as error:
            self._fail(error)
            return
        self.turn_to(Choice(converted_path(self.entry), self.entry.title, self.entry))

    def fetch(self) -> None:
        """Download the network that was offered, then load it; one download at a time."""
        assert self.entry is not None, "nothing was offered"
        if self._download is not None:
            return
        self._set_phase(Phase(Stage.FETCHING, "Starting the download", None))
        job = self._download = self._jobs.run(
            f"Downloading {self.entry.title}",
            fetch(self.entry),
            self._on_fetched,
            self._on_fetch_failed,
            lane=DOWNLOADS,
            owed=self.entry.title,
        )
        job.changed.connect(lambda: self._on_download_changed(job))

    def cancel_fetch(self) -> None:
        """Stop the download; the offer comes back."""
        if self._download is not None:
            self._download.cancel()

    def set_device(self, name: str) -> None:
        """Load the network on another device: "auto", "cuda", "mps" or "cpu"."""
        self._settings.change(device=name)
        if self.phase.stage is not Stage.FETCHING:  # else it is loaded there when it has come
            self.find()

    def on_loaded(self) -> None:
        """The engine has the network; it is that of the next start, too."""
        coming, self._coming = self._coming, None
        if coming is not None:
            self.entry = coming.entry
            own = str(coming.path) if coming.entry is None else None
            name = self._settings.value.model
            if coming.entry is not None and coming.entry.name != (name or default_entry().name):
                name = coming.entry.name
            if (own, name) != (self._settings.value.network_file, self._settings.value.model):
                self._settings.change(network_file=own, model=name)
        self._set_phase(Phase(Stage.READY))

    def on_refused(self, _error: Exception) -> None:
        """The network could not be loaded; that of before is in use still."""
        self._coming = None

    def on_load_failed(self, error: Exception) -> None:
        """The network could not be loaded: say why, and leave the user a way on."""
        coming = self._coming
        if coming is not None and coming.entry is None and not isinstance(error, DeviceError):
            # Of the user's own, and the first of this window: there is another one.
            self._tell_error(error, "error")
            self.find_of_catalogue()
        elif isinstance(error, DeviceError) and self._settings.value.device != "auto":
            # The device that was chosen once may be gone; without a face nobody finds the menu.
            self._tell_error(error, "warning")
            self.set_device("auto")
        elif isinstance(error, WeightsError):
            self._set_phase(Phase(Stage.OFFER, error=error))
        else:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, FacelabError):
            said = message_of(error)
            error = FacelabError(said.what, said.why, said.fix)
        self._set_phase(Phase(Stage.FAILED, error=error))

    def _set_phase(self, phase: Phase) -> None:
        self.phase = phase
        if phase.stage in (Stage.OFFER, Stage.FAILED):
            self._screen.set_busy(False)  # no picture will come
        self.phase_changed.emit(phase)

    def _on_download_changed(self, job: Job) -> None:
        phase = Phase(Stage.FETCHING, job.progress.text, job.progress.fraction)
        if phase.text and self.phase.stage is Stage.FETCHING and phase != self.phase:
            self._set_phase(phase)

    def _on_fetched(self, path: Path) -> None:
        self._download = None
        assert self.entry is not None
        self.turn_to(Choice(path, self.entry.title, self.entry))

    def _on_fetch_failed(self, error: Exception | None) -> None:
        self._download = None
        if error is None or isinstance(error, FacelabError):
            self._set_phase(Phase(Stage.OFFER, error=error))
        else:
            self._fail(error)


def is_there(path: Path) -> bool:
    """Whether a file is there and may be looked at."""
    try:
        return path.is_file()
    except OSError:
        return False
