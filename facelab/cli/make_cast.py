"""`facelab make cast`: many people who differ, found under wishes."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

import msgspec

from facelab import destinations
from facelab.casting.eyes import eyes_of
from facelab.casting.faces import FoundFace, Outcome
from facelab.casting.report import told
from facelab.casting.said import one_wish, wishes_of
from facelab.casting.search import Search
from facelab.casting.wishes import MOST_FACES, Share, Wish, Wishes
from facelab.casting.wishes_file import read_wishes, write_wishes
from facelab.casting.words import CAVEATS, LABELS, WORDS, range_text
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.cli import parsing
from facelab.cli.cast_to_library import into_library
from facelab.cli.console import notices, say
from facelab.cli.formats import chosen_preparation
from facelab.cli.identity import measuring_identity
from facelab.cli.packaged import fetched
from facelab.cli.pictures import add_output, carry_out, counted, drawing, loaded, plan_of
from facelab.cli.progress import counting, run_steps
from facelab.cli.tables import PlainTable, print_table
from facelab.engine import Renderer
from facelab.errors import RecipeError
from facelab.export.index import Index
from facelab.export.json_files import SUFFIXES
from facelab.export.orders import Order
from facelab.export.plan import Plan
from facelab.preparing.leaving import leaving
from facelab.processors import processors
from facelab.recipe import describe_source

T = TypeVar("T")
USUAL_COUNT = 24
PATTERN = "{index} {name}"
WISHES = "wishes.json"  # beside the pictures
_IN_UNITS = {"age": "age-years", "turn": "turn-degrees", "nod": "nod-degrees"}
_APART = "apart"
_DIGITS = 3


def add_cast(kinds: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Describe the command."""
    parser = kinds.add_parser(
        "cast",
        help="many people who differ, as you wish them",
        description=(
            "Find faces that meet wishes, no two of them alike. Thousands are predicted, the "
            "likely ones drawn small and measured, and those that fit are rendered. The same "
            "wishes and seed give the same faces."
        ),
    )
    wishes = parser.add_argument_group("wishes")
    wishes.add_argument(
        "--count", type=parsing.count, metavar="N", help=f"how many faces ({USUAL_COUNT})"
    )
    wishes.add_argument(
        "--wish",
        action="append",
        default=[],
        metavar="WISH,...",
        help=(
            'what every face is: "age 20 to 40", "smile > 0.5", or words such as "dark hair, '
            'no glasses"; see --words'
        ),
    )
    wishes.add_argument(
        "--share",
        nargs=2,
        action="append",
        default=[],
        metavar=("PART", "WISH"),
        help="what this part of them is and the others are not: --share 0.5 smiling",
    )
    wishes.add_argument(
        "--apart",
        type=parsing.number,
        metavar="X",
        help=(
            "least difference of any two as persons: 0 allows the same person, 1 is as far as two "
            f"strangers are on average ({_usual('apart'):g})"
        ),
    )
    wishes.add_argument(
        "--apart-in-w",
        type=parsing.number,
        metavar="X",
        help=f"the same by their distance in w ({_usual('apart_in_w'):g})",
    )
    wishes.add_argument(
        "--spread",
        choices=("even", "natural"),
        help=(
            "even spreads them over all that fits; natural takes them as the network makes them, "
            "most of them ordinary (even)"
        ),
    )
    wishes.add_argument("--trunc", type=parsing.number, metavar="PSI", help="truncation psi (0.7)")
    wishes.add_argument(
        "--search-seed", type=parsing.seed, metavar="N", help="seed of the search (0)"
    )
    wishes.add_argument(
        "--look-at",
        type=parsing.count,
        metavar="N",
        help=f"how many faces to predict at most ({_usual('look_at'):g}); rare ones need more",
    )
    wishes.add_argument(
        "--wishes",
        type=parsing.path,
        metavar="FILE",
        help=f"wishes of before ({WISHES} beside their pictures); other options change them",
    )
    wishes.add_argument(
        "--words", action="store_true", help="list what can be wished, in which units, and stop"
    )
    out = add_output(parser, required=False)  # --words and --to-cast write no files
    out.add_argument(
        "--to-cast", metavar="NAME", help="keep the faces in this cast of your library"
    )
    out.add_argument(
        "--library",
        dest="cast_library",  # `library` is the window's
        type=parsing.path,
        metavar="DIR",
        help="library folder (FACELAB_LIBRARY, the settings, or the default folder)",
    )
    parser.set_defaults(run=run_cast)


def run_cast(arguments: argparse.Namespace) -> int:
    """Find the faces and render them; 1 if there are fewer than were wished."""
    if arguments.words:
        return _list_words()
    wishes = wishes_from(arguments)
    if arguments.out is None and arguments.to_cast is None:
        raise RecipeError("say where the faces go: -o DIR for pictures, --to-cast NAME, or both")
    inputs = () if arguments.wishes is None else (arguments.wishes,)
    plan = None if arguments.out is None else plan_of(arguments, PATTERN, inputs)
    if plan is not None:
        destinations.check(plan.folder / WISHES, SUFFIXES, inputs)
    with loaded(arguments) as renderer:
        eyes = eyes_of(renderer, fetched(LABEL_NETS), measuring_identity(), processors())
        outcome = _found(Search(wishes, eyes))
        for line in told(outcome):
            say(line)
        if outcome.faces and arguments.to_cast is not None:
            folder = arguments.cast_library
            into_library(outcome.faces, arguments.to_cast, folder, renderer.compose)
        if outcome.faces and plan is not None:
            _write(arguments, plan, outcome, renderer)
    return 0 if len(outcome.faces) == wishes.count else 1


def _found(search: Search) -> Outcome:
    """What comes of a search; Ctrl+C ends it, and what was found by then is what was wished for
    so far: it is taken.
    """
    try:
        return run_steps(search.run(), notices())
    except KeyboardInterrupt:
        outcome = search.so_far()
        if not outcome.faces:
            raise
        say(f"{counted(len(outcome.faces))} found by now: taking them. Ctrl+C again to leave them.")
        return outcome


def wishes_from(arguments: argparse.Namespace) -> Wishes:
    """What the options say, or what a file says and the options change.

    Raises
    ------
    RecipeError
        They make no sense.
    """
    base = Wishes(count=USUAL_COUNT) if arguments.wishes is None else read_wishes(arguments.wishes)
    said: tuple[Wish, ...] = tuple(
        w for text in arguments.wish for w in _understood(wishes_of, text)
    )
    shares = tuple(_share(*each) for each in arguments.share)
    changes = {
        "count": arguments.count,
        "wishes": said or None,
        "shares": shares or None,
        "apart": arguments.apart,
        "apart_in_w": arguments.apart_in_w,
        "even": None if arguments.spread is None else arguments.spread == "even",
        "psi": arguments.trunc,
        "seed": arguments.search_seed,
        "look_at": arguments.look_at,
    }
    if (arguments.count or 0) > MOST_FACES:
        raise RecipeError(f"--count {arguments.count}: choose up to {MOST_FACES}")
    try:
        changed = {name: value for name, value in changes.items() if value is not None}
        return msgspec.structs.replace(base, **changed)
    except ValueError as error:
        raise RecipeError("These wishes cannot be met.", f"{_sentence(error)}.") from None


def _understood(read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except RecipeError as error:
        listed = "`facelab make cast --words` lists what can be wished."
        raise RecipeError(error.what, error.why, f"{error.fix} {listed}".strip()) from None


def _share(part: str, text: str) -> Share:
    try:
        share = float(part.rstrip("%")) / (100 if part.endswith("%") else 1)
    except ValueError:
        raise RecipeError(f"--share {part} {text}: begin with a part, such as 0.5") from None
    wish = _understood(one_wish, text)
    if wish is None:
        raise RecipeError(f"--share {part}: say what this part of the faces is")
    try:
        return Share(share, wish)
    except ValueError as error:
        raise RecipeError(f"--share {part} {text}: {error}") from None


def _write(arguments: argparse.Namespace, plan: Plan, outcome: Outcome, renderer: Renderer) -> None:
    faces = outcome.faces
    measured = {each.recipe: _measured(each) for each in faces}
    plan = replace(
        plan, measure=lambda recipe: measured[recipe], digits=max(2, len(str(len(faces))))
    )
    labels = tuple(dict.fromkeys((*measured[faces[0].recipe], _APART)))
    with (
        closing(Index(plan.folder, plan.inputs, labels)) as index,
        counting(notices()) as counter,
    ):
        write_wishes(destinations.free(plan.folder / WISHES), outcome.wishes)
        draw = drawing(chosen_preparation(arguments), renderer)
        counter.begin("Rendering", len(faces))
        orders = (_order(each) for each in faces)
        tally = carry_out(plan, leaving(plan, orders, draw), counter, index.note)
    say(f"{counted(tally.new)} rendered to {arguments.out}")


def _order(face: FoundFace) -> Order:
    return Order(face.number, describe_source(face.recipe.source), face.recipe)


def _measured(face: FoundFace) -> dict[str, float]:
    """Labels for the index: in sigma as everywhere, and in people's units where those differ."""
    found = {name: round(value, _DIGITS) for name, value in face.seen.sigma.items()}
    for name, column in _IN_UNITS.items():
        found[column] = round(face.seen.values[name], 1)
    if math.isfinite(face.apart):  # the first one has nobody before it
        found[_APART] = round(face.apart, _DIGITS)
    return found


def _list_words() -> int:
    table = PlainTable("WORDS", "MEANS", "")
    for words, ranges in WORDS.items():
        table.add(words, ", ".join(map(range_text, ranges)), CAVEATS.get(words, ""))
    print_table(table)
    numbers = PlainTable("LABEL", "UNIT")
    for label, unit in LABELS.items():
        numbers.add(label, unit)
    print_table(numbers)
    return 0


def _usual(name: str) -> float:
    return float(getattr(Wishes(count=1), name))


def _sentence(error: ValueError) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]
