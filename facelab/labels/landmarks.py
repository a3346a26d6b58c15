"""Landmarks of a face: 468 points of a mesh, and 76 of each eye.

The networks are MediaPipe's (Kartynnik et al., "Real-time Facial Surface Geometry from Monocular
Video on Mobile GPUs", arXiv 1907.06724; Ablavatski et al., arXiv 2006.11341). Faces of FFHQ lie
where its alignment put them, so no detector is needed: the first square is always the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.labels.crop import Crop
from facelab.labels.nets import LabelNets

Points = NDArray[np.float64]

MESH_POINTS, EYE_POINTS = 468, 76
_MESH_SIZE, _EYE_SIZE = 192, 64
_FIRST = (0.5, 0.55, 0.97)  # centre and side of the first square, of the picture's side
_MARGIN, _EYE_MARGIN = 1.5, 2.3  # squares are that much larger than the face or the eye
LEFT_CORNERS, RIGHT_CORNERS = (33, 133), (362, 263)  # of the eyes, as the picture shows them


@dataclass(frozen=True, eq=False)
class Landmarks:
    """Points of a face, of the picture's side: 0 to 1 from left and top; depth towards us is less.

    Attributes
    ----------
    mesh : float64 [468, 3]
    eyes : float64 [2, 76, 3]
        Of the left and the right eye as the picture shows them: 71 of lids and brows, 5 of the
        iris, its centre first.
    score : float
        How sure the network is that this is a face; above 0 more likely than not.
    """

    mesh: Points
    eyes: Points
    score: float


def find_landmarks(nets: LabelNets, picture: Image.Image) -> Landmarks:
    """The landmarks of an aligned face, in a square picture."""
    side = picture.width
    mesh, score = find_mesh(nets, picture)
    eyes = np.stack(
        [_eye(nets, picture, mesh[list(LEFT_CORNERS)], False),
         _eye(nets, picture, mesh[list(RIGHT_CORNERS)], True)]
    )  # fmt: skip
    return Landmarks(mesh / side, eyes / side, score)


def find_mesh(nets: LabelNets, picture: Image.Image) -> tuple[Points, float]:
    """The mesh [468, 3] in pixels of an aligned face, and how sure the network is of it."""
    side = picture.width
    crop = Crop(_FIRST[0] * side, _FIRST[1] * side, _FIRST[2] * side)
    for _ in range(2):  # again in the square that the first try found
        mesh, score = _mesh(nets, picture, crop)
        crop = _around(mesh)
    return mesh, score


def _mesh(nets: LabelNets, picture: Image.Image, crop: Crop) -> tuple[Points, float]:
    pixels = crop.take(picture, _MESH_SIZE).astype(np.float32) / np.float32(255)
    points, score = nets.run("face_landmarks", pixels[None])
    placed = crop.place(points.reshape(MESH_POINTS, 3).astype(np.float64), _MESH_SIZE)
    return placed, float(score.ravel()[0])


def _around(mesh: Points) -> Crop:
    """The square around a face, its rows along the eyes."""
    left, right = mesh[33, :2], mesh[263, :2]
    angle = math.atan2(right[1] - left[1], right[0] - left[0])
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    turned = mesh[:, :2] @ turn.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    centre = turn.T @ ((low + high) / 2)
    return Crop(centre[0], centre[1], _MARGIN * float((high - low).max()), angle)


def _eye(nets: LabelNets, picture: Image.Image, corners: Points, flipped: bool) -> Points:
    delta = corners[1, :2] - corners[0, :2]
    centre = corners[:, :2].mean(axis=0)
    side = _EYE_MARGIN * float(np.hypot(*delta))
    crop = Crop(centre[0], centre[1], side, math.atan2(delta[1], delta[0]), flipped)
    pixels = crop.take(picture, _EYE_SIZE).astype(np.float32) / np.float32(255)
    lids, iris = nets.run("eye_landmarks", pixels[None])
    points = np.concatenate((lids.reshape(-1, 3), iris.reshape(-1, 3))).astype(np.float64)
    return crop.place(points, _EYE_SIZE)
