"""What every export needs of a session, and what each does with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.engine import Frame
from facelab.export.writer import Pixels
from facelab.preparing.costs import Costs
from facelab.progress import Stop, finish
from facelab.recipe import Recipe
from facelab.session.disk import Writer
from facelab.session.exporting.drawing import drawn
from facelab.session.exporting.making import Marks
from facelab.session.jobs import Jobs
from facelab.session.loaded import LoadedNetwork
from facelab.session.messages import Message, message_of
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.saying import Saying
from facelab.session.settings_keeper import SettingsKeeper

Missing = tuple[CatalogueEntry, ...]


@dataclass(frozen=True)
class Means:
    """Parts of the session that pictures, clips, sheets and sets for research leave with.

    Attributes
    ----------
    engine : EngineThread
    jobs : Jobs
    saying : Saying
    settings : SettingsKeeper
        What was chosen last is in them.
    loaded : LoadedNetwork
    writer : Writer
        Looks on the disk, which networks are here for example.
    tell : callable
        Shows the user something.
    costs : Costs
        What pictures take, as far as it was measured; one for all of them.
    """

    engine: EngineThread
    jobs: Jobs
    saying: Saying
    settings: SettingsKeeper
    loaded: LoadedNetwork
    writer: Writer
    tell: Callable[[Message], None]
    costs: Costs = field(default_factory=Costs)

    def side(self, otherwise: int = 0) -> int:
        """Of the pictures that the network draws, in pixels; `otherwise` before there is one."""
        return otherwise if self.loaded.info is None else self.loaded.info.resolution

    def draw(self, recipe: Recipe, in_float: bool, stop: Stop) -> Pixels:
        """The full picture of a face, for the thread of a job."""
        return finish(drawn(self.jobs, self.engine, recipe, in_float), stop)

    def note_frame(self, frame: Frame) -> None:
        """A picture was drawn for the canvas: what drawing takes is known before any export."""
        if frame.kind == "full" and not frame.stands_in:
            self.costs.note("draw", frame.milliseconds / 1000, frame.full_size)

    def marks(self) -> Marks:
        """What the files of one export say of themselves."""
        return Marks(self.saying.parts)

    def note_of(self, marks: Marks) -> str:
        """What the user is told of marks with files that have left; empty is nothing."""
        return "" if marks.provenance is None else self.saying.told_of(marks.provenance)

    def tell_error(self, error: Exception) -> None:
        """Show the user what went wrong."""
        self.tell(message_of(error))

    def find(self, missing: Callable[[], Missing], done: Callable[[Missing], None]) -> None:
        """Call `done` with the networks that are needed and not here."""
        self.writer.run(missing, done, self.tell_error)
