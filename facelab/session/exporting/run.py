"""An export as a job: face after face drawn, prepared, marked and written."""

from __future__ import annotations

from collections.abc import Iterable

from facelab.export.plan import Made, Order, Plan, Refused
from facelab.preparing.leaving import Prepared, leaving
from facelab.progress import Progress, Steps
from facelab.session.exporting.words import Tally


def exported(
    orders: Iterable[Order | Refused], plan: Plan, prepared: Prepared, side: int, tally: Tally
) -> Steps[None]:
    """Export faces one after another; what is on the disk is whole at any time.

    Parameters
    ----------
    orders : iterable of Order or Refused
        They may be read while it goes on.
    plan : Plan
        As `preparing.leaving.plan_for` makes it.
    prepared : Prepared
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
    for now in prepared.preparer.ready(prepared.preparation, side):
        yield Progress(0, 0, now.text)
    on_sheet = prepared.preparation.format.sheet is not None
    waiting = 0  # faces on a page that is not written yet
    for each in leaving(plan, orders, prepared, forgiving=True):
        within = Progress()
        if isinstance(each, Made):
            tally.note_made(each.path)
            waiting -= on_sheet
        elif isinstance(each, Refused):
            tally.note_refused(each)
        elif each.total > 0:
            within = each
        else:
            waiting += on_sheet
        yield _overall(within, tally, waiting)


def _overall(within: Progress, tally: Tally, waiting: int) -> Progress:
    """How far all is: faces that are over, and how far this one is."""
    over = tally.faces + tally.refused_count + waiting
    far = f": {min(over + 1, tally.total)} of {tally.total}" if tally.total > 1 else ""
    done = over + (within.fraction or 0.0)
    return Progress(done, max(1, tally.total), f"{within.text or 'Drawing'}{far}")
