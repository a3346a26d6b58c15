"""What `facelab render` and `facelab make` have in common: where pictures go, how, and with which
network.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from facelab.cli import parsing
from facelab.cli.background import Backgrounds, add_background
from facelab.cli.background import inputs as backdrops
from facelab.cli.console import say
from facelab.cli.first_check import FIRST_CHECK
from facelab.cli.marks import Marks, add_marks
from facelab.cli.models import model_path
from facelab.cli.outputs import add_overwrite
from facelab.cli.progress import Counter
from facelab.engine import Renderer, load
from facelab.errors import ExportError, RecipeError
from facelab.export.formats import writer_of
from facelab.export.named import NAMED, USUAL, named_format
from facelab.export.names import FIELDS, check_pattern
from facelab.export.plan import Draw, Drawing, Made, Order, Plan, Refused
from facelab.export.sizes import LARGEST, SMALLEST
from facelab.export.writer import Pixels
from facelab.progress import Stop, go_on
from facelab.recipe import Recipe

TOLD_AT_END = 50  # of what was refused
TOLD = 5  # names that were taken; more are only said to be there


def add_output(parser: argparse.ArgumentParser, required: bool = True) -> argparse._ArgumentGroup:
    """The options that say where pictures go and how. Returns their group."""
    out = parser.add_argument_group("output")
    out.add_argument(
        "-o",
        "--out",
        type=parsing.path,
        required=required,
        metavar="DIR",
        help=(
            "output folder (same as --outdir); if a name is taken, a number is added: "
            "seed0007-2.png"
        ),
    )
    add_overwrite(out)
    out.add_argument(
        "--format",
        choices=tuple(NAMED),
        default=USUAL,
        metavar="NAME",
        help=f"what the pictures are for ({USUAL}): {', '.join(NAMED)}",
    )
    out.add_argument(
        "--name",
        metavar="PATTERN",
        help=("names of the files: text and " + ", ".join(f"{{{field}}}" for field in FIELDS)),
    )
    out.add_argument(
        "--size",
        type=int,
        metavar="N",
        help=f"longest edge in pixels, {SMALLEST} to {LARGEST} (the network's own)",
    )
    add_background(out)
    out.add_argument("--json", action="store_true", help="write each recipe next to its picture")
    out.add_argument(
        "--device", choices=("auto", "cuda", "mps", "cpu"), default="auto", help="(auto)"
    )
    out.add_argument(
        "--model",
        metavar="NAME|FILE",
        help=(
            "network (the catalogue's default), or a file of your own: .pkl of NVIDIA, .pt of "
            "rosinality, .safetensors; same as --network"
        ),
    )
    add_marks(parser)
    return out


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
    named = named_format(arguments.format)
    marks = Marks(arguments)
    plan = Plan(
        folder=arguments.out,
        pattern=arguments.name or pattern,
        encoding=named.encoding,
        longest=size or named.longest,
        overwrite=arguments.overwrite,
        with_recipe=arguments.json,
        inputs=(*inputs, *backdrops(arguments.background)),
        metadata=marks.metadata,
        marking=marks.marking,
        found=marks.found,
        tell=marks.tell,
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


def drawing(renderer: Renderer, backgrounds: Backgrounds, plan: Plan) -> Draw:
    """How a network draws a face before its background, for `Plan.carried_out`."""
    linear = writer_of(plan.encoding.format).linear

    def draw(recipe: Recipe, in_float: bool) -> Pixels:
        drawn = renderer.full_float(recipe) if in_float else renderer.full(recipe).rgb()
        return backgrounds(drawn, linear)

    return draw


class Taken:
    """Tells of names that were taken, the first few one by one."""

    def __init__(self) -> None:
        self._count = 0

    def note(self, made: Made) -> None:
        """A picture has left."""
        if not made.new or made.path == made.wanted:
            return
        self._count += 1
        if self._count <= TOLD:
            say(f"{made.wanted.name} already exists; saved as {made.path.name}")
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
    orders: Iterable[Order | Refused],
    draw: Draw | None,
    counter: Counter,
    forgiving: bool = False,
    note: Callable[[Made], None] = lambda made: None,
    elsewhere: Drawing | None = None,
    stopped: Stop = go_on,
) -> Tally:
    """Draw and write faces, and tell what happens to their names.

    Parameters
    ----------
    elsewhere : callable, optional
        Draws in place of `draw`.
    stopped : callable
        Whether it ended before its time because somebody wished so.
    note : callable
        Called with each that has left, or was there already.

    Raises
    ------
    ExportError
        A file cannot be written; it says how many are whole.
    """
    tally, taken = Tally(), Taken()
    try:
        if elsewhere is not None:
            steps = plan.brought_in(orders, elsewhere, forgiving)
        else:
            assert draw is not None
            steps = plan.carried_out(orders, draw, forgiving)
        for done in steps:
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
