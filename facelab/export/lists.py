"""Lists of faces to draw, read a line at a time: JSON Lines of recipes, and CSV.

What is wrong with a line is said with its number, and the others go on; what is wrong with the
whole file is an error. Nothing but the line at hand is held.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NoReturn

from facelab.damage import DAMAGED
from facelab.engine import ModelInfo
from facelab.errors import FacelabError, RecipeError
from facelab.export.names import face_name
from facelab.export.orders import Order, Refused
from facelab.plain_text import plain
from facelab.recipe import Recipe, Seed, recipe_from_json, recipe_to_json
from facelab.recipe.codec import FORMAT, MAX_BYTES
from facelab.recipe.sources import MAX_SEED

PLAIN_COLUMNS = ("name", "seed", "psi", "cast")
MAX_LINE = MAX_BYTES + 2**16
_MAX_CSV_LINE = 2**20
_MAX_NAME = 200
_DELIMITERS = ";\t,"

Lines = Iterator[Order | Refused]


def json_lines(file: BinaryIO) -> Lines:
    """A recipe a line: as facelab saves it, or as `recipe` beside a `name` and a `cast`.

    Empty lines are passed over; lines count from 1, and give the faces their numbers.
    """
    for number, raw in _lines(file, MAX_LINE):
        if raw is None:
            yield _refused(number, _TOO_LONG)
        elif raw.strip():
            try:
                yield _of_json(number, raw)
            except FacelabError as error:
                yield _refused(number, error)


def csv_lines(file: BinaryIO, model: ModelInfo) -> Lines:
    """A face a row: `seed`, `psi`, `name`, `cast`, and amounts of directions by their names.

    Raises
    ------
    RecipeError
        The first row does not say what the columns are, or names one that there is not.
    """
    delimiter, names = _columns(file, model)
    for number, raw in _lines(file, _MAX_CSV_LINE, first=2):
        if raw is None:
            yield _refused(number, _TOO_LONG)
            continue
        try:
            cells = _cells(raw, delimiter)
            if any(cell.strip() for cell in cells):
                yield _of_row(number, dict(zip(names, _fitted(cells, names), strict=True)), model)
        except FacelabError as error:
            yield _refused(number, error)


def template(model: ModelInfo) -> Sequence[Sequence[str]]:
    """Rows of a CSV to begin with: all columns, and two faces."""
    directions = [each.id for each in model.directions]
    rest = [""] * len(directions)
    first = ["0.8", *rest[1:]] if rest else []
    return [
        [*PLAIN_COLUMNS, *directions],
        ["Anna", "7", "0.7", "", *first],
        ["Bea", "12", "", "", *rest],
    ]


def as_line(order: Order) -> str:
    """A face as a line that `json_lines` reads."""
    said = {"name": order.name, **({"cast": order.cast} if order.cast else {})}
    body = json.dumps(said, ensure_ascii=False)[:-1]
    return f'{body}, "recipe": {recipe_to_json(order.recipe)}}}\n'


# -- lines -----------------------------------------------------------------------------------------

_TOO_LONG = RecipeError("The line is far too long.")


def _lines(file: BinaryIO, limit: int, first: int = 1) -> Iterator[tuple[int, bytes | None]]:
    """Each line with its number; None in the place of one that is longer than any may be."""
    number = first
    while line := file.readline(limit):
        if len(line) == limit and not line.endswith(b"\n"):
            while (rest := file.readline(limit)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line
        number += 1


def _refused(number: int, error: FacelabError) -> Refused:
    return Refused(f"line {number}", error)


def _order(number: int, name: str, recipe: Recipe, cast: str) -> Order:
    return Order(
        number,
        plain(name, _MAX_NAME) or face_name(recipe),
        recipe,
        plain(cast, _MAX_NAME),
        f"line {number}",
    )


def _of_json(number: int, raw: bytes) -> Order:
    try:
        body = json.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except DAMAGED as error:
        raise RecipeError("It is not valid JSON.") from error
    if not isinstance(body, dict):
        raise RecipeError("It is not a recipe.", "", "Write one JSON object a line.")
    if body.get("format") == FORMAT:
        return _order(number, "", recipe_from_json(raw), "")
    inner = body.get("recipe")
    if not isinstance(inner, dict):
        raise RecipeError("There is no recipe in it.")
    name, cast = body.get("name", ""), body.get("cast", "")
    if not isinstance(name, str) or not isinstance(cast, str):
        raise RecipeError("Its name or cast is not text.")
    return _order(number, name, recipe_from_json(json.dumps(inner)), cast)


# -- CSV -------------------------------------------------------------------------------------------


def _columns(file: BinaryIO, model: ModelInfo) -> tuple[str, list[str]]:
    """What stands between cells, and the columns' names."""
    try:
        head = file.readline(_MAX_CSV_LINE).removeprefix(b"\xef\xbb\xbf")
        counts = {each: head.decode("utf-8").count(each) for each in _DELIMITERS}
        delimiter = max(reversed(_DELIMITERS), key=lambda each: counts[each])
        names = [_column(cell) for cell in _cells(head, delimiter)]
    except UnicodeDecodeError as error:
        raise RecipeError("The list is not in UTF-8.", "", "Save it as CSV in UTF-8.") from error
    known = {*PLAIN_COLUMNS, *(each.id for each in model.directions)}
    if "seed" not in names:
        raise RecipeError(
            "The list has no column called seed.",
            "Its first line has to name the columns.",
            "`facelab render --template` prints one to begin with.",
        )
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            meant = f"Did you mean {near[0]}? " if near else ""
            raise RecipeError(
                f"The list has a column called {plain(name, 60)!r}.",
                "It is neither name, seed, psi, cast nor a direction of this network.",
                f"{meant}`facelab directions list` shows what there is.",
            )
        if names.count(name) > 1:
            raise RecipeError(f"The list has the column {name} twice.", "", "Remove one.")
    return delimiter, names


def _column(cell: str) -> str:
    name = cell.strip()
    return name.lower() if name.lower() in PLAIN_COLUMNS else name


def _cells(raw: bytes, delimiter: str) -> list[str]:
    try:
        text = raw.decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except UnicodeDecodeError:
        raise RecipeError("It is not in UTF-8.") from None
    except csv.Error as error:
        raise RecipeError("Its quotation marks do not match.") from error
    return rows[0] if rows else []


def _fitted(cells: list[str], names: Sequence[str]) -> list[str]:
    """As many cells as there are columns: editors leave out empty ones at the end."""
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        raise RecipeError(f"It has {len(cells)} cells, but there are {len(names)} columns.")
    return [*cells, *[""] * (len(names) - len(cells))][: len(names)]


def _of_row(number: int, cells: dict[str, str], model: ModelInfo) -> Order:
    said = {name: cell.strip() for name, cell in cells.items()}
    try:
        recipe = Recipe(model.ref, Seed(_seed(said["seed"])), finish="clean")
        if said.get("psi"):
            recipe = recipe.with_truncation(psi=_number("psi", said["psi"]))
        for name, text in said.items():
            if name not in PLAIN_COLUMNS and text:
                recipe = recipe.with_amount(name, _number(name, text))
    except ValueError as error:
        raise RecipeError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    return _order(number, said.get("name", ""), recipe, said.get("cast", ""))


def _seed(text: str) -> int:
    if not text:
        raise RecipeError("It has no seed.")
    if not (text.isascii() and text.isdecimal()) or int(text[:20]) > MAX_SEED:
        _refuse(text, f"a seed: a whole number from 0 to {MAX_SEED}")
    return int(text)


def _number(column: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        if "," in text:
            raise RecipeError(
                f"Its {column} is {plain(text, 40)}; write a decimal point."
            ) from None
        _refuse(text, f"a number for {column}")


def _refuse(text: str, what: str) -> NoReturn:
    raise RecipeError(f"{plain(text, 40)!r} is not {what}.")
