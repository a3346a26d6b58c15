"""`facelab make morph`: faces that become each other, as a clip or as its pictures."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from facelab.cli import parsing
from facelab.cli.background import add_background
from facelab.cli.console import notices, say
from facelab.cli.make_faces import FACE_HELP, named_face, path_of
from facelab.cli.marks import Marks, add_marks
from facelab.cli.outputs import add_overwrite
from facelab.cli.packaged import fetching
from facelab.cli.parser import OneLineParser
from facelab.cli.pictures import Taken, add_network, loaded
from facelab.cli.progress import interruptible, progress_bar, run_steps
from facelab.engine import ModelInfo, Renderer
from facelab.errors import ExportError, RecipeError
from facelab.export.clips.clip_writer import RATES
from facelab.export.clips.kinds import KINDS, SUFFIXES, Sequence, kind_for, kind_of
from facelab.export.clips.soundness import clip_damage_in
from facelab.export.sizes import LARGEST, SMALLEST
from facelab.export.soundness import told_clip_damage
from facelab.export.timeline_file import holds_timeline, read_timeline
from facelab.export.writer import Pixels
from facelab.preparing.clips.making import ClipMade, Saying, frame_count, make_clip
from facelab.preparing.clips.order import ClipOrder
from facelab.recipe import Recipe
from facelab.recipe.easing import EASES, Ease
from facelab.recipe.timeline import LONGEST, Key, Repeat, Timeline

USUAL_SECONDS = 4.0
USUAL_RATE = 30
USUAL_EASE: Ease = "ease"
_PROBES = (0.02, 0.5, 0.98)  # of the way between two keys: before and behind what steps

T = TypeVar("T")


def add_morph(kinds: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the command."""
    parser = kinds.add_parser(
        "morph",
        help="a clip in which faces become each other",
        description=(
            "A clip, or its pictures, in which each face becomes the next one. The same timeline "
            "gives the same pictures."
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
        metavar="CLIP|DIR",
        help=(
            f"the clip, whose ending says its kind ({', '.join(SUFFIXES)}); if the name is taken, "
            "a number is added: clip-2.mp4. Or a folder for its pictures one by one (same as "
            "--outdir)"
        ),
    )
    out.add_argument(
        "--as",
        dest="kind",
        choices=tuple(KINDS),
        help="the kind, where the ending does not say it: h265 and av1 in .mp4, exr in a folder",
    )
    add_background(out)
    add_overwrite(out)
    low, high = RATES
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
        help=(
            f"longest edge in pixels, {SMALLEST} to {LARGEST} (the network's own); of most clips "
            "an even number"
        ),
    )
    out.add_argument(
        "--json", action="store_true", help="write the timeline beside the clip, to be made again"
    )
    add_network(out)
    add_marks(parser)
    parser.set_defaults(run=run_morph)


def run_morph(arguments: argparse.Namespace) -> int:
    """Draw a clip, or its pictures one by one if a folder is named."""
    given = _given_timeline(arguments)
    order = _order(arguments)
    order.check()
    marks = Marks(arguments)
    with _ready(arguments, given) as (renderer, timeline), interruptible() as pressed:
        made = ClipMade(order.path, 0)

        def draw(recipe: Recipe, in_float: bool) -> Pixels:
            return renderer.full_float(recipe) if in_float else renderer.full(recipe).rgb()

        steps = make_clip(
            timeline, order, draw, renderer.info.resolution,
            Saying(marks.metadata, marks.marking), made, renderer.info.sealed, fetching,
            pressed,
        )  # fmt: skip
        try:
            run_steps(steps, notices(), text="Rendering", pressed=pressed)
        except (KeyboardInterrupt, ExportError) as error:
            _tell_stopped(order, made, isinstance(error, KeyboardInterrupt))
            raise
    if not order.is_sequence:
        Taken().saved(order.path, made.path)
    marks.tell()
    if made.note:
        say(made.note)
    _tell_made(order, made)
    return 0


def _tell_stopped(order: ClipOrder, made: ClipMade, pressed: bool) -> None:
    there = made.new + made.there
    if order.is_sequence and there:
        say(
            f"{there:,} of {made.count:,} pictures are in {order.path}, each of them whole; "
            "the same command goes on from there."
        )
    elif pressed:
        say("Stopped; no clip was saved.")


def _tell_made(order: ClipOrder, made: ClipMade) -> None:
    if order.is_sequence:
        before = f", {made.there:,} were there already" if made.there else ""
        say(f"{made.new:,} pictures saved to {order.path}{before}")
    else:
        length = made.count / order.rate
        say(f"{made.count:,} pictures, {length:.2f} s, saved to {made.path}")


def _order(arguments: argparse.Namespace) -> ClipOrder:
    path: Path = arguments.out
    kind = kind_for(path) if arguments.kind is None else kind_of(arguments.kind)
    if not isinstance(kind, Sequence) and not path.suffix and not path.is_dir():
        path = path.with_suffix(kind.suffixes[0])
    return ClipOrder(
        path, kind, arguments.fps, arguments.size, arguments.background, arguments.overwrite,
        arguments.json, _files(arguments),
    )  # fmt: skip


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
        frame_count(timeline, arguments.fps)
        check_keys(timeline, renderer)
        yield renderer, timeline


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
    timeline = read_timeline(paths[0])
    if damage := clip_damage_in(paths[0]):
        say(". ".join(told_clip_damage(paths[0].name, damage)))
    return timeline


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
