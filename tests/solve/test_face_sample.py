from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.networks.family import bands_by_size
from facelab.solve.face_sample import (
    LatentSpace,
    draw_faces,
    picture_path,
    read_picture,
    sample_face,
    sample_faces,
    to_rows,
)

SIZES = (4, 8, 8, 0, 16, 16, 0, 32, 32, 64, 0)


@pytest.fixture
def space() -> LatentSpace:
    return LatentSpace(
        map_z=lambda z: z[:, :6].astype(np.float32),
        w_avg=np.full(6, 0.5, np.float32),
        z_dim=8,
        bands=bands_by_size(SIZES),
        num_ws=len(SIZES),
    )


def test_a_face_is_the_same_alone_and_among_others(space: LatentSpace) -> None:
    many = sample_faces(space, range(700))  # more than are mapped at once
    for index in (0, 499, 500, 699):
        np.testing.assert_array_equal(sample_face(space, index), many[index])


def test_some_faces_mix_bands_and_some_do_not(space: LatentSpace) -> None:
    faces = sample_faces(space, range(300))
    mixed = (np.abs(faces - faces[:, :1]).max(axis=(1, 2)) > 1e-6).mean()
    assert 0.4 < mixed < 0.75


def test_rows_take_the_w_of_their_band(space: LatentSpace) -> None:
    bands = np.arange(4, dtype=np.float32)[:, None].repeat(6, axis=1)
    rows = to_rows(space, bands)
    assert rows.shape == (len(SIZES), 6)
    assert rows[:, 0].tolist() == [0, 0, 0, 0, 1, 1, 0, 2, 2, 3, 0]


def test_drawing_goes_on_where_it_stopped(space: LatentSpace, tmp_path: Path) -> None:
    drawn = []

    def draw(ws: np.ndarray) -> np.ndarray:
        drawn.append(ws)
        return np.full((4, 4, 3), 200, np.uint8)

    job = draw_faces(space, draw, tmp_path, range(4))
    assert [next(job), next(job)] == [0, 1]
    job.close()
    assert len(drawn) == 2
    assert list(draw_faces(space, draw, tmp_path, range(4))) == [0, 1, 2, 3]
    assert len(drawn) == 4
    np.testing.assert_array_equal(drawn[2], to_rows(space, sample_face(space, 2)))


def test_a_picture_that_is_damaged_or_missing_is_none(space: LatentSpace, tmp_path: Path) -> None:
    path = picture_path(tmp_path, 0)
    assert read_picture(tmp_path, 0) is None
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no picture")
    assert read_picture(tmp_path, 0) is None
    Image.new("RGB", (8, 8), (10, 20, 30)).save(path, "JPEG")
    found = read_picture(tmp_path, 0)
    assert found is not None
    assert found.shape == (8, 8, 3)
