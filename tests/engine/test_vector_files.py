"""Files of faces and of directions, as people publish them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from facelab.engine.own_directions.made import import_file
from facelab.engine.vector_files import UnsureError, Vectors, read_vectors
from facelab.errors import ExportError, RecipeError
from facelab.recipe import Latent, Truncation
from tests.engine.vectors import AVERAGE, NUM_WS, ROWS, SMILE, W_DIM, face, face_plus, network

MODEL = network()


def read(path: Path, content, meant=None) -> Vectors:
    if path.suffix == ".npy":
        np.save(path, content)
    elif path.suffix == ".npz":
        np.savez(path, **content)
    else:
        torch.save(content, path)
    return read_vectors(path, MODEL, meant)


def rows_of(found: Vectors) -> list[np.ndarray]:
    sources = [each.recipe.source for each in found.faces if isinstance(each.recipe.source, Latent)]
    assert len(sources) == len(found.faces)
    assert all(each.recipe.truncation == Truncation(1.0) for each in found.faces)
    return [source.array() for source in sources]


def test_a_projection_opens_as_the_face_that_it_is(tmp_path):
    found = read(tmp_path / "projected_w.npz", {"w": np.repeat(face(1)[None, None], ROWS, 1)})
    assert not found.directions
    (rows,) = rows_of(found)
    np.testing.assert_array_equal(rows, face(1)[None])  # the same for all styles: a w


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_rows_of_stylegan2_go_to_the_network_s_styles(tmp_path, kind):
    published = face_plus(1).astype(kind)
    found = read(tmp_path / "a.npy", published[None])
    (rows,) = rows_of(found)
    assert rows.shape == (NUM_WS, W_DIM)
    np.testing.assert_array_equal(rows, published.astype(np.float32)[[0, 1, 2, 3, 4, 1]])


@pytest.mark.parametrize("shape", [(W_DIM,), (1, W_DIM), (1, 1, W_DIM)])
def test_a_single_w(tmp_path, shape):
    (rows,) = rows_of(read(tmp_path / "a.npy", face(2).reshape(shape)))
    np.testing.assert_array_equal(rows, face(2)[None])


@pytest.mark.parametrize("rows", [1, ROWS, NUM_WS])
@pytest.mark.parametrize("suffix", [".npy", ".pt"])
def test_several_faces(tmp_path, rows, suffix):
    stack = np.stack([face_plus(seed, rows) for seed in range(4)])
    path = tmp_path / f"cast{suffix}"
    found = read(path, torch.from_numpy(stack) if suffix == ".pt" else stack)
    assert [each.title for each in found.faces] == ["cast 1", "cast 2", "cast 3", "cast 4"]
    assert len({each.recipe for each in found.faces}) == 4


def test_w_of_several_people_and_rows_of_one(tmp_path):
    found = read(tmp_path / "people.npy", np.stack([face(seed) for seed in range(4)]))
    assert [rows.shape for rows in rows_of(found)] == [(1, W_DIM)] * 4
    with pytest.raises(RecipeError, match=r"This face \(4 x 64\) does not fit") as raised:
        read(tmp_path / "one.npy", face_plus(1, 4))
    assert "takes 1 or 5 or 6 rows of 64" in raised.value.why


def test_what_stands_beside_a_face_is_not_in_the_way(tmp_path):
    saved = {
        "w": face_plus(1)[None],
        "w_avg": AVERAGE,
        "psi": np.float32(0.7),
        "noise0": np.ones((4, 4)),
        "odd": np.ones(3),
    }
    found = read(tmp_path / "a.npz", saved)
    assert (len(found.faces), len(found.directions)) == (1, 0)


def test_a_face_for_each_picture_as_projectors_write_them(tmp_path):
    pictures = {
        f"{name}.png": {"img": torch.ones(3, 2, 2), "latent": torch.from_numpy(face(k)), "loss": 3}
        for k, name in enumerate(("ann", "bob"))
    }
    found = read(tmp_path / "project.pt", pictures)
    assert [each.title for each in found.faces] == ["ann.png", "bob.png"]


def test_directions_stay_directions(tmp_path):
    rows = np.zeros((ROWS, W_DIM), np.float32)
    rows[2] = SMILE
    for k, content in enumerate((SMILE, SMILE[None], rows, rows[None], 1e-3 * SMILE)):
        found = read(tmp_path / f"{k}.npy", content)
        assert (len(found.faces), len(found.directions)) == (0, 1)
    found = read(tmp_path / "a.npz", {"boundary": SMILE[None], "intercept": np.zeros((1, 1))})
    assert [each.title for each in found.directions] == ["a"]
    found = read(tmp_path / "b.npz", {"w": SMILE[None], "b": np.zeros(1)})  # an SVM's
    assert len(found.directions) == 1
    found = read(
        tmp_path / "c.pt", {"age": torch.from_numpy(SMILE), "smile": torch.from_numpy(-SMILE)}
    )
    assert [each.title for each in found.directions] == ["age", "smile"]


def test_faces_and_directions_of_one_file(tmp_path):
    found = read(tmp_path / "a.npz", {"w": face(1), "smile_direction": SMILE})
    assert (len(found.faces), len(found.directions)) == (1, 1)


def test_who_is_unsure_asks(tmp_path):
    path = tmp_path / "x.npy"
    with pytest.raises(UnsureError, match=r"x\.npy could be a face or a direction"):
        read(path, 3 * SMILE)
    assert len(read_vectors(path, MODEL, "face").faces) == 1
    assert len(read_vectors(path, MODEL, "direction").directions) == 1
    with pytest.raises(UnsureError):  # the name says one thing, the place another
        read(tmp_path / "x.npz", {"latent": SMILE})
    with pytest.raises(UnsureError):  # one of each
        read(tmp_path / "y.npy", np.stack([SMILE[None], face(1)[None]]))


def test_z_is_not_w(tmp_path):
    with pytest.raises(ExportError, match="contains z"):
        read(tmp_path / "a.npz", {"z": np.ones((1, W_DIM))})


def test_an_import_of_directions_refuses_faces(tmp_path):
    path = tmp_path / "cast.npy"
    np.save(path, np.stack([face_plus(seed) for seed in range(4)]))
    with pytest.raises(RecipeError, match=r"cast\.npy contains 4 faces, not directions") as raised:
        import_file(path, MODEL)
    assert "Open it instead" in raised.value.fix
    assert import_file(path, MODEL, meant="direction").total == 4


def test_a_thousand_faces_are_read_and_as_many_directions_are_refused(tmp_path):
    many = np.stack([face_plus(seed) for seed in range(1_000)])
    found = read(tmp_path / "crowd.npy", many)
    assert (len(found.faces), len(found.directions)) == (1_000, 0)
    with pytest.raises(RecipeError, match=r"1000 directions.*up to 512"):
        read_vectors(tmp_path / "crowd.npy", MODEL, "direction")


def test_the_odd_one_of_many_faces_is_a_face_too(tmp_path):
    many = np.stack([face_plus(seed) for seed in range(20)])
    many[7] = 3 * SMILE  # alone nobody could say what it is
    found = read(tmp_path / "crowd.npy", many)
    assert (len(found.faces), len(found.directions)) == (20, 0)
    many[3] = many[7]
    many[5] = SMILE  # is surely none
    with pytest.raises(UnsureError):
        read(tmp_path / "crowd.npy", many)
    with pytest.raises(UnsureError):
        read(tmp_path / "few.npy", many[6:9])
