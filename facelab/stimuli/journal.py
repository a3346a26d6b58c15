"""`set.jsonl`: what a set is to be, and a line for each picture that is done.

With it a set goes on where it was stopped. Lines are added as pictures are, each in one write, so
that the file is whole whenever the work ends; half a line is left out when it is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import msgspec

from facelab import destinations
from facelab.damage import reading
from facelab.errors import DestinationError, FacelabError
from facelab.export.plan import Plan
from facelab.export.recipe_file import read_recipe
from facelab.export.writing import unwritable
from facelab.files import open_regular
from facelab.recipe import Recipe, recipe_from_json, recipe_to_json
from facelab.stimuli.plan import StimuliPlan
from facelab.stimuli.rows import Row

FILE_NAME = "set.jsonl"
_FORMAT, _VERSION = "facelab-stimuli", 1
_MAX_LINE, _MAX_FILE = 2**23, 2**31


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """A row, without what the plan says of it."""

    id: str
    recipe: dict[str, Any]
    targets: dict[str, float]
    measured: dict[str, float]
    left: dict[str, float]
    drift: float | None
    rounds: int
    reason: str
    beyond: tuple[str, ...]
    picture: str
    saved_recipe: str
    facts: dict[str, float]
    points: str


def said_of(plan: StimuliPlan, export: Plan) -> dict[str, Any]:
    """What tells sets apart: the plan, and how its pictures are made."""
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "faces": [json.loads(recipe_to_json(face)) for face in plan.faces],
        "attributes": list(plan.attributes),
        "levels": list(plan.levels),
        "design": plan.design,
        "origin": plan.origin,
        "tolerance": plan.tolerance,
        "order_seed": plan.order_seed,
        "pictures": [export.encoding.format, export.prepared],
    }


def is_there(folder: Path) -> bool:
    """Whether a set was begun in a folder."""
    return (folder / FILE_NAME).is_file()


def known_rows(folder: Path, plan: StimuliPlan, export: Plan) -> dict[str, Row]:
    """Rows of this very set that are done, by their ids; of those with a picture only where it
    is there, with its recipe.

    Raises
    ------
    DestinationError
        The folder holds another set, or its file cannot be read.
    """
    path = folder / FILE_NAME

    def refused(why: str) -> DestinationError:
        return DestinationError(
            f"The folder {folder} cannot be used.",
            f"It has a file {FILE_NAME} that cannot be read: {why}",
            "Choose another folder.",
        )

    with reading(refused):
        head, lines = _read(path)
    if not _is_of(head, plan, export):
        raise DestinationError(
            f"{folder.name} already holds another set.",
            "Its faces, attributes, levels or pictures are not those that were chosen now.",
            "Choose another name or folder, or replace what is there.",
        )
    cells = {cell.id: cell for cell in plan.cells()}
    found = {}
    for line in lines:
        with suppress(msgspec.ValidationError, FacelabError):  # not ours: made again
            said = msgspec.convert(line, _Line)
            if said.id in cells:
                row = _row(said, cells[said.id])
                if not row.picture or _is_whole(folder, row):
                    found[said.id] = row
    return found


def _is_of(head: object, plan: StimuliPlan, export: Plan) -> bool:
    """Whether a file is of this set. Faces are compared as recipes: their JSON changes with
    versions.
    """
    if not isinstance(head, dict) or not isinstance(head.get("faces"), list):
        return False
    wanted = said_of(plan, export)
    others = {name: value for name, value in head.items() if name != "faces"}
    del wanted["faces"]
    if others != wanted:
        return False
    try:
        faces = tuple(recipe_from_json(json.dumps(each)) for each in head["faces"])
    except (FacelabError, ValueError):
        return False
    return faces == plan.faces


def _read(path: Path) -> tuple[object, list[object]]:
    lines: list[object] = []
    with open_regular(path, _MAX_FILE) as file:
        while line := file.readline(_MAX_LINE):
            if not line.endswith(b"\n"):  # half a line: the power was cut
                break
            with suppress(msgspec.DecodeError):
                lines.append(msgspec.json.decode(line))
    return (lines[0], lines[1:]) if lines else (None, [])


def _row(said: _Line, cell: Any) -> Row:
    recipe = recipe_from_json(json.dumps(said.recipe))
    drift = float("nan") if said.drift is None else said.drift
    return Row(
        cell, recipe, said.targets, said.measured, said.left, drift, said.rounds, said.reason,
        said.beyond, said.picture, said.saved_recipe, said.facts, said.points,
    )  # fmt: skip


def _is_whole(folder: Path, row: Row) -> bool:
    for name in (row.picture, row.saved_recipe):
        parts = PurePosixPath(name).parts
        if len(parts) != 2 or ".." in parts or "\\" in name or not (folder / name).is_file():
            return False
    kept: Recipe = read_recipe(folder / row.saved_recipe)
    return kept == row.recipe


class Journal:
    """The file of one set, opened to be added to.

    Parameters
    ----------
    folder : Path
    plan : StimuliPlan
    export : Plan
    known : mapping
        Rows that stay; the file begins anew with them.

    Raises
    ------
    ExportError, DestinationError
        The disk or the folder does not allow it.
    """

    def __init__(
        self, folder: Path, plan: StimuliPlan, export: Plan, known: Mapping[str, Row]
    ) -> None:
        self._path = folder / FILE_NAME
        lines = [_encoded(said_of(plan, export)), *map(_line, known.values())]
        try:
            with destinations.writing(self._path, (".jsonl",)) as file:
                file.write(b"".join(lines))
            self._file: BinaryIO = open(self._path, "ab", buffering=0)  # noqa: SIM115, PTH123
        except OSError as error:
            raise unwritable(self._path, error) from error

    def note(self, row: Row) -> None:
        """Add a row.

        Raises
        ------
        ExportError
        """
        try:
            self._file.write(_line(row))
        except OSError as error:
            raise unwritable(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _line(row: Row) -> bytes:
    said = _Line(
        id=row.cell.id,
        recipe=json.loads(recipe_to_json(row.recipe)),
        targets=dict(row.targets),
        measured=dict(row.measured),
        left=dict(row.left),
        drift=row.drift if row.drift == row.drift else None,
        rounds=row.rounds,
        reason=row.reason,
        beyond=row.beyond,
        picture=row.picture,
        saved_recipe=row.saved_recipe,
        facts=dict(row.facts),
        points=row.points,
    )
    return _encoded(msgspec.to_builtins(said))


def _encoded(value: object) -> bytes:
    return msgspec.json.encode(value) + b"\n"
