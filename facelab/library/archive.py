"""The exchange form of kept faces: a `.facelab` file, version 1. Reading one trusts nothing.

It is a zip with

- `facelab.json`: `{"format": "facelab-library", "version": 1, "faces": N, "made_by": "..."}`;
- `faces.jsonl`: N lines of JSON, one a face: `recipe` (as in a recipe's own .json file), `name`,
  `note`, `rating` 0-5, `tags`, `casts`, `created` and `changed` (seconds since 1970),
  `thumbnail` (a member's name or null), `ws` (base64 of `packing.pack_ws`, or null);
- `thumbnails/000001.jpg` ...: JPEG, the number is that of the line;
- `timelines/NAME.json` ...: timelines, each as in a file of its own, under the name it is kept by;
  a facelab that knows of none passes over them. One that cannot be read refuses no file.

Members are never unpacked to the disk. Sizes are limited before anything is decompressed, so
that a bomb is refused by its directory.
"""

from __future__ import annotations

import base64
import io
import re
import time
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
from PIL.JpegImagePlugin import JpegImageFile

from facelab.damage import DAMAGED, UnreadableError, cause
from facelab.errors import ExportError, RecipeError
from facelab.files import open_regular, safe_stem
from facelab.library import timelines
from facelab.library.packing import unpack_ws
from facelab.library.timelines import KeptTimeline, LeftOut
from facelab.library.values import LATEST_SECOND, MAX_NAME, MAX_NOTE, MAX_TAG, MAX_TAGS, Record
from facelab.plain_text import plain
from facelab.recipe import recipe_from_json
from facelab.recipe.timeline_codec import MAX_BYTES as MAX_TIMELINE_BYTES
from facelab.zip_files import open_zip, read_member

FORMAT = "facelab-library"
VERSION = 1
MANIFEST = "facelab.json"
FACES = "faces.jsonl"
THUMBNAIL = re.compile(r"thumbnails/[0-9]{6,9}\.jpg", re.ASCII)
TIMELINE = re.compile(r"timelines/([^/]{1,200})\.json")

MAX_BYTES = 64 * 2**30
MAX_FACES = 1_000_000
MAX_CASTS = 1_000
# What the time of a member can say: years 1980 to 2107.
_FIRST_SECOND, _LAST_SECOND = 320_000_000.0, 4_350_000_000.0
MAX_MANIFEST_BYTES = 64 * 2**10
MAX_LINE_BYTES = 20 * 2**20
MAX_FACES_BYTES = 16 * 2**30
MAX_THUMBNAIL_BYTES = 2**20
MAX_THUMBNAIL_SIDE = 1024
MAX_TIMELINES = 10_000
MAX_TIMELINES_BYTES = 4 * 2**30
MAX_DIRECTORY_BYTES = 256 * 2**20
# JSON of faces shrinks to a tenth; a thousandth is a bomb.
MAX_RATIO = 200
SMALL_BYTES = 2**20

_Time = Annotated[float, msgspec.Meta(ge=0, le=LATEST_SECOND)]
_Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`facelab.json`."""

    format: str
    version: int
    faces: Annotated[int, msgspec.Meta(ge=0, le=MAX_FACES)] = 0
    made_by: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `faces.jsonl`."""

    recipe: msgspec.Raw
    name: _Name = ""
    note: Annotated[str, msgspec.Meta(max_length=MAX_NOTE)] = ""
    rating: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    tags: Annotated[
        tuple[Annotated[str, msgspec.Meta(max_length=MAX_TAG)], ...],
        msgspec.Meta(max_length=MAX_TAGS),
    ] = ()
    casts: Annotated[tuple[_Name, ...], msgspec.Meta(max_length=MAX_CASTS)] = ()
    created: _Time
    changed: _Time
    thumbnail: str | None = None
    ws: str | None = None


def fault_of_thumbnail(jpeg: bytes) -> str | None:
    """What keeps a picture from being a thumbnail; None if nothing does."""
    if len(jpeg) > MAX_THUMBNAIL_BYTES:
        return "is too large"
    try:
        # not Image.open, which warns of large pictures: only the header is read here
        with JpegImageFile(io.BytesIO(jpeg)) as image:
            side = max(image.size)
    except DAMAGED:
        return "is not a JPEG"
    return f"is {side} pixels large" if side > MAX_THUMBNAIL_SIDE else None


def timeline_member(name: str, changed: float, taken: Collection[str]) -> zipfile.ZipInfo:
    """The member in which a timeline leaves: its name is one that every disk takes, and no other
    of those taken, also where capitals do not count.
    """
    stem = free = safe_stem(name) or timelines.NAMELESS
    number, others = 2, {each.casefold() for each in taken}
    while f"timelines/{free}.json".casefold() in others:
        free, number = f"{stem}-{number}", number + 1
    moment = time.localtime(min(max(changed, _FIRST_SECOND), _LAST_SECOND))
    made = zipfile.ZipInfo(f"timelines/{free}.json", moment[:6])
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def _moment(info: zipfile.ZipInfo) -> float:
    """When a member was changed, in seconds since 1970; now where it says nothing sensible."""
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return time.time()


def _why(error: Exception) -> str:
    """What is wrong with a value: msgspec says which, and where."""
    told = isinstance(error, msgspec.ValidationError)
    return plain(str(error), 200) if told else cause(error)


class Archive:
    """An open `.facelab` file whose directory and manifest are in order.

    Raises
    ------
    ExportError
        It is none, is from a newer facelab, or is not to be trusted.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file: BinaryIO = open_regular(path, MAX_BYTES)
        except DAMAGED as error:
            raise self._refused(cause(error)) from error
        try:
            self._zip = self._open_zip()
            self._members = self._checked_members()
            self.manifest = self._read_manifest()
        except BaseException:
            self._file.close()
            raise

    def records(self, again: bool = False) -> Iterator[Record]:
        """The faces, one after another; nothing is kept of those before.

        Parameters
        ----------
        again : bool
            All were read before: their pictures need no second look.

        Raises
        ------
        ExportError
            A face or its picture is not in order.
        """
        if FACES not in self._members:
            raise self._refused(f"{FACES} is missing from it")
        count = 0
        decoder = msgspec.json.Decoder(Line)
        try:
            with self._zip.open(FACES) as lines:
                while raw := lines.readline(MAX_LINE_BYTES + 1):
                    count += 1
                    if len(raw) > MAX_LINE_BYTES:
                        raise self._refused(f"Face {count} is larger than any face")
                    if count > self.manifest.faces:
                        raise self._refused(f"It has more than the {count - 1} faces it declares")
                    yield self._record(decoder, raw, count, again)
        except DAMAGED as error:
            raise self._refused(cause(error)) from error
        if count != self.manifest.faces:
            raise self._refused(f"It declares {self.manifest.faces} faces but has {count}")

    @property
    def timelines(self) -> int:
        """How many timelines are in it, sound or not."""
        return sum(1 for name in self._members if TIMELINE.fullmatch(name))

    def read_timelines(self) -> Iterator[KeptTimeline | LeftOut]:
        """The timelines, one after another; of one that cannot be read, why."""
        for member, info in self._members.items():
            found = TIMELINE.fullmatch(member)
            if found is None:
                continue
            try:
                content = read_member(self._zip, member, MAX_TIMELINE_BYTES)
            except UnreadableError as error:
                yield LeftOut(found[1], cause(error))
            else:
                yield timelines.decoded(found[1], content, _moment(info))

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def _record(
        self, decoder: msgspec.json.Decoder[Line], raw: bytes, count: int, again: bool
    ) -> Record:
        try:
            line = decoder.decode(raw)
            recipe = recipe_from_json(bytes(line.recipe))
            ws = None if line.ws is None else unpack_ws(base64.b64decode(line.ws, validate=True))
        except RecipeError as error:
            raise self._refused(f"Face {count}: {error.why}".rstrip(".")) from error
        except DAMAGED as error:
            raise self._refused(f"Face {count}: {_why(error)}") from error
        thumbnail = b"" if line.thumbnail is None else self._thumbnail(line.thumbnail, count, again)
        return Record(
            recipe,
            ws,
            thumbnail,
            line.name,
            line.note,
            line.rating,
            line.tags,
            tuple(cast for cast in line.casts if cast.strip()),
            line.created,
            line.changed,
        )

    def _thumbnail(self, name: str, count: int, again: bool) -> bytes:
        if name not in self._members or not THUMBNAIL.fullmatch(name):
            raise self._refused(f"Face {count}: its picture {name[:80]!r} is not in the file")
        jpeg = self._read(name, MAX_THUMBNAIL_BYTES)
        fault = None if again else fault_of_thumbnail(jpeg)
        if fault is not None:
            raise self._refused(f"Face {count}: its picture {fault}")
        return jpeg

    # -- the zip ----------------------------------------------------------------------------

    def _open_zip(self) -> zipfile.ZipFile:
        try:
            return open_zip(self._file, MAX_DIRECTORY_BYTES)
        except UnreadableError as error:
            raise self._refused(f"It is not a .facelab file. {cause(error)}") from error

    def _checked_members(self) -> dict[str, zipfile.ZipInfo]:
        members: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            name = info.filename
            parts = name.split("/")
            if ".." in parts or name.startswith("/") or "\\" in name or ":" in name:
                raise self._refused(f"A file name in it points outside: {name[:80]!r}")
            if name in members:
                raise self._refused(f"It contains {name[:80]!r} twice")
            limit = {MANIFEST: MAX_MANIFEST_BYTES, FACES: MAX_FACES_BYTES}.get(
                name, MAX_THUMBNAIL_BYTES
            )
            ours = name in (MANIFEST, FACES) or THUMBNAIL.fullmatch(name)
            if ours and info.file_size > limit:
                raise self._refused(f"{name} is larger than allowed")
            if ours and info.file_size > SMALL_BYTES + MAX_RATIO * info.compress_size:
                raise self._refused(f"{name} is far larger than it should be")
            members[name] = info
        packed = [each.file_size for name, each in members.items() if TIMELINE.fullmatch(name)]
        if len(packed) > MAX_TIMELINES or sum(packed) > MAX_TIMELINES_BYTES:
            raise self._refused("It has more timelines than allowed")
        return members

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._members:
            raise self._refused("It is not a .facelab file")
        raw = self._read(MANIFEST, MAX_MANIFEST_BYTES)
        try:
            manifest = msgspec.json.decode(raw, type=Manifest)
        except DAMAGED as error:
            raise self._refused(f"{MANIFEST}: {_why(error)}") from error
        if manifest.format != FORMAT:
            raise self._refused("It is not a .facelab file")
        if manifest.version > VERSION:
            raise ExportError(
                f"{self._path.name} cannot be opened.",
                f"It has version {manifest.version}, but this facelab reads only up to {VERSION}.",
                "Update facelab to open it.",
            )
        if manifest.version < 1:
            raise self._refused(f"Its version is {manifest.version}")
        return manifest

    def _read(self, name: str, limit: int) -> bytes:
        try:
            return read_member(self._zip, name, limit)
        except UnreadableError as error:
            raise self._refused(cause(error)) from error

    def _refused(self, why: str) -> ExportError:
        return ExportError(
            f"{self._path.name} cannot be opened; nothing was imported.",
            f"{why.rstrip('.')}.",
            "Choose a .facelab file exported by facelab.",
        )
