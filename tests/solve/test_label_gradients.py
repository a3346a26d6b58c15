from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from facelab.solve.face_sample import LatentSpace
from facelab.solve.label_gradients import PROBES, LabelGradients, sample_gradients

BANDS, W_DIM, NUM_WS, K = ((0,), (1, 2)), 6, 4, 3
SPACE = LatentSpace(
    map_z=lambda z: z.astype(np.float32),
    w_avg=np.ones(W_DIM, np.float32),
    z_dim=W_DIM,
    bands=BANDS,
    num_ws=NUM_WS,
)
TRUTH = np.random.RandomState(0).randn(K, NUM_WS, W_DIM).astype(np.float32)


class Student(nn.Module):
    """Reads labels that are known: sums of squares, so that every face answers differently."""

    def forward(self, pictures: Tensor) -> Tensor:
        return torch.einsum("krw,nrw->nk", torch.from_numpy(TRUTH), pictures.square())


def draw(ws: Tensor) -> Tensor:
    return ws


def take(folder: Path, seeds: range, draw: Any = draw) -> LabelGradients:
    student: Any = Student()
    job = sample_gradients(SPACE, draw, student, folder, seeds)
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def face(seed: int) -> np.ndarray:
    return 1 + 0.7 * (np.random.RandomState(seed).randn(W_DIM) - 1)


def test_gradients_are_those_of_sums_of_labels(tmp_path: Path) -> None:
    found = take(tmp_path, range(5, 7))
    assert found.faces == 2
    assert found.signs.shape == (2 * PROBES, K)
    assert set(np.unique(found.signs)) == {-1.0, 1.0}
    for row, seed in ((0, 5), (PROBES, 6)):
        rows = np.einsum("k,krw->rw", found.signs[row], 2 * TRUTH * face(seed))
        wanted = np.stack([rows[list(band)].sum(axis=0) for band in BANDS])
        np.testing.assert_allclose(found.gradients[row], wanted, rtol=1e-4)


def test_the_mean_is_taken_apart_by_label(tmp_path: Path) -> None:
    found = take(tmp_path, range(40)).mean()
    faces = np.mean([face(seed) for seed in range(40)], axis=0)
    wanted = np.stack([(2 * TRUTH * faces)[:, list(band)].sum(axis=1) for band in BANDS], axis=1)
    assert np.corrcoef(found.ravel(), wanted.ravel())[0, 1] > 0.95


def test_of_another_network_gradients_are_taken_anew(tmp_path: Path) -> None:
    first = take(tmp_path, range(2))
    other = take(tmp_path, range(2), lambda ws: 2 * ws)
    np.testing.assert_allclose(other.gradients, 4 * first.gradients, rtol=1e-5)


def test_threads_are_as_before(tmp_path: Path) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        take(tmp_path, range(2))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_what_was_taken_is_used_again(tmp_path: Path) -> None:
    first = take(tmp_path, range(3))

    def broken(ws: Tensor) -> Tensor:
        if ws.requires_grad:
            raise AssertionError("drawn again")
        return ws

    again = take(tmp_path, range(3), broken)
    np.testing.assert_array_equal(first.gradients, again.gradients)
    np.testing.assert_array_equal(first.signs, again.signs)
    (damaged, *_) = sorted(tmp_path.rglob("*.npz"))
    damaged.write_bytes(b"nothing")
    with pytest.raises(AssertionError, match="drawn again"):
        take(tmp_path, range(3), broken)
    np.testing.assert_array_equal(first.gradients, take(tmp_path, range(3)).gradients)
