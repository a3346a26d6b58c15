"""The upright face, cut out as dlib's networks learned to see it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from facelab.labels.crop import Crop

Points = NDArray[np.float64]

# Corners of the eyes and the nose's bottom: of our mesh, and where dlib's mean face has them.
_POINTS = (263, 362, 33, 133, 2)
_PLACES = np.array(
    ((0.8595674595992, 0.2134981538014), (0.6460604764104, 0.2289674387677),
     (0.1205750620789, 0.2137274526848), (0.3340850613712, 0.2290642403242),
     (0.4901123135679, 0.6277975316475))
)  # fmt: skip


def upright_face(mesh: Points, padding: float) -> Crop:
    """The square that an upright face fills.

    Parameters
    ----------
    mesh : [468, 2 or 3]
        In pixels of the picture.
    padding : float
        What is left around the mean face on every side, as a share of its own side.
    """
    return _similar((_PLACES + padding) / (1 + 2 * padding), mesh[list(_POINTS), :2])


def _similar(places: Points, points: Points) -> Crop:
    """The square whose `places`, 0 to 1 in it, lie closest to `points` of the picture."""
    a, b = places - places.mean(axis=0), points - points.mean(axis=0)
    size = (a**2).sum()
    cosine, sine = (a * b).sum() / size, (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / size
    turn = np.array([[cosine, -sine], [sine, cosine]])
    centre = points.mean(axis=0) + turn @ (0.5 - places.mean(axis=0))
    return Crop(centre[0], centre[1], math.hypot(cosine, sine), math.atan2(sine, cosine))
