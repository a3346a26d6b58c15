"""What the last full frame has beyond its own preview, in the previews that follow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from facelab.engine import Frame
from facelab.engine.area_mean import area_mean
from facelab.engine.sharpening import SMALLEST, Sharpener
from facelab.recipe import ModelRef, Recipe, Seed

SIDE, SMALL = 256, 64
FACE = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))


def picture(seed: int = 0) -> np.ndarray:
    """A smooth picture with fine texture, [256, 256, 4]."""
    random = np.random.RandomState(seed)
    smooth = Image.fromarray(random.randint(60, 190, (8, 8, 3), np.uint8)).resize(
        (SIDE, SIDE), Image.Resampling.BICUBIC
    )
    pixels = np.full((SIDE, SIDE, 4), 255, np.uint8)
    pixels[..., :3] = np.asarray(smooth) + random.randint(-20, 20, (SIDE, SIDE, 1))
    return pixels


def frame(pixels: np.ndarray, amount: float) -> Frame:
    size = pixels.shape[0]
    return Frame(
        pixels=np.ascontiguousarray(pixels),
        kind="full" if size == SIDE else "preview",
        full_size=SIDE,
        recipe=FACE.with_amount("smile", amount),
        ws=np.zeros((4, 8), np.float32),
        milliseconds=1.0,
    )


def error(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a[..., :3].astype(float) - b[..., :3]).mean())


@pytest.fixture
def settled() -> Sharpener:
    """One that knows the full frame of amount 0, whose preview is its reduced picture."""
    made = Sharpener()
    made.sharpened(frame(area_mean(picture(), SMALL), 0.0), SIDE)
    made.settle(frame(picture(), 0.0), SIDE)
    return made


def moved_patch() -> np.ndarray:
    """The picture with something else in a part of it."""
    other = picture()
    other[64:128, 64:128, :3] = 255 - other[64:128, 64:128, :3] // 2
    return other


@pytest.mark.parametrize("side", [SIDE, 200, 131])
def test_where_nothing_has_changed_the_full_frame_stays_to_the_last_bit(settled, side):
    out = settled.sharpened(frame(area_mean(picture(), SMALL), 0.1), side)
    assert np.array_equal(out.pixels, area_mean(picture(), side))
    assert (out.kind, out.size, out.sharpened_from) == ("preview", side, SMALL)
    assert out.recipe == FACE.with_amount("smile", 0.1)


def test_what_has_changed_is_the_preview_alone(settled):
    small = area_mean(moved_patch(), SMALL)
    out = settled.sharpened(frame(small, 0.1), SIDE).pixels
    assert error(out[160:, 160:], picture()[160:, 160:]) == 0
    # without the old texture, which would be seen as a ghost
    whole = np.asarray(
        Image.fromarray(small[..., :3]).resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    )
    assert error(out[80:112, 80:112], whole[80:112, 80:112]) < 1.5


def test_of_a_strand_that_a_preview_hardly_shows_no_ghost_stays():
    wall, hair = (np.full((SIDE, SIDE, 4), 40, np.uint8) for _ in range(2))
    for pixels in (wall, hair):
        pixels[..., 3] = 255
        pixels[160:, :, :3] = picture()[160:, :, :3]
    hair[20:140, 100:102, :3] = 80
    small = area_mean(hair, SMALL)
    assert small[20, 25, 0] - 40 in range(15, 26), "too little for a change of colour"
    sharpener = Sharpener()
    sharpener.sharpened(frame(small, 0.0), SIDE)
    sharpener.settle(frame(hair, 0.0), SIDE)
    kept = sharpener.sharpened(frame(small, 0.1), SIDE).pixels
    np.testing.assert_array_equal(kept, hair)
    gone = sharpener.sharpened(frame(area_mean(wall, SMALL), 0.2), SIDE).pixels
    assert np.abs(gone[30:130, 60:140, :3].astype(int) - 40).max() <= 2
    np.testing.assert_array_equal(gone[170:], wall[170:])


CAST = np.array([6, -6, 4, 0], np.int16)  # of a head that misses colours


def with_cast(pixels: np.ndarray) -> np.ndarray:
    return np.clip(pixels + CAST, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("light", "least", "most"), [(True, 0.0, 1.5), (False, 4.0, 8.0)])
def test_colours_that_a_light_head_misses_are_mended_where_it_moved_too(light, least, most):
    sharpener = Sharpener()
    own = replace(frame(with_cast(area_mean(picture(), SMALL)), 0.0), light=light)
    sharpener.sharpened(own, SIDE)
    sharpener.settle(frame(picture(), 0.0), SIDE)
    moved = replace(frame(with_cast(area_mean(moved_patch(), SMALL)), 0.1), light=light)
    out = sharpener.sharpened(moved, SIDE).pixels
    assert error(out[160:, 160:], picture()[160:, 160:]) == 0
    patch = (slice(80, 112), slice(80, 112), slice(3))
    missed = np.abs((out[patch].astype(float) - moved_patch()[patch]).mean((0, 1))).mean()
    assert least <= missed < most


def test_a_change_of_light_leaves_the_texture(settled):
    """A small one."""
    brighter = picture()
    brighter[..., :3] += 8
    out = settled.sharpened(frame(area_mean(brighter, SMALL), 0.1), SIDE)
    assert error(out.pixels, brighter) < 1.5


def test_another_face_takes_nothing_of_the_last(settled):
    other = frame(255 - area_mean(picture(9), SMALL), 0.1)
    noise = np.random.RandomState(3).randint(0, 255, (SMALL, SMALL, 4), np.uint8)
    assert settled.sharpened(frame(noise, 0.2), SIDE).sharpened_from is None
    out = settled.sharpened(other, SIDE)
    assert out.sharpened_from is None or error(out.pixels, picture()) > 30


def test_previews_of_another_size_than_its_own_are_sharpened_too(settled):
    size = 128
    small = area_mean(picture(), size)
    out = settled.sharpened(frame(small, 0.1), SIDE)
    assert out.sharpened_from == size
    assert error(out.pixels, picture()) < 0.6
    back = settled.sharpened(frame(area_mean(picture(), SMALL), 0.2), SIDE)
    assert np.array_equal(back.pixels, picture())


def test_it_makes_nothing_larger_than_it_is_shown_or_than_a_full_frame(settled):
    same = frame(area_mean(picture(), SMALL), 0.1)
    assert settled.sharpened(same, SMALL) is same
    assert settled.sharpened(same, 40) is same
    assert settled.sharpened(same, 10 * SIDE).size == SIDE


def test_before_a_full_frame_and_after_another_network_there_is_nothing_to_add(settled):
    preview = frame(area_mean(picture(), SMALL), 0.1)
    assert Sharpener().sharpened(preview, SIDE) is preview
    settled.forget()
    assert settled.sharpened(preview, SIDE) is preview


def test_tiny_previews_stay_as_they_are():
    sharpener = Sharpener()
    tiny = frame(area_mean(picture(), SMALLEST // 2), 0.0)
    sharpener.sharpened(tiny, SIDE)
    sharpener.settle(frame(picture(), 0.0), SIDE)
    assert sharpener.sharpened(tiny, SIDE) is tiny


def test_full_frames_are_left_alone(settled):
    full = frame(picture(5), 0.3)
    assert settled.sharpened(full, SIDE) is full


def test_pictures_that_were_handed_out_are_not_written_to(settled):
    first = settled.sharpened(frame(area_mean(picture(), SMALL), 0.1), SIDE)
    copy = first.pixels.copy()
    settled.sharpened(frame(area_mean(moved_patch(), SMALL), 0.2), SIDE)
    assert np.array_equal(first.pixels, copy)


def test_what_another_network_drew_gets_no_detail_of_this_one(settled):
    stood_in = replace(frame(area_mean(picture(), SMALL), 0.1), stands_in=True)
    assert settled.sharpened(stood_in, SIDE) is stood_in
