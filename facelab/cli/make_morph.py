"""`facelab make morph`: faces that become each other, as a clip or as its pictures."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from facelab import destinations
from facelab.cli import parsing
from facelab.cli.console import notices, say
from facelab.cli.make_faces import FACE_HELP, named_face, path_of
from facelab.cli.marks import Marks, add_marks
from facelab.cli.morph_pictures import write_pictures
from facelab.cli.outputs import add_overwrite
from facelab.cli.parser import OneLineParser
from facelab.cli.pictures import Taken, loaded
from facelab.cli.progress import progress_bar, run_steps
from facelab.engine import ModelInfo, Renderer
from facelab.errors import FacelabError, RecipeError
from facelab.export.clips import mp4
from facelab.export.clips.pyav import pyav
from facelab.export.clips.write import Clip, write_clip
from facelab.export.plan import Plan
from facelab.export.sizes import LARGEST, SMALLEST
from facelab.export.timeline_file import SUFFIXES, holds_timeline, read_timeline, write_timeline
from facelab.recipe import Recipe
from facelab.recipe.easing import EASES, Ease
from facelab.recipe.timeline import LONGEST, Key, Repeat, Timeline

USUAL_SECONDS = 4.0
USUAL_RATE = 30
TIMELINE = "timeline.json"  # in a folder of pictures
USUAL_EASE: Ease = "ease"
_PROBES = (0.02, 0.5, 0.98)  # of the way between two keys: before and behind what steps

T = TypeVar("T")


def add_morph(kinds: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the command."""
    parser = kinds.add_parser(
        "morph",
        help="a clip in which faces become each other",
        description=(
            "A clip (MP4, H.264), or its pictures, in which each face becomes the next one. The "
            "same timeline gives the same pictures."
        ),
    )
    parser.add_argument(
        "faces",
        nargs="+",
        metavar="FACE|TIMELINE",
        help=f"two faces or more, each {FACE_HELP}; or one timeline (.json)",
    )
    time = parser.add_argument_group("how they become each other")
    time.add_argument(
        "--seconds",
        type=parsing.number,
        metavar="S",
        help=f"length of the whole clip ({USUAL_SECONDS:g})",
    )
    time.add_argument(
        "--hold", type=parsing.number, metavar="S", help="seconds that each face stays (0)"
    )
    time.add_argument("--ease", choices=EASES, help=f"({USUAL_EASE})")
    way = time.add_mutually_exclusive_group()
    way.add_argument(
        "--loop", action="store_true", help="go on from the last face to the first again"
    )
    way.add_argument("--ping-pong", action="store_true", help="go there and back")
    out = parser.add_argument_group("output")
    out.add_argument(
        "-o",
        "--out",
        type=parsing.path,
        required=True,
        metavar="CLIP.mp4|DIR",
        help=(
            "the clip; if the name is taken, a number is added: clip-2.mp4. Or a folder for its "
            "pictures one by one (same as --outdir)"
        ),
    )
    add_overwrite(out)
    low, high = mp4.RATES
    out.add_argument(
        "--fps",
        type=int,
        default=USUAL_RATE,
        metavar="N",
        help=f"pictures a second, {low} to {high} ({USUAL_RATE})",
    )
    out.add_argument(
        "--size",
        type=int,
        metavar="N",
        help=f"longest edge in pixels, of a clip even, {SMALLEST} to {LARGEST} (the network's own)",
    )
    out.add_argument(
        "--json", action="store_true", help="write the timeline beside the clip, to be made again"
    )
    out.add_argument(
        "--device", choices=("auto", "cuda", "mps", "cpu"), default="auto", help="(auto)"
    )
    out.add_argument(
        "--model",
        metavar="NAME|FILE",
        help="network (the catalogue's default), or a file of your own; same as --network",
    )
    add_marks(parser)
    parser.set_defaults(run=run_morph)


def run_morph(arguments: argparse.Namespace) -> int:
    """Draw a clip, or its pictures one by one if a folder is named."""
    _check_numbers(arguments)
    inputs = _files(arguments)
    given = _given_timeline(arguments)
    marks = Marks(arguments)
    if _is_folder(arguments):
        return _run_pictures(arguments, given, marks, inputs)
    path: Path = arguments.out
    clip = Clip(path, 0, arguments.fps, arguments.size, arguments.overwrite, inputs)
    clip.check()
    if arguments.json:
        _check_beside(path.with_suffix(SUFFIXES[0]), clip.overwrite, inputs)
    pyav()  # before the network is loaded
    with _ready(arguments, given) as (renderer, timeline):
        count = timeline.frame_count(clip.rate)
        metadata = marks.metadata(timeline.keys[0].face)
        pictures = _pictures(timeline, clip.rate, renderer)
        steps = write_clip(replace(clip, count=count), pictures, metadata, marks.marking)
        try:
            place = run_steps(steps, notices(), text="Rendering")
        except KeyboardInterrupt:
            say("Stopped; no clip was saved.")
            raise
    Taken().saved(path, place)
    if arguments.json:
        _write_beside(place.with_suffix(SUFFIXES[0]), timeline, clip.overwrite)
    marks.tell()
    say(f"{count:,} pictures, {count / clip.rate:.2f} s, saved to {place}")
    return 0


def _run_pictures(
    arguments: argparse.Namespace, given: Timeline | None, marks: Marks, inputs: tuple[Path, ...]
) -> int:
    folder: Path = arguments.out
    if folder.is_file():
        raise RecipeError(f"-o {folder} is a file; name a clip.mp4 or a folder")
    size: int | None = arguments.size
    plan = Plan(
        folder,
        longest=size,
        overwrite=arguments.overwrite,
        resume=not arguments.overwrite,
        prepared="" if size is None else f"size {size}",
        inputs=inputs,
        metadata=marks.metadata,
        marking=marks.marking,
        tell=marks.tell,
    )
    plan.check()
    beside = folder / TIMELINE
    if arguments.json:
        _check_beside(beside, plan.overwrite, inputs)
    with _ready(arguments, given) as (renderer, timeline):
        if arguments.json:  # at once, for it is there whatever stops the pictures
            _write_beside(beside, timeline, plan.overwrite)
        write_pictures(plan, timeline, arguments.fps, renderer)
    return 0


@contextmanager
def _ready(
    arguments: argparse.Namespace, given: Timeline | None
) -> Iterator[tuple[Renderer, Timeline]]:
    """The network, and a timeline that it can draw from its beginning to its end."""
    with ExitStack() as held:
        with progress_bar(notices()) as bar:
            bar.add_task("Loading the network", total=None)
            renderer = held.enter_context(loaded(arguments))
        timeline = given or _timeline(arguments, renderer.info)
        try:
            timeline.frame_count(arguments.fps)
        except ValueError as error:
            raise RecipeError(f"{error}") from error
        check_keys(timeline, renderer)
        yield renderer, timeline


def _is_folder(arguments: argparse.Namespace) -> bool:
    path: Path = arguments.out
    return not path.suffix or path.is_dir()


def _check_beside(path: Path, overwrite: bool, inputs: tuple[Path, ...]) -> None:
    destinations.check(path, SUFFIXES, inputs if overwrite else ())


def _write_beside(path: Path, timeline: Timeline, overwrite: bool) -> None:
    """The timeline as a file, unless this very one is there."""
    with suppress(FacelabError):  # nothing there, or something else
        if read_timeline(path) == timeline:
            return
    write_timeline(path if overwrite else destinations.free(path), timeline, overwrite)


def check_keys(timeline: Timeline, renderer: Renderer) -> None:
    """Compose the keys, and a few faces between each two, before anything is written.

    Raises
    ------
    RecipeError, ModelError
    """
    start = 0.0
    for key in timeline.keys:
        renderer.compose(key.face)
        start += key.hold
        for share in _PROBES:
            renderer.compose(timeline.at(start + share * key.seconds))
        start += key.seconds


def _pictures(timeline: Timeline, rate: int, renderer: Renderer) -> Iterator[NDArray[np.uint8]]:
    """Each as it is asked for; a face that stays is drawn once."""
    last: Recipe | None = None
    pixels: NDArray[np.uint8] | None = None
    for recipe in timeline.frames(rate):
        if pixels is None or recipe != last or recipe.noise.mode == "random":
            pixels, last = renderer.full(recipe).rgb(), recipe
        yield pixels


def _check_numbers(arguments: argparse.Namespace) -> None:
    low, high = mp4.RATES
    if not low <= arguments.fps <= high:
        raise RecipeError(f"--fps {arguments.fps}: choose {low} to {high}")
    size = arguments.size
    if size is None:
        return
    if not SMALLEST <= size <= LARGEST:
        raise RecipeError(f"--size {size}: choose {SMALLEST} to {LARGEST}")
    if size % 2 and not _is_folder(arguments):
        raise RecipeError(f"--size {size}: a clip needs an even number")


def _files(arguments: argparse.Namespace) -> tuple[Path, ...]:
    return tuple(path for face in arguments.faces if (path := path_of(face)) is not None)


def _given_timeline(arguments: argparse.Namespace) -> Timeline | None:
    """The timeline that the user has named instead of faces."""
    paths = _files(arguments)
    if not any(map(holds_timeline, paths)):
        if len(arguments.faces) < 2:
            raise RecipeError("name two faces or more, or one timeline")
        return None
    if len(arguments.faces) > 1:
        raise RecipeError("a timeline is a clip by itself: name no other face beside it")
    for name in ("seconds", "hold", "ease"):
        if getattr(arguments, name) is not None:
            raise RecipeError(f"the timeline says what --{name} would say: leave that out")
    if arguments.loop or arguments.ping_pong:
        raise RecipeError("the timeline says how it repeats: leave out --loop and --ping-pong")
    return read_timeline(paths[0])


def _timeline(arguments: argparse.Namespace, model: ModelInfo) -> Timeline:
    faces = [model.sealed(named_face(text, model)[1]) for text in arguments.faces]
    seconds = _or(arguments.seconds, USUAL_SECONDS)
    hold = _or(arguments.hold, 0.0)
    repeat: Repeat = "loop" if arguments.loop else "ping-pong" if arguments.ping_pong else "once"
    if not 0.1 <= seconds <= LONGEST:
        raise RecipeError(f"--seconds {seconds:g}: choose 0.1 to {LONGEST:g}")
    if not 0.0 <= hold <= seconds:
        raise RecipeError(f"--hold {hold:g}: choose 0 to {seconds:g}")
    one_way = seconds / 2 if arguments.ping_pong else seconds
    changes = len(faces) if arguments.loop else len(faces) - 1
    each = (one_way - hold * len(faces)) / changes
    if each < 0:
        most = one_way / len(faces)
        raise RecipeError(
            f"--hold {hold:g}: {len(faces)} faces in {seconds:g} seconds can stay {most:g} each "
            "at most"
        )
    ease: Ease = arguments.ease or USUAL_EASE
    try:
        return Timeline(tuple(Key(face, each, hold, ease) for face in faces), repeat)
    except ValueError as error:
        raise RecipeError(f"{error}") from error


def _or(said: T | None, usual: T) -> T:
    return usual if said is None else said
