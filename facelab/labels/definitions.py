"""Labels with names: numbers that say what people would say of a face.

Each is a formula on what `facelab.labels.measure` measured. A label is not yet free of the
head's pose and not in sigma; `facelab.labels.scale` does that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from facelab.labels.pose import Posed
from facelab.labels.regions import REGIONS

Array = NDArray[np.float64]

SHAPE = ("face-width", "face-length", "jaw-width", "nose-width", "nose-length", "eye-size",
         "eye-distance", "lip-fullness", "chin-length")  # fmt: skip

FACE_SEEN = "face-seen"  # how sure the landmark network is that this is a face
ODD = ("turn", "roll", "gaze")  # change their sign in a mirror

_LUMA = np.array((0.299, 0.587, 0.114))
_REGION = {name: k for k, name in enumerate(REGIONS)}
_YEARS = np.concatenate(((0.25,), np.arange(1.0, 81.0)))
_DARK = 0.08  # keeps ratios of dark colours calm


class Faces(NamedTuple):
    """Meshes of N faces, taken apart, and the points of their eyes [N, 2, 76, 3]."""

    posed: Posed
    eyes: Array


def landmark_labels(faces: Faces, mirrored: Faces) -> dict[str, Array]:
    """Labels of N faces that are read off landmarks, by name, [N] each.

    The mean of what is found in the picture and in its mirror image: the network sees one side
    of a face differently from the other, by half a sigma of a nose's width.
    """
    direct, other = (_head(each) | _expression(each) | _shape(each) for each in (faces, mirrored))
    return {
        name: (each - other[name] if name in ODD else each + other[name]) / 2
        for name, each in direct.items()
    }


def picture_labels(measured: Mapping[str, NDArray[np.float32]]) -> dict[str, Array]:
    """Labels of N faces that are seen in colours, or by networks, by name, [N] each."""
    seen = {FACE_SEEN: measured["score"].astype(np.float64)}
    return _person(measured) | _colours(measured) | seen


def _head(faces: Faces) -> dict[str, Array]:
    yaw, pitch, roll = faces.posed.angles.T
    # of the whole head, not the height of the face: a long chin is no zoom
    return {"turn": yaw, "nod": pitch, "roll": roll, "size": np.log(faces.posed.scale)}


def _expression(faces: Faces) -> dict[str, Array]:
    shape = faces.posed.shape
    corners, middle = shape[:, [61, 291]], shape[:, [0, 17]].mean(axis=1)
    width = np.linalg.norm(corners[:, 0, :2] - corners[:, 1, :2], axis=1)
    lift = middle[:, 1] - corners[:, :, 1].mean(axis=1)
    opening = np.linalg.norm(shape[:, 13] - shape[:, 14], axis=1)
    brows = -shape[:, [105, 66, 334, 296], 1].mean(axis=1)
    eyes = shape[:, [33, 133, 362, 263], 1].mean(axis=1)
    inner, outer = shape[:, [55, 285], 1].mean(axis=1), shape[:, [46, 276], 1].mean(axis=1)
    gaze = _gaze(faces)
    return {
        "smile": lift + 0.35 * width,
        "mouth-open": np.sqrt(opening),
        "eyes-open": _lid_opening(faces),
        "brows-up": brows + eyes,
        "brows-worried": outer - inner,
        "gaze": gaze,
    }


def _lid_opening(faces: Faces) -> Array:
    """Height of the eyes' opening as a share of their width, by the eyes' own points."""
    eyes = faces.eyes
    # 0 is the outer corner, 8 the inner; 1-7 lie on the lower lid, 9-15 on the upper
    width = np.linalg.norm(eyes[:, :, 0, :2] - eyes[:, :, 8, :2], axis=2)
    height = np.linalg.norm(
        eyes[:, :, 3:6, :2].mean(axis=2) - eyes[:, :, 11:14, :2].mean(axis=2), axis=2
    )
    share: Array = (height / np.maximum(width, 1e-6)).mean(axis=1)
    return share


def _gaze(faces: Faces) -> Array:
    """Where the irises are between the corners of the eyes: positive to the picture's right."""
    eyes = faces.eyes
    left, right = eyes[:, 0], eyes[:, 1]

    def place(eye: Array, first: int, last: int) -> Array:
        along = eye[:, last, :2] - eye[:, first, :2]
        iris = eye[:, 71, :2] - eye[:, first, :2]
        share: Array = (iris * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9)
        return share

    return (place(left, 0, 8) + place(right, 8, 0)) / 2


def _shape(faces: Faces) -> dict[str, Array]:
    shape = faces.posed.shape

    def apart(left: int, right: int) -> Array:
        return np.abs(shape[:, left, 0] - shape[:, right, 0])

    lip_height = (shape[:, 13, 1] - shape[:, 0, 1]) + (shape[:, 17, 1] - shape[:, 14, 1])
    eye_width = (apart(33, 133) + apart(362, 263)) / 2
    cheeks = apart(234, 454) + apart(93, 323)
    jaw = apart(172, 397) + apart(136, 365)
    return {
        "face-width": cheeks / 2,
        "face-length": shape[:, 152, 1] - shape[:, 168, 1],
        "jaw-width": jaw / 2,
        "nose-width": (apart(129, 358) + apart(64, 294)) / 2,
        "nose-length": shape[:, 2, 1] - shape[:, 168, 1],
        "eye-size": eye_width,
        "eye-distance": apart(133, 362),
        "lip-fullness": lip_height,
        "chin-length": shape[:, 152, 1] - shape[:, 17, 1],
    }


def _person(measured: Mapping[str, NDArray[np.float32]]) -> dict[str, Array]:
    ages = measured["ages"].astype(np.float64)
    female, male = np.log(np.maximum(measured["gender"].astype(np.float64), 1e-7)).T
    return {
        "age": ages @ _YEARS / np.maximum(ages.sum(axis=1), 1e-9),
        "masculine": male - female,  # of log-odds: the network is sure of itself all too soon
    }


def _colours(measured: Mapping[str, NDArray[np.float32]]) -> dict[str, Array]:
    colours = measured["colours"].astype(np.float64)
    textures = measured["textures"].astype(np.float64)
    areas = measured["areas"].astype(np.float64)
    lights = measured["light"].astype(np.float64)

    def colour(*names: str) -> Array:
        mean: Array = colours[:, [_REGION[name] for name in names]].mean(axis=1)
        return mean

    def light(*names: str) -> Array:
        luma: Array = colour(*names) @ _LUMA
        return luma

    def texture(kind: int, *names: str) -> Array:
        mean: Array = textures[:, [_REGION[name] for name in names], kind].mean(axis=1)
        return mean

    def area(name: str) -> Array:
        return areas[:, _REGION[name]]

    skin_parts = ("cheek_left", "cheek_right", "forehead", "nose")
    skin = light(*skin_parts)
    left = light("cheek_left", "jaw_left", "under_eye_left")
    right = light("cheek_right", "jaw_right", "under_eye_right")
    cheeks = light("cheek_left", "cheek_right")
    lips, cheek_colour = colour("lips"), colour("cheek_left", "cheek_right")
    small = measured["small"].astype(np.float64)
    whole = small.reshape(len(small), -1, 3)
    edges = texture(2, "under_eye_left", "under_eye_right") + texture(1, "bridge")
    return {
        "skin-light": skin,
        "skin-warm": _warm(colour(*skin_parts)),
        "skin-red": _red(colour(*skin_parts)),
        "skin-texture": texture(0, "cheek_left", "cheek_right", "forehead") / (skin + _DARK),
        "hair-light": light("hair"),
        "hair-warm": _warm(colour("hair")),
        "hair-volume": area("hair") / np.maximum(area("face"), 1e-3),
        "hair-long": np.sqrt(np.maximum(measured["hair_beside"].astype(np.float64), 0.0)),
        "fringe": (cheeks - light("forehead")) / (cheeks + _DARK),
        "eye-light": light("iris_left", "iris_right") / (skin + _DARK),
        "eye-blue": -_warm(colour("iris_left", "iris_right")),
        "brow-dark": (skin - light("brow_left", "brow_right")) / (skin + _DARK),
        "lips-red": _red(lips) - _red(cheek_colour),
        "lids-dark": (cheeks - light("lid_left", "lid_right")) / (cheeks + _DARK),
        "beard": (cheeks - light("upper_lip", "chin")) / (cheeks + _DARK),
        "stubble": texture(0, "upper_lip", "chin") / (skin + _DARK),
        "eye-edges": edges / (skin + _DARK),
        "light-right": (right - left) / (right + left + _DARK),
        "light-above": (light("forehead", "nose") - light("chin", "upper_lip")) / (skin + _DARK),
        "light-hard": texture(0, "face") / (skin + _DARK),
        "contrast": lights[:, 3] - lights[:, 2],
        "exposure": lights[:, 0],
        "saturation": (whole.max(axis=2) - whole.min(axis=2)).mean(axis=1),
        "picture-warm": _warm(whole.mean(axis=1)),
        "background-light": light("background"),
        "background-warm": _warm(colour("background")),
        "background-busy": texture(0, "background_left", "background_right"),
        "clothes-light": light("clothes"),
    }


def _warm(colour: Array) -> Array:
    """Red against blue, -1 to 1, the same in light and shadow."""
    total: Array = colour.sum(axis=1) + _DARK
    share: Array = (colour[:, 0] - colour[:, 2]) / total
    return share


def _red(colour: Array) -> Array:
    """Red against green, likewise."""
    total: Array = colour.sum(axis=1) + _DARK
    share: Array = (colour[:, 0] - colour[:, 1]) / total
    return share
