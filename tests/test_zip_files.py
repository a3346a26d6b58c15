from __future__ import annotations

import io
import struct
import zipfile

import pytest

from facelab.damage import UnreadableError
from facelab.zip_files import open_zip, read_member

LIMIT = 2**20


def packed(how: int = zipfile.ZIP_DEFLATED, content: bytes = b"hello") -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", how) as archive:
        archive.writestr("a", content)
    return whole.getvalue()


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_read(how: int) -> None:
    with open_zip(io.BytesIO(packed(how)), LIMIT) as archive:
        assert read_member(archive, "a", 5) == b"hello"


def test_what_is_too_large_missing_or_damaged_is_refused() -> None:
    with open_zip(io.BytesIO(packed()), LIMIT) as archive:
        with pytest.raises(UnreadableError, match="too large"):
            read_member(archive, "a", 4)
        with pytest.raises(UnreadableError):
            read_member(archive, "b", 4)
    whole = bytearray(packed(content=b"hello " * 50))
    whole[35] ^= 0xFF  # in the packed numbers
    with open_zip(io.BytesIO(whole), LIMIT) as archive, pytest.raises(UnreadableError):
        read_member(archive, "a", LIMIT)


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(how: int) -> None:
    with pytest.raises(UnreadableError, match="compressed"):
        open_zip(io.BytesIO(packed(how)), LIMIT)


def test_a_list_of_members_that_would_fill_the_memory_is_refused() -> None:
    whole = bytearray(packed())
    at = whole.rfind(b"PK\x05\x06")
    whole[at + 12 : at + 16] = struct.pack("<L", 2**31)
    with pytest.raises(UnreadableError, match="too long"):
        open_zip(io.BytesIO(whole), LIMIT)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x05\x06", b"PK\x05\x06" + bytes(18), b"x" * 99]
)
def test_what_is_no_archive_is_refused_or_empty(content: bytes) -> None:
    if content == b"PK\x05\x06" + bytes(18):
        assert open_zip(io.BytesIO(content), LIMIT).namelist() == []
    else:
        with pytest.raises(UnreadableError):
            open_zip(io.BytesIO(content), LIMIT)
