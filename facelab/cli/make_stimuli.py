"""`facelab make stimuli`: faces that differ in one measured attribute by equal steps."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from facelab.checkpoints.fetching.identity_nets import IDENTITY_SETS
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.cli import parsing
from facelab.cli.console import notices, out_json, say
from facelab.cli.formats import chosen_preparation
from facelab.cli.make_faces import FACE_HELP, named_face, path_of
from facelab.cli.packaged import fetched
from facelab.cli.parser import OneLineParser
from facelab.cli.pictures import add_output, drawing, loaded, plan_of
from facelab.cli.progress import progress_bar, run_steps
from facelab.cli.render_faces import Bases
from facelab.engine import ModelInfo
from facelab.errors import RecipeError
from facelab.processors import processors
from facelab.recipe import Recipe, recipe_from_json
from facelab.recipe.codec import MAX_BYTES
from facelab.stimuli.making import Making, check_folder, known_rows, pictures_plan, sound_rows
from facelab.stimuli.plan import DESIGNS, LEVELS, ORIGINS, TOLERANCE, StimuliPlan
from facelab.stimuli.reach import UNMEASURED, Forecast, doubts_told
from facelab.stimuli.rows import Row
from facelab.stimuli.ruler import Ruler, lever_named, levers_of
from facelab.stimuli.sight import AtHand
from facelab.stimuli.summary import to_json, told

FORMAT = "research"
STDIN = "-"
_LEVELS = ",".join(f"{level:g}" for level in LEVELS)


def add_stimuli(kinds: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the command."""
    parser = kinds.add_parser(
        "stimuli",
        help="faces in equal measured steps of an attribute, for research",
        description=(
            "Faces that differ in an attribute by equal measured steps while other labels are "
            "held: each picture is drawn, measured and corrected until its label is at its "
            "target. Beside the pictures: tables, PsychoPy's conditions, WebMorph's templates "
            "and a paragraph for the report."
        ),
    )
    parser.add_argument(
        "faces",
        nargs="+",
        metavar="FACE",
        help=f"each {FACE_HELP}, a library export for all its faces, or - for a recipe from stdin",
    )
    what = parser.add_argument_group("what differs")
    what.add_argument(
        "--attributes",
        type=parsing.names,
        required=True,
        metavar="NAMES",
        help="directions that were made for a label: smile,age,yaw ...",
    )
    what.add_argument(
        "--levels",
        type=_levels,
        default=LEVELS,
        metavar="NUMBERS",
        help=f"in standard deviations, as --levels=-1,0,1 ({_LEVELS})",
    )
    what.add_argument(
        "--zero",
        choices=ORIGINS,
        default=ORIGINS[0],
        help=f"level 0: each face's own measured value, or the mean of faces ({ORIGINS[0]})",
    )
    what.add_argument(
        "--design",
        choices=DESIGNS,
        default=DESIGNS[0],
        help=f"one attribute at a time, or all combinations ({DESIGNS[0]})",
    )
    what.add_argument(
        "--tolerance",
        type=parsing.number,
        default=TOLERANCE,
        metavar="SD",
        help=f"how far a measured value may be from its target ({TOLERANCE:g})",
    )
    what.add_argument(
        "--order-seed",
        type=parsing.seed,
        default=0,
        metavar="N",
        help="seed of the order of presentation (0)",
    )
    where = "folder for the set (same as --outdir)"
    summary = "print the summary as JSON; recipes are always written"
    add_output(parser, usual=FORMAT, where=where, named=False, json=summary)
    parser.set_defaults(run=run_stimuli)


def run_stimuli(arguments: argparse.Namespace) -> int:
    """Make a set. Status 1 if a target was not reached."""
    preparation = chosen_preparation(arguments)
    if preparation.format.sheet is not None:
        raise RecipeError(f"--format {arguments.format}: stimuli are pictures of their own")
    inputs = tuple(
        path for face in arguments.faces if face != STDIN and (path := path_of(face)) is not None
    )
    export = plan_of(arguments, inputs=inputs)
    check_folder(arguments.out, arguments.overwrite)
    with ExitStack() as held:
        with progress_bar(notices()) as bar:
            bar.add_task("Loading the network", total=None)
            renderer = held.enter_context(loaded(arguments))
        plan = StimuliPlan(
            tuple(face for said in arguments.faces for face in _faces(said, renderer.info)),
            tuple(arguments.attributes),
            arguments.levels,
            arguments.design,
            arguments.zero,
            arguments.tolerance,
            arguments.order_seed,
        )
        ws = [renderer.compose(recipe) for recipe in plan.faces]  # all of them fit, or nothing
        levers = levers_of(renderer.info)
        for name in plan.attributes:
            lever_named(levers, name)
        pictures = pictures_plan(export)
        there = known_rows(plan, pictures)
        checking = sound_rows(pictures.folder.parent, there)
        known = run_steps(checking, notices(), text="Checking", stays=False, logged=False)
        if known:
            say(f"{len(known)} of {plan.count} pictures are done already")
        if damaged := len(there) - len(known):
            are = "1 is" if damaged == 1 else f"{damaged} are"
            say(f"{are} damaged and will be made again")
        forecast = Forecast(renderer.info, levers)
        doubts = forecast.doubts(plan, ws)
        for line in doubts_told([each for each in doubts if each.cell not in known]):
            say(line)
        if not forecast.measured:
            say(UNMEASURED)
        files = fetched(LABEL_NETS)
        for wanted in IDENTITY_SETS:
            files |= fetched(wanted)
        making = Making(
            plan,
            Ruler(renderer.info, AtHand(renderer), files, processors()),
            renderer.info,
            pictures,
            drawing(preparation, renderer),
            note=_tell,
            known=known,
        )
        result = run_steps(making.run(), notices(), text="Making stimuli")
    found = result.summary
    say(f"{found.made} of {found.wanted} pictures are in {arguments.out}")
    for line in told(found, result.seconds, result.new):
        say(line)
    if arguments.json:
        out_json(to_json(found, result.seconds, result.new))
    if found.made < found.wanted:
        say(
            "For what was not reached choose levels nearer to 0, or faces whose own values lie "
            "nearer to the mean: stimuli.csv has them.",
        )
    return 0 if found.made == found.wanted else 1


def _faces(said: str, model: ModelInfo) -> list[Recipe]:
    if said == STDIN:
        return [recipe_from_json(sys.stdin.buffer.read(MAX_BYTES + 1))]
    path = path_of(said)
    if path is None:
        return [named_face(said, model)[1]]
    faces = Bases(path)
    faces.tell_apart(model, None)
    return [face for _, face in faces]


def _tell(row: Row) -> None:
    if row.reason:
        say(f"{row.cell.id}: {row.reason}")
    elif row.beyond:
        say(
            f"{row.cell.id}: look at it, its sliders go beyond what the network draws well",
        )
    elif row.held_off:
        say(f"{row.cell.id}: look at it, {', '.join(row.held_off)} could not be held")


def _levels(text: str) -> tuple[float, ...]:
    return tuple(parsing.number(each) for each in text.split(","))
