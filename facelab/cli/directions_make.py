"""`facelab directions fit` and `report`: making named directions, and judging them."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from facelab import destinations, paths
from facelab.checkpoints.directions import (
    DirectionsFile,
    directions_path,
    fitted_path,
    read_directions,
)
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.checkpoints.fits import replace_directions
from facelab.checkpoints.store import Metadata
from facelab.cli import parsing
from facelab.cli.console import notices, say
from facelab.cli.marks import Marks
from facelab.cli.models import is_own, model_metadata
from facelab.cli.outputs import add_overwrite, chosen_output, made_into, opened_output
from facelab.cli.packaged import fetched
from facelab.cli.parser import OneLineParser
from facelab.cli.progress import run_steps
from facelab.cli.tables import PlainTable, print_table
from facelab.errors import ExportError, RecipeError, WeightsError
from facelab.export.provenance.facts import Parts, parts_of_environment
from facelab.labels.direction_words import with_words
from facelab.paths import expanded
from facelab.recipe import ModelRef, Recipe, Seed

if TYPE_CHECKING:
    from PIL import Image

    from facelab.solve.direction_measure import Bench
    from facelab.solve.direction_outlook import Outlook

FACES = 20_000
_NETWORK = "a network of faces of any family (the catalogue's default)"


def add_verbs(verbs: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the commands."""
    fitting = verbs.add_parser(
        "fit",
        help="make a network's named directions",
        description=(
            "Draw faces, label them with small networks that are downloaded once, "
            "fit the directions, test and judge them on other faces, and write their "
            "file. It says before how many hours this takes: about two for the catalogue's "
            "network on two cores. If it is interrupted, run it again to continue."
        ),
    )
    fitting.add_argument("name", nargs="?", metavar="NAME|FILE", help=_NETWORK)
    fitting.add_argument(
        "--faces", type=int, default=FACES, metavar="N", help=f"faces to learn from ({FACES})"
    )
    fitting.add_argument(
        "--words",
        action="store_true",
        help="only bring titles and descriptions up to date, in a second; no face changes",
    )
    _add_places(fitting)
    fitting.set_defaults(run=run_fit)

    judging = verbs.add_parser(
        "report",
        help="judge a network's named directions",
        description=(
            "Label edited faces, using seeds the directions were not made from, and "
            "write the figures (.json) and a sheet of pictures (.png)."
        ),
    )
    judging.add_argument("name", nargs="?", metavar="NAME|FILE", help=_NETWORK)
    judging.add_argument(
        "--compare",
        action="append",
        default=[],
        metavar="DIRECTION=FILE",
        help="also judge a published direction on the same faces, for example smile=other.npy",
    )
    judging.add_argument("--no-sheet", action="store_true", help="figures only")
    judging.add_argument(
        "--update", action="store_true", help="also write the figures into the directions' file"
    )
    _add_places(judging)
    judging.set_defaults(run=run_report)


def _add_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder",
        type=parsing.path,
        metavar="DIR",
        help="where to keep faces and measurements, about 30 kB per face (next to the networks)",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=parsing.path,
        metavar="FILE",
        help="(fit: where facelab looks for it; report: next to the directions' file)",
    )
    parser.add_argument(
        "--device",
        choices=("auto", "cuda", "mps", "cpu"),
        default="cpu",
        help="where faces are drawn (cpu)",
    )
    add_overwrite(parser)


def run_fit(arguments: argparse.Namespace) -> int:
    """Make the directions, judge them, and write their file."""
    network, metadata = model_metadata(arguments.name)
    usual = _usual_place(metadata)
    output = chosen_output(arguments, usual, destinations.NETWORK_PART)
    if arguments.words:
        worded = with_words(_read_named(usual, metadata))
        try:
            _, output = made_into(
                output, usual, arguments.overwrite, lambda path: replace_directions(path, worded)
            )
        except OSError as error:
            raise _unwritten("The directions", output, error) from error
        say(f"Ready: {output}")
        return 0
    folder = arguments.folder or _own_folder(metadata)
    console = notices()
    nets = fetched(LABEL_NETS)

    from facelab.solve.direction_bench import FaceSource, make_bench
    from facelab.solve.direction_outlook import outlook
    from facelab.solve.direction_report import judge_directions, with_figures
    from facelab.solve.named_directions import check_enough, make_named_directions, scale_of

    check_enough(arguments.faces)
    source = FaceSource(network, arguments.device)
    try:
        _say_how_long(outlook(source, nets, folder, arguments.faces))
        usual.parent.mkdir(parents=True, exist_ok=True)
        job = make_named_directions(source, nets, folder, arguments.faces)
        made = run_steps(job, console)
        bench = make_bench(source, nets, scale_of(made), folder)
        report = run_steps(judge_directions(bench, made), console)
        judged = with_figures(made, report)
        _, output = made_into(
            output, usual, arguments.overwrite, lambda path: replace_directions(path, judged)
        )
    except OSError as error:
        raise _unwritten("The directions", output, error) from error
    finally:
        source.close()
    _print_summary(report)
    say(f"Ready: {output}")
    return 0


def run_report(arguments: argparse.Namespace) -> int:
    """Judge the directions of a network."""
    network, metadata = model_metadata(arguments.name)
    place = _usual_place(metadata)
    directions = _read_named(place, metadata)
    wanted = [_parse_compared(text, directions) for text in arguments.compare]
    usual, read = place.with_suffix(".json"), [path for _, path in wanted]
    output = chosen_output(arguments, usual, destinations.RECIPE, read)
    sheet, usual_sheet = output.with_suffix(".png"), usual.with_suffix(".png")
    if sheet != usual_sheet and not arguments.no_sheet:
        destinations.named(sheet, destinations.PICTURE, arguments.overwrite, read)
    folder = arguments.folder or _own_folder(metadata)
    console = notices()
    nets = fetched(LABEL_NETS)

    from facelab.engine.loading import shape_of
    from facelab.solve.contact_sheet import contact_sheet
    from facelab.solve.direction_bench import FaceSource, make_bench
    from facelab.solve.direction_report import judge_directions, with_figures
    from facelab.solve.named_directions import scale_of
    from facelab.solve.other_directions import read_other

    shape = shape_of(metadata)
    others = [read_other(path, each, directions, shape) for each, path in wanted]
    source = FaceSource(network, arguments.device)
    try:
        bench: Bench = make_bench(source, nets, scale_of(directions), folder)
        report = run_steps(judge_directions(bench, directions, others), console)
        judged = with_figures(directions, report)
        with opened_output(output, usual, destinations.RECIPE, arguments.overwrite) as file:
            file.write((json.dumps(report, indent=1) + "\n").encode())
        if arguments.update:
            replace_directions(place, judged)
        if not arguments.no_sheet:
            picture = run_steps(contact_sheet(bench, judged), console)
            end, overwrite = destinations.PICTURE, arguments.overwrite
            with opened_output(sheet, usual_sheet, end, overwrite) as file:
                file.write(_marked(picture, metadata))
    except OSError as error:
        raise _unwritten("The report", output, error) from error
    finally:
        source.close()
    print_table(_figures(report))
    _print_summary(report)
    say(f"Ready: {output}")
    return 0


def _marked(sheet: Image.Image, metadata: Metadata) -> bytes:
    """The sheet as a PNG that says what it is, as every picture that leaves."""
    from facelab.export.writer import Picture
    from facelab.export.writing import encoded

    marks = Marks(argparse.Namespace(), parts_of_environment() or Parts())
    recipe = Recipe(ModelRef(metadata.model_sha256, metadata.name), Seed(0))
    said = replace(marks.metadata(recipe), recipe=None)  # of no single face
    made = encoded(Picture(np.asarray(sheet), recipe), said, marking=marks.marking)
    marks.tell()
    return made


def _own_folder(metadata: Metadata) -> Path:
    # A folder is for one network: faces of another would spoil the directions. What a file calls
    # itself names no folder.
    sha256 = metadata.model_sha256
    name = sha256[:16] if is_own(metadata.name) else f"{metadata.name}-{sha256[:8]}"
    return paths.weights_cache() / paths.FIT_DIRECTIONS / name


def _usual_place(metadata: Metadata) -> Path:
    """Where facelab looks for the named directions of a network."""
    if is_own(metadata.name):
        return fitted_path(metadata.model_sha256)
    return directions_path(metadata.name)


def _read_named(place: Path, metadata: Metadata) -> DirectionsFile:
    if not place.is_file():
        raise WeightsError(
            f"The network {metadata.title} has no named directions.",
            "Nobody has fitted any to it on this machine.",
            "Make them with `facelab directions fit`, if it draws faces.",
        )
    return read_directions(place, metadata.model_sha256)


def _say_how_long(expected: Outlook) -> None:
    hours = expected.seconds / 3600
    long = f"{hours:.1f} hours" if hours >= 1 else f"{max(1, round(hours * 60))} minutes"
    say(
        f"This takes about {long}: {expected.left} faces are still to be drawn at "
        f"{expected.size} pixels, then all are labelled and edits tried. Ctrl+C stops it; the "
        "same command continues."
    )


def _parse_compared(text: str, directions: DirectionsFile) -> tuple[str, Path]:
    each, _, file = text.partition("=")
    known = [named.id for named in directions.metadata.directions]
    if not file or each not in known:
        raise RecipeError(
            f"--compare {text}: expected DIRECTION=FILE; the directions are {', '.join(known)}"
        )
    return each, expanded(Path(file))


def _figures(report: dict[str, Any]) -> PlainTable:
    table = PlainTable()
    for heading in ("name", "selectivity", "unlocked", "monotone", "identity", "unlocked",
                    "surroundings", "gain", "r", "layers", "breaks at"):  # fmt: skip
        table.add_column(heading, justify="left" if heading == "name" else "right")
    for name, each in report["directions"].items():
        figures = each["figures"]
        table.add(
            name,
            f"{figures['selectivity']:.1f}",
            f"{figures['selectivity_unlocked']:.1f}",
            f"{figures['monotone']:.0%}",
            f"{figures['identity']:.2f}",
            f"{each['identity_unlocked']:.2f}",
            f"{each['surroundings']:.2f}",
            f"{figures['gain']:.2f}",
            f"{each['held_out']:.2f}",
            "-".join(map(str, each["layers"])),
            f"{each['breaks_at']:g}",
        )
    for each in report["others"]:
        table.add(
            f"{each['name']} ({each['direction']})",
            f"{each['selectivity']:.1f}",
            "",
            f"{each['monotone']:.0%}",
            f"{each['identity']:.2f}",
            "",
            "",
            f"{each['gain']:.2f}",
        )
    return table


def _print_summary(report: dict[str, Any]) -> None:
    for name, value in report["summary"].items():
        say(f"{name.replace('_', ' ')}: {value}")


def _unwritten(what: str, path: Path, error: OSError) -> ExportError:
    return ExportError(
        f"{what} could not be written.",
        f"{error.filename or path}: {error.strerror or error}.",
        "Choose another place with --output or --folder.",
    )
