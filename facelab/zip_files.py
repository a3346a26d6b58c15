"""Zip archives from anywhere: what they claim is looked at before memory is spent on it."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import BinaryIO

from facelab.damage import UnreadableError, reading

_END = struct.Struct("<4s4H2LH")
_END_64_PLACE = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_NO_ZIP = "it is not an archive"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def open_zip(file: BinaryIO, most_directory: int) -> zipfile.ZipFile:
    """Open an archive whose members are stored or deflated and not encrypted.

    Other ways of packing are used by none of the programs whose files we read, and may ask for
    any amount of memory (LZMA).

    Parameters
    ----------
    file : file object
        Open for reading; stays open when the archive is closed.
    most_directory : int
        Most bytes that the list of its members may have.

    Raises
    ------
    UnreadableError
    """
    with reading():
        if _directory_bytes(file) > most_directory:
            raise UnreadableError("its list of contents is too long")
        archive = zipfile.ZipFile(file)
        for member in archive.infolist():
            if member.flag_bits & 0x1:
                raise UnreadableError("it is encrypted")
            if member.compress_type not in _PACKED:
                raise UnreadableError("it is compressed in a way facelab cannot read")
    return archive


def read_member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """The content of a member.

    Raises
    ------
    UnreadableError
        There is none of this name, it is damaged, or it has more than `limit` bytes.
    """
    with reading(), archive.open(name) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise UnreadableError("a part of it is too large")
    return content


def _directory_bytes(file: BinaryIO) -> int:
    """How long the list of members claims to be: zipfile reads it as a whole."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END.size - 0xFFFF))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise UnreadableError(_NO_ZIP)
    directory: int = _END.unpack_from(tail, at)[5]
    place = at - _END_64_PLACE.size
    if place >= 0 and tail[place : place + 4] == b"PK\x06\x07":
        file.seek(_END_64_PLACE.unpack_from(tail, place)[2])
        raw = file.read(_END_64.size)
        directory = max(directory % 0xFFFFFFFF, _END_64.unpack(raw)[8])
    return directory
