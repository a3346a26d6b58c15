"""The live state of one window, without Qt and without torch.

Panels read `face.recipe` and `model`, write only through the methods of this object and its
parts, and listen to the signals. All of it happens on one thread, to which `dispatch` leads
back from the engine, the writer and the jobs.

The parts have files of their own and are made in `parts`; here is how they hear of each other,
their beginning and their end, and what the window asks of several of them at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from facelab.checkpoints import CatalogueEntry
from facelab.engine import Frame, ModelInfo, load_at_once
from facelab.engine.vector_files import Meant
from facelab.library import KeptFace
from facelab.recipe import Recipe, Source
from facelab.session.animating.saved import Saved
from facelab.session.animating.steps import State
from facelab.session.dispatch import Dispatch
from facelab.session.face.blending import source_of
from facelab.session.leftovers import sweep_own_folders
from facelab.session.network import Phase, Stage, is_there
from facelab.session.networks import entry_of
from facelab.session.parts import Parts
from facelab.session.rendering.loader import LoadRenderer
from facelab.session.rendering.on_canvas import Rates
from facelab.session.rendering.tasks import Task
from facelab.session.settings import Settings
from facelab.session.signals import Signal

CLOSE_SECONDS = 1.8
# How long the end waits for what was promised: a frame of the largest network on a slow machine.
SAVING_SECONDS = 30.0


class Session(Parts):
    """One window's worth of state; see `Parts` for what it is made of.

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

    Signals
    -------
    frame_ready(Frame), model_changed(ModelInfo), phase_changed(Phase), busy_changed(bool),
    message(Message), withdrawn(Message), picture_saved(Path)
    arriving(): another network, face, timeline or sheet, or wishes, are about to be there.
    settings_changed(): `settings` are others.
    directions_changed(): the loaded network lists other directions than before.

    `tell(Message)` and `tell_error(error)` show the user something, `withdraw(Message)` ends it.
    """

    model_changed = Signal(ModelInfo)
    arriving = Signal()

    def __init__(
        self,
        dispatch: Dispatch,
        load_renderer: LoadRenderer = load_at_once,
        settings_folder: Path | None = None,
        library_folder: Path | None = None,
    ) -> None:
        self._closed = False
        super().__init__(self._while_open(dispatch), load_renderer, settings_folder, library_folder)
        self.message, self.tell = self._telling.message, self._telling.tell
        self.tell_error = self._telling.tell_error
        self.withdrawn, self.withdraw = self._telling.withdrawn, self._telling.withdraw
        self.frame_ready, self.busy_changed = self._screen.frame_ready, self._screen.busy_changed
        self.face_due, self.phase_changed = self._screen.due, self._network.phase_changed
        self.settings_changed = self._settings.changed
        self.directions_changed = self.own.changed
        self.picture_saved = self._files.saved
        self._engine.set_previews(self.settings.previews)
        self._connect()

    def _while_open(self, dispatch: Dispatch) -> Dispatch:
        """Nothing comes back from other threads once the session is closed."""
        return lambda call: dispatch(lambda: None if self._closed else call())

    # -- who hears of what ---------------------------------------------------------------------

    def _connect(self) -> None:
        for arriving in (
            self._screen.arriving, self.face.arriving, self.timeline_files.arriving,
            self.sheet_files.arriving, self.wishes_files.arriving,
        ):  # fmt: skip
            arriving.connect(self.arriving.emit)
        self.face.shown.connect(self._on_shown)
        self.face.shown.connect(self.carried.follow)
        self.face.shown.connect(self.character.follow)
        self.character.changed.connect(self.sheet_cells.follow)
        self.character.hand_moves.connect(self.sheet_cells.wait)
        self.identity_networks.changed.connect(self.sheet_cells.on_networks)
        self.own.changed.connect(self._on_own_changed)
        self._screen.loaded.connect(self._on_loaded)
        self._screen.load_failed.connect(self._network.on_load_failed)
        self._screen.load_failed.connect(self.networks.on_load_failed)
        self._screen.refused.connect(self._network.on_refused)
        self._screen.refused.connect(self.networks.on_refused)
        self._screen.foreign.connect(self.networks.offer)
        self._screen.frame_ready.connect(self._on_frame_ready)
        self._screen.frame_ready.connect(self.cut_outs.follow)
        self._screen.frame_ready.connect(self._means.note_frame)
        self._step_pictures.made.connect(self.thumbnails.take)
        self.opening.opened.connect(self.recent.note)
        self.kept.changed.connect(self.browse.look_at_library)
        self.kept.written.connect(self.browse.note_written)
        self.kept.changed.connect(self.cast_finder.look_at_library)
        self.kept.imported.connect(lambda _, path: self.recent.note(path))
        self.kept.changed.connect(self.kept_timelines.look)
        self.kept.imported.connect(lambda *_: self.kept_timelines.look())
        self.kept.timelines_changed.connect(self.kept_timelines.look)
        self.measuring.changed.connect(self.own.changed.emit)
        self.opening.networks_found.connect(self.networks.open_files)
        self.opening.timeline_found.connect(self.timeline_files.take)
        self.opening.sheet_found.connect(self.sheet_files.take)
        self.opening.sets_found.connect(self.sheet_files.take_sets)
        self.opening.formats_found.connect(self.formats.take)
        self.formats.told.connect(self.tell)
        self.opening.wishes_found.connect(self.wishes_files.take)
        self.player.rested.connect(lambda recipe: self.kept_on_show.show(recipe, True))
        self.animating.changed.connect(self.player.follow)
        self.animating.settled.connect(self.player.follow)
        self.animating.changed.connect(self.drift.follow)
        self.animating.settled.connect(self.drift.follow)

    def _on_shown(self, recipe: Recipe, resting: bool) -> None:
        self.player.leave()
        self.kept_on_show.show(recipe, resting)
        # While no network is loaded nothing is asked of it: `_on_loaded` shows the face again.
        if self.phase.stage is Stage.READY:
            self._screen.show(recipe, resting)
            if resting:
                self.before.follow(recipe)
        if resting:
            self._settings.save_soon()

    def _on_own_changed(self) -> None:
        if self.face.has_recipe:
            self.carried.follow(self.face.recipe, not self.face.in_gesture)

    def _on_loaded(self, info: ModelInfo, same: bool) -> None:
        """Show the first face, or the current one again."""
        self.thumbnails.ask_again()
        self.before.forget()
        self.kept_on_show.ask_again()
        self._network.on_loaded()
        self.player.on_loaded()
        self.drift.follow()
        self.sheet_cells.follow()
        self.own.on_loaded(info)
        self.measuring.on_loaded(info)
        self.model_changed.emit(info)
        if same and self.face.has_recipe:
            self.face.show_again()
        else:
            self._history.begin(info, self.settings.recipe)
        self.opening.on_loaded()
        self.networks.on_loaded()
        self.browse.on_loaded()

    def _on_frame_ready(self, frame: Frame) -> None:
        # Under a moving hand a fast machine draws full frames, too, of which none is a step yet;
        # the last is told of again when the hand lets go.
        if not self.face.in_gesture and self.player.showing is None:
            self._step_pictures.follow(frame)

    # -- start and end -------------------------------------------------------------------------

    def start(
        self,
        recipe: Recipe | None = None,
        seed: int | None = None,
        network: Path | None = None,
    ) -> None:
        """Load the network, or offer to fetch it: that of a file, or the one that was last in
        use.

        The first face is `recipe`, the face of `seed`, the one that was last on screen, or a
        first one.
        """
        if self._settings.load_error is not None:
            self.tell_error(self._settings.load_error, "warning")
            self._settings.load_error = None
        self._history.open_first(seed if recipe is None else recipe)
        self._step_pictures.load()
        self.slots.load()
        saved = self._saved_animation.load()
        if saved is not None:
            self.animating.restore(saved.states, saved.place)
            self.player.restore(saved.head)
        held = self._saved_character.load()
        if held is not None:
            self.character.restore(held)
        self.formats.load()
        self.kept.load()
        self.cast_finder.load()
        self.kept_timelines.look()
        self._writer.run(lambda: sweep_own_folders(self.kept.folder))
        self.networks.refresh()
        if network is None:
            self.retry()
        elif is_there(network) or entry_of(network) is None:
            self._network.wait()
            self.networks.open_file(network)
        else:
            self._network.find_of_catalogue()

    @property
    def saving(self) -> tuple[str, ...]:
        """What was promised to be saved and is not on the disk yet, in words: "face.png"; what
        `jobs` do is not among it.
        """
        owed = (*self._engine.owed, *self._writer.owed)
        return tuple(dict.fromkeys(owed))

    def save_all(self) -> None:
        """Hand on what waits, and retry what failed; then `saving` says when one can close."""
        self._settings.save_now()
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
        self.export_preview.stop()
        self._settings.save_now()
        if self.animating.steps[0] != (State(),):
            self.animating.end_gesture()
            self._saved_animation.save_last(Saved(*self.animating.steps, self.player.head))
        if self.character.sheet is not None:
            self._saved_character.save_last(self.character.held)
        self.cast_finder.save_last()
        self.kept_on_show.finish()
        self._step_pictures.save()
        self.jobs.close(timeout=0.2)  # theirs must not be the library's last connection
        self.kept.close()
        self._history.close()
        self._closed = True
        self.cut_outs.stop()
        self.clip_cut_outs.stop()
        # The engine first: what it was promised to make goes through the writer, which has the
        # rest of the time.
        last = time.monotonic() + patience
        ended = [
            self._engine.close(CLOSE_SECONDS / 2, patience),
            self._writer.close(
                max(0.5, until - time.monotonic()), max(0.0, last - time.monotonic())
            ),
            # A download stops pip and takes away what it has written so far.
            self.jobs.close(timeout=max(0.1, until - time.monotonic())),
            self.cut_outs.close(timeout=max(0.1, until - time.monotonic())),
            self.clip_cut_outs.close(timeout=max(0.1, until - time.monotonic())),
            self.export_preview.close(timeout=max(0.1, until - time.monotonic())),
        ]
        return all(ended)

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
        if self.networks.may_go("another device"):
            self._network.set_device(name)

    # -- pictures --------------------------------------------------------------------------------

    @property
    def model(self) -> ModelInfo | None:
        """The loaded network."""
        return self._loaded.info

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

    # -- faces in and out ------------------------------------------------------------------------

    def open_recipe(self, recipe: Recipe, label: str = "Open") -> bool:
        """Show a face from elsewhere, as soon as there is a network; the steps before it stay in
        the history. Returns whether it can be; if not, the user is told why.
        """
        return self._history.open(recipe, label)

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
            self.kept_on_show.keep(self.on_show.recipe, self.frame, name)

    def source_of(self, face: KeptFace) -> tuple[Source, float]:
        """A kept face as a source of styles for the face on show, and its own psi."""
        return source_of(face, self.face.recipe.label if self.face.has_recipe else ())

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

    def submit(self, task: Task) -> None:
        """Give the engine's thread something to do with the loaded network."""
        self._screen.engine.submit(task)

    def set_zoom(self, zoom: float) -> None:
        """How large the canvas shows pictures: pixels of the screen for one of a full frame."""
        self._screen.engine.set_zoom(zoom)

    def choose_library(self, folder: Path | None) -> None:
        """Keep faces in another folder, from now on and at the next start; None is the
        platform's place. A folder that cannot be written changes nothing; the user is told.
        """
        self._library_choice.choose(folder)
