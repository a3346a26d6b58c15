"""A clip made of a timeline: drawn, prepared, marked, written; in steps of a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from facelab import destinations
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.cutout.backgrounds import read_backdrop
from facelab.cutout.person import PERSON_NETS, PersonFinder
from facelab.errors import DestinationError, FacelabError, RecipeError
from facelab.export.clips.kinds import Sequence
from facelab.export.clips.otio import SUFFIX, otio_json
from facelab.export.clips.write import Clip, write_clip
from facelab.export.formats import writer_of
from facelab.export.orders import Made, Order
from facelab.export.plan import Plan
from facelab.export.reading import read_picture
from facelab.export.soundness import damage_in
from facelab.export.timeline_file import read_timeline, with_timeline, write_timeline
from facelab.export.writer import Encoding, Marking, Metadata, Pixels
from facelab.export.writing import UNMARKED, write_bytes
from facelab.files import MEGABYTE, read_regular
from facelab.preparing.clips.frames import Frames, cut_side
from facelab.preparing.clips.order import ClipOrder
from facelab.preparing.leaving import DrawFace
from facelab.preparing.preparation import picture_digest
from facelab.preparing.prepare import Fetch
from facelab.processors import processors
from facelab.progress import Progress, Steps, Stop, go_on
from facelab.recipe import Recipe
from facelab.recipe.timeline import Timeline

DIGITS = 4  # of the numbers of pictures, at least
DRAWING = "Drawing"
TOO_LONG = (
    "Its timeline is too large to be in the file: save the timeline as well, to change the clip "
    "later."
)


@dataclass(frozen=True)
class Saying:
    """What a clip says of itself.

    Attributes
    ----------
    metadata : callable
        By the recipe of a face of it.
    marking : Marking
    """

    metadata: Callable[[Recipe], Metadata] = Metadata.of
    marking: Marking = UNMARKED


@dataclass
class ClipMade:
    """What there is of a clip, so far or at the end.

    Attributes
    ----------
    path : Path
        The file, which is there only when all is done; or the folder.
    count : int
        Pictures that it is to have.
    new, there : int
        Drawn now; of a sequence, those that were there already.
    note : str
        What could not be written into it, in words.
    """

    path: Path
    count: int
    new: int = 0
    there: int = 0
    note: str = ""


def make_clip(
    timeline: Timeline,
    order: ClipOrder,
    draw: DrawFace,
    side: int,
    saying: Saying,
    made: ClipMade,
    sealed: Callable[[Recipe], Recipe] = lambda recipe: recipe,
    fetch: Fetch = PackagedSet.fetch,
    stop: Stop = go_on,
) -> Steps[ClipMade]:
    """Make a clip. Stopped between two steps it leaves no file, or a sequence that can go on.

    Parameters
    ----------
    timeline : Timeline
    order : ClipOrder
    draw : callable
        Draws a face, see `preparing.leaving.DrawFace`.
    side : int
        Of the pictures that it draws.
    saying : Saying
    made : ClipMade
        Told how far it is; returned at the end.
    sealed : callable
        Makes recipes whole for files, see `ModelInfo.sealed`.
    fetch : callable
        Gets the networks for cutting out.
    stop : callable
        Asked within a picture.

    Raises
    ------
    ExportError, DestinationError
        It cannot be written.
    RecipeError, ModelError
        A face cannot be drawn, or it is longer than clips are.
    DownloadError, WeightsError
        A network that is needed cannot be fetched or used.
    """
    order.check()
    made.count = frame_count(timeline, order.rate)
    finder = backdrop = None
    background = order.background
    if background is not None:
        if background.picture is not None:
            backdrop = read_backdrop(background.picture, cut_side(side, order.longest))
        files = yield from fetch(PERSON_NETS)
        finder = PersonFinder(files, processors())
    frames = Frames(timeline, order, draw, finder, backdrop, stop)
    if isinstance(order.kind, Sequence):
        yield from _sequence(timeline, order, order.kind, frames, saying, made, sealed)
        return made
    clip = Clip(
        order.path, made.count, order.rate, order.longest, order.overwrite, order.all_inputs,
        order.kind, timeline.repeat != "once",
    )  # fmt: skip
    said = saying.metadata(timeline.keys[0].face)
    whole = with_timeline(said, timeline)
    if whole is None:
        made.note = TOO_LONG
    steps = write_clip(clip, frames, whole or said, saying.marking, frames.samples())
    while True:
        try:
            now = next(steps)
        except StopIteration as end:
            made.path = end.value
            break
        made.new = int(now.done)
        yield Progress(now.done, now.total, DRAWING)
    if order.with_timeline:
        _write_timeline(made.path.with_suffix(order.timeline_path.suffix), timeline, order)
    return made


def frame_count(timeline: Timeline, rate: int) -> int:
    """How many pictures a clip has.

    Raises
    ------
    RecipeError
        They are more than clips have.
    """
    try:
        return timeline.frame_count(rate)
    except ValueError as error:
        raise RecipeError(f"{error}") from error


# -- sequences -----------------------------------------------------------------------------------


def _sequence(
    timeline: Timeline,
    order: ClipOrder,
    kind: Sequence,
    frames: Frames,
    saying: Saying,
    made: ClipMade,
    sealed: Callable[[Recipe], Recipe],
) -> Steps[None]:
    digits = max(DIGITS, len(str(made.count)))
    now = 0

    def orders() -> Iterator[Order]:
        nonlocal now
        for now in range(frames.count):
            one = Order(now + 1, f"{now + 1:0{digits}d}", sealed(frames.recipe(now)))
            if plan.resume:
                _check_place(plan, one)
            yield one

    def draw(_recipe: Recipe, _in_float: bool) -> Pixels:
        return frames.at(now)  # they are asked for in their order

    plan = Plan(
        order.path,
        encoding=Encoding(kind.format),
        longest=order.longest,
        overwrite=order.overwrite,
        resume=not order.overwrite,
        prepared=_way(order),
        inputs=order.all_inputs,
        metadata=saying.metadata,
        marking=saying.marking,
    )
    plan.check()
    if order.with_timeline:  # at once, for it is there whatever stops the pictures
        _write_timeline(order.timeline_path, timeline, order)
    for step in plan.carried_out(orders(), draw):
        if isinstance(step, Made):
            made.new, made.there = made.new + step.new, made.there + (not step.new)
            yield Progress(made.new + made.there, made.count, DRAWING)
    name = order.path.resolve().name or "sequence"
    suffix = writer_of(kind.format).suffixes[0]
    content = otio_json(name, made.count, order.rate, suffix, digits)
    _write_beside(order.path / f"{name}{SUFFIX}", content, order.overwrite)


def _way(order: ClipOrder) -> str:
    """A word for how pictures are made: the same for the same pixels of the same recipes."""
    said = [] if order.longest is None else [f"size {order.longest}"]
    background = order.background
    if background is not None and background.picture is not None:
        said.append(f"background {picture_digest(background.picture).hex()[:16]}")
    elif background is not None:
        said.append(f"background {background}")
    return " ".join(said if background is None else [*said, "steady"])


def _check_place(plan: Plan, order: Order) -> None:
    """Refuse a number that another picture has: with one of a series elsewhere it is none."""
    wanted: Path = plan.wanted(order)
    if not wanted.exists():
        return
    with suppress(FacelabError):  # no picture of facelab's: something else
        if read_picture(wanted) == (order.recipe, plan.prepared) and not damage_in(wanted):
            return
    raise DestinationError(
        f"{wanted.name} was not saved.",
        f"{plan.folder} holds another picture of that name.",
        "Choose another folder, or say that files with the same name may be replaced "
        "(--overwrite).",
    )


# -- files beside it -----------------------------------------------------------------------------


def _write_timeline(path: Path, timeline: Timeline, order: ClipOrder) -> None:
    """The timeline as a file, unless this very one is there."""
    with suppress(FacelabError):  # nothing there, or something else
        if read_timeline(path) == timeline:
            return
    write_timeline(path if order.overwrite else destinations.free(path), timeline, order.overwrite)


def _write_beside(path: Path, content: bytes, overwrite: bool) -> None:
    with suppress(OSError):
        if read_regular(path, MEGABYTE) == content:
            return
    write_bytes(path if overwrite else destinations.free(path), content, overwrite)
