from __future__ import annotations

import numpy as np
import pytest

from facelab.engine.lattice import (
    CELL,
    LIMIT,
    Lattice,
    counted,
    fits,
    median_around,
    subtracted,
)
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


def test_what_is_subtracted_is_rounded_and_clamped():
    before = np.array([[[1, 250, 100, 255]]], np.uint8)
    assert subtracted(before, np.array([[2.6]], np.float32)).tolist() == [[[0, 247, 97, 255]]]
    assert subtracted(before, np.array([[-7.0]], np.float32)).tolist() == [[[8, 255, 107, 255]]]
    assert before.tolist() == [[[1, 250, 100, 255]]]


@pytest.mark.parametrize("reach", [1, 2, 3, 4])
def test_medians_of_medians(reach):
    x = np.random.RandomState(reach).randint(-99, 99, (9, 9, 3)).astype(np.float32)
    padded = np.pad(x, ((reach, reach), (reach, reach), (0, 0)), mode="reflect")
    width = 2 * reach + 1
    rows = np.median([padded[:, k : k + 9] for k in range(width)], axis=0)
    wanted = np.median([rows[k : k + 9] for k in range(width)], axis=0)
    np.testing.assert_array_equal(median_around(x, reach), wanted)


def test_what_a_lattice_consists_of_is_counted():
    found = counted(pixels(woven()))
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
