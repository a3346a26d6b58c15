from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from facelab.export.provenance import measure, watermark
from tests.export.provenance.conftest import soft


def psnr(one, other):
    return 10 * np.log10(255**2 / np.mean(np.square(one.astype(float) - other)))


def test_a_mark_is_read_back_and_cannot_be_seen(marker):
    picture = soft(512)

    marked = marker.marked(picture)

    assert marked.shape == picture.shape
    assert marked.dtype == np.uint8
    assert marker.read(marked).found
    assert psnr(picture, marked) >= 40
    assert not marker.read(picture).found


@pytest.mark.parametrize("edit", ["JPEG 50", "half the size", "10 % cropped"])
def test_a_mark_survives_accidents(marker, edit):
    marked = marker.marked(soft(640, seed=3))

    edited = np.asarray(measure.EDITS[edit](Image.fromarray(marked)))

    assert marker.read(edited).found


def test_floats_stay_floats_and_alpha_stays(marker):
    rgba = np.dstack([soft(300), np.full((300, 300), 255, np.uint8)])
    rgba[:60, :, 3] = 0
    floats = rgba.astype(np.float32) / 255

    for picture in (rgba, floats):
        marked = marker.marked(picture)
        assert marked.dtype == picture.dtype
        assert np.array_equal(marked[..., 3], picture[..., 3])
        assert marker.read(marked).found
    assert marked.min() >= 0
    assert marked.max() <= 1


def test_a_picture_need_not_be_square(marker):
    assert marker.read(marker.marked(soft(600)[:400])).found


@pytest.mark.parametrize("value", [0, 128, 255])
def test_flat_pictures_are_not_taken_for_marked(marker, value):
    assert not marker.read(np.full((300, 300, 3), value, np.uint8)).found


def test_only_pictures_that_are_large_enough_fit():
    assert watermark.fits(soft(256))
    assert not watermark.fits(soft(256)[:255])


def test_the_bits_are_told_as_they_are():
    read = watermark.Read(tuple(bool(bit) for bit in watermark.CODE))

    assert read.agreeing == 32
    assert read.found
    assert int(read.text, 16) == int("".join(str(int(bit)) for bit in watermark.CODE), 2)
    flipped = tuple(not bit if k < 6 else bit for k, bit in enumerate(read.bits))
    assert watermark.Read(flipped).agreeing == 26
    assert not watermark.Read(flipped).found


def test_measuring_counts_what_was_found(marker, monkeypatch):
    some = {name: measure.EDITS[name] for name in ("as it is", "mirrored")}
    monkeypatch.setattr(measure, "EDITS", some)
    pictures = [soft(300, seed=k) for k in range(2)]

    made = measure.recovery(marker, pictures).as_json()
    alarms = measure.false_alarms(marker, pictures)

    assert made["pictures"] == 2
    assert made["found"]["as it is"] == "2 of 2"  # type: ignore[index]
    assert made["psnr_db_5th_percentile"] >= 40  # type: ignore[operator]
    assert (alarms["unmarked"], alarms["false_alarms"]) == (2, 0)
    assert alarms["rate_below_at_95_percent"] == "77.64 %"


def test_the_edits_are_what_they_say():
    image = Image.fromarray(soft(400))

    assert measure.EDITS["10 % cropped"](image).size == (360, 360)
    assert measure.EDITS["a quarter of the size"](image).size == (100, 100)
    held = io.BytesIO()
    measure.EDITS["20 % darker"](image).save(held, "PNG")
    assert np.asarray(Image.open(held)).mean() == pytest.approx(0.8 * soft(400).mean(), abs=1)


def test_a_large_picture_is_marked_without_seams(marker, monkeypatch):
    """It is marked some rows at a time; that they are so many shows nowhere."""
    picture = soft(512)
    whole = marker.marked(picture).astype(int)
    monkeypatch.setattr(watermark, "_ROWS", 100)
    assert np.abs(marker.marked(picture).astype(int) - whole).max() <= 1
    floats = (picture / np.float32(255)).astype(np.float32)
    assert np.abs(marker.marked(floats) * 255 - whole).max() <= 1.01
