"""Pages of faces as files: each page one, but of a PDF all together."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from facelab.export.formats.pdf import with_page
from facelab.export.lists import as_line
from facelab.export.names import Naming, file_stem, in_letters
from facelab.export.orders import Drawn, Made, Order
from facelab.export.plan import Places, Plan
from facelab.export.writer import Metadata, Picture
from facelab.export.writing import sealed, unsealed
from facelab.preparing.costs import Costs, bytes_key
from facelab.preparing.preparation import Preparation
from facelab.preparing.sheets import Cell, page_of, places_of

LINES = ".jsonl"  # the faces of a sheet, as `facelab render --from` takes them
DIGITS = 2


class SheetFiles:
    """Gathers faces, and writes a file whenever one is full.

    Parameters
    ----------
    plan : Plan
    preparation : Preparation
        Of a format that has a sheet.
    costs : Costs
    """

    def __init__(self, plan: Plan, preparation: Preparation, costs: Costs) -> None:
        sheet = preparation.format.sheet
        assert sheet is not None, "a format without a sheet writes a file a face"
        self._sheet = sheet
        self._plan, self._preparation, self._costs = plan, preparation, costs
        self._places = Places(plan)
        self._cells: list[Cell] = []
        self._orders: list[Order] = []  # of the file that is being made
        self._document = b""  # pages so far, where they are one file
        self._number = 0  # of the file
        self._seconds = 0.0
        self._side = 0

    def add(self, order: Order, drawn: Drawn, side: int, seconds: float) -> Iterator[Made]:
        """A face more; all of a file come back when it is written."""
        self._cells.append(Cell(order, drawn.pixels))
        self._orders.append(order)
        self._seconds += seconds
        self._side = side
        if len(self._cells) == places_of(self._sheet):
            yield from self._end_page()

    def close(self) -> Iterator[Made]:
        """What is left."""
        if self._cells:
            yield from self._end_page()
        if self._document:
            yield from self._write(self._document)

    def _end_page(self) -> Iterator[Made]:
        start = time.perf_counter()
        plan, first = self._plan, self._orders[0]
        picture = Picture(page_of(self._sheet, self._cells), first.recipe)
        self._cells = []
        # of several faces it says none as its own
        said: Metadata = replace(plan.metadata(first.recipe), recipe=None)
        if plan.encoding.format == "pdf":
            marked = Picture(plan.marking.pixels(picture.pixels), first.recipe)
            self._document = with_page(self._document, marked, said, plan.encoding)
            self._seconds += time.perf_counter() - start
            return
        content = unsealed(picture, said, plan.encoding, plan.marking)
        self._seconds += time.perf_counter() - start
        yield from self._write(content)

    def _write(self, content: bytes) -> Iterator[Made]:
        start = time.perf_counter()
        plan, orders = self._plan, self._orders
        self._number += 1
        naming = Naming(
            orders[0].name, orders[0].recipe, self._number, DIGITS, orders[0].cast, plan.today
        )
        suffix = self._preparation.format.suffix
        stem = in_letters(file_stem(plan.pattern, naming), plan.letters)
        wanted = plan.folder / f"{stem}{suffix}"
        self._places.check(wanted)
        beside = {}
        if plan.with_recipe:
            beside[LINES] = "".join(map(as_line, orders)).encode()
        signed = sealed(content, plan.encoding, plan.marking)
        path = self._places.write_whole(wanted, signed, beside)
        self._seconds += time.perf_counter() - start
        share = len(orders)
        self._costs.note_bytes(bytes_key(self._preparation, self._side), len(signed.file) / share)
        for order in orders:
            yield Made(order, path, wanted, True, self._seconds / share)
        self._orders, self._document, self._seconds = [], b"", 0.0
