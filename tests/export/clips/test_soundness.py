"""Clips that are cut short are told from whole ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from facelab.errors import ExportError
from facelab.export.clips.soundness import clip_damage_in
from facelab.export.timeline_file import holds_timeline, read_timeline
from tests.export.clips.conftest import TIMELINE, WRITERS

SHORT = "It is cut short."
Made = Callable[..., Path]


@pytest.fixture
def cut(made: Made, tmp_path: Path) -> Callable[[str, int], Path]:
    """A clip of a kind without so many of its last bytes."""

    def cut(name: str, gone: int) -> Path:
        path = made(name)
        short = tmp_path / path.name
        short.write_bytes(path.read_bytes()[:-gone])
        return short

    return cut


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("alpha", [False, True])
def test_a_whole_clip_is_sound(made: Made, name: str, alpha: bool):
    if alpha and not WRITERS[name].alpha:
        pytest.skip("has no transparency")
    assert clip_damage_in(made(name, alpha)) == ""


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("gone", [1, 30, 200, 1200])
def test_a_clip_that_is_cut_short_is_not(cut, name: str, gone: int):
    assert clip_damage_in(cut(name, gone)) == SHORT


@pytest.mark.parametrize("name", WRITERS)
def test_at_whichever_byte_it_ends(made: Made, tmp_path: Path, name: str):
    content = made(name).read_bytes()
    path = tmp_path / made(name).name
    first = 64 if name == "apng" else 14  # what a shorter one is, nobody can say
    for length in range(first, len(content), max(1, len(content) // 60)):
        path.write_bytes(content[:length])
        assert clip_damage_in(path), length


def test_a_timeline_behind_which_the_clip_is_cut_short_is_read_all_the_same(cut):
    for name in ("gif", "apng"):
        short = cut(name, 200)
        assert holds_timeline(short)
        assert read_timeline(short) == TIMELINE


@pytest.mark.parametrize("name", ["mp4", "webm", "webp", "gif"])
def test_one_that_is_cut_short_before_its_timeline_says_so(made: Made, cut, name: str):
    short = cut(name, made(name).stat().st_size * 9 // 10)
    for read in (holds_timeline, read_timeline):
        with pytest.raises(ExportError) as caught:
            read(short)
        assert (caught.value.why, caught.value.fix) == (SHORT, "Open the original file.")


def test_boxes_in_the_index_that_are_longer_than_it_are_damage(made: Made, tmp_path: Path):
    content = bytearray(made("mp4").read_bytes())
    place = content.index(b"moov") + 4  # of the first box in it
    content[place : place + 4] = b"\x7f\xff\xff\xff"
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    assert clip_damage_in(path) == "It is damaged."


@pytest.mark.parametrize("content", [b"", b"{}", b"\x1a\x45\xdf\xa3", b"GIF89a"])
def test_what_is_hardly_anything_is_never_a_crash(tmp_path: Path, content: bytes):
    path = tmp_path / "clip.bin"
    path.write_bytes(content)
    assert isinstance(clip_damage_in(path), str)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    assert clip_damage_in(tmp_path / "none.mp4") == "No such file or directory."
