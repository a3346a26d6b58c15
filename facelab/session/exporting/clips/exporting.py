"""Clips leave, beside the window: asked for here, done by a job."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.cutout.backgrounds import background_of
from facelab.cutout.person import PERSON_NETS
from facelab.errors import FacelabError, RecipeError
from facelab.export.clips.kinds import Sequence, kind_of
from facelab.export.timeline_file import read_timeline
from facelab.export.writer import Pixels
from facelab.library import KeptFace, Reading
from facelab.plain_text import counted, plain
from facelab.preparing.clips.making import ClipMade, Saying, make_clip
from facelab.preparing.clips.order import ClipOrder, as_repeated
from facelab.progress import Progress, Steps, Stop
from facelab.recipe import Recipe
from facelab.recipe.timeline import Key, Timeline
from facelab.session.choices.clip import ClipChoice
from facelab.session.exporting.clips.costs import ClipCost, cost_of, note_made
from facelab.session.exporting.means import Means
from facelab.session.exporting.scope import Scope
from facelab.session.exporting.words import told_of_end
from facelab.session.job import Job
from facelab.session.kept.kept_faces import Keeping
from facelab.session.messages import Message

LANE = "clips"
MOST_FACES = 50  # kept faces that become one clip


@dataclass(frozen=True)
class ClipSource:
    """What a clip is made of.

    Attributes
    ----------
    title : str
        For people.
    timeline : Timeline or None
        If it is there already.
    path : Path or None
        A file that it is in.
    scope : Scope or None
        Kept faces that become each other, in their order.
    """

    title: str
    timeline: Timeline | None = None
    path: Path | None = None
    scope: Scope | None = None


class ClipExporting:
    """Exports clips as the user has chosen.

    Parameters
    ----------
    means : Means
    kept : Keeping
    timeline : callable
        The timeline of the session, None if there is none.
    """

    def __init__(
        self, means: Means, kept: Keeping, timeline: Callable[[], Timeline | None] = lambda: None
    ) -> None:
        self._means, self._kept, self._timeline = means, kept, timeline
        self._settings, self.costs = means.settings, means.costs

    # -- what there is to choose ---------------------------------------------------------------

    @property
    def choice(self) -> ClipChoice:
        """What was chosen last."""
        return self._settings.value.clip or ClipChoice()

    def sources(self, scopes: list[Scope]) -> list[ClipSource]:
        """What a clip can be made of now, the likeliest first."""
        now = self._timeline()
        found = [] if now is None else [ClipSource("The timeline", now)]
        several = [each for each in scopes if each.kind in ("chosen", "cast")]
        return found + [
            ClipSource(each.title, scope=each) for each in several if 2 <= each.count <= MOST_FACES
        ]

    def read(
        self,
        source: ClipSource,
        choice: ClipChoice,
        done: Callable[[Timeline], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Call `done` with the timeline of a source, or `failed`."""
        if source.timeline is not None:
            done(source.timeline)
        elif source.path is not None:
            path = source.path
            self._means.writer.run(lambda: read_timeline(path), done, failed)
        else:
            scope = source.scope
            assert scope is not None, "a source is one of the three"

            def ask(reading: Reading, stop: Stop) -> list[KeptFace]:
                ids = scope.ids
                if scope.query is not None:
                    ids = tuple(map(int, reading.ids(scope.query, stop)))
                return [reading.face(number) for number in ids[:MOST_FACES]]

            def came(faces: list[KeptFace]) -> None:
                try:
                    made = timeline_of([each.recipe for each in faces], choice)
                except FacelabError as error:
                    failed(error)
                else:
                    done(made)

            self._kept.ask(ask, came, failed)

    def order(self, choice: ClipChoice) -> ClipOrder:
        """What is to be made.

        Raises
        ------
        RecipeError, ExportError, DestinationError
            It cannot be.
        """
        kind = kind_of(choice.kind)
        folder = Path(choice.folder)
        path = folder / choice.name
        if not isinstance(kind, Sequence):
            path = folder / f"{choice.name}{kind.suffixes[0]}"
        try:
            background = background_of(choice.background) if choice.background else None
        except ValueError as error:
            raise RecipeError(f"{error}") from error
        order = ClipOrder(
            path, kind, choice.rate, choice.size, background, choice.overwrite,
            choice.with_timeline,
        )  # fmt: skip
        order.check()
        return order

    def cost(self, timeline: Timeline, choice: ClipChoice) -> ClipCost:
        """What it takes, as far as that is known."""
        watermark = self._means.saying.parts.watermark
        return cost_of(self.costs, timeline, choice, self._means.side(otherwise=1024), watermark)

    def find_missing(
        self, choice: ClipChoice, done: Callable[[tuple[CatalogueEntry, ...]], None]
    ) -> None:
        """Call `done` with the networks that are needed and not here."""
        if choice.background:
            self._means.find(PERSON_NETS.missing, done)
        else:
            done(())

    # -- exporting -----------------------------------------------------------------------------

    def run(self, timeline: Timeline, choice: ClipChoice) -> Job:
        """Make a clip, as a job; what was chosen is remembered."""
        self._settings.change(clip=choice)
        order = self.order(choice)
        whole = as_repeated(timeline, choice.repeat or None)
        marks, made = self._means.marks(), ClipMade(order.path, 0)
        name = plain(order.path.name)

        def done(_: ClipMade) -> None:
            notes = " ".join(filter(None, (made.note, self._means.note_of(marks))))
            self._means.tell(told_made(order, made, notes))

        def failed(error: Exception | None) -> None:
            self._means.tell(told_ended(order, made, error))

        def steps(stop: Stop) -> Steps[ClipMade]:
            info = self._means.loaded.info
            if info is None:
                raise RecipeError("The clip was not made.", "No network is loaded.")
            side = info.resolution

            def draw(recipe: Recipe, in_float: bool) -> Pixels:
                with self.costs.timed("draw", side):
                    return self._means.draw(recipe, in_float, stop)

            saying = Saying(marks.metadata, marks.marking)
            start = time.monotonic()
            inner = make_clip(whole, order, draw, side, saying, made, info.sealed, stop=stop)
            while True:
                try:
                    now = next(inner)
                except StopIteration:
                    break
                far = f": {now.done:,.0f} of {now.total:,.0f}" if now.total and made.new else ""
                yield Progress(now.done, now.total, f"{now.text}{far}")
            note_made(self.costs, order, made, side, time.monotonic() - start)
            return made

        return self._means.jobs.run(
            f"Exporting {name}", steps, done, failed, lane=LANE, owed=f"the clip {name}"
        )


def timeline_of(faces: list[Recipe], choice: ClipChoice) -> Timeline:
    """Faces that become each other, each way as long as the others.

    Raises
    ------
    RecipeError
        They are too few, or it would be too long or too short.
    """
    if len(faces) < 2:
        raise RecipeError("A clip needs two faces or more.")
    repeat = choice.repeat or "once"
    changes = len(faces) - (repeat != "loop")
    one_way = choice.seconds / 2 if repeat == "ping-pong" else choice.seconds
    try:
        keys = tuple(Key(face, one_way / changes, 0.0, choice.ease) for face in faces)
        return Timeline(keys, repeat)
    except ValueError as error:
        raise RecipeError(f"{error}") from error


# -- what the user is told -----------------------------------------------------------------------


def told_made(order: ClipOrder, made: ClipMade, note: str) -> Message:
    """All of it is there."""
    name, folder = plain(made.path.name), made.path.parent
    what = f"Exported {name}: {counted(made.count, 'picture')}, {made.count / order.rate:.1f} s"
    if made.there:
        what += f" ({made.there:,} were there already)"
    return Message("warning" if note else "info", what, f"in {folder}", note, file=made.path)


def told_ended(order: ClipOrder, made: ClipMade, error: Exception | None) -> Message:
    """It was stopped, or could not go on."""
    there = made.new + made.there
    left = "Nothing was saved."
    if order.is_sequence and there:
        left = (
            f"{there:,} of {made.count:,} pictures are in {order.path}, each of them whole; the "
            "same export goes on from there."
        )
    return told_of_end(error, left)
