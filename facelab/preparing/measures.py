"""`measures.csv`: what was measured in pictures that were made alike, for reports of a study."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import BinaryIO

from facelab import destinations
from facelab.errors import DestinationError
from facelab.export.orders import Made
from facelab.export.writing import unwritable

FILE_NAME = "measures.csv"
# What `facelab.preparing.prepare` finds out, in the order of the columns.
FACTS = (
    *("head", "scale", "turned_degrees", "eyes_x", "eyes_y"),
    *("luminance_wanted", "luminance", "contrast_wanted", "contrast"),
)
COLUMNS = ("file", "name", "seed", *FACTS)
_HEAD = (",".join(COLUMNS) + "\n").encode()
_MAX_LINE = 2**16


class Measures:
    """The table of one folder, which is opened when something is to be added; of two rows of one
    file the later one holds.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._file: BinaryIO | None = None

    def note(self, made: Made) -> None:
        """Add a row for a picture in which something was measured.

        Raises
        ------
        DestinationError
            A file of this name is there, and is something else.
        ExportError
            The disk does not allow it.
        """
        if not made.facts:
            return
        values = [f"{made.facts[name]:.5f}" if name in made.facts else "" for name in FACTS]
        row = io.StringIO(newline="")
        seed = made.order.recipe.seed
        said = [made.path.name, made.order.name, "" if seed is None else seed, *values]
        csv.writer(row, lineterminator="\n").writerow(said)
        try:
            self._file = self._file or self._opened()
            self._file.write(row.getvalue().encode())
        except OSError as error:
            raise unwritable(self._path, error) from error

    def close(self) -> None:
        """Close the table."""
        if self._file is not None:
            self._file.close()

    def _opened(self) -> BinaryIO:
        destinations.check(self._path, (".csv",))
        file: BinaryIO = open(self._path, "a+b", buffering=0)  # noqa: SIM115, PTH123
        try:
            file.seek(0)
            end = 0
            with open(file.fileno(), "rb", closefd=False) as there:
                while line := there.readline(_MAX_LINE):
                    if not line.endswith(b"\n"):  # half a row: the power was cut
                        break
                    if not end and line != _HEAD:
                        raise DestinationError(
                            f"{FILE_NAME} was not written.",
                            f"The folder has a file {FILE_NAME} that facelab did not write.",
                            "Choose another folder, or move that file.",
                        )
                    end += len(line)
            file.truncate(end)
            if not end:
                file.write(_HEAD)
        except BaseException:
            file.close()
            raise
        return file
