from __future__ import annotations

import numpy as np
import pytest

from facelab.labels.pose import align, reference_shape
from tests.labels.poses import turned


@pytest.fixture(scope="module")
def face() -> np.ndarray:
    """A mesh [468, 3] with eyes, nose and chin where faces have them, the rest at random."""
    random = np.random.RandomState(0)
    mesh = random.uniform(-1, 1, (468, 3)) * (1.0, 1.3, 0.4)
    places = {33: (-0.72, 0, 0.2), 133: (-0.28, 0, 0.1), 263: (0.72, 0, 0.2), 362: (0.28, 0, 0.1),
              168: (0, 0, -0.1), 2: (0, 0.8, -0.3)}  # fmt: skip
    for point, place in places.items():
        mesh[point] = place
    return mesh


def test_pose_is_found_and_taken_out(face: np.ndarray) -> None:
    reference = reference_shape(face[None])
    poses = [(0, 0, 0), (0.5, 0, 0), (-0.3, 0, 0), (0, 0.3, 0), (0, 0, 0.2)]
    meshes = np.stack([0.25 * turned(reference, *pose) + (0.5, 0.4, 0.1) for pose in poses])
    posed = align(meshes, reference)
    np.testing.assert_allclose(posed.angles, poses, atol=1e-6)
    np.testing.assert_allclose(posed.scale, 0.25, rtol=1e-6)
    np.testing.assert_allclose(posed.shape, np.stack([reference] * 5), atol=1e-6)


def test_a_reference_is_upright_and_its_eyes_are_one_apart(face: np.ndarray) -> None:
    meshes = np.stack([turned(face, yaw, 0.1, 0.05) for yaw in (-0.4, 0.0, 0.5)])
    reference = reference_shape(meshes)
    left, right = reference[[33, 133]].mean(axis=0), reference[[362, 263]].mean(axis=0)
    np.testing.assert_allclose(right - left, (1, 0, 0), atol=1e-9)
    assert reference[2, 1] > reference[168, 1]


def test_a_mirror_image_is_not_made_upright_by_a_reflection(face: np.ndarray) -> None:
    reference = reference_shape(face[None])
    posed = align((reference * (-1, 1, 1))[None], reference)
    assert np.abs(posed.shape[0] - reference).max() > 0.1
