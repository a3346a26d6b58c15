"""The live state of one window, without Qt and without torch.

Panels read `face.recipe` and `model`, write only through the methods of this object and its
parts, and listen to the signals. All of it happens on one thread, to which `dispatch` leads
back from the engine, the writer and a download.

Each part has a file of its own: pictures come through `on_screen`, the network through `network`,
the first face and the history over a restart are in `history_keeper`, faces in files in
`opening` and `face_files`, kept faces in `keeping` and `keep_on_show`, the user's own directions in
`own_directions`, settings in `settings_keeper`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from facelab import paths
from facelab.checkpoints import CatalogueEntry
from facelab.engine import Frame, ModelInfo, load
from facelab.engine.vector_files import Meant
from facelab.library import KeptFace
from facelab.recipe import Recipe, Source, recipe_to_json
from facelab.session.disk import Writer
from facelab.session.face.blending import source_of
from facelab.session.face.editor import FaceEditor
from facelab.session.face.files import FaceFiles
from facelab.session.face.history_keeper import HistoryKeeper
from facelab.session.face.slots import Slots
from facelab.session.face.step_pictures import StepPictures
from facelab.session.kept.keep_shown import KeepOnShow
from facelab.session.kept.kept_faces import Keeping
from facelab.session.kept.place import LibraryChoice, library_place
from facelab.session.leftovers import sweep_own_folders
from facelab.session.messages import Telling
from facelab.session.network import Network, Phase, Stage
from facelab.session.opening.files import Opening
from facelab.session.opening.recent import RecentFiles
from facelab.session.own_directions import OwnDirections
from facelab.session.rendering.cut_outs import CutOuts
from facelab.session.rendering.engine_thread import Dispatch, LoadRenderer
from facelab.session.rendering.on_canvas import OnScreen, Rates
from facelab.session.rendering.pictures import Pictures
from facelab.session.rendering.thumbnails import Thumbnails
from facelab.session.rendering.unedited import BeforeFace
from facelab.session.saying import Saying
from facelab.session.settings import Settings
from facelab.session.settings_keeper import SettingsKeeper
from facelab.session.signals import Signal

CLOSE_SECONDS = 1.8
# How long the end waits for what was promised: a frame of the largest network on a slow machine.
SAVING_SECONDS = 30.0


class Session:
    """One window's worth of state.

    Parameters
    ----------
    dispatch : callable
        Runs a function later on the session's own thread (in the window: the GUI thread).
    load_renderer : callable
        Loads a network; tests give their own.
    settings_folder : Path or None
        Defaults to the platform's place.
    library_folder : Path or None
        Goes before the environment and the settings, see `library_place`.

    Attributes
    ----------
    face : FaceEditor
        The recipe, undo and redo.
    kept : Keeping
    kept_on_show : KeepOnShow
        Whether the face on show is among them.
    slots : Slots
        A and B.
    thumbnails : Thumbnails
    pictures : Pictures
        Faces that are not on the canvas, at full size.
    before : BeforeFace
    cut_outs : CutOuts
        The face before another background.
    own : OwnDirections
        The user's own directions.
    opening : Opening
        Files that are opened.
    saying : Saying
        What saved pictures say of themselves.
    recent : RecentFiles

    Signals
    -------
    frame_ready(Frame), model_changed(ModelInfo), phase_changed(Phase), busy_changed(bool),
    message(Message), picture_saved(Path)
    settings_changed(): `settings` are others.
    directions_changed(): the loaded network lists other directions than before.

    `tell(Message)` and `tell_error(error)` show the user something.
    """

    model_changed = Signal(ModelInfo)

    def __init__(
        self,
        dispatch: Dispatch,
        load_renderer: LoadRenderer = load,
        settings_folder: Path | None = None,
        library_folder: Path | None = None,
    ) -> None:
        self._dispatch_raw = dispatch
        self._closed = False
        telling = Telling()
        self.message, self.tell, self.tell_error = telling.message, telling.tell, telling.tell_error
        self._screen = OnScreen(
            self._dispatch,
            load_renderer,
            lambda: self.face.recipe,
            self.tell_error,
            self._on_loaded,
            lambda error: self._network.on_load_failed(error),
        )
        self.frame_ready, self.busy_changed = self._screen.frame_ready, self._screen.busy_changed
        self._engine = engine = self._screen.engine
        self._writer = writer = Writer(self._dispatch)
        folder = settings_folder or paths.settings_dir()
        self._settings = settings = SettingsKeeper(
            *(folder, writer, self._dispatch, self._face_as_json),
            *(telling.tell_unsaved, lambda error: self.tell_error(error, "warning")),
        )
        self.settings_changed = settings.changed
        self.recent = RecentFiles(settings, writer)
        engine.set_previews(settings.value.previews)
        self._network = Network(self._screen, settings, self._dispatch, self.tell_error)
        self.phase_changed = self._network.phase_changed
        self.face = FaceEditor(self._show, self._sealed)
        self._history = HistoryKeeper(
            folder, self.face, writer, self._screen.fits, self.tell_error, telling.tell_unsaved
        )
        self._step_pictures = StepPictures(
            folder, writer, lambda recipe, pixels: self.thumbnails.take(recipe, pixels)
        )
        self.thumbnails = Thumbnails(engine, self._step_pictures.find)
        self.frame_ready.connect(self._on_frame_ready)
        self.before = BeforeFace(engine)
        self.cut_outs = CutOuts(self._dispatch, self.tell_error)
        self.frame_ready.connect(self.cut_outs.follow)
        self.pictures = Pictures(engine)
        self.slots = Slots(folder, writer, self.tell)
        place = library_place(library_folder, settings.value)
        self.kept = Keeping(place.folder, writer, self.tell, self._dispatch)
        self.kept_on_show = KeepOnShow(self.kept, engine)
        self._library_choice = LibraryChoice(library_folder, settings, self.kept, self.tell)
        self.own = OwnDirections(
            lambda: self.model, self.face, self.kept, engine, writer, self.tell
        )
        self.directions_changed = self.own.changed
        self.saying = Saying(settings, writer, self._dispatch, self.tell_error)
        self._files = FaceFiles(self.face, engine, writer, self.saying, self.tell)
        self.opening = Opening(
            lambda: self.model,
            self.face,
            self.kept,
            self.own,
            writer,
            self.open_recipe,
            self.tell,
        )
        self.picture_saved = self._files.saved
        self.opening.opened.connect(self.recent.note)

    # -- start and end -------------------------------------------------------------------------

    def start(self, recipe: Recipe | None = None, seed: int | None = None) -> None:
        """Load the network, or offer to fetch it.

        The first face is `recipe`, the face of `seed`, the one that was last on screen, or a
        first one.
        """
        if self._settings.load_error is not None:
            self.tell_error(self._settings.load_error, "warning")
            self._settings.load_error = None
        self._history.open_first(seed if recipe is None else recipe)
        self._step_pictures.load()
        self.slots.load()
        self.kept.load()
        self._writer.run(lambda: sweep_own_folders(self.kept.folder))
        self.retry()

    @property
    def saving(self) -> tuple[str, ...]:
        """What was promised to be saved and is not on the disk yet, in words: "face.png"."""
        owed = (*self._engine.owed, *self._writer.owed, *self.kept.care.owed)
        return tuple(dict.fromkeys(owed))

    def save_all(self) -> None:
        """Hand on what waits for a picture, and try once more what could not be written; then
        `saving` says when it is safe to close.
        """
        self.kept_on_show.finish()
        self.kept.save_unsaved()

    def close(self, patience: float = SAVING_SECONDS) -> bool:
        """Save what is to be saved and end all threads, within 2 seconds, or within `patience`
        seconds more if something that was promised takes that long.

        Returns whether every thread ended in time.
        """
        if self._closed:
            return True
        until = time.monotonic() + CLOSE_SECONDS
        self._settings.save_now()
        self.kept_on_show.finish()
        self._step_pictures.save()
        self.kept.close()
        self._history.close()
        self._closed = True
        self._network.cancel_fetch()
        self.cut_outs.stop()
        # The engine first: what it was promised to make goes through the writer, which has the
        # rest of the time.
        last = time.monotonic() + patience
        ended = [
            self._engine.close(0.9, patience),
            self._writer.close(
                max(0.5, until - time.monotonic()), max(0.0, last - time.monotonic())
            ),
            # A download stops pip and takes away what it has written so far.
            self._network.close(timeout=max(0.1, until - time.monotonic())),
            self.cut_outs.close(timeout=max(0.1, until - time.monotonic())),
            self.saying.close(timeout=max(0.1, until - time.monotonic())),
        ]
        return all(ended)

    def _dispatch(self, call: Callable[[], None]) -> None:
        self._dispatch_raw(lambda: None if self._closed else call())

    # -- the network ---------------------------------------------------------------------------

    @property
    def phase(self) -> Phase:
        """Where the session is on its way to a face."""
        return self._network.phase

    @property
    def entry(self) -> CatalogueEntry | None:
        """What the catalogue says of the network."""
        return self._network.entry

    def retry(self) -> None:
        """Look for the network again and load it, or offer to fetch it."""
        self._network.find()

    def fetch_weights(self) -> None:
        """Download the network that was offered, then load it."""
        self._network.fetch()

    def cancel_fetch(self) -> None:
        """Stop the download; the offer comes back."""
        self._network.cancel_fetch()

    def set_device(self, name: str) -> None:
        """Load the network on another device: "auto", "cuda", "mps" or "cpu"."""
        self._network.set_device(name)

    def _on_loaded(self, info: ModelInfo) -> None:
        """Show the first face, or the current one again."""
        same = self.model is not None and self.model.sha256 == info.sha256
        self._screen.model = info
        self.thumbnails.ask_again()
        self.before.forget()
        self.kept_on_show.ask_again()
        self._network.on_loaded()
        self.own.on_loaded(info)
        self.model_changed.emit(info)
        if same and self.face.has_recipe:
            self.face.show_again()
        else:
            self._history.begin(info, self.settings.recipe)
        self.opening.on_loaded()

    # -- pictures --------------------------------------------------------------------------------

    @property
    def model(self) -> ModelInfo | None:
        """The loaded network."""
        return self._screen.model

    @property
    def frame(self) -> Frame | None:
        """What is on the canvas."""
        return self._screen.frame

    @property
    def busy(self) -> bool:
        """Whether the full frame of the current recipe is still to come."""
        return self._screen.busy

    @property
    def rates(self) -> Rates:
        """How fast pictures come."""
        return self._screen.rates

    def _on_frame_ready(self, frame: Frame) -> None:
        # Under a moving hand a fast machine draws full frames, too, of which none is a step yet;
        # the last is told of again when the hand lets go.
        if not self.face.in_gesture:
            self._step_pictures.follow(frame)

    def _sealed(self, recipe: Recipe) -> Recipe:
        return recipe if self.model is None else self.model.sealed(recipe)

    def _show(self, recipe: Recipe, resting: bool) -> None:
        self.kept_on_show.show(recipe, resting)
        # While no network is loaded nothing is asked of it: `_on_loaded` shows the face again.
        if self.phase.stage is Stage.READY:
            self._screen.show(recipe, resting)
            if resting:
                self.before.follow(recipe)
        if resting:
            self._settings.save_soon()

    # -- faces in and out ------------------------------------------------------------------------

    def open_recipe(self, recipe: Recipe, label: str = "Open") -> bool:
        """Show a face from elsewhere, as soon as there is a network; the steps before it stay in
        the history. Returns whether it can be; if not, the user is told why.
        """
        if self.model is None:
            self._history.open_first(recipe)
        elif self._screen.fits(recipe):
            self.face.open(recipe, label)
        else:
            return False
        return True

    def open_files(self, paths: Sequence[Path], meant: Meant | None = None) -> None:
        """Show the face of a picture that facelab saved, of a recipe's .json file or of a saved
        latent; the faces of a library export (.facelab) are imported, and the first of them is
        shown; directions (.npy, .npz, .pt, .safetensors) are imported. Of folders their files
        are opened. `meant` is what the user says that vectors are.
        """
        self.opening.open(paths, meant)

    def open_png(self, data: bytes) -> None:
        """Show the face of a PNG picture that is in no file."""
        self.opening.open_png(data)

    def to_png(self, done: Callable[[Frame, bytes], None]) -> None:
        """Call `done` with the full frame of the face, and with its PNG that carries the recipe."""
        self._files.to_png(self.frame, done)

    def save_picture(self, path: Path, size: int | None = None, numbered: bool = False) -> None:
        """Write the face as PNG with its recipe in it; size None is full resolution. `numbered`
        takes the next free name where a file is there by then.
        """
        self._files.save_picture(path, self.frame, size, numbered)

    def save_recipe(self, path: Path) -> None:
        """Write the recipe of the face as JSON."""
        self._files.save_recipe(path)

    def keep(self, name: str = "") -> None:
        """Keep the face on show in the library."""
        if self.face.has_recipe:
            self.kept_on_show.keep(self.face.recipe, self.frame, name)

    def source_of(self, face: KeptFace) -> tuple[Source, float]:
        """A kept face as a source of styles, and its own psi."""
        return source_of(face)

    # -- settings --------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """What comes back at the next start; changed by `change_settings`."""
        return self._settings.value

    def change_settings(self, **changes: object) -> None:
        """Change some of the settings, and save them soon."""
        self._settings.change(**changes)

    def set_previews(self, choice: str) -> None:
        """How large the pictures are that follow the hand: "auto", "256", "512" or "off"."""
        self.change_settings(previews=choice)
        self._screen.engine.set_previews(choice)

    def choose_library(self, folder: Path | None) -> None:
        """Keep faces in another folder, from now on and at the next start; None is the
        platform's place. A folder that cannot be written changes nothing; the user is told.
        """
        self._library_choice.choose(folder)

    def _face_as_json(self) -> str | None:
        return recipe_to_json(self.face.recipe) if self.face.has_recipe else None
