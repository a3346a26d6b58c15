"""What `facelab render` and `facelab make` have in common: where pictures go, how, and with which
network.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from facelab.cli import parsing
from facelab.cli.background import add_background
from facelab.cli.console import say
from facelab.cli.first_check import FIRST_CHECK
from facelab.cli.formats import chosen_preparation
from facelab.cli.marks import Marks, add_marks
from facelab.cli.models import model_path
from facelab.cli.outputs import add_overwrite
from facelab.cli.packaged import fetching
from facelab.cli.progress import Counter, noticed
from facelab.engine import Renderer, load
from facelab.errors import ExportError, RecipeError
from facelab.export.named import ENHANCED as SIZES
from facelab.export.named import NAMED, USUAL
from facelab.export.names import FIELDS, check_pattern
from facelab.export.orders import Made, Refused
from facelab.export.plan import Plan
from facelab.export.sizes import LARGEST, SMALLEST
from facelab.export.writer import Pixels
from facelab.preparing.leaving import DrawPrepared, Leaving, plan_for
from facelab.preparing.preparation import Preparation
from facelab.preparing.prepare import Fetch, Preparer
from facelab.progress import Progress, Stop, finish
from facelab.recipe import Recipe

TOLD_AT_END = 50  # of what was refused
TOLD = 5  # names that were taken; more are only said to be there


PICTURES_GO = (
    "output folder (same as --outdir); if a name is taken, a number is added: seed0007-2.png"
)


def add_output(
    parser: argparse.ArgumentParser,
    required: bool = True,
    usual: str = USUAL,
    where: str = PICTURES_GO,
    named: bool = True,
    json: str = "write each recipe next to its picture",
) -> argparse._ArgumentGroup:
    """The options that say where pictures go and how. Returns their group.

    Parameters
    ----------
    parser : ArgumentParser
    required : bool
        Whether they go anywhere at all times.
    usual : str
        Name of the format that they have if none is named.
    where : str
        What is said of the folder.
    named : bool
        Whether the user may say how files are called.
    json : str
        What `--json` does.
    """
    out = parser.add_argument_group("output")
    out.add_argument(
        "-o",
        "--out",
        type=parsing.path,
        required=required,
        metavar="DIR",
        help=where,
    )
    add_overwrite(out)
    out.add_argument(
        "--format",
        default=usual,
        metavar="NAME|FILE",
        help=(
            f"what the pictures are for ({usual}): {', '.join(NAMED)}, one that you made in the "
            "window, or a file of one; see `facelab info --formats`"
        ),
    )
    if named:
        out.add_argument(
            "--name",
            metavar="PATTERN",
            help="names of the files: text and " + ", ".join(f"{{{field}}}" for field in FIELDS),
        )
    else:
        parser.set_defaults(name=None)
    out.add_argument(
        "--size",
        type=int,
        metavar="N",
        help=(
            f"longest edge in pixels, {SMALLEST} to {LARGEST} (the format's, or the network's "
            "own); on a sheet, that of each face"
        ),
    )
    out.add_argument(
        "--enhance",
        type=int,
        choices=SIZES,
        metavar="|".join(map(str, SIZES)),
        help=(
            "have a second network draw faces anew at this size; its fine detail is invented. It "
            "is downloaded the first time, and takes a minute or more a face on a CPU"
        ),
    )
    add_background(out)
    out.add_argument("--json", action="store_true", help=json)
    add_network(out)
    add_marks(parser)
    return out


def add_network(group: argparse._ArgumentGroup) -> None:
    """The options that say which network draws, and where."""
    group.add_argument(
        "--device", choices=("auto", "cuda", "mps", "cpu"), default="auto", help="(auto)"
    )
    group.add_argument(
        "--model",
        metavar="NAME|FILE",
        help=(
            "network (the catalogue's default), or a file of your own: .pkl of NVIDIA, .pt of "
            "rosinality, .safetensors; same as --network"
        ),
    )


def plan_of(
    arguments: argparse.Namespace, pattern: str = "{name}", inputs: tuple[Path, ...] = ()
) -> Plan:
    """What the options say.

    Raises
    ------
    RecipeError, DestinationError
        They make no sense, or nothing may be written there.
    """
    if arguments.out is None:
        raise RecipeError("the following arguments are required: -o/--out")
    if arguments.out.exists() and not arguments.out.is_dir():
        raise RecipeError(f"-o {arguments.out} is a file; give a folder")
    size = arguments.size
    if size is not None and not SMALLEST <= size <= LARGEST:
        raise RecipeError(f"--size {size}: choose {SMALLEST} to {LARGEST}")
    if arguments.name is not None:
        check_pattern(arguments.name)
    preparation = chosen_preparation(arguments)
    marks = Marks(arguments)
    plan = plan_for(
        preparation,
        Plan(
            folder=arguments.out,
            pattern=arguments.name or preparation.format.pattern or pattern,
            overwrite=arguments.overwrite,
            with_recipe=arguments.json,
            inputs=inputs,
            metadata=marks.metadata,
            marking=marks.marking,
            found=marks.found,
            tell=marks.tell,
        ),
    )
    plan.check()
    return plan


@contextmanager
def loaded(arguments: argparse.Namespace) -> Iterator[Renderer]:
    """The network that the options name."""
    renderer = load(
        model_path(arguments.model), arguments.device, say, first_check=lambda: say(FIRST_CHECK)
    )
    try:
        yield renderer
    finally:
        renderer.close()


def drawing(preparation: Preparation, renderer: Renderer, fetch: Fetch = fetching) -> DrawPrepared:
    """How a network draws faces as they are wanted, with all that is needed for it.

    Raises
    ------
    ExportError
        The picture that is put behind cannot be read.
    DownloadError, WeightsError
        A network beside the generator cannot be fetched or used.
    """
    preparer = Preparer(fetch)
    finish(preparer.ready(preparation, renderer.info.resolution))

    def draw(recipe: Recipe, in_float: bool) -> Pixels:
        return renderer.full_float(recipe) if in_float else renderer.full(recipe).rgb()

    return DrawPrepared(draw, preparer, preparation)


class Taken:
    """Tells of names that were taken, the first few one by one."""

    def __init__(self) -> None:
        self._count = 0
        self._last: Path | None = None  # several faces may be in one file

    def note(self, made: Made) -> None:
        """A picture has left."""
        if made.new and made.path != self._last:
            self._last = made.path
            self.saved(made.wanted, made.path)

    def saved(self, wanted: Path, path: Path) -> None:
        """A file was saved, perhaps by another name than was wanted."""
        if path == wanted:
            return
        self._count += 1
        if self._count <= TOLD:
            say(f"{wanted.name} already exists; saved as {path.name}")
        elif self._count == TOLD + 1:
            say("More names already exist; those faces are numbered the same way.")


def counted(count: int) -> str:
    """How many, as in "1 face" and "2 faces"."""
    return f"{count} {'face' if count == 1 else 'faces'}"


@dataclass
class Tally:
    """What became of faces that were to leave.

    Attributes
    ----------
    new, there : int
        Drawn and written; there already.
    refused : list of Refused
        The first `TOLD_AT_END`.
    refused_count : int
    """

    new: int = 0
    there: int = 0
    refused: list[Refused] = field(default_factory=list)
    refused_count: int = 0


def carry_out(
    plan: Plan,
    steps: Leaving,
    counter: Counter,
    note: Callable[[Made], None] = lambda made: None,
    stopped: Stop | None = None,
) -> Tally:
    """Have faces drawn and written, and tell what happens to their names.

    Parameters
    ----------
    plan : Plan
    steps : Leaving
        Carry the plan out, as `facelab.preparing.leaving` does.
    counter : Counter
    note : callable
        Called with each that has left, or was there already.
    stopped : callable, optional
        Whether it ended before its time because somebody wished so; by default Ctrl+C ends it.

    Raises
    ------
    ExportError
        A file cannot be written; it says how many are whole.
    """
    if stopped is None:
        with noticed() as pressed:
            # signing calls back into Python, where an interruption may be lost
            return carry_out(plan, _until(steps, pressed), counter, note, pressed)
    tally, taken = Tally(), Taken()
    try:
        for done in steps:
            if isinstance(done, Progress):
                counter.within(done)
                continue
            if isinstance(done, Refused):
                tally.refused_count += 1
                if tally.refused_count <= TOLD_AT_END:
                    tally.refused.append(done)
                say(f"{done.where}: {done.error}")
            else:
                tally.new += done.new
                tally.there += not done.new
                taken.note(done)
                note(done)
            counter.step()
        if stopped():
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        say(f"{counted(tally.new)} saved to {plan.folder}; each file is whole.")
        raise
    except ExportError as error:
        if not tally.new:
            raise
        whole = f"{counted(tally.new)} saved to {plan.folder} before that."
        raise type(error)(error.what, f"{error.why} {whole}", error.fix) from error
    plan.tell()
    return tally


def _until(steps: Leaving, pressed: Stop) -> Leaving:
    """The steps up to one in which Ctrl+C was pressed."""
    for step in steps:
        yield step
        if pressed():
            return
