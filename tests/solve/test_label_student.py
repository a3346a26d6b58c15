from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from facelab.labels.measure import SIDE
from facelab.solve.label_student import LabelStudent, teach_student, to_tensor

FACES, EPOCHS = 120, 6
LABELS = np.random.RandomState(0).randn(FACES, 2).clip(-2, 2)


def read(index: int) -> np.ndarray:
    """A picture whose upper half is as light as the first label, the lower as the second."""
    halves = np.repeat((128 + 50 * LABELS[index]).astype(np.uint8), SIDE // 2)
    return np.broadcast_to(halves[:, None, None], (SIDE, SIDE, 3))


def run(job: Any) -> tuple[LabelStudent, list[str]]:
    said = []
    while True:
        try:
            said.append(next(job).text)
        except StopIteration as end:
            return end.value, said


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LabelStudent]:
    folder = tmp_path_factory.mktemp("student")
    return folder, run(teach_student(read, LABELS, folder, "ruler", EPOCHS))[0]


def test_it_learns_to_read_labels(taught: tuple[Path, LabelStudent]) -> None:
    with torch.inference_mode():
        guess = taught[1](to_tensor([read(k) for k in range(40)])).numpy()
    for k in range(2):
        assert np.corrcoef(guess[:, k], LABELS[:40, k])[0, 1] > 0.9


def test_gradients_pass_through_it(taught: tuple[Path, LabelStudent]) -> None:
    picture = to_tensor([read(0)]).requires_grad_(True)
    taught[1](picture)[0, 0].backward()
    assert picture.grad is not None
    upper, lower = picture.grad[0, :, : SIDE // 2].sum(), picture.grad[0, :, SIDE // 2 :].sum()
    assert upper > 3 * lower.abs()


def test_what_was_taught_is_used_again(taught: tuple[Path, LabelStudent]) -> None:
    folder, student = taught
    again, said = run(teach_student(read, LABELS, folder, "ruler", EPOCHS))
    assert not said
    for one, other in zip(student.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("damage", ["ruler", "file"])
def test_what_is_of_no_use_is_taught_anew(tmp_path: Path, damage: str) -> None:
    run(teach_student(read, LABELS, tmp_path, "ruler", epochs=1))
    assert not run(teach_student(read, LABELS, tmp_path, "ruler", epochs=1))[1]
    if damage == "file":
        path = tmp_path / "student.safetensors"
        path.write_bytes(path.read_bytes()[:100])
    ruler = "another" if damage == "ruler" else "ruler"
    _, said = run(teach_student(read, LABELS, tmp_path, ruler, epochs=1))
    assert said[-1].startswith("It reads labels")
