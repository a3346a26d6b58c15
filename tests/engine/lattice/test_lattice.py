from __future__ import annotations

import numpy as np
import pytest

from facelab.engine.backend import OutOfMemoryError
from facelab.engine.lattice import CELL, Lattice, finder, fits
from facelab.engine.lattice.passes import LIMIT
from facelab.engine.weave import Spectrum

SIZE = 256


def pattern() -> np.ndarray:
    """One cell of a lattice, of unit length and mean 0."""
    cell = np.random.RandomState(0).randn(CELL, CELL)
    cell -= cell.mean()
    return (cell / np.linalg.norm(cell)).astype(np.float32)


def pixels(grey: np.ndarray) -> np.ndarray:
    made = np.full((*grey.shape, 4), 255, np.uint8)
    made[..., :3] = np.clip(np.rint(grey), 0, 255)[..., None]
    return made


def woven(strength: float = 64.0) -> np.ndarray:
    """A slope with a lattice, whose pixels are off by `strength` / 16 on average."""
    across = np.linspace(60, 180, SIZE, dtype=np.float32)
    tiles = np.tile(pattern(), (SIZE // CELL, SIZE // CELL))
    return across + across[:, None] / 4 + strength * tiles


@pytest.fixture
def lattice() -> Lattice:
    return Lattice(pattern().reshape(1, -1))


def test_the_lattice_goes_and_the_picture_stays(lattice):
    plain = pixels(woven(0.0))
    clean = lattice.take_off(pixels(woven()))
    off = np.abs(clean.astype(int) - plain)
    assert np.abs(pixels(woven()).astype(int) - plain).max() > 8
    assert off.max() <= 2
    assert (clean[..., 3] == 255).all()


def test_a_lattice_that_nobody_knows_goes_as_well_where_it_is_everywhere():
    other = np.eye(1, CELL * CELL, dtype=np.float32)
    clean = Lattice(other).take_off(pixels(woven()))
    off = np.abs(clean.astype(int) - pixels(woven(0.0)))
    assert off.mean() < 1


def test_a_rim_across_the_picture_is_left_alone(lattice):
    rim = woven(0.0)
    rim[100:103] = 0
    rim[:, 40:42] = 250
    clean = lattice.take_off(pixels(rim)).astype(int)
    off = np.abs(clean - pixels(rim))
    assert off.max() <= 3
    assert off.mean() < 1


def test_no_more_than_the_limit_is_taken_off(lattice):
    before = pixels(woven(2000.0))
    off = np.abs(lattice.take_off(before).astype(int) - before)
    assert off.max() == LIMIT


def test_the_frame_is_the_rounding_of_the_picture_in_floating_point(lattice):
    random = np.random.RandomState(1)
    picture = (np.stack([woven()] * 3, axis=2) / 255).astype(np.float32)
    picture += random.uniform(-0.02, 0.02, picture.shape).astype(np.float32)
    picture[:20] = 1.0
    picture[20:40] = 0.0
    picture = np.clip(picture, 0, 1)
    frame = np.full((SIZE, SIZE, 4), 255, np.uint8)
    frame[..., 2::-1] = np.rint(picture * np.float32(255))
    clean = lattice.take_off_float(picture)
    assert clean.dtype == np.float32
    np.testing.assert_array_equal(
        np.rint(clean * np.float32(255)).astype(np.uint8), lattice.take_off(frame)[..., 2::-1]
    )


def test_what_is_subtracted_is_rounded_and_clamped(lattice):
    picture = woven()
    picture[:128] -= 90
    picture[128:] += 76
    before = pixels(picture)
    assert (before[..., 0] == 0).any()
    assert (before[..., 0] == 255).any()
    found = lattice.find(before)
    assert found.min() < -3
    assert found.max() > 3
    wanted = np.clip(np.rint(before[..., :3] - found[..., None]), 0, 255)
    clean = lattice.take_off(before)
    np.testing.assert_array_equal(clean[..., :3], wanted)
    assert (clean[..., 3] == 255).all()


@pytest.mark.parametrize(("at_once", "threads"), [(1, 1), (2**15, 2), (2**30, 1)])
def test_how_many_rows_are_worked_on_together_is_no_matter(lattice, monkeypatch, at_once, threads):
    before = pixels(woven() + np.random.RandomState(1).randn(SIZE, SIZE) * 8)
    wanted = lattice.find(before)
    monkeypatch.setattr(finder, "_AT_ONCE", at_once)
    monkeypatch.setattr(finder, "processors", lambda: threads)
    np.testing.assert_allclose(Lattice(lattice.patterns).find(before), wanted, atol=1e-4)


def test_no_room_is_told_with_the_size_of_the_picture(lattice, monkeypatch):
    def full(*_):
        raise MemoryError

    before = pixels(woven())
    monkeypatch.setattr(np, "empty", full)
    with pytest.raises(OutOfMemoryError) as told:
        lattice.take_off(before)
    assert "256 pixels" in told.value.why


def test_pictures_of_another_size_and_order_of_memory(lattice):
    before = pixels(woven())
    whole = lattice.take_off(before)
    assert lattice.take_off(before[: SIZE // 2]).shape == (SIZE // 2, SIZE, 4)
    np.testing.assert_array_equal(lattice.take_off(np.asfortranarray(before)), whole)


def test_what_a_lattice_consists_of_is_counted():
    found = finder.counted(pixels(woven()))
    mean = found.mean(axis=0)
    assert np.corrcoef(mean, pattern().ravel())[0, 1] > 0.95


def test_sizes():
    assert fits(1024)
    assert fits(256)
    assert not fits(64)
    assert not fits(1000)


# -- measured -------------------------------------------------------------------------------------


def spectrum(strength: float) -> Spectrum:
    made = Spectrum(SIZE)
    for seed in range(4):
        noise = np.random.RandomState(seed).randn(SIZE, SIZE) * 20
        made.add(np.repeat(pixels(woven(strength) / 2 + noise)[..., :1], 3, axis=2))
    return made


def test_the_excess_of_a_lattice_is_seen_and_only_there():
    none, some = spectrum(0.0), spectrum(160.0)
    assert none.excess().mean < 0.5
    assert some.excess().mean > none.excess().mean + 0.5
    assert max(map(abs, some.change_away(none))) < 0.05
