"""Clips as PyAV reads them back."""

from __future__ import annotations

import errno
import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from facelab import destinations
from facelab.errors import DestinationError, ExportError
from facelab.export.clips import mp4
from facelab.export.clips.boxes import index_is_first
from facelab.export.clips.packets import packet_of
from facelab.export.clips.reading import first_picture, rgb
from facelab.export.clips.video import Video
from facelab.export.clips.write import Clip, write_clip
from facelab.export.writer import Marking, Metadata, Pixels
from facelab.progress import Progress, finish

av = pytest.importorskip("av", reason="PyAV is not installed (extra: motion)")

COUNT, SIDE = 20, 96


def picture(k: int) -> NDArray[np.uint8]:
    """Colours that go over into each other, and move."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    shift = k / COUNT
    planes = [0.2 + 0.6 * x, 0.2 + 0.6 * y * (1 - shift), 0.3 + 0.5 * shift * x]
    return (np.stack(planes, axis=2) * 255).astype(np.uint8)


def pictures(count: int = COUNT) -> Iterator[NDArray[np.uint8]]:
    return (picture(k) for k in range(count))


def write(path: Path, **said: object) -> Path:
    clip = Clip(path, COUNT, 24, **said)  # type: ignore[arg-type]
    return finish(write_clip(clip, pictures(), Metadata()))


def test_it_is_what_players_take(tmp_path):
    path = write(tmp_path / "a.mp4")
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.colorspace, context.color_range) == (1, 1)
        assert (context.color_primaries, context.color_trc) == (1, 1)
        assert (stream.average_rate, stream.frames) == (24, COUNT)
        assert float(stream.duration * stream.time_base) == pytest.approx(COUNT / 24, abs=0.001)
    with path.open("rb") as file:
        assert index_is_first(file)


def test_its_pictures_are_those_that_were_given(tmp_path):
    path = write(tmp_path / "a.mp4")
    with av.open(str(path)) as container:
        found = [rgb(frame).astype(int) for frame in container.decode(video=0)]
    assert len(found) == COUNT
    for k, each in enumerate(found):
        assert np.abs(each - picture(k)).mean() < 2.0
    assert np.array_equal(first_picture(path), found[0])


def test_the_same_pictures_give_the_same_bytes(tmp_path):
    first, second = write(tmp_path / "a.mp4"), write(tmp_path / "b.mp4")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("sets", "told"),
    [
        (("X86_V2", "X86_V3", "X86_V4"), "asm=avx2"),
        (("SSE42", "AVX2", "AVX512F"), "asm=avx2"),
        (("X86_V2", "X86_V3"), None),
        (("NEON",), None),
    ],
)
def test_h264_is_made_without_the_instructions_that_give_other_bytes(monkeypatch, sets, told):
    monkeypatch.setattr(mp4, "instruction_sets", lambda: sets)
    encoder = mp4.WRITERS[0]._encoder_for(COUNT)
    assert (encoder.name, encoder.options.get("x264-params")) == ("libx264", told)


def test_another_size(tmp_path):
    assert first_picture(write(tmp_path / "a.mp4", longest=48)).shape == (48, 48, 3)


def test_xmp_lies_in_a_box_of_its_own(tmp_path):
    clip, packet = Clip(tmp_path / "a.mp4", COUNT, 24), b"<x:xmpmeta/>"
    path = finish(write_clip(clip, pictures(), Metadata(xmp=packet)))
    with path.open("rb") as file:
        assert packet_of(file) == packet
    with write(tmp_path / "b.mp4").open("rb") as file:
        assert packet_of(file) is None
    assert len(first_picture(path)) == SIDE


def test_every_picture_is_marked(tmp_path):
    seen = []

    def mark(pixels: Pixels) -> Pixels:
        seen.append(pixels.shape)
        return (255 - pixels).astype(np.uint8)

    clip = Clip(tmp_path / "a.mp4", COUNT, 24, 48)
    path = finish(write_clip(clip, pictures(), Metadata(), Marking(pixels=mark)))
    assert seen == [(48, 48, 3)] * COUNT  # at its final size
    assert abs(int(first_picture(path)[24, 24, 0]) - int(255 - picture(0)[48, 48, 0])) < 8


def test_a_picture_that_stays_is_marked_once(tmp_path):
    seen = []

    def mark(pixels: Pixels) -> Pixels:
        seen.append(pixels)
        return pixels

    one, other = picture(0), picture(9)
    clip, shown = Clip(tmp_path / "a.mp4", 6, 24), [one, one, one, other, other, one]
    path = finish(write_clip(clip, shown, Metadata(), Marking(pixels=mark)))
    assert len(seen) == 3
    with av.open(str(path)) as container:
        found = [rgb(frame).astype(int) for frame in container.decode(video=0)]
    assert [int(np.abs(each - one).mean() < 2) for each in found] == [1, 1, 1, 0, 0, 1]


def test_a_name_that_is_taken_is_left_alone(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"mine")
    assert write(tmp_path / "a.mp4") == tmp_path / "a-2.mp4"
    assert (tmp_path / "a.mp4").read_bytes() == b"mine"
    assert write(tmp_path / "a.mp4", overwrite=True) == tmp_path / "a.mp4"
    assert (tmp_path / "a.mp4").stat().st_size > 100


def test_what_is_read_is_never_replaced(tmp_path):
    mine = tmp_path / "a.mp4"
    mine.write_bytes(b"mine")
    with pytest.raises(DestinationError, match="This command reads"):
        write(mine, overwrite=True, inputs=(mine,))
    assert mine.read_bytes() == b"mine"


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(DestinationError, match="must end in"):
        write(tmp_path / "a.mov")
    assert not list(tmp_path.iterdir())


def test_stopped_it_leaves_nothing(tmp_path):
    steps = write_clip(Clip(tmp_path / "a.mp4", 300, 24), pictures(300), Metadata())
    assert [next(steps), next(steps)] == [Progress(1, 300), Progress(2, 300)]
    while not list(tmp_path.iterdir()):  # the encoder looks ahead before it writes
        next(steps)
    steps.close()
    assert not list(tmp_path.iterdir())


def test_a_face_that_cannot_be_drawn_leaves_nothing(tmp_path):
    def broken() -> Iterator[NDArray[np.uint8]]:
        yield picture(0)
        raise ExportError("no", "no", "no")

    with pytest.raises(ExportError, match="no"):
        finish(write_clip(Clip(tmp_path / "a.mp4", 2, 24), broken(), Metadata()))
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(self: Video) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Video, "finish", full)
    with pytest.raises(ExportError, match=r"a\.mp4 was not saved\. No space left"):
        write(tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="no limits of files there")
def test_a_file_that_may_not_grow_leaves_nothing(tmp_path):
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    try:
        with pytest.raises(ExportError, match=r"a\.mp4 was not saved"):
            write(tmp_path / "a.mp4")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.iterdir())


def test_a_clip_whose_credentials_cannot_be_written_is_not_left_without_them(tmp_path, monkeypatch):
    writing = destinations.writing

    def full(path: Path, *rest: object) -> object:
        if path.suffix == ".c2pa":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return writing(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(destinations, "writing", full)
    said = Marking(clip_beside=lambda path, media_type: (".c2pa", b"signed"))
    clip = Clip(tmp_path / "a.mp4", COUNT, 24)
    with pytest.raises(ExportError, match="No space left"):
        finish(write_clip(clip, pictures(), Metadata(), said))
    assert not list(tmp_path.iterdir())


def test_without_pyav_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(ExportError, match="MP4, MOV and WebM need PyAV") as refused:
        write(tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())
    with (Path(__file__).parents[3] / "pyproject.toml").open("rb") as file:
        (wanted,) = tomllib.load(file)["project"]["optional-dependencies"]["motion"]
    assert f'pip install "{wanted}"' in refused.value.fix
    assert "LGPL" in refused.value.fix
