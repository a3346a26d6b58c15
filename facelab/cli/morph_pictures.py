"""A morph as pictures one after another, as editors take them: 0001.png, 0002.png ...

Each carries the recipe of its time and opens again as that face. The same command goes on where
it was stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from facelab.cli.console import notices, say
from facelab.cli.progress import counting
from facelab.engine import Renderer
from facelab.errors import DestinationError, ExportError, FacelabError
from facelab.export.orders import Made, Order
from facelab.export.plan import Plan
from facelab.export.reading import read_picture
from facelab.recipe.timeline import Timeline

DIGITS = 4  # at least


def write_pictures(plan: Plan, timeline: Timeline, rate: int, renderer: Renderer) -> None:
    """Draw those that are not there yet; each file is whole or not there.

    Raises
    ------
    ExportError
        One cannot be written, or has the name of a file that is something else.
    """
    count = timeline.frame_count(rate)
    new = there = 0

    def orders() -> Iterator[Order]:
        digits = max(DIGITS, len(str(count)))
        for k, recipe in enumerate(timeline.frames(rate), 1):
            order = Order(k, f"{k:0{digits}d}", renderer.info.sealed(recipe))
            if plan.resume:
                _check_place(plan, order)
            yield order

    try:
        with counting(notices()) as counter:
            counter.begin("Rendering", count)
            for made in plan.carried_out(orders(), lambda recipe, _: renderer.full(recipe).rgb()):
                assert isinstance(made, Made), "nothing is forgiven here"
                new, there = new + made.new, there + (not made.new)
                counter.step()
    except (KeyboardInterrupt, ExportError):
        if new + there:
            say(
                f"{new + there:,} of {count:,} pictures are in {plan.folder}, each of them whole; "
                "the same command goes on from there."
            )
        raise
    plan.tell()
    before = f", {there:,} were there already" if there else ""
    say(f"{new:,} pictures saved to {plan.folder}{before}")


def _check_place(plan: Plan, order: Order) -> None:
    """Refuse a number that another picture has: with one of a series elsewhere it is none."""
    wanted: Path = plan.wanted(order)
    if not wanted.exists():
        return
    with suppress(FacelabError):  # no picture of facelab's: something else
        if read_picture(wanted) == (order.recipe, plan.prepared):
            return
    raise DestinationError(
        f"{wanted.name} was not saved.",
        f"{plan.folder} holds another picture of that name.",
        "Choose another folder, or add --overwrite to replace what is there.",
    )
