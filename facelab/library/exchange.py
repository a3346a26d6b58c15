"""Kept faces to one file and back. The file's form is described in `archive`."""

from __future__ import annotations

import base64
import contextlib
import sqlite3
import zipfile
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import msgspec

from facelab import __version__, destinations
from facelab.errors import ExportError, LibraryError, RecipeError
from facelab.library import archive, rows
from facelab.library.archive import FACES, MANIFEST, MAX_CASTS, Archive, Line, Manifest
from facelab.library.database import Database
from facelab.library.packing import pack_ws
from facelab.library.schema import FILE_NAME
from facelab.library.store import Library
from facelab.library.values import MAX_TAGS, ImportReport, Record
from facelab.progress import Progress, Steps, finish
from facelab.recipe import ModelRef, Recipe, recipe_to_json

# A thumbnail that leaves, with what it says of itself: of which network it is, and the JPEG.
Mark = Callable[[ModelRef, bytes], bytes]

SUFFIX = ".facelab"

AT_ONCE = 200  # faces between two steps


def is_exchange_file(path: Path) -> bool:
    """Whether a file is, by its name, faces that a library exported."""
    return path.suffix.lower() == SUFFIX


def first_face(path: Path) -> Recipe | None:
    """The first face of a `.facelab` file, None if there is none in it.

    Raises
    ------
    ExportError
        As `read_faces`.
    """
    with contextlib.closing(read_faces(path)) as faces:
        first = next(faces, None)
    return None if first is None else first.recipe


def read_faces(path: Path) -> Generator[Record, None, None]:
    """The faces of a `.facelab` file, one after another, without a library.

    Raises
    ------
    ExportError
        At the start or on the way: the file is none of facelab's, damaged, hostile or from a
        newer facelab.
    """
    source = Archive(path)
    try:
        yield from source.records()
    finally:
        source.close()


def export_faces(
    folder: Path, path: Path, ids: Sequence[int] | None = None, overwrite: bool = True
) -> int:
    """`exporting`, all at once."""
    return finish(exporting(folder, path, ids, overwrite))


def exporting(
    folder: Path,
    path: Path,
    ids: Sequence[int] | None = None,
    overwrite: bool = True,
    mark: Mark = lambda model, jpeg: jpeg,
) -> Steps[int]:
    """Write faces to a `.facelab` file; one that was there is replaced only when all is written.
    Closed on the way, it leaves no file.

    Parameters
    ----------
    folder : Path
        The library's.
    ids : sequence of int or None
        Which, in this order; None is all that are not in the bin.
    overwrite : bool
        Whether a file that is there may go.
    mark : callable
        Has a thumbnail say what it is: called with the network and the JPEG.

    Returns
    -------
    int
        How many faces are in the file: those whose recipe can be read.

    Raises
    ------
    ExportError
        The folder or the disk does not allow it, or `facelab.destinations` does not, or there
        is nothing to export.
    LibraryError
        The library cannot be read.
    """
    if not (folder / FILE_NAME).is_file():
        raise LibraryError("There is nothing to export.", "No faces have been kept yet.", "")
    database = Database(folder / FILE_NAME, query_only=True)
    try:
        with database.reading("The kept faces cannot be read.") as db:
            chosen = _chosen(db, ids)
            if not chosen:
                raise ExportError("There is nothing to export.", "No faces are selected.", "")
            try:
                with (
                    destinations.writing(path, destinations.FACES, overwrite) as file,
                    zipfile.ZipFile(file, "w") as made,
                ):
                    yield from _write(db, made, chosen, mark)
            except OSError as error:
                raise ExportError(
                    f"{path.name} was not saved.",
                    f"{error.strerror or error}.",
                    "Choose another folder or free some space, then export again.",
                ) from error
    finally:
        database.close()
    return len(chosen)


def _chosen(db: sqlite3.Connection, ids: Sequence[int] | None) -> list[int]:
    there = db.execute(
        "SELECT id FROM face WHERE readable = 1 AND (deleted_at IS NULL OR ?) ORDER BY id",
        (ids is not None,),
    ).fetchall()
    known = [number for (number,) in there]
    if ids is None:
        return known
    readable = set(known)
    return [number for number in dict.fromkeys(int(i) for i in ids) if number in readable]


def _write(
    db: sqlite3.Connection, made: zipfile.ZipFile, chosen: Sequence[int], mark: Mark
) -> Steps[None]:
    yield Progress(0, 2 * len(chosen))
    manifest = Manifest(
        format=archive.FORMAT,
        version=archive.VERSION,
        faces=len(chosen),
        made_by=f"facelab {__version__}",
    )
    made.writestr(MANIFEST, msgspec.json.encode(manifest))
    pictures: list[tuple[int, str, ModelRef]] = []
    models: dict[ModelRef, ModelRef] = {}
    lines = zipfile.ZipInfo(FACES)
    lines.compress_type = zipfile.ZIP_DEFLATED
    with made.open(lines, "w", force_zip64=True) as file:
        for done, number in enumerate(chosen, 1):
            try:
                face = rows.get(db, number)
            except RecipeError as error:
                raise ExportError(
                    f"Kept face {number} cannot be exported.",
                    error.why,
                    "Export the others without it.",
                ) from error
            # What an import would refuse is left out: a picture can be made again.
            good = face.thumbnail and archive.fault_of_thumbnail(face.thumbnail) is None
            name = f"thumbnails/{done:06d}.jpg" if good else None
            if name is not None:
                model = face.recipe.model
                pictures.append((number, name, models.setdefault(model, model)))
            line = Line(
                recipe=msgspec.Raw(recipe_to_json(face.recipe).encode()),
                name=face.name,
                note=face.note,
                rating=face.rating,
                tags=face.tags[:MAX_TAGS],
                casts=face.casts[:MAX_CASTS],
                created=face.created,
                changed=face.changed,
                thumbnail=name,
                ws=None if face.ws is None else base64.b64encode(pack_ws(face.ws)).decode(),
            )
            file.write(msgspec.json.encode(line) + b"\n")
            if done % AT_ONCE == 0:
                yield Progress(done, 2 * len(chosen))
    for done, (number, name, model) in enumerate(pictures, 1):
        (jpeg,) = db.execute("SELECT jpeg FROM thumbnail WHERE face_id = ?", (number,)).fetchone()
        made.writestr(name, mark(model, jpeg))  # a JPEG does not get smaller: stored
        if done % AT_ONCE == 0:
            yield Progress(len(chosen) + done, 2 * len(chosen))
    yield Progress(2 * len(chosen), 2 * len(chosen))


def import_faces(folder: Path, path: Path) -> ImportReport:
    """`importing`, all at once."""
    return finish(importing(folder, path))


def importing(folder: Path, path: Path) -> Steps[ImportReport]:
    """Take the faces of a `.facelab` file into the library: all of them or none. Closed on the
    way, it takes none.

    A face that is there already (the same recipe) is not taken twice: what it lacks, a name,
    tags, a picture, is added to it, and it comes out of the bin.

    Raises
    ------
    ExportError
        The file is none of facelab's, damaged, hostile or from a newer facelab.
    LibraryError
        The library cannot be written.
    """
    source = Archive(path)
    try:
        total = 2 * source.manifest.faces
        yield Progress(0, total)
        # The whole file is read before the library is locked, so that a bad one costs nobody.
        for done, _ in enumerate(source.records(), 1):
            if done % AT_ONCE == 0:
                yield Progress(done, total)
        library = Library(folder)
        try:
            return (yield from _take(library, source, total))
        finally:
            library.close()
    finally:
        source.close()


def _take(library: Library, source: Archive, total: int) -> Steps[ImportReport]:
    report = ImportReport()
    with library.database.writing("Nothing was imported.") as db:
        for done, record in enumerate(source.records(again=True), 1):
            number = rows.find(db, record.recipe)
            if number is None:
                report.new_ids.append(rows.insert(db, record))
                report.added += 1
            else:
                rows.merge(db, number, record)
                report.merged += 1
            if done % AT_ONCE == 0:
                yield Progress(total // 2 + done, total)
    yield Progress(total, total)
    return report
