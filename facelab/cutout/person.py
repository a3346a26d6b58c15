"""How likely each pixel belongs to a person: MediaPipe's selfie segmentation, asked six times,
and where its face is.

Asked once, it loses hats and whatever is as dark as what is behind it. A mirrored picture and a
lighter one each find some of that. Where the head is smaller, as in the pictures that it learned
from, it takes fewer walls for shoulders and keeps brims: half of the answers are of such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from facelab.checkpoints.fetching.label_nets import LABEL_NETS

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]

SIDE = 256  # of what the network takes and gives, in pixels
ROLES = ("person", "face_landmarks")  # in the catalogue of labelling networks
PERSON_NETS = LABEL_NETS.only(ROLES)
_SMALLER, _SMALLEST = 192, 160  # of pictures in which the head is smaller


@dataclass(frozen=True, eq=False)
class Person:
    """What was said of every pixel.

    Attributes
    ----------
    mean, most : float32 [SIDE, SIDE]
        0 to 1: of all answers their mean, and the highest.
    face : bool [SIDE, SIDE]
        Forehead to chin, as the mesh of its landmarks lies; nowhere if no face is found.
    """

    mean: Array
    most: Array
    face: Mask


class PersonFinder:
    """Asks the networks.

    Parameters
    ----------
    files : mapping
        The content of the labelling networks by role; those of `ROLES` are needed.
    threads : int

    Raises
    ------
    WeightsError
        A file is damaged, or not such a network.
    """

    def __init__(self, files: Mapping[str, bytes], threads: int = 1) -> None:
        from facelab.labels.nets import LabelNets  # onnxruntime: a window starts without it

        self._nets = LabelNets(files, threads, ROLES)

    def find(self, picture: Array) -> Person:
        """Where the person is in a picture [SIDE, SIDE, 3], 0 to 1."""
        answers = np.stack(
            [
                self._ask(picture),
                self._ask(picture[:, ::-1])[:, ::-1],
                self._ask(np.sqrt(picture)),
                self._ask_smaller(picture, _SMALLER),
                self._ask_smaller(picture[:, ::-1], _SMALLER)[:, ::-1],
                self._ask_smaller(picture, _SMALLEST),
            ]
        )
        return Person(answers.mean(axis=0), answers.max(axis=0), self._face(picture))

    def _face(self, picture: Array) -> Mask:
        from facelab.labels.landmarks import find_mesh

        image = Image.fromarray((picture * 255 + 0.5).astype(np.uint8))
        mesh, score = find_mesh(self._nets, image)
        mask = Image.new("1", (SIDE, SIDE))
        if score > 0:
            ImageDraw.Draw(mask).polygon(outline(mesh[:, :2]), fill=1)
        return np.asarray(mask)

    def _ask(self, picture: Array) -> Array:
        values = np.ascontiguousarray(picture, np.float32)[None]
        return self._nets.run("person", values)[0][0, :, :, 0]

    def _ask_smaller(self, picture: Array, side: int) -> Array:
        """The picture stands at the bottom, its edges go on around it."""
        small = np.stack([_scaled(channel, side) for channel in np.moveaxis(picture, 2, 0)], 2)
        top, left = SIDE - side, (SIDE - side) // 2
        padded = np.pad(small, ((top, 0), (left, SIDE - side - left), (0, 0)), mode="edge")
        return _scaled(self._ask(padded)[top:, left : left + side], SIDE)


def outline(points: NDArray[np.float64]) -> list[tuple[float, float]]:
    """The corners of the convex hull of points [N, 2] (Andrew, 1979): in a profile the nose lies
    outside the oval of the mesh.
    """
    ordered = sorted((float(x), float(y)) for x, y in points)
    halves = []
    for run in (ordered, ordered[::-1]):
        half: list[tuple[float, float]] = []
        for x, y in run:
            while len(half) > 1:
                (ax, ay), (bx, by) = half[-2:]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                half.pop()
            half.append((x, y))
        halves.append(half[:-1])
    return halves[0] + halves[1]


def _scaled(values: Array, side: int) -> Array:
    image = Image.fromarray(np.ascontiguousarray(values, np.float32))
    return np.asarray(image.resize((side, side), Image.Resampling.BILINEAR))
