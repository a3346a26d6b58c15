from __future__ import annotations

import math

import numpy as np
import pytest

from facelab.labels.definitions import Faces, landmark_labels
from facelab.labels.measure import SHAPES
from facelab.labels.pose import align, reference_shape
from tests.labels.poses import turned
from tests.labels.surveyed import survey_of

MIDDLE = np.array((0.5, 0.5, 0.0))
EYES = survey_of(1)["eyes"].astype(float)


@pytest.fixture
def face() -> np.ndarray:
    """A mesh [468, 3] in a picture."""
    mesh = survey_of(1)["mesh"][0].astype(float)
    mesh[:, 2] = 0.1 * np.random.RandomState(3).randn(SHAPES["mesh"][0])
    upright = reference_shape(mesh[None])
    moved: np.ndarray = 0.4 * upright + MIDDLE
    return moved


def labels_of(mesh: np.ndarray, reference: np.ndarray) -> dict[str, float]:
    """Labels of a face whose mirror image is what a mirror shows."""
    back = mesh.copy()
    back[:, 0] = 1 - back[:, 0]
    direct, mirrored = (Faces(align(each[None], reference), EYES) for each in (mesh, back))
    return {name: float(each[0]) for name, each in landmark_labels(direct, mirrored).items()}


def test_a_tilted_head_is_told_by_roll_alone(face: np.ndarray) -> None:
    angle = math.radians(2)
    straight = labels_of(face, face)
    tilted = labels_of(MIDDLE + turned(face - MIDDLE, 0, 0, angle), face)
    assert tilted["roll"] - straight["roll"] == pytest.approx(angle, abs=1e-3)
    for name in ("size", "smile", "face-width", "chin-length"):
        assert tilted[name] == pytest.approx(straight[name], abs=1e-6), name


def test_a_larger_head_is_told_by_size_alone(face: np.ndarray) -> None:
    usual, larger = labels_of(face, face), labels_of(MIDDLE + 1.1 * (face - MIDDLE), face)
    assert larger.pop("size") - usual.pop("size") == pytest.approx(math.log(1.1), abs=1e-6)
    assert larger == pytest.approx(usual, abs=1e-6)


def test_a_long_chin_is_no_larger_head(face: np.ndarray) -> None:
    longer = face.copy()
    longer[152, 1] += 0.02
    usual, changed = labels_of(face, face), labels_of(longer, face)
    assert changed["chin-length"] > usual["chin-length"]
    assert changed["size"] == usual["size"]
