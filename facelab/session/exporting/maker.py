"""Makes what is looked at before it leaves: the very file, that is not written."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from facelab import destinations
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.errors import DownloadError, Stopped
from facelab.export.orders import Order
from facelab.export.plan import Plan
from facelab.export.sizes import sized, to_bytes
from facelab.export.writer import Marking, Picture, Pixels
from facelab.export.writing import encoded
from facelab.preparing.costs import Costs, bytes_key
from facelab.preparing.preparation import Preparation
from facelab.preparing.prepare import Preparer
from facelab.preparing.sheet_files import DIGITS
from facelab.preparing.sheets import Cell, page_of
from facelab.progress import Steps, Stop, finish
from facelab.session.exporting.look import Bytes, Look, Sample, Seen
from facelab.session.exporting.making import Marks, plan_of

REST_SECONDS = 0.25
LOOK_SECONDS = 0.02
LARGEST_SHOWN = 1400  # pixels of an edge; a screen has no more for it

Tell = Callable[[Seen], None]


class LookMaker:
    """Used by one thread. What has not changed is not made again.

    Parameters
    ----------
    costs : Costs
        Learns what each step takes.
    """

    def __init__(self, costs: Costs) -> None:
        self._costs = costs
        self._preparer = Preparer(_here, costs)
        self._prepared: tuple[Pixels, Preparation, Pixels] | None = None
        self._cells: tuple[object, list[Cell]] | None = None
        self._encoded: tuple[Pixels, Look, Bytes] | None = None
        self._sample: tuple[Pixels, tuple[float, float], Sample] | None = None

    def forget(self) -> None:
        """Give the memory back."""
        self._prepared = self._cells = self._encoded = self._sample = None

    def begin(self, look: Look) -> Seen:
        """What is known before anything is drawn."""
        preparation = look.preparation
        plan = plan_of(look.choice, preparation, Marks(look.parts))
        if look.is_sheet:  # whose files are counted, not its faces
            plan = replace(plan, digits=DIGITS)
        path, free = _place(plan, look.orders[0])
        return Seen(look, missing=preparation.missing(), path=path, free=free)

    def make(self, look: Look, place: int, pixels: Pixels, over: Stop, tell: Tell) -> bool:
        """Make it of a face that was drawn, the one at a place among `look.orders`.

        Returns
        -------
        bool
            Whether the next face is wanted.

        Raises
        ------
        Stopped
            `over` said so.
        """
        preparation, side = look.preparation, pixels.shape[0]
        seen = self.begin(look)
        made = self._made(look, place, pixels, _without(preparation, seen.missing), over)
        seen = replace(
            seen, pixels=_shown(made), size=(made.shape[1], made.shape[0]),
            cost=self._costs.of(preparation, side),
        )  # fmt: skip
        tell(seen)
        if look.is_sheet and place + 1 < len(look.orders):
            return True
        if seen.missing:
            return False
        if preparation.format.enhance:
            seen = replace(seen, sample=self._sampled(pixels, look.place, over))
            seen = replace(seen, cost=self._costs.of(preparation, side))
            tell(seen)
        _rest(over)
        exact = self._exact(made, look, side, over)
        tell(replace(seen, pixels=exact, exact=True, cost=self._costs.of(preparation, side)))
        return False

    def _made(self, look: Look, place: int, pixels: Pixels, how: Preparation, over: Stop) -> Pixels:
        if not look.is_sheet:
            return self._prepare(pixels, how, look.preparation, over)
        sheet = how.format.sheet
        assert sheet is not None
        key = (how, look.orders)
        if self._cells is None or self._cells[0] != key:
            self._cells = key, []
        cells = self._cells[1]
        if place == len(cells):
            one = self._prepare(pixels, how, look.preparation, over)
            cells.append(Cell(look.orders[place], one))
        return page_of(sheet, cells)

    def _prepare(self, pixels: Pixels, how: Preparation, wanted: Preparation, over: Stop) -> Pixels:
        held = self._prepared
        if held is None or held[0] is not pixels or held[1] != how:
            start = time.perf_counter()
            drawn = finish(self._preparer.prepared(pixels, how, over), over)
            if how.is_plain and not wanted.is_plain:  # else it was noted step by step
                final = wanted.final_side(pixels.shape[0])
                self._costs.note("shape", time.perf_counter() - start, final)
            self._prepared = held = pixels, how, drawn.pixels
        return held[2]

    def _sampled(self, pixels: Pixels, place: tuple[float, float], over: Stop) -> Sample:
        held = self._sample
        if held is None or held[0] is not pixels or held[1] != place:
            found = finish(self._preparer.look(pixels, *place), over)
            sample = Sample(_shown(found.before), _shown(found.after))
            self._sample = held = pixels, place, sample
        return held[2]

    def _exact(self, made: Pixels, look: Look, side: int, over: Stop) -> Bytes:
        """The picture with its marks and its format's losses; size and time are noted."""
        held = self._encoded
        if held is not None and held[0] is made and _same_file(held[1], look):
            return held[2]
        marks = Marks(look.parts)
        plan = plan_of(look.choice, look.preparation, marks)
        recipe = look.orders[0].recipe
        said = plan.metadata(recipe)
        marked: list[Pixels] = [made]

        def mark(pixels: Pixels) -> Pixels:
            marked[0] = marks.marking.pixels(pixels)
            _end_if(over)
            return marked[0]

        def sign(content: bytes, media_type: str) -> bytes:
            _end_if(over)
            return marks.marking.file(content, media_type)

        start = time.perf_counter()
        content = encoded(
            Picture(made, recipe),
            replace(said, recipe=None) if look.is_sheet else said,
            plan.encoding,
            Marking(mark, sign, marks.marking.sidecar),
        )
        kind, faces = plan.encoding.format, len(look.orders)
        final = look.preparation.final_side(side)
        self._costs.note(f"write {kind}", (time.perf_counter() - start) / faces, final)
        self._costs.note_bytes(bytes_key(look.preparation, side), len(content) / faces)
        shown = _shown(_decoded(content) if kind in ("jpeg", "webp") else marked[0])
        self._encoded = made, look, shown
        return shown


def _same_file(one: Look, other: Look) -> bool:
    return (one.preparation, one.parts, one.orders) == (
        other.preparation, other.parts, other.orders
    )  # fmt: skip


def _here(nets: PackagedSet) -> Steps[dict[str, bytes]]:
    """Networks that are here: nothing is downloaded for a look."""
    if nets.missing():
        raise DownloadError("A network is missing.", "", "Download it first.")
    return (yield from nets.fetch())


def _rest(over: Stop) -> None:
    """Wait until the hand rests: a mark, an encoding and a signature each take up to seconds in
    which nobody can stop them.
    """
    until = time.monotonic() + REST_SECONDS
    while time.monotonic() < until:
        _end_if(over)
        time.sleep(LOOK_SECONDS)
    _end_if(over)


def _end_if(over: Stop) -> None:
    if over():
        raise Stopped


def _without(preparation: Preparation, missing: tuple[CatalogueEntry, ...]) -> Preparation:
    """What can be shown at once: never enhanced, and without what needs a missing network."""
    named = preparation.format.changed(enhance=0)
    quick = replace(preparation, format=named)
    if missing and quick.missing():
        named = named.changed(background="", research=None)
        quick = Preparation(named)
    return quick


def _place(plan: Plan, order: Order) -> tuple[Path, int | None]:
    """Where it will go, and the room that is there."""
    wanted = plan.wanted(order)
    path = wanted if plan.overwrite else destinations.free(wanted)
    folder = plan.folder
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return path, None
    return path, free


def _decoded(content: bytes) -> Bytes:
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGBA" if "A" in image.getbands() else "RGB"))


def _shown(pixels: Pixels) -> Bytes:
    """uint8 [h, w, 4] for a screen."""
    side = max(pixels.shape[:2])
    small = to_bytes(sized(pixels, min(side, LARGEST_SHOWN)))
    if small.shape[2] == 4:
        return np.ascontiguousarray(small)
    return np.dstack([small, np.full(small.shape[:2], 255, np.uint8)])
