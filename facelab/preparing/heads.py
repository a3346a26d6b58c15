"""Where a head is, and pictures in which all heads have one place and one size.

Of the mesh of landmarks (`facelab.labels.landmarks`) the corners of the eyes and the chin are
used: what is between them changes little with what a face does. Its depth counts, so that a head
that is turned or nods is measured as one that looks at us.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.errors import ModelError
from facelab.preparing.shapes import Oval

if TYPE_CHECKING:
    from facelab.labels.nets import LabelNets

Array = NDArray[np.float32]

CHIN = 152  # of the mesh
SEEN = 256  # side in pixels of the picture that the landmarks are found in
# Of the way from the eyes to the chin: what an oval takes from the hairline to the chin of most
# faces, with little of what is beside them; tried on faces of FFHQ.
_TALL, _WIDE, _LOWER = 0.88, 0.64, 0.16


@dataclass(frozen=True)
class Head:
    """Where a head is, of the picture's side.

    Attributes
    ----------
    x, y : float
        The middle between the eyes, 0 to 1 from left and top.
    size : float
        From there to the chin.
    angle : float
        Of the line through the eyes, clockwise on the screen, in radians.
    """

    x: float
    y: float
    size: float
    angle: float

    def oval(self) -> Oval:
        """The outline of the face without hair."""
        down = _LOWER * self.size
        x, y = self.x - math.sin(self.angle) * down, self.y + math.cos(self.angle) * down
        return Oval(x, y, _WIDE * self.size, _TALL * self.size, self.angle)


def standard(size: float) -> Head:
    """A head that is upright and as large as that, its oval in the middle."""
    return Head(0.5, 0.5 - _LOWER * size, size, 0.0)


def find_head(nets: LabelNets, picture: Array) -> Head:
    """Where the head is in a picture [S, S, 3], 0 to 1.

    Raises
    ------
    ModelError
        There is no face to be found.
    """
    from facelab.labels.landmarks import find_mesh  # onnxruntime: a window starts without it

    small = Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)).resize(
        (SEEN, SEEN), Image.Resampling.BOX
    )
    mesh, score = find_mesh(nets, small)
    head = head_of(mesh / SEEN)
    if score <= 0 or not head.size > 0.02:
        raise ModelError(
            "No face was found in this picture.",
            "Its head cannot be brought to a standard size.",
            "Choose another face, or a format without that.",
        )
    return head


def head_of(mesh: NDArray[np.float64]) -> Head:
    """The head that a mesh [468, 3] shows."""
    from facelab.labels.landmarks import LEFT_CORNERS, RIGHT_CORNERS

    left, right = (mesh[list(pair)].mean(axis=0) for pair in (LEFT_CORNERS, RIGHT_CORNERS))
    middle = (left + right) / 2
    size = float(np.linalg.norm(mesh[CHIN] - middle))
    angle = math.atan2(right[1] - left[1], right[0] - left[0])
    return Head(float(middle[0]), float(middle[1]), size, angle)


def moved(picture: Array, head: Head, to: Head) -> Array:
    """The picture [S, S, C] with the head at another place; the edge goes on where nothing is."""
    side = picture.shape[0]
    scale = head.size / to.size
    turn = head.angle - to.angle
    cosine, sine = math.cos(turn) * scale, math.sin(turn) * scale
    # what is asked for is at which place of the old picture a pixel of the new one is
    x = head.x * side - cosine * to.x * side + sine * to.y * side
    y = head.y * side - sine * to.x * side - cosine * to.y * side
    rim = side // 4  # so much of the edge goes on
    matrix = (cosine, -sine, x + rim, sine, cosine, y + rim)
    planes = []
    for plane in np.moveaxis(picture, 2, 0):
        wide = Image.fromarray(np.pad(plane, rim, mode="edge"))
        made = wide.transform(
            (side, side), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC
        )
        planes.append(np.asarray(made))
    return np.asarray(np.clip(np.stack(planes, axis=2), 0, 1), np.float32)
