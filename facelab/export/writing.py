"""The last steps of a picture's way out: marked, encoded, and on the disk whole or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from facelab import destinations
from facelab.errors import ExportError
from facelab.export.formats import writer_of
from facelab.export.writer import Encoding, Marking, Metadata, Picture

UNMARKED = Marking()
PNG = Encoding()


@dataclass(frozen=True)
class Content:
    """What is to be on the disk of one picture.

    Attributes
    ----------
    file : bytes
    beside : (str, bytes) or None
        Ending and content of the file that lies beside it.
    """

    file: bytes
    beside: tuple[str, bytes] | None = None


def encoded(
    picture: Picture,
    metadata: Metadata,
    encoding: Encoding = PNG,
    marking: Marking = UNMARKED,
) -> bytes:
    """A picture as the bytes of its file.

    Raises
    ------
    ExportError
        There is no such format, or it cannot hold this picture.
    """
    return sealed(unsealed(picture, metadata, encoding, marking), encoding, marking).file


def unsealed(
    picture: Picture, metadata: Metadata, encoding: Encoding = PNG, marking: Marking = UNMARKED
) -> bytes:
    """The file before it is signed: all that may be done on another machine.

    Raises
    ------
    ExportError
        As `encoded`.
    """
    writer = writer_of(encoding.format)
    if writer.draws:
        picture = dataclasses.replace(picture, pixels=marking.pixels(picture.pixels))
    return writer.encode(picture, metadata, encoding)


def sealed(content: bytes, encoding: Encoding = PNG, marking: Marking = UNMARKED) -> Content:
    """The file and what lies beside it, signed where that is wanted."""
    writer = writer_of(encoding.format)
    file = marking.file(content, writer.media_type) if writer.media_type else content
    return Content(file, marking.sidecar(file, writer.media_type) if writer.draws else None)


def write(
    path: Path,
    picture: Picture,
    metadata: Metadata,
    encoding: Encoding = PNG,
    marking: Marking = UNMARKED,
    overwrite: bool = True,
) -> None:
    """Write a picture to a file; one that was there is replaced only when all is written.

    Raises
    ------
    ExportError
        The folder or the disk does not allow it, or `facelab.destinations` does not.
    """
    destinations.named(path, writer_of(encoding.format).suffixes, overwrite)  # before the work
    try:
        content = sealed(unsealed(picture, metadata, encoding, marking), encoding, marking)
    except OSError as error:
        raise unwritable(path, error) from error
    put(path, content, encoding, overwrite)


def put(path: Path, content: Content, encoding: Encoding = PNG, overwrite: bool = True) -> None:
    """Write finished files, each whole or not at all.

    Raises
    ------
    ExportError
        As `write`.
    """
    writer, beside = writer_of(encoding.format), content.beside
    try:
        if beside is not None:  # both or none
            destinations.named(path.with_name(path.name + beside[0]), (beside[0],), overwrite)
        with destinations.writing(path, writer.suffixes, overwrite) as file:
            file.write(content.file)
        if beside is not None:
            suffix, said = beside
            place = path.with_name(path.name + suffix)
            with destinations.writing(place, (suffix,), overwrite) as file:
                file.write(said)
        elif overwrite and writer.draws:  # credentials of the file that went would be false
            path.with_name(path.name + destinations.MANIFEST[0]).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


def write_bytes(
    path: Path, content: bytes, overwrite: bool = False, suffixes: Sequence[str] | None = None
) -> None:
    """Write a file that is no picture, whole or not at all.

    Parameters
    ----------
    path : Path
    content : bytes
    overwrite : bool
    suffixes : sequence of str or None
        Endings of its kind; None is its own, for a name that the user has not chosen.

    Raises
    ------
    DestinationError, ExportError
        It cannot be written there.
    """
    try:
        with destinations.writing(path, suffixes or (path.suffix,), overwrite) as file:
            file.write(content)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> ExportError:
    """What to tell when a file cannot be saved."""
    return ExportError(
        f"{path.name} was not saved.",
        f"{error.strerror or error}.",
        destinations.way_out(error, "save"),
    )
