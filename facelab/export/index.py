"""What a folder of pictures holds, for programs: `index.jsonl` and `index.csv`, a line a picture.

Lines are added as pictures are, each in one write, so that both are whole whenever the work ends.
`index.jsonl` is itself a list that `facelab render --from` takes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from facelab import destinations
from facelab.errors import DestinationError
from facelab.export.orders import Made
from facelab.export.writing import unwritable
from facelab.recipe import recipe_to_json

JSON_LINES, TABLE = "index.jsonl", "index.csv"
COLUMNS = ("file", "line", "name", "seed", "sha256", "seconds", "recipe")
_BEGINNING = b'{"file": "'  # of each line of JSON
MEASURED = "measured:"  # before the name of a label, in the table
_CHUNK = 2**20
_MAX_LINE = 2**25


class Index:
    """Both lists of one folder, opened to be added to.

    Parameters
    ----------
    folder : Path
    inputs : sequence of Path
        What is read meanwhile: never written.
    labels : sequence of str
        What is measured of each face. A table that was begun with some keeps its columns.

    Raises
    ------
    DestinationError
        A file there has the name of one of them, and is something else or is read meanwhile; or it
        is a table without these labels.
    ExportError
        They cannot be read or written.
    """

    def __init__(
        self, folder: Path, inputs: Sequence[Path] = (), labels: Sequence[str] = ()
    ) -> None:
        self._files: list[_Lines] = []
        self._inputs = inputs
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._json = self._opened(folder / JSON_LINES, (), _BEGINNING, _file_of_json)
            wanted = tuple(f"{MEASURED}{label}" for label in labels)
            self._table = self._opened(folder / TABLE, (*COLUMNS, *wanted), b"", _file_of_row)
            missing = set(wanted) - set(self._table.columns)
        except BaseException:
            self.close()
            raise
        if missing:
            self.close()
            raise DestinationError(
                "The labels were not measured.",
                f"{TABLE} in that folder was begun without them.",
                "Choose another folder.",
            )

    def _opened(
        self,
        path: Path,
        columns: tuple[str, ...],
        beginning: bytes,
        file_of: Callable[[bytes, int], str],
    ) -> _Lines:
        destinations.check(path, (path.suffix,), self._inputs)
        try:
            lines = _Lines(path, columns, beginning, file_of)
        except (ValueError, csv.Error) as error:
            raise DestinationError(
                f"{path.name} was not written.",
                f"The folder has a file {path.name} that is no index of pictures.",
                "Choose another folder, or move that file.",
            ) from error
        except OSError as error:
            raise unwritable(path, error) from error
        self._files.append(lines)
        return lines

    def note(self, made: Made) -> None:
        """Add a picture; one that was there already only if it is not listed yet. Of two lines
        of one file the later one holds: it was replaced.

        Raises
        ------
        ExportError
            The disk does not allow it.
        """
        name = made.path.name
        wanting = [each for each in self._files if made.new or name not in each]
        if not wanting:
            return
        order = made.order
        recipe = recipe_to_json(order.recipe)
        try:
            said = {
                "file": name,
                "line": order.index,
                "name": order.name,
                "seed": order.recipe.seed,
                "sha256": _digest(made.path),
                "seconds": round(made.seconds, 3),
            }
            whole = said | ({"measured": dict(made.measured)} if made.measured else {})
            body = json.dumps(whole, ensure_ascii=False)[:-1] + f', "recipe": {recipe}}}\n'
            if self._json in wanting:
                self._json.add(body.encode())
            row = io.StringIO(newline="")
            labels = (name.removeprefix(MEASURED) for name in self._table.columns[len(COLUMNS) :])
            cells = [*said.values(), recipe, *(made.measured.get(each, "") for each in labels)]
            csv.writer(row, lineterminator="\n").writerow(cells)
            if self._table in wanting:
                self._table.add(row.getvalue().encode())
        except OSError as error:
            raise unwritable(made.path.with_name(JSON_LINES), error) from error

    def close(self) -> None:
        """Close both."""
        for each in self._files:
            each.close()


class _Lines:
    """A file of lines that is added to; which pictures it had at first is known by 8 bytes each."""

    def __init__(
        self,
        path: Path,
        columns: tuple[str, ...],
        beginning: bytes,
        file_of: Callable[[bytes, int], str],
    ) -> None:
        self._file: BinaryIO = open(path, "a+b", buffering=0)  # noqa: SIM115, PTH123
        self._known: set[int] = set()
        self.columns = columns
        try:
            self._mend(beginning, file_of)
        except BaseException:
            self._file.close()
            raise

    def __contains__(self, name: str) -> bool:
        return hash(name) in self._known

    def add(self, line: bytes) -> None:
        end = self._file.seek(0, os.SEEK_END)
        try:
            if self._file.write(line) != len(line):
                raise OSError(28, "No space left on device")
        except BaseException:
            with suppress(OSError):
                self._file.truncate(end)
            raise

    def close(self) -> None:
        self._file.close()

    def _mend(self, beginning: bytes, file_of: Callable[[bytes, int], str]) -> None:
        """Note what is there, and cut off a line that a power cut has left half: only if it is
        one of ours, for somebody else's last line may have no end either.
        """
        self._file.seek(0)
        with open(self._file.fileno(), "rb", closefd=False) as reading:
            end = 0
            if self.columns and (found := reading.readline(_MAX_LINE)).endswith(b"\n"):
                self.columns = _columns(found)
                end = len(found)
            elif self.columns and not _head(self.columns).startswith(found):
                raise ValueError("another file")
            while line := reading.readline(_MAX_LINE):
                if not line.endswith(b"\n"):
                    if line[: len(beginning)] != beginning[: len(line)]:
                        raise ValueError("another file")
                    break
                self._known.add(hash(file_of(line, len(self.columns))))
                end += len(line)
        self._file.truncate(end)
        if not end and self.columns:
            self._file.write(_head(self.columns))


def _head(columns: Sequence[str]) -> bytes:
    return (",".join(columns) + "\n").encode()


def _columns(head: bytes) -> tuple[str, ...]:
    """The columns that a table was begun with.

    Raises
    ------
    ValueError
        It is no table of ours.
    """
    (found,) = csv.reader([head.decode("utf-8")])
    more = found[len(COLUMNS) :]
    if tuple(found[: len(COLUMNS)]) != COLUMNS or not all(map(_is_measured, more)):
        raise ValueError("another file")
    return tuple(found)


def _is_measured(name: str) -> bool:
    return name.startswith(MEASURED)


def _file_of_json(line: bytes, _columns: int) -> str:
    body = json.loads(line)
    if not isinstance(body, dict) or not isinstance(body.get("file"), str):
        raise ValueError("no line of an index")
    return str(body["file"])


def _file_of_row(line: bytes, columns: int) -> str:
    (row,) = csv.reader([line.decode("utf-8")])
    if len(row) != columns:
        raise ValueError("no row of an index")
    return row[0]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
