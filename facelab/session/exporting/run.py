"""An export as a job: face after face drawn, prepared, marked and written."""

from __future__ import annotations

from collections.abc import Iterable

from facelab.export.orders import Drawn, Made, Order, Refused
from facelab.export.plan import Plan
from facelab.preparing.leaving import DrawPrepared, leaving
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe
from facelab.session.exporting.words import Tally


class Drawing(DrawPrepared):
    """Says when it begins with a face: on a sheet nothing is told of until it is full."""

    def __call__(self, recipe: Recipe, in_float: bool) -> Steps[Drawn]:
        """One face."""
        yield Progress(0, 1, "Drawing")
        return (yield from super().__call__(recipe, in_float))


def exported(
    orders: Iterable[Order | Refused], plan: Plan, draw: Drawing, side: int, tally: Tally
) -> Steps[None]:
    """Export faces one after another; what is on the disk is whole at any time.

    Parameters
    ----------
    orders : iterable of Order or Refused
        They may be read while it goes on.
    plan : Plan
        As `preparing.leaving.plan_for` makes it.
    draw : Drawing
    side : int
        Of the pictures that the network draws, in pixels.
    tally : Tally
        Told of each.

    Raises
    ------
    ExportError
        A file cannot be written: then none of the others can.
    DownloadError, WeightsError
        A network that is needed cannot be fetched or used.
    """
    plan.check()
    yield Progress(0, 0, "Starting")
    for now in draw.preparer.ready(draw.preparation, side):
        yield Progress(0, 0, now.text)
    for each in leaving(plan, orders, draw, forgiving=True):
        if isinstance(each, Made):
            tally.note_made(each.path)
            yield _overall(Progress(1, 1), tally)
        elif isinstance(each, Refused):
            tally.note_refused(each)
            yield _overall(Progress(1, 1), tally)
        else:
            yield _overall(each, tally)


def _overall(within: Progress, tally: Tally) -> Progress:
    """How far all is: faces that were begun, and how far the last of them is."""
    far = f": {tally.begun:,} of {tally.total:,}" if tally.total > 1 else ""
    done = max(0, tally.begun - 1) + (within.fraction or 0.0)
    return Progress(done, max(1, tally.total), f"{within.text or 'Drawing'}{far}")
