"""Faces drawn, prepared and written one after another: the same for window and command line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TypeAlias

from facelab.errors import ModelError, RecipeError
from facelab.export.orders import Drawing, Drawn, Made, Order, Refused
from facelab.export.plan import Plan
from facelab.export.writer import Picture, Pixels
from facelab.export.writing import encoded
from facelab.preparing.costs import bytes_key
from facelab.preparing.measures import Measures
from facelab.preparing.preparation import Preparation
from facelab.preparing.prepare import Preparer
from facelab.preparing.sheet_files import SheetFiles
from facelab.progress import Progress, Steps, Stop, go_on
from facelab.recipe import Recipe

# Each face that has left, or not; of a sheet all come together when it is written. Between them
# how far one face is, if that takes long.
Leaving: TypeAlias = Iterator[Made | Refused | Progress]
# Draws a recipe as it is, in float32 or in uint8, as `Renderer.full_float` and `full` do.
DrawFace: TypeAlias = Callable[[Recipe, bool], Pixels]


def plan_for(preparation: Preparation, plan: Plan) -> Plan:
    """The plan with what a format says of files: their kind, their size, letters of their names.

    Raises
    ------
    ExportError
        The picture that is put behind cannot be read.
    """
    named = preparation.format
    return replace(
        plan,
        encoding=named.encoding,
        longest=None,  # seen to by who prepares
        prepared=preparation.way(),
        letters=named.letters,
        inputs=(*plan.inputs, *preparation.inputs),
    )


class DrawPrepared:
    """Draws faces and prepares them, as `Plan.carried_out` asks for it.

    Parameters
    ----------
    draw : callable
    preparer : Preparer
    preparation : Preparation
    stop : callable
        Asked within a face.
    """

    def __init__(
        self, draw: DrawFace, preparer: Preparer, preparation: Preparation, stop: Stop = go_on
    ) -> None:
        self.preparer, self.preparation = preparer, preparation
        self._draw, self._stop = draw, stop
        self.seconds = 0.0  # that the last face took
        self.side = 0  # of what the network drew

    def __call__(self, recipe: Recipe, in_float: bool) -> Steps[Drawn]:
        """One face; what is prepared is computed in float32, whatever the file takes."""
        wanted = self.preparation
        start = time.perf_counter()
        drawn = self._draw(recipe, in_float or wanted.wants_float)
        self.side = drawn.shape[0]
        self.preparer.costs.note("draw", time.perf_counter() - start, self.side)
        made = yield from self.preparer.prepared(drawn, wanted, self._stop)
        self.seconds = time.perf_counter() - start
        return made


def leaving(
    plan: Plan,
    orders: Iterable[Order | Refused],
    draw: DrawPrepared,
    forgiving: bool = False,
    stop: Stop = go_on,
) -> Leaving:
    """Draw, prepare and write faces, each to a file or several to one; each file is whole or not
    there.

    Parameters
    ----------
    plan : Plan
        As `plan_for` makes it.
    orders : iterable of Order or Refused
    draw : DrawPrepared
    forgiving : bool
        Pass over a face that cannot be drawn, and go on with the next.
    stop : callable
        Asked before each face.

    Raises
    ------
    ExportError
        A file cannot be written: then none of the others can.
    RecipeError, ModelError
        A face cannot be drawn, if not `forgiving`.
    DownloadError, WeightsError
        A network that is needed cannot be fetched or used.
    """
    if draw.preparation.format.sheet is not None:
        yield from _sheets(plan, orders, draw, forgiving, stop)
        return
    costs, encoding = draw.preparer.costs, plan.encoding.format
    for done in _tabled(plan, plan.carried_out(orders, draw, forgiving, stop)):
        if isinstance(done, Made) and done.new:
            final = draw.preparation.final_side(draw.side)
            costs.note(f"write {encoding}", done.seconds - draw.seconds, final)
            costs.note_bytes(bytes_key(draw.preparation, draw.side), done.path.stat().st_size)
        yield done


def leaving_from(
    plan: Plan, orders: Iterable[Order | Refused], drawing: Drawing, forgiving: bool = False
) -> Leaving:
    """The same where faces are drawn and prepared elsewhere, each for a file of its own.

    Raises
    ------
    ExportError, RecipeError, ModelError
        As `leaving`; and whatever ends those who draw.
    """
    return _tabled(plan, plan.brought_in(orders, drawing, forgiving))


def _tabled(plan: Plan, steps: Leaving) -> Leaving:
    """What was measured in new pictures is put into a table beside them."""
    with closing(Measures(plan.folder)) as measures:
        for done in steps:
            if isinstance(done, Made) and done.new:
                measures.note(done)
            yield done


def _sheets(
    plan: Plan,
    orders: Iterable[Order | Refused],
    draw: DrawPrepared,
    forgiving: bool,
    stop: Stop,
) -> Leaving:
    files = SheetFiles(plan, draw.preparation, draw.preparer.costs)
    for order in orders:
        if stop():
            break
        if isinstance(order, Refused):
            yield order
            continue
        try:
            drawn = yield from draw(order.recipe, plan.wants_float)
        except (RecipeError, ModelError) as error:
            if not forgiving:
                raise
            yield Refused(order.where or order.name, error)
            continue
        yield from files.add(order, drawn, draw.side, draw.seconds)
    yield from files.close()


def note_sample(
    drawn: Drawn, order: Order, plan: Plan, preparation: Preparation, preparer: Preparer, side: int
) -> int:
    """Encode a picture that is only looked at, so that its size is known before any is written.

    Returns
    -------
    int
        Bytes of its file; of a sheet, its share.
    """
    said = plan.metadata(order.recipe)
    picture = Picture(drawn.pixels, order.recipe)
    start = time.perf_counter()
    count = len(encoded(picture, said, plan.encoding, plan.marking))
    final = drawn.pixels.shape[0]
    preparer.costs.note(f"write {plan.encoding.format}", time.perf_counter() - start, final)
    preparer.costs.note_bytes(bytes_key(preparation, side), count)
    return count
