from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from facelab.solve.direction_measure import (
    Bench,
    measure_edit,
    monotone_share,
    people_apart,
    person_change,
    selectivity,
    slopes,
)
from facelab.solve.face_sample import LatentSpace

BANDS = ((0,), (1, 2))
W_DIM = 3
AMOUNTS = (-1.0, 0.0, 1.0)


def run(job):
    steps = []
    while True:
        try:
            steps.append(next(job))
        except StopIteration as end:
            return end.value, steps


def make_bench(folder: Path, ruler: str = "r") -> tuple[Bench, list[int]]:
    """A bench whose pictures are w+ and whose labels are the first numbers of each band."""
    drawn: list[int] = []

    def draw(ws: np.ndarray) -> np.ndarray:
        drawn.append(1)
        return ws

    def label(pictures: Sequence[np.ndarray]) -> np.ndarray:
        return np.stack([[each[0, 0], each[1, 1], each[2, 1]] for each in pictures]).astype(float)

    space = LatentSpace(
        map_z=lambda z: z[:, :W_DIM].astype(np.float32),
        w_avg=np.zeros(W_DIM, np.float32),
        z_dim=4,
        bands=BANDS,
        num_ws=3,
    )
    return Bench(space, draw, label, folder, ruler), drawn


def test_an_edit_reaches_the_rows_of_its_bands(tmp_path: Path) -> None:
    bench, _ = make_bench(tmp_path)
    vector = np.array([[2.0, 0.0, 0.0], [0.0, 0.5, 0.0]])
    labels, steps = run(measure_edit(bench, vector, (1, 2), AMOUNTS))
    assert labels.shape == (2, 3, 3)
    assert sum(steps) == 6
    np.testing.assert_allclose(slopes(labels, AMOUNTS), (2.0, 0.5, 0.5), rtol=1e-5)


def test_what_was_measured_is_not_drawn_again(tmp_path: Path) -> None:
    bench, drawn = make_bench(tmp_path)
    vector = np.ones((2, W_DIM))
    first, _ = run(measure_edit(bench, vector, (1, 2), AMOUNTS))
    assert len(drawn) == 6
    again, _ = run(measure_edit(bench, vector, (1, 2), AMOUNTS))
    assert len(drawn) == 6
    np.testing.assert_array_equal(first, again)
    run(measure_edit(bench, vector, (1, 2, 3), AMOUNTS))
    assert len(drawn) == 9


@pytest.mark.parametrize("change", ["vector", "amounts", "ruler", "damage"])
def test_what_has_changed_is_measured_anew(tmp_path: Path, change: str) -> None:
    bench, _ = make_bench(tmp_path)
    vector, amounts = np.ones((2, W_DIM)), AMOUNTS
    run(measure_edit(bench, vector, (1,), amounts))
    if change == "vector":
        vector = 1.01 * vector
    if change == "amounts":
        amounts = (-2.0, 0.0, 2.0)
    if change == "damage":
        (file,) = tmp_path.rglob("*.npz")
        file.write_bytes(b"not an archive")
    bench, drawn = make_bench(tmp_path, "other" if change == "ruler" else "r")
    run(measure_edit(bench, vector, (1,), amounts))
    assert len(drawn) == 3


def test_selectivity_is_the_change_of_the_target_over_that_of_others() -> None:
    labels = np.zeros((2, 2, 3))
    labels[:, 1, 0] = 3.0
    labels[:, 1, 1] = (0.5, -0.5)  # that these cancel makes them no smaller
    labels[:, 1, 2] = 0.1
    assert selectivity(labels, 0, (1, 2)) == pytest.approx(10.0)
    assert selectivity(labels, 0, (1,)) == pytest.approx(6.0)


def test_monotone_counts_faces_that_rise_at_every_step() -> None:
    rising, dented, noisy, flat = (0, 1, 2, 3), (0, 2, 1, 3), (0, 1, 0.99, 3), (0, 0, 0, 0)
    labels = np.array([rising, dented, noisy, flat], float)[:, :, None]
    assert monotone_share(labels, 0) == pytest.approx(0.5)


def test_a_person_who_becomes_another_has_changed_by_one() -> None:
    random = np.random.RandomState(0)
    people = random.randn(400, 5)
    apart = people_apart(people, range(5))
    labels = np.stack((people, random.permutation(people)), axis=1)
    assert person_change(labels, range(5), apart) == pytest.approx(1.0, abs=0.1)
    assert person_change(np.stack((people, people), axis=1), range(5), apart) == 0.0
