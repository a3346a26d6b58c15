"""The history over the end of the program: the face of the start, and every step on the disk.

Each network has its own: another one that is loaded has its faces and steps back, and those of
the one before wait for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from facelab.engine import ModelInfo
from facelab.errors import RecipeError
from facelab.recipe import Recipe, Seed, recipe_from_json
from facelab.session.disk import Writer
from facelab.session.face.editor import FIRST_SEED, FaceEditor
from facelab.session.face.history import Own, Step
from facelab.session.face.history_file import Journal

NETWORKS = "networks"  # folder of the histories of the networks but the first


@dataclass(frozen=True)
class _Note:
    """What was done to the history, and all of it as it is since.

    Attributes
    ----------
    journal : Journal
        That of its network.
    step : Step or None
        The one that is at `index` now; None if another one is on show only.
    anew : bool
        The file is to be written as a whole.
    """

    journal: Journal
    index: int
    step: Step | None
    steps: Sequence[Step]
    place: int
    anew: bool = False


class HistoryKeeper:
    """Brings the history back at the start, and writes down each step that is settled.

    Parameters
    ----------
    folder : Path
        That of the settings.
    face : FaceEditor
    writer : Writer
    fits : callable
        Whether the network can render a recipe; tells the user if not.
    tell_error : callable
        Shows the user what went wrong; called with (error, "error" or "warning").
    unwritten : callable
        Told why a step could not be written.
    """

    def __init__(
        self,
        folder: Path,
        face: FaceEditor,
        writer: Writer,
        fits: Callable[[Recipe], bool],
        tell_error: Callable[[Exception, str], None],
        unwritten: Callable[[Exception], None],
    ) -> None:
        self._folder = folder
        self._journal = Journal(folder)
        self._journals: dict[str, Journal] = {}  # by the hash of their network
        self._held: dict[str, tuple[Sequence[Step], int]] = {}  # of networks not in use
        self._network = ""
        self._face = face
        self._writer = writer
        self._fits = fits
        self._tell_error = tell_error
        self._unwritten = unwritten
        self._notes: deque[_Note] = deque()  # filled by the session, emptied by the writer
        self._trims = 0
        self._wanted: Recipe | int | None = None
        face.step_settled.connect(self._on_step_settled)
        face.place_changed.connect(self._on_place_changed)

    def open_first(self, wanted: Recipe | int | None) -> None:
        """Begin with a face, or that of a seed, as a step after those of the last window."""
        self._wanted = wanted

    def open(self, recipe: Recipe, label: str) -> bool:
        """Show a face from elsewhere, as soon as there is a network; the steps before it stay.
        Returns whether it can be; if not, the user is told why.
        """
        if not self._face.has_recipe:
            self.open_first(recipe)
        elif self._fits(recipe):
            self._face.open(recipe, label)
        else:
            return False
        return True

    def begin(self, info: ModelInfo, last: str | None) -> None:
        """Go on where the last window ended.

        Parameters
        ----------
        info : ModelInfo
            The network that was loaded.
        last : str or None
            The face that was on screen as recipe JSON, where there is no history of it.
        """
        kept = self._kept_of(info)
        if kept is None:
            steps, place = [Step(self._alone(info, last), "Start")], 0
        else:
            steps, place = [*kept[0]], kept[1]
        wanted, self._wanted = self._wanted, None
        if isinstance(wanted, int):
            wanted = Recipe(info.ref, Seed(0), finish="clean").with_seed(wanted)
        if wanted is not None and wanted != steps[place].recipe and self._fits(wanted):
            before = steps[place]
            own = before.own or Own.of(before.recipe)
            own_again = None if own == Own.of(wanted) else own
            steps = [*steps[: place + 1], Step(wanted, "Open", own_again)]
            place += 1
        self._write(_Note(self._journal, place, None, steps, place, anew=True))
        self._face.restore(steps, place)

    def close(self) -> None:
        """Close the journals once everything is written."""
        unique = {id(each): each for each in (self._journal, *self._journals.values())}
        for journal in unique.values():
            self._writer.run(journal.close)

    def _kept_of(self, info: ModelInfo) -> tuple[Sequence[Step], int] | None:
        """Turn to the history of a network. Returns its steps and the index of the one on show,
        None if there are none.
        """
        if self._network and self._face.has_recipe:
            self._held[self._network] = (self._face.steps, self._face.place)
        self._network = info.sha256
        if info.sha256 in self._journals:
            self._journal = self._journals[info.sha256]
            return self._held.pop(info.sha256, None)
        first = not self._journals
        journal = self._journal if first else Journal(self._folder_of(info))
        kept = self._loaded(journal)
        if first and kept is not None and not self._is_of(info, kept[0]):
            # The history of before networks had their own: whose it is, that one has it still.
            self._journals[kept[0][0].recipe.model.sha256] = journal
            self._held[kept[0][0].recipe.model.sha256] = kept
            journal = Journal(self._folder_of(info))
            kept = self._loaded(journal)
        if kept is not None and not self._can_show(info, *kept):
            self._put_away(journal)
            kept = None
        self._journals[info.sha256] = self._journal = journal
        return kept

    def _folder_of(self, info: ModelInfo) -> Path:
        return self._folder / NETWORKS / info.sha256[:16]

    def _loaded(self, journal: Journal) -> tuple[list[Step], int] | None:
        kept = journal.load()
        if journal.notice is not None:
            self._tell_error(journal.notice, "warning")
            journal.notice = None
        return kept

    def _put_away(self, journal: Journal) -> None:
        """The network cannot show what was on show: it is not written over."""
        try:
            said = journal.set_aside("The network cannot draw its face")
        except OSError as error:
            self._unwritten(error)
        else:
            self._tell_error(said, "warning")

    @staticmethod
    def _is_of(info: ModelInfo, steps: Sequence[Step]) -> bool:
        return all(step.recipe.model.sha256 == info.sha256 for step in steps)

    def _can_show(self, info: ModelInfo, steps: Sequence[Step], place: int) -> bool:
        return self._is_of(info, steps) and self._fits(steps[place].recipe)

    def _alone(self, info: ModelInfo, last: str | None) -> Recipe:
        """The face of a start without a history."""
        if last is not None:
            try:
                recipe = recipe_from_json(last)
            except RecipeError as error:
                self._tell_error(error, "warning")
            else:
                if recipe.model.sha256 == info.sha256 and self._fits(recipe):
                    return recipe
        return Recipe(info.ref, Seed(FIRST_SEED), finish="clean")

    def _on_step_settled(self, index: int, step: Step) -> None:
        # Where the oldest steps were dropped the others have other indices.
        trimmed, self._trims = self._face.trims != self._trims, self._face.trims
        self._write(_Note(self._journal, index, step, self._face.steps, index, anew=trimmed))

    def _on_place_changed(self, index: int) -> None:
        self._write(_Note(self._journal, index, None, self._face.steps, index))

    def _write(self, note: _Note) -> None:
        self._notes.append(note)
        self._writer.run(self._write_notes, failed=self._unwritten)

    def _write_notes(self) -> None:
        """Write all that waits with one look at the disk: a key held down makes many steps."""
        notes: list[_Note] = []
        while self._notes:
            notes.append(self._notes.popleft())
        for journal in {id(note.journal): note.journal for note in notes}.values():
            its = [note for note in notes if note.journal is journal]
            if journal.is_behind or any(note.anew for note in its):
                journal.begin(its[-1].steps, its[-1].place)
            else:
                journal.note([(note.index, note.step) for note in its])
