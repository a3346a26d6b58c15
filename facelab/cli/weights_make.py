"""`facelab weights fit-preview`, `measure` and `measure-weave`: the small files that go with a
network.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from facelab import destinations, paths
from facelab.checkpoints.lattices import LatticeMetadata, own_lattice_path
from facelab.checkpoints.outside import read_network
from facelab.checkpoints.preview_heads import (
    HeadMetadata,
    own_head_path,
    own_light_path,
    preview_head_path,
    shipped_light_path,
)
from facelab.checkpoints.statistics import LatentStatistics, statistics_path
from facelab.cli import parsing
from facelab.cli.console import notices, say
from facelab.cli.models import is_own, model_entry, model_path
from facelab.cli.outputs import add_overwrite, chosen_output, made_into
from facelab.cli.parser import OneLineParser
from facelab.cli.progress import run_steps
from facelab.engine import load
from facelab.errors import ExportError, RecipeError

FACES, TRAINING_STEPS, SAMPLES, WEAVE_FACES = 400, 4000, 200_000, 48


def add_verbs(verbs: argparse._SubParsersAction[OneLineParser]) -> None:
    """Describe the commands."""
    fitting = verbs.add_parser(
        "fit-preview",
        help="make a network's preview head",
        description=(
            "Draw faces, fit the small network that draws previews to them, judge it "
            "on other faces, and write its file. If it is interrupted, run it again "
            "to continue."
        ),
    )
    fitting.add_argument(
        "name",
        nargs="?",
        metavar="NAME|FILE",
        help="a network of the catalogue (its default), one that you added, or a file of one",
    )
    fitting.add_argument(
        "--size",
        type=int,
        metavar="N",
        help=(
            "width of the previews in pixels, a quarter or half of the full width; of StyleGAN2 "
            "and 3 also an eighth (a quarter)"
        ),
    )
    fitting.add_argument(
        "--light",
        action="store_true",
        help="make the light one of this size, faster and less close (MobileStyleGAN only)",
    )
    fitting.add_argument(
        "--faces", type=int, default=FACES, metavar="N", help=f"faces to learn from ({FACES})"
    )
    fitting.add_argument(
        "--steps",
        type=int,
        default=TRAINING_STEPS,
        metavar="N",
        help=f"training steps ({TRAINING_STEPS})",
    )
    fitting.add_argument(
        "--folder",
        type=parsing.path,
        metavar="DIR",
        help=(
            "keep the faces here, 9 MB each at 256 pixels, 19 MB at 512 (a temporary folder "
            "next to the networks)"
        ),
    )
    fitting.add_argument(
        "-o", "--output", type=parsing.path, metavar="FILE", help="(where facelab looks for it)"
    )
    add_overwrite(fitting)
    fitting.set_defaults(run=run_fit_preview)

    measuring = verbs.add_parser(
        "measure",
        help="measure a network's w: mean and principal components",
        description=(
            "Measure the mean and the principal components of w, and write their "
            "file: the source of the sliders Component 1, 2 ..."
        ),
    )
    measuring.add_argument("name", nargs="?", metavar="NAME", help="(the catalogue's default)")
    measuring.add_argument(
        "--samples", type=int, default=SAMPLES, metavar="N", help=f"samples of w ({SAMPLES:,})"
    )
    measuring.add_argument(
        "-o", "--output", type=parsing.path, metavar="FILE", help="(where facelab looks for it)"
    )
    add_overwrite(measuring)
    measuring.set_defaults(run=run_measure)

    weave = verbs.add_parser(
        "measure-weave",
        help="measure the weave a network leaves on its pictures",
        description=(
            "Draw faces and find out whether the network leaves a regular weave on them. If it "
            "does, its clean faces are drawn without it from then on."
        ),
    )
    weave.add_argument("name", nargs="?", metavar="NAME", help="(the catalogue's default)")
    weave.add_argument(
        "--faces",
        type=int,
        default=WEAVE_FACES,
        metavar="N",
        help=f"faces to learn from ({WEAVE_FACES})",
    )
    weave.add_argument(
        "-o", "--output", type=parsing.path, metavar="FILE", help="(where facelab looks for it)"
    )
    add_overwrite(weave)
    weave.set_defaults(run=run_measure_weave)


def run_fit_preview(arguments: argparse.Namespace) -> int:
    """Make a preview head."""
    for option in ("faces", "steps"):
        _check_positive(option, getattr(arguments, option))
    network = model_path(arguments.name)
    metadata, _ = read_network(network)
    size: int = metadata.resolution // 4 if arguments.size is None else arguments.size
    _check_positive("size", size)
    # a folder is for one network and one size: faces of another would spoil the head
    kind = f"{size}-light" if arguments.light else str(size)
    own_name = f"{metadata.name}-{metadata.model_sha256[:8]}-{kind}"
    own_folder = paths.weights_cache() / paths.FIT_PREVIEW / own_name
    folder = arguments.folder or own_folder
    if arguments.light:
        own, shipped = own_light_path(metadata.model_sha256), shipped_light_path(metadata.name)
    else:
        own, shipped = (
            own_head_path(metadata.model_sha256, size),
            preview_head_path(metadata.name, size),
        )
    usual = own if is_own(arguments.name) else shipped  # that of the catalogue comes with facelab
    output = chosen_output(arguments, usual, destinations.NETWORK_PART)

    from facelab.solve.made_files import make_preview_head  # imports torch

    def make(path: Path) -> HeadMetadata:
        job = make_preview_head(
            network,
            path,
            folder,
            size,
            arguments.faces,
            arguments.steps,
            light=arguments.light,
        )
        return run_steps(job, notices())

    try:
        made, output = made_into(output, usual, arguments.overwrite, make)
    except OSError as error:
        raise _unwritten("The preview head", output, error) from error
    if arguments.folder is None:
        shutil.rmtree(own_folder, ignore_errors=True)
    for name, value in made.figures.items():
        say(f"{name.replace('_', ' ')}: {value}")
    say(f"Ready: {output}")
    return 0


def run_measure(arguments: argparse.Namespace) -> int:
    """Measure the w of a network."""
    _check_positive("samples", arguments.samples)
    entry, network = model_entry(arguments.name), model_path(arguments.name)
    usual = statistics_path(entry.name)
    output = chosen_output(arguments, usual, destinations.NETWORK_PART)

    from facelab.solve.made_files import make_statistics  # imports torch

    def make(path: Path) -> LatentStatistics:
        return run_steps(make_statistics(network, path, arguments.samples), notices())

    try:
        found, output = made_into(output, usual, arguments.overwrite, make)
    except OSError as error:
        raise _unwritten("The statistics", output, error) from error
    say(f"Standard deviation of w along its first components: {found.sigma[:4].round(2)}")
    say(f"Ready: {output}")
    return 0


def run_measure_weave(arguments: argparse.Namespace) -> int:
    """Measure the lattice of a network."""
    _check_positive("faces", arguments.faces)
    entry, network = model_entry(arguments.name), model_path(arguments.name)
    usual = own_lattice_path(entry.model_sha256)
    output = chosen_output(arguments, usual, destinations.NETWORK_PART)

    from facelab.solve.weave_fit import make_lattice

    renderer = load(network, "auto", say)

    def make(path: Path) -> LatticeMetadata:
        return run_steps(make_lattice(renderer, path, arguments.faces), notices())

    try:
        made, output = made_into(output, usual, arguments.overwrite, make)
    except OSError as error:
        raise _unwritten("The measurement", output, error) from error
    finally:
        renderer.close()
    raw, clean = made.figures["raw"], made.figures["clean"]
    say(f"Weave in raw faces: mean {raw['mean']:.2f}, largest {raw['largest']:.2f} decades")
    say(f"Weave in clean faces: mean {clean['mean']:.2f}, largest {clean['largest']:.2f} decades")
    say(f"Ready: {output}")
    return 0


def _check_positive(option: str, value: int) -> None:
    if value < 1:
        raise RecipeError(f"--{option} must be at least 1, not {value}")


def _unwritten(what: str, path: Path, error: OSError) -> ExportError:
    return ExportError(
        f"{what} could not be written.",
        f"{path}: {error.strerror or error}.",
        "Choose another place with --output.",
    )
