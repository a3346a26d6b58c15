"""Several faces on one page: contact sheets with names and seeds, and the face sets of games."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from facelab.export.named import Sheet
from facelab.export.names import face_name
from facelab.export.orders import Order
from facelab.export.sizes import to_bytes
from facelab.export.writer import Pixels
from facelab.plain_text import plain
from facelab.preparing.fonts import Font, readable
from facelab.preparing.shapes import colour

Bytes = NDArray[np.uint8]

_LETTERS = 0.055  # their height, of a cell's side
_LEAST = 9  # pixels; below that nobody could read them
_LEADING = 1.45
_SMALLER = 0.82  # the second line beside the first
_INK, _PALE = (24, 26, 30), (104, 108, 116)
_LIGHT_INK, _LIGHT_PALE = (240, 241, 244), (170, 174, 182)


@dataclass(frozen=True, eq=False)
class Cell:
    """A face on a sheet.

    Attributes
    ----------
    order : Order
    pixels : uint8 or float32 [cell, cell, 3 or 4]
    """

    order: Order
    pixels: Pixels


def places_of(sheet: Sheet) -> int:
    """How many faces are on one page."""
    return sheet.columns * sheet.rows


def page_of(sheet: Sheet, cells: Sequence[Cell]) -> Bytes:
    """A page [H, W, 3], or [H, W, 4] with straight alpha if it has no paper.

    It has all rows if the sheet is to be whole, else those that are used.

    Parameters
    ----------
    sheet : Sheet
    cells : sequence of Cell
        As many as fit, at most.
    """
    below = _text_height(sheet)
    used = -(-len(cells) // sheet.columns)
    rows = sheet.rows if sheet.whole else used
    columns = sheet.columns if sheet.whole or used > 1 else len(cells)
    width = columns * (sheet.cell + sheet.gap) + sheet.gap
    height = rows * (sheet.cell + below + sheet.gap) + sheet.gap
    page = np.zeros((height, width, 4), np.uint8)
    if sheet.paper:
        page[..., :3] = np.rint(colour(sheet.paper) * 255).astype(np.uint8)
        page[..., 3] = 255
    corners = []
    for number, cell in enumerate(cells):
        row, column = divmod(number, sheet.columns)
        top = sheet.gap + row * (sheet.cell + below + sheet.gap)
        left = sheet.gap + column * (sheet.cell + sheet.gap)
        corners.append((left, top + sheet.cell))
        _put(page[top : top + sheet.cell, left : left + sheet.cell], to_bytes(cell.pixels))
    if sheet.labels:
        page = _labelled(page, sheet, cells, corners)
    return page if not sheet.paper else np.ascontiguousarray(page[..., :3])


def _put(place: Bytes, pixels: Bytes) -> None:
    """A face over what is there, as displays mix colours."""
    if pixels.shape[2] == 3:
        place[..., :3], place[..., 3] = pixels, 255
        return
    if not place[..., 3].any():
        place[:] = pixels
        return
    alpha = pixels[..., 3:].astype(np.float32) / 255
    place[..., :3] = np.rint(pixels[..., :3] * alpha + place[..., :3] * (1 - alpha))


def lines_of(sheet: Sheet, order: Order) -> list[str]:
    """What is written under a face."""
    seed = order.recipe.seed
    name = "" if order.name == face_name(order.recipe) and seed is not None else plain(order.name)
    said = {"name": name, "seed": "" if seed is None else f"seed {seed}"}
    lines = [said[label] for label in sheet.labels if said[label]]
    return lines or [plain(order.name)]


def _text_height(sheet: Sheet) -> int:
    sizes = _sizes(sheet)
    return round(sum(_LEADING * size for size in sizes) + 0.5 * sizes[0]) if sizes else 0


def _sizes(sheet: Sheet) -> list[float]:
    first = max(_LEAST, _LETTERS * sheet.cell)
    return [first if not k else max(_LEAST, first * _SMALLER) for k in range(len(sheet.labels))]


def _labelled(
    page: Bytes, sheet: Sheet, cells: Sequence[Cell], corners: Sequence[tuple[int, int]]
) -> Bytes:
    image = Image.fromarray(page)
    draw = ImageDraw.Draw(image)
    dark = not sheet.paper or float(colour(sheet.paper).mean()) > 0.5
    inks = (_INK, _PALE) if dark else (_LIGHT_INK, _LIGHT_PALE)
    sizes = _sizes(sheet)
    for cell, (left, bottom) in zip(cells, corners, strict=True):
        down = bottom + 0.35 * sizes[0]
        for k, line in enumerate(lines_of(sheet, cell.order)):
            text, font = readable(line, sizes[k])
            shown = fitted(text, font, sheet.cell)
            draw.text((left, down), shown, fill=(*inks[min(k, 1)], 255), font=font)
            down += _LEADING * sizes[k]
    return np.array(image)


def fitted(text: str, font: Font, width: float) -> str:
    """The text, or its beginning and its end if it is wider: names often differ in both."""
    if font.getlength(text) <= width:
        return text
    for kept in range(len(text) - 1, 0, -1):
        front = -(-kept * 2 // 3)
        back = kept - front
        shown = f"{text[:front].rstrip()}…{text[len(text) - back :].lstrip() if back else ''}"
        if font.getlength(shown) <= width:
            return shown
    return "…"
