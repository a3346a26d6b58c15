"""From formulas to labels in sigma: free of the head's pose, and comparable with each other.

What is fitted here on a sample (`fit_scale`) is kept, so that faces drawn later are labelled
with the same ruler.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.errors import WeightsError
from facelab.labels.definitions import SHAPE, Faces, landmark_labels, picture_labels
from facelab.labels.landmarks import MESH_POINTS
from facelab.labels.measure import SMALL
from facelab.labels.pose import align, reference_shape

Array = NDArray[np.float64]
Measured = Mapping[str, NDArray[np.float32]]

POSE = ("turn", "nod", "roll")  # angles of the head
EXPRESSION = ("smile", "mouth-open", "brows-up", "eyes-open")
TERMS = 6 + 2 * len(EXPRESSION)
BORDER_VALUES = 3 * (2 * 2 * SMALL + SMALL - 4)
SURROUNDINGS = 8  # principal components of the colours around the head
FARTHEST = 5.0  # sigma: what lies beyond is an accident of a labelling network


@dataclass(frozen=True, eq=False)
class LabelScale:
    """The ruler that labels are read off.

    Attributes
    ----------
    names : tuple of str
        The labels, the surroundings' components last.
    reference : [468, 3]
        Mean shape of a face.
    moving : [K, TERMS]
        By how much each label follows the pose, and those of shape the expression: a smile
        widens the nose, which is no other nose for that.
    mean, sigma : [K]
    border : [SURROUNDINGS, B]
        Principal components of the border's colours.
    """

    names: tuple[str, ...]
    reference: Array
    moving: Array
    mean: Array
    sigma: Array
    border: Array

    def label(self, measured: Measured) -> Array:
        """Labels [N, K] of measured faces, in sigma."""
        raw = _raw(measured, self.reference, self.border)
        values = np.stack([raw[name] for name in self.names], axis=1)
        values = values - _terms(raw) @ self.moving.T
        return np.clip((values - self.mean) / self.sigma, -FARTHEST, FARTHEST)

    def tensors(self) -> dict[str, Array]:
        """What is to be kept in a file."""
        return {
            "reference": self.reference,
            "moving": self.moving,
            "mean": self.mean,
            "sigma": self.sigma,
            "border": self.border,
        }


def read_scale(names: tuple[str, ...], tensors: Mapping[str, NDArray[np.float32]]) -> LabelScale:
    """The ruler of a file, from `LabelScale.tensors`.

    Raises
    ------
    WeightsError
        Tensors are missing or do not fit each other.
    """
    wanted = {
        "reference": (MESH_POINTS, 3),
        "moving": (len(names), TERMS),
        "mean": (len(names),),
        "sigma": (len(names),),
        "border": (SURROUNDINGS, BORDER_VALUES),
    }
    for name, shape in wanted.items():
        if name not in tensors or tensors[name].shape != shape:
            raise WeightsError(
                "The scale of the labels cannot be used.",
                f"Its tensor {name} is missing or misshapen.",
                "Make the directions again with `facelab directions fit`.",
            )
    values = {name: tensors[name].astype(np.float64) for name in wanted}
    return LabelScale(names, **values)


def fit_scale(measured: Measured) -> LabelScale:
    """Fit the ruler to a sample of at least some hundred faces."""
    both = np.concatenate((measured["mesh"], measured["mirrored_mesh"]))
    reference = reference_shape(both.astype(np.float64))
    border = _border(measured)
    border = border - border.mean(axis=0)
    components = np.linalg.svd(border, full_matrices=False)[2][:SURROUNDINGS]
    raw = _raw(measured, reference, components)
    names = tuple(raw)
    terms = _terms(raw)
    centred_terms = terms - terms.mean(axis=0)
    weights = np.zeros((len(names), TERMS))
    for k, name in enumerate(names):
        if name not in POSE and not name.startswith("around-"):
            count = TERMS if name in SHAPE else TERMS - 2 * len(EXPRESSION)
            centred = raw[name] - raw[name].mean()
            found = np.linalg.lstsq(centred_terms[:, :count], centred, rcond=None)[0]
            weights[k, :count] = found
    values = np.stack([raw[name] for name in names], axis=1) - terms @ weights.T
    # of what is not an accident: a few wild values must not set the scale
    low, high = np.percentile(values, (0.5, 99.5), axis=0)
    usual = np.clip(values, low, high)
    sigma = np.maximum(usual.std(axis=0), 1e-9)
    return LabelScale(names, reference, weights, usual.mean(axis=0), sigma, components)


def _raw(measured: Measured, reference: Array, border: Array) -> dict[str, Array]:
    """Labels by name, [N] each, not yet in sigma."""
    direct, mirrored = (
        Faces(
            align(measured[f"{kind}mesh"].astype(np.float64), reference),
            measured[f"{kind}eyes"].astype(np.float64),
        )
        for kind in ("", "mirrored_")
    )
    found = landmark_labels(direct, mirrored) | picture_labels(measured)
    around = _border(measured) @ border.T
    return found | {f"around-{k + 1}": each for k, each in enumerate(around.T)}


def _terms(raw: Mapping[str, Array]) -> Array:
    """What labels are freed of: pose first, then expression, [N, TERMS]."""
    yaw, pitch, roll = (raw[name] for name in POSE)
    pose = [yaw, pitch, roll, yaw**2, pitch**2, yaw * pitch]
    expression = [raw[name] ** power for name in EXPRESSION for power in (1, 2)]
    return np.stack(pose + expression, axis=1)


def _border(measured: Measured) -> Array:
    """Colours along the left, right and lower border: background and clothes, [N, B]."""
    small = measured["small"].astype(np.float64)
    parts = (small[:, :, :2], small[:, :, SMALL - 2 :], small[:, SMALL - 1 :, 2 : SMALL - 2])
    return np.concatenate([part.reshape(len(small), -1) for part in parts], axis=1)
