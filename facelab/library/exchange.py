"""Kept faces and timelines to one file and back. The file's form is described in `archive`."""

from __future__ import annotations

import base64
import contextlib
import sqlite3
import zipfile
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path

import msgspec

from facelab import __version__, destinations
from facelab.errors import ExportError, LibraryError, RecipeError
from facelab.library import archive, faults, rows, timelines
from facelab.library.archive import FACES, MANIFEST, MAX_CASTS, Archive, Line, Manifest
from facelab.library.database import Database
from facelab.library.packing import pack_ws
from facelab.library.schema import FILE_NAME
from facelab.library.store import Library
from facelab.library.timelines import KeptTimeline, LeftOut
from facelab.library.values import MAX_TAGS, ExportReport, ImportReport, Record
from facelab.progress import Progress, Steps, finish
from facelab.recipe import ModelRef, Recipe, recipe_to_json
from facelab.recipe.timeline_codec import timeline_to_json

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
    """`exporting`, all at once. Returns how many faces are in the file."""
    return finish(exporting(folder, path, ids, overwrite)).faces


def exporting(
    folder: Path,
    path: Path,
    ids: Sequence[int] | None = None,
    overwrite: bool = True,
    mark: Mark = lambda model, jpeg: jpeg,
    whole: bool = False,
) -> Steps[ExportReport]:
    """Write faces to a `.facelab` file; one that was there is replaced only when all is written.
    Closed on the way, it leaves no file.

    Parameters
    ----------
    folder : Path
        The library's.
    ids : sequence of int or None
        Which, in this order; None is the whole library: all that are not in the bin, and the
        timelines that are kept with them.
    overwrite : bool
        Whether a file that is there may go.
    mark : callable
        Has a thumbnail say what it is: called with the network and the JPEG.
    whole : bool
        The faces named are all there are: the timelines leave with them, too.

    Returns
    -------
    ExportReport
        What is in the file: faces whose recipe can be read, and timelines that can.

    Raises
    ------
    ExportError
        The folder or the disk does not allow it, or `facelab.destinations` does not, or there
        is nothing to export.
    LibraryError
        The library cannot be read.
    """
    kept = _kept_timelines(folder) if whole or ids is None else []
    if not (folder / FILE_NAME).is_file():
        if not kept:
            raise LibraryError("There is nothing to export.", "No faces have been kept yet.", "")
        Library(folder).close()  # with timelines alone it has no faces, which is said by one
    report = ExportReport()
    database = Database(folder / FILE_NAME, query_only=True)
    try:
        with database.reading("The kept faces cannot be read.") as db:
            chosen = _chosen(db, ids)
            if not chosen and not kept:
                raise ExportError("There is nothing to export.", "No faces are selected.", "")
            try:
                with (
                    destinations.writing(path, destinations.FACES, overwrite) as file,
                    zipfile.ZipFile(file, "w") as made,
                ):
                    yield from _write(db, made, chosen, mark)
                    yield from _write_timelines(made, map(timelines.read, kept), report)
            except OSError as error:
                raise ExportError(
                    f"{path.name} was not saved.",
                    f"{error.strerror or error}.",
                    destinations.way_out(error, "export"),
                ) from error
    finally:
        database.close()
    report.faces = len(chosen)
    return report


def _kept_timelines(folder: Path) -> list[Path]:
    with faults.told("The kept timelines cannot be read.", folder / FILE_NAME):
        return timelines.files(folder)


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


def _manifest(faces: int) -> Manifest:
    return Manifest(
        format=archive.FORMAT,
        version=archive.VERSION,
        faces=faces,
        made_by=f"facelab {__version__}",
    )


def _write(
    db: sqlite3.Connection, made: zipfile.ZipFile, chosen: Sequence[int], mark: Mark
) -> Steps[None]:
    yield Progress(0, 2 * len(chosen))
    made.writestr(MANIFEST, msgspec.json.encode(_manifest(len(chosen))))
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


def write_only_timelines(made: zipfile.ZipFile, kept: Iterable[KeptTimeline]) -> Steps[None]:
    """Write an export that holds no faces."""
    made.writestr(MANIFEST, msgspec.json.encode(_manifest(0)))
    made.writestr(FACES, b"")
    yield from _write_timelines(made, kept, ExportReport())


def _write_timelines(
    made: zipfile.ZipFile, kept: Iterable[KeptTimeline | LeftOut], report: ExportReport
) -> Steps[None]:
    """Write timelines into an export, and into the report what became of them."""
    taken: set[str] = set()
    for found in kept:
        yield Progress(0, 0, "Timelines")
        if isinstance(found, LeftOut):
            report.left_out.append(found)
            continue
        member = archive.timeline_member(found.name, found.changed, taken)
        taken.add(member.filename)
        made.writestr(member, timeline_to_json(found.timeline))
        report.timelines += 1


def import_faces(folder: Path, path: Path) -> ImportReport:
    """`importing`, all at once."""
    return finish(importing(folder, path))


def importing(folder: Path, path: Path) -> Steps[ImportReport]:
    """Take the faces of a `.facelab` file into the library: all of them or none. Closed on the
    way, it takes none.

    A face that is there already (the same recipe) is not taken twice: what it lacks, a name,
    tags, a picture, is added to it, and it comes out of the bin. Nor is a timeline, whatever its
    name; one that is new and whose name is taken gets a number. Timelines that cannot be read are
    left out, and the report says so.

    Raises
    ------
    ExportError
        The file is none of facelab's, damaged, hostile or from a newer facelab.
    LibraryError
        The library cannot be written.
    """
    source = Archive(path)
    try:
        total = 2 * source.manifest.faces + source.timelines
        yield Progress(0, total)
        # The whole file is read before the library is locked, so that a bad one costs nobody.
        for done, _ in enumerate(source.records(), 1):
            if done % AT_ONCE == 0:
                yield Progress(done, total)
        library = Library(folder)
        try:
            with contextlib.ExitStack() as undoing:
                report = ImportReport()
                yield from _take_timelines(folder, source, total, report, undoing)
                yield from _take(library, source, total, report)
                undoing.pop_all()
        finally:
            library.close()
        yield Progress(total, total)
        return report
    finally:
        source.close()


def _take_timelines(
    folder: Path,
    source: Archive,
    total: int,
    report: ImportReport,
    undoing: contextlib.ExitStack,
) -> Steps[None]:
    """Keep those of the file that are not there yet; `undoing` takes them away again."""
    if not source.timelines:
        return
    with faults.told("Nothing was imported.", folder / FILE_NAME):
        there = {
            found.fingerprint
            for found in map(timelines.read, timelines.files(folder))
            if not isinstance(found, LeftOut)
        }
        for done, found in enumerate(source.read_timelines()):
            yield Progress(source.manifest.faces + done, total)
            if isinstance(found, LeftOut):
                report.left_out.append(found)
            elif found.fingerprint in there:
                report.timelines_there += 1
            else:
                path = timelines.keep(folder, found.name, found.timeline, found.changed)
                undoing.callback(path.unlink, missing_ok=True)
                report.timelines += 1


def _take(library: Library, source: Archive, total: int, report: ImportReport) -> Steps[None]:
    before = total - source.manifest.faces
    with library.database.writing("Nothing was imported.") as db:
        for done, record in enumerate(source.records(again=True), 1):
            number = rows.find(db, record.recipe)
            if number is None:
                report.new_ids.append(rows.insert(db, record))
                report.added += 1
            else:
                if rows.merge(db, number, record):
                    report.restored_ids.append(number)
                report.merged += 1
            if done % AT_ONCE == 0:
                yield Progress(before + done, total)
