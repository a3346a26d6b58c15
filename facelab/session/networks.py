"""The networks of a window: which there are, going from one to another, and faces of others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from facelab.checkpoints import CatalogueEntry, converted_path, fetch, load_catalogue
from facelab.engine import ModelInfo
from facelab.errors import FacelabError, WeightsError
from facelab.plain_text import plain
from facelab.progress import Progress, Steps
from facelab.recipe import ModelRef, Recipe
from facelab.session.disk import Writer
from facelab.session.face.history_keeper import HistoryKeeper
from facelab.session.fitting_networks import fitting_networks
from facelab.session.job import Job
from facelab.session.jobs import DOWNLOADS, FILES, Jobs
from facelab.session.known_networks import (
    MOST_RECENT,
    KnownNetwork,
    described,
    known_networks,
    recent_of,
)
from facelab.session.loaded import LoadedNetwork
from facelab.session.messages import Message, message_of
from facelab.session.network import Choice, Network
from facelab.session.opening.several_networks import Described, describe_all, told_described
from facelab.session.rendering.on_canvas import OnScreen
from facelab.session.settings_keeper import SettingsKeeper
from facelab.session.signals import Signal

LANE = "networks"
MOST_LETTERS = 60


class Networks:
    """Knows the networks, turns to another one, and offers to where a face needs it.

    Parameters
    ----------
    loaded : LoadedNetwork
    network : Network
    screen : OnScreen
    history : HistoryKeeper
        Shows the face for which another network is loaded.
    settings : SettingsKeeper
        Remember files that were opened.
    jobs : Jobs
    writer : Writer
        Looks at the files, and removes them.
    tell : callable
        Shows the user a message.

    Attributes
    ----------
    known : tuple of KnownNetwork
        As of the last `refresh`.
    may_go : callable
        Asked before another network, or another device, takes the place of what draws: what it
        would end may be wanted. Called with what comes, in words; the window sets it.

    Signals
    -------
    changed(): `known` is another, or another network is in use.
    """

    changed = Signal()

    def __init__(
        self,
        loaded: LoadedNetwork,
        network: Network,
        screen: OnScreen,
        history: HistoryKeeper,
        settings: SettingsKeeper,
        jobs: Jobs,
        writer: Writer,
        tell: Callable[[Message], None],
    ) -> None:
        self._loaded = loaded
        self._network = network
        self._screen = screen
        self._history = history
        self._settings = settings
        self._jobs = jobs
        self._writer = writer
        self._tell = tell
        self.known: tuple[KnownNetwork, ...] = ()
        self._job: Job | None = None
        self._answer: tuple[Callable[[None], None], Callable[[Exception], None]] | None = None
        self._offered: tuple[KnownNetwork, Recipe] | None = None
        self.may_go: Callable[[str], bool] = lambda cause: True

    # -- which there are -----------------------------------------------------------------------

    def refresh(self, done: Callable[[], None] = lambda: None) -> None:
        """Look at the files again, then call `done`."""
        recent = self._settings.value.recent_networks

        def found(known: tuple[KnownNetwork, ...]) -> None:
            is_new, self.known = known != self.known, known
            if is_new:
                self.changed.emit()
            done()

        self._writer.run(lambda: known_networks(recent), found)

    def named(self, sha256: str) -> KnownNetwork | None:
        """The network of this hash, one that is here if there is; None if nobody knows it."""
        its = [each for each in self.known if each.sha256 == sha256]
        return next((each for each in its if each.here), its[0] if its else None)

    def title_of(self, sha256: str, name: str) -> str:
        """What a network is called, as the status bar and the menu call it; `name` is what a face
        knows, and is said of one that nobody knows here.
        """
        known = self.named(sha256)
        title = plain(name if known is None else known.title)
        return title or "Unknown network"

    def told_of(self, sha256: str, name: str) -> str:
        """Its title in full, and where it is if it is not here."""
        known = self.named(sha256)
        title = self.title_of(sha256, name)
        if known is None and not plain(name):
            title += f" (hash {sha256[:8]})"
        if known is not None and known.here:
            return title
        fetched = known is not None and known.entry is not None
        return f"{title}, {'not downloaded yet' if fetched else 'not on this computer'}"

    def find_fitting(self, model: ModelInfo, done: Callable[[tuple[ModelRef, ...]], None]) -> None:
        """Call `done` with the networks that can be mixed into one, see `fitting_networks`."""
        self._writer.run(lambda: fitting_networks(model), done)

    def is_in_use(self, known: KnownNetwork) -> bool:
        """Whether it is the one that draws."""
        return self._loaded.info is not None and self._loaded.info.sha256 == known.sha256

    def forget_recent(self, known: KnownNetwork) -> None:
        """Take a file that was opened off the list."""
        recent = self._settings.value.recent_networks
        left = tuple(each for each in recent if each.path != str(known.path))
        self._settings.change(recent_networks=left)
        self.refresh()

    def remove(self, known: KnownNetwork) -> None:
        """Delete one that was added. Faces that were kept of it stay."""
        if known.place != "added" or self.is_in_use(known):
            return
        self._screen.engine.doubt(known.path)

        def removed(_: None) -> None:
            why = "Its kept faces stay; they can be seen, and opened once you add it again."
            self._tell(Message("info", f"{known.title} was removed", why))
            self.refresh()

        def failed(error: Exception) -> None:
            why = f"{getattr(error, 'strerror', None) or error}."
            self._tell(Message("error", f"{known.title} was not removed.", why))

        self._writer.run(known.path.unlink, removed, failed)

    # -- going to another ----------------------------------------------------------------------

    def use(self, known: KnownNetwork, then: Recipe | None = None) -> bool:
        """Load a network that is here, and then show a face. Returns whether that may be."""
        if not self.is_in_use(known):
            return self._begin(known.path, known.title, known.entry, then)
        if then is not None:
            self._history.open(then, "Open")
        return True

    def open_file(self, path: Path) -> bool:
        """Load the network of a file. Returns whether that may be."""
        return self._begin(path, path.name, None, None)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Load the network of the first file, and remember those of the others."""
        first, *others = paths
        if not self.open_file(first) or not others:
            return

        def found(what: Described) -> None:
            self._remember(what.known)
            self._tell(told_described(what, first, MOST_RECENT))

        self._jobs.run(
            f"Reading {len(others)} {'network' if len(others) == 1 else 'networks'}",
            describe_all(others),
            found,
            self._on_unread,
            lane=FILES,
        )

    def _on_unread(self, error: Exception | None) -> None:
        if error is not None:
            self._tell(message_of(error))

    def fetch(self, entry: CatalogueEntry, then: Recipe | None = None) -> None:
        """Download a network of the catalogue, then load it."""

        def fetched(path: Path) -> None:
            self._begin(path, entry.title, entry, then)

        self._jobs.run(
            f"Downloading {entry.title}",
            fetch(entry),
            fetched,
            self._on_failed,
            lane=DOWNLOADS,
            owed=entry.title,
        )

    def _begin(
        self, path: Path, title: str, entry: CatalogueEntry | None, then: Recipe | None
    ) -> bool:
        if not self.may_go("another network"):
            return False
        if self._job is not None:
            self._job.cancel()
        said, entry = plain(title, MOST_LETTERS), entry or entry_of(path)
        self._job = self._jobs.run(
            f"Loading {said}",
            self._loading(path, entry, then),
            self._on_done,
            self._on_failed,
            lane=LANE,
        )
        return True

    def _loading(
        self, path: Path, entry: CatalogueEntry | None, then: Recipe | None
    ) -> Steps[KnownNetwork]:
        """Read the file here, where nobody waits for it, so that one that makes no sense never
        disturbs the network in use; then have the engine load it.
        """
        yield Progress(0, 2, "Reading the file")
        known = described(path)
        yield Progress(1, 2, "Getting ready to draw")
        choice = Choice(path, known.title, entry)

        def ask(done: Callable[[None], None], failed: Callable[[Exception], None]) -> None:
            self._answer = (done, failed)
            if then is not None:
                self._history.open_first(then)
            self._network.turn_to(choice)

        yield from self._jobs.answer(ask, Progress(1, 2, "Getting ready to draw"))
        return known

    def on_loaded(self) -> None:
        """The engine has a network."""
        answer, self._answer = self._answer, None
        if answer is not None:
            answer[0](None)
        self._offered = None
        self.refresh()
        self.changed.emit()

    def on_refused(self, error: Exception) -> None:
        """The network could not be loaded; that of before is in use still."""
        self._history.open_first(None)
        answer, self._answer = self._answer, None
        if answer is not None:
            answer[1](error)
        else:
            self._on_failed(error)

    def on_load_failed(self, _error: Exception) -> None:
        """The first network could not be loaded; the user was told."""
        self._history.open_first(None)
        self._answer = None
        if self._job is not None:
            self._job.cancel()

    def _on_done(self, known: KnownNetwork) -> None:
        self._remember((known,))

    def _remember(self, opened: Sequence[KnownNetwork]) -> None:
        """Files that were opened are in the menu, but for those that are there already."""
        known = {each.path for each in self.known}
        new = tuple(recent_of(each) for each in opened if each.path not in known)
        if new:
            paths = {each.path for each in new}
            others = (
                each for each in self._settings.value.recent_networks if each.path not in paths
            )
            self._settings.change(recent_networks=(*new, *others)[:MOST_RECENT])
            self.refresh()

    def _on_failed(self, error: Exception | None) -> None:
        """It was stopped, or cannot be used: the network of before goes on."""
        if self._answer is not None:  # stopped while the engine was at it
            self._answer = None
            self._history.open_first(None)
            self._network.stay()
        if error is None:
            return
        said, info = message_of(error), self._loaded.info
        if info is not None and isinstance(error, FacelabError):
            said = Message("error", said.what, said.why, f"{info.title} stays in use.")
        self._tell(said)
        if info is None and not self._network.is_busy:
            self._network.find()

    # -- faces of other networks -----------------------------------------------------------------

    def offer(self, recipe: Recipe) -> None:
        """A face was made with another network: offer to switch, or say what is missing."""
        self.refresh(lambda: self._offer(recipe))

    def _offer(self, recipe: Recipe) -> None:
        what = "This face was made with another network"
        known = self.named(recipe.model.sha256)
        name = plain(recipe.model.name, MOST_LETTERS) or "the network"
        if known is not None and (known.here or known.entry is not None):
            self._offered = (known, recipe)
            now = self._loaded.info
            why = f"It needs {known.title}"
            why += f"; {now.title} is in use." if now is not None else "."
            self._tell(Message("info", what, why, offers="switch network"))
            return
        where = f" It was last at {known.path}." if known is not None else ""
        self._tell(
            Message(
                "warning",
                what,
                f"It needs {name} (hash {recipe.model.sha256[:12]}), which is not on this "
                f"computer.{where}",
                "Open or add the file of that network, then open the face again.",
            )
        )

    @property
    def can_switch(self) -> bool:
        """Whether a face waits for another network."""
        return self._offered is not None

    @property
    def offered(self) -> KnownNetwork | None:
        """The network for which a face waits."""
        return None if self._offered is None else self._offered[0]

    @property
    def switch_words(self) -> str:
        """What `switch` does."""
        offered = self.offered
        if offered is None:
            return ""
        return f"Switch to {plain(offered.title, 30)}" if offered.here else "Download it…"

    def switch(self) -> None:
        """Load the network of the face that was to be shown, then show the face."""
        if self._offered is None:
            return
        known, recipe = self._offered
        if known.here:
            if not self.use(known, recipe):
                return  # it can be wanted later
        elif known.entry is not None:
            self.fetch(known.entry, recipe)
        self._offered = None


def entry_of(path: Path) -> CatalogueEntry | None:
    """What the catalogue says of a file, if it is where a network of the catalogue is kept."""
    try:
        return next((each for each in load_catalogue() if converted_path(each) == path), None)
    except WeightsError:  # told at the start
        return None
