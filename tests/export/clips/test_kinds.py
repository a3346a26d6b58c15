"""Every kind of clip: what is in it, by readers that no one here wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from facelab.errors import DestinationError, ExportError
from facelab.export.clips import kinds, pyav
from facelab.export.clips.boxes import index_is_first
from facelab.export.clips.reading import picture_count, some_pictures
from facelab.export.clips.write import Clip, write_clip
from facelab.export.timeline_file import holds_timeline, read_timeline
from facelab.export.writer import Metadata
from facelab.progress import finish
from tests.export.clips.conftest import (
    COUNT,
    PICTURES,
    RATE,
    SIDE,
    TIMELINE,
    WRITERS,
    made_by,
    picture,
)
from tests.programs import program, run

VIDEOS = sorted(set(WRITERS) - PICTURES)
ALPHA = sorted(name for name, writer in WRITERS.items() if writer.alpha)
CODECS = {
    "mp4": ("h264", "avc1", "yuv420p"),
    "h265": ("hevc", "hvc1", "yuv420p"),
    "av1": ("av1", "av01", "yuv420p"),
    "prores": ("prores", "ap4h", "yuv444p12le"),
    "webm": ("vp9", "[0][0][0][0]", "yuv420p"),
}


def probed(path: Path) -> dict[str, str]:
    """What ffprobe says of the pictures."""
    said = run(
        program("ffprobe"), "-v", "error", "-count_frames", "-select_streams", "v",
        "-show_streams", "-of", "json", path,
    )  # fmt: skip
    (stream,) = json.loads(said)["streams"]
    return dict(stream)


@pytest.mark.parametrize("name", VIDEOS)
def test_ffprobe_finds_what_editors_ask_for(made, name):
    found = probed(made(name))
    assert (found["codec_name"], found["codec_tag_string"], found["pix_fmt"]) == CODECS[name]
    for field in ("color_space", "color_transfer", "color_primaries"):
        assert found[field] == "bt709"
    assert found["color_range"] == "tv"
    assert (found["r_frame_rate"], found["nb_read_frames"]) == (f"{RATE}/1", str(COUNT))


@pytest.mark.parametrize("name", ["mp4", "h265", "av1", "prores"])
def test_a_player_may_begin_before_it_has_all(made, name):
    with made(name).open("rb") as file:
        assert index_is_first(file)


# Of pictures of 64 px x264 and x265 decide now in one way and now in another.
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_the_same_pictures_give_the_same_bytes(name, tmp_path):
    writer = made_by(name)
    pictures = [picture(k, side=256) for k in range(COUNT)]
    clip = Clip(tmp_path / f"a{writer.suffixes[0]}", COUNT, RATE, writer=writer, repeat=True)
    first = finish(write_clip(clip, pictures, Metadata(), samples=pictures)).read_bytes()
    again = finish(write_clip(clip, pictures, Metadata(), samples=pictures)).read_bytes()
    assert first == again


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_its_pictures_are_those_that_were_given(made, name):
    path = made(name)
    assert picture_count(path) == COUNT
    found = some_pictures(path, 1)[0].astype(int)
    assert found.shape[:2] == (SIDE, SIDE)
    assert np.abs(found[..., :3] - picture(0)).mean() < (0.01 if name == "apng" else 5)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_no_picture_is_looked_at_twice(made, name):
    """A short clip has a single key picture, to which its reader could go back each time."""
    path = made(name)
    assert len(some_pictures(path, 8)) == COUNT
    for found, k in zip(some_pictures(path, 2), (0, COUNT // 2), strict=True):
        off = [np.abs(found[..., :3].astype(int) - picture(n)).mean() for n in range(COUNT)]
        assert int(np.argmin(off)) == k


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_its_timeline_is_in_it(made, name):
    path = made(name)
    assert holds_timeline(path)
    assert read_timeline(path) == TIMELINE


@pytest.mark.parametrize("name", ["prores", "webm"])
def test_ffmpeg_gives_straight_alpha_back(made, name):
    import av

    path = made(name, alpha=True)
    decoder = "libvpx-vp9" if name == "webm" else "prores"
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        codec: Any = av.CodecContext.create(decoder, "r")
        codec.extradata = stream.codec_context.extradata
        codec.width, codec.height = SIDE, SIDE
        packets = list(container.demux(stream))
        frames = [frame for packet in packets for frame in codec.decode(packet)]
    assert len(frames) == COUNT
    for k, frame in enumerate(frames):
        found = frame.to_ndarray(format="rgba").astype(int)
        wanted = picture(k, alpha=True).astype(int)
        assert np.abs(found[..., 3] - wanted[..., 3]).mean() < 3
        seen = wanted[..., 3] > 200  # what is transparent has no colour
        assert np.abs(found[..., :3] - wanted[..., :3])[seen].mean() < 6
    if name == "webm":
        assert probed(path)["tags"]["alpha_mode"] == "1"  # type: ignore[index]
        assert "alpha_mode" not in probed(made(name))["tags"]
    else:
        assert probed(path)["pix_fmt"] == "yuva444p12le"


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_pillow_plays_it(made, name):
    image: Any
    with Image.open(made(name)) as image:
        assert (image.size, image.n_frames) == ((SIDE, SIDE), COUNT)
        assert image.info.get("loop", 0) == 0  # for ever
        total = 0.0
        for k in range(COUNT):
            image.seek(k)
            shown = np.asarray(image.convert("RGB")).astype(int)
            total += image.info["duration"]
            assert np.abs(shown - picture(k)).mean() < {"apng": 0.01, "webp": 5, "gif": 8}[name]
        assert total == pytest.approx(1000 * COUNT / RATE, abs=1)


@pytest.mark.parametrize("name", ["apng", "webp", "gif"])
def test_transparency_of_pictures(made, name):
    with Image.open(made(name, alpha=True)) as image:
        for k in range(COUNT):
            image.seek(k)
            found = np.asarray(image.convert("RGBA")).astype(int)[..., 3]
            wanted = picture(k, alpha=True)[..., 3].astype(int)
            if name == "gif":  # all or nothing
                wanted = np.where(wanted < 128, 0, 255)
            assert np.array_equal(found, wanted)


def test_what_is_shown_once_says_so(tmp_path):
    for name in sorted(PICTURES):
        writer = WRITERS[name]
        path = tmp_path / f"a{writer.suffixes[0]}"
        clip = Clip(path, 2, RATE, writer=writer)
        finish(write_clip(clip, [picture(0), picture(0)], Metadata()))
        with Image.open(path) as image:
            assert image.info.get("loop") == (None if name == "gif" else 1)
            assert getattr(image, "n_frames", 1) == 2  # also where nothing moves


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_exiftool_knows_it_and_finds_the_packet(made, name):
    said = json.loads(run(program("exiftool"), "-j", "-G", "-XMP:all", "-File:all", made(name)))[0]
    kinds_of = {"h265": "MP4", "av1": "MP4", "prores": "MOV"}
    assert said["File:FileType"] in (kinds_of.get(name, name.upper()), "Extended WEBP")
    if name != "webm":  # which has no agreed place for it
        assert "facelab-timeline" in str(said["XMP:Timeline"])


@pytest.mark.parametrize("name", ["gif", "webp"])
def test_imagemagick_counts_its_pictures(made, name):
    said = run(program("identify", "magick"), made(name))
    assert len(said.splitlines()) == COUNT
    assert f"{SIDE}x{SIDE}" in said


def test_ffmpeg_decodes_an_apng(made):
    found = probed(made("apng", alpha=True))
    assert (found["codec_name"], found["pix_fmt"]) == ("apng", "rgba")
    assert found["nb_read_frames"] == str(COUNT)


def test_a_name_says_the_kind(tmp_path):
    for name, kind in (
        ("a.MP4", "mp4"), ("a.mov", "prores"), ("a.webm", "webm"), ("a.gif", "gif"),
        ("a.apng", "apng"), ("a.webp", "webp"), ("a", "png"),
    ):  # fmt: skip
        assert kinds.kind_for(tmp_path / name).name == kind
    with pytest.raises(DestinationError, match=r"No kind of clip ends in \.avi"):
        kinds.kind_for(tmp_path / "a.avi")
    with pytest.raises(ExportError, match="Choose one of mp4"):
        kinds.kind_of("avi")


def test_an_encoder_that_is_not_there_is_named(monkeypatch):
    av = pytest.importorskip("av", reason="PyAV is not installed (extra: motion)")
    monkeypatch.setattr(pyav, "pyav", lambda: av)
    with pytest.raises(ExportError, match="built without libnothing"):
        pyav.check_encoder("libnothing", "nothing")


def test_nothing_is_told_to_the_terminal(tmp_path, capfd):
    for name in ("h265", "av1"):
        writer = made_by(name)
        clip = Clip(tmp_path / f"{name}.mp4", 2, RATE, writer=writer)
        finish(write_clip(clip, [picture(0), picture(1)], Metadata()))
    said = capfd.readouterr()
    assert said.out == ""
    assert "x265" not in said.err
    assert "Svt" not in said.err


def test_memory_stays_flat(tmp_path):
    """Ten times as many pictures take no more of it: nothing is kept but what is looked ahead."""
    import tracemalloc

    peaks = []
    for count in (40, 400):
        clip = Clip(tmp_path / f"{count}.webp", count, RATE, writer=WRITERS["webp"])
        small = [picture(k)[:32, :32] for k in range(4)]
        tracemalloc.start()
        finish(write_clip(clip, (small[k % 4] for k in range(count)), Metadata()))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
