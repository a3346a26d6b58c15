"""Points of a face as face research names them: FRL's 189 and dlib's 70.

Both templates are those that WebMorph knows (DeBruine, "webmorphR"); their groups are described
there. Most points lie on the mesh of 468 landmarks. What the mesh does not have is estimated, and
`FRL_HOW` says which: ears, hairline, the outline of the hair, the neck. "Left" is the left side
of the picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
How = Literal["landmark", "near", "estimate"]

FRL, DLIB = 189, 70
_IRIS = 71  # of an eye's points: the centre, then four on the rim
# In order of `_RIM_ANGLES`: top, top-left, left, and so on against the clock.
_RIM_ANGLES = tuple(math.radians(90 + 45 * k) for k in range(8))
_CHIN, _ROOT, _TOP = 152, 168, 10
_RAYS = 11  # of the outline around the hair, from one side over the top to the other
_FARTHEST_HAIR = 2.2  # times the way from the root of the nose to the chin
_FOREHEAD = 0.35  # as in `facelab.labels.measure`: the mesh ends halfway to the hairline

Part = tuple[tuple[int, ...], tuple[int, ...], How]  # indices of FRL, of the mesh, and how sure
_MESH: tuple[Part, ...] = (
    (tuple(range(18, 23)), (33, 161, 159, 157, 133), "landmark"),
    (tuple(range(23, 28)), (362, 384, 386, 388, 263), "landmark"),
    ((28, 29, 30, 31, 32, 33), (163, 145, 154, 381, 374, 390), "landmark"),
    (tuple(range(34, 39)), (247, 30, 27, 56, 190), "near"),
    (tuple(range(39, 44)), (414, 286, 257, 260, 467), "near"),
    ((44, 45, 46, 47, 48, 49), (228, 230, 232, 452, 450, 448), "near"),
    (tuple(range(50, 56)), (193, 122, 196, 236, 131, 2), "landmark"),
    (tuple(range(56, 61)), (417, 351, 419, 456, 360), "landmark"),
    (tuple(range(61, 66)), (198, 129, 64, 98, 235), "near"),
    (tuple(range(66, 71)), (420, 358, 294, 327, 455), "near"),
    ((179, 180, 181, 182), (99, 242, 462, 328), "near"),
    (tuple(range(71, 77)), (156, 70, 105, 66, 107, 55), "landmark"),
    (tuple(range(77, 83)), (285, 336, 296, 334, 300, 383), "landmark"),
    ((83, 84, 85, 86), (53, 52, 282, 283), "landmark"),
    (tuple(range(87, 94)), (61, 39, 37, 0, 267, 269, 291), "landmark"),
    (tuple(range(94, 99)), (80, 82, 13, 312, 310), "landmark"),
    (tuple(range(99, 104)), (88, 87, 14, 317, 318), "landmark"),
    (tuple(range(104, 109)), (91, 84, 17, 314, 321), "landmark"),
    ((109, 185, 110, 186, 111), (127, 127, 234, 93, 132), "near"),
    ((112, 187, 113, 188, 114), (356, 356, 454, 323, 361), "near"),
    (tuple(range(125, 134)), (58, 136, 150, 176, 152, 400, 379, 365, 288), "landmark"),
    ((158, 159, 160, 161, 162, 163), (203, 206, 207, 423, 426, 427), "near"),
    ((164, 165, 166, 167, 168, 169), (123, 50, 36, 352, 280, 266), "near"),
    ((170, 171, 172, 173), (167, 37, 393, 267), "near"),
    ((174, 175), (199, 175), "near"),
    ((176, 177, 178), (201, 200, 421), "near"),
)  # fmt: skip
_HAIRLINE = (162, 21, 54, 103, 67, 10, 297, 332, 284, 251, 389)  # 134 to 144, before it is raised

FRL_LINES: tuple[tuple[int, ...], ...] = (
    (0, 0), (1, 1), (*range(2, 10), 2), (*range(10, 18), 10), tuple(range(18, 23)),
    tuple(range(23, 28)), (18, 28, 29, 30, 22), (23, 31, 32, 33, 27), tuple(range(34, 39)),
    tuple(range(39, 44)), tuple(range(44, 47)), tuple(range(47, 50)), tuple(range(50, 56)),
    (*range(56, 61), 55), (*range(61, 66), 179, 180, 55), (*range(66, 71), 182, 181, 55),
    tuple(range(71, 77)), tuple(range(77, 83)), (71, 83, 84, 76), (77, 85, 86, 82),
    tuple(range(87, 94)), (87, *range(94, 99), 93), (87, *range(99, 104), 93),
    (87, *range(104, 109), 93), (109, 185, 110, 186, 111), (112, 187, 113, 188, 114),
    (109, *range(115, 120), 111), (112, *range(120, 125), 114), (109, *range(134, 145), 112),
    tuple(range(145, 158)), tuple(range(158, 161)), tuple(range(161, 164)),
    tuple(range(164, 167)), tuple(range(167, 170)), (170, 171), (172, 173), (174, 175),
    (176, 177, 178), (126, 145), (132, 157), (145, 183, 184, 157), (111, 125, 126),
    tuple(range(126, 133)), (132, 133, 114),
)  # fmt: skip

# Pupils, then dlib's 68 in their order.
_DLIB_MESH = (
    127, 234, 93, 132, 58, 172, 150, 176, 152, 400, 379, 397, 288, 361, 323, 454, 356,
    70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 168, 197, 5, 4, 98, 97, 2, 326, 327,
    33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380,
    61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, 78, 82, 13, 312, 308, 317, 14, 87,
)  # fmt: skip
DLIB_LINES: tuple[tuple[int, ...], ...] = (
    tuple(range(2, 19)), tuple(range(19, 24)), tuple(range(24, 29)), (29, 30, 31, 32, 35),
    tuple(range(33, 38)), (38, 39, 40, 41), (41, 42, 43, 38), (44, 45, 46, 47), (47, 48, 49, 44),
    tuple(range(50, 57)), tuple(range(62, 67)), (66, 67, 68, 69, 62), (*range(56, 62), 50),
)  # fmt: skip


def _how() -> tuple[How, ...]:
    found: list[How] = ["estimate"] * FRL
    found[0:18] = ["landmark"] * 18
    for indices, _, how in _MESH:
        for index in indices:
            found[index] = how
    return tuple(found)


FRL_HOW = _how()


@dataclass(frozen=True)
class Move:
    """Where a picture's points lie after its head was brought to another place and size.

    Attributes
    ----------
    x, y : float
        The middle between the eyes before, of the picture's side.
    to_x, to_y : float
        And after.
    scale : float
    angle : float
        Clockwise on the screen, in radians.
    """

    x: float = 0.0
    y: float = 0.0
    to_x: float = 0.0
    to_y: float = 0.0
    scale: float = 1.0
    angle: float = 0.0

    def apply(self, points: Points) -> Points:
        """Points [N, 2]."""
        cosine, sine = math.cos(self.angle) * self.scale, math.sin(self.angle) * self.scale
        x, y = points[:, 0] - self.x, points[:, 1] - self.y
        return np.stack(
            (cosine * x - sine * y + self.to_x, sine * x + cosine * y + self.to_y), axis=1
        )


def dlib_points(mesh: Points, eyes: Points) -> Points:
    """dlib70's points [70, 2] of a face, of the picture's side."""
    return np.concatenate((_pupils(eyes), mesh[list(_DLIB_MESH), :2]))


def frl_points(mesh: Points, eyes: Points, person: Points) -> Points:
    """FRL's points [189, 2] of a face, of the picture's side.

    Parameters
    ----------
    mesh : [468, 3]
    eyes : [2, 76, 3]
    person : [S, S]
        How likely each pixel is a part of the person, 0 to 1.
    """
    flat = mesh[:, :2]
    found = np.full((FRL, 2), np.nan)
    found[0:2] = _pupils(eyes)
    found[2:10], found[10:18] = (_rim(each) for each in eyes)
    for indices, landmarks, _ in _MESH:
        found[list(indices)] = flat[list(landmarks)]
    # between what the mesh has beside the ears
    for upper, between, lower in ((109, 185, 110), (112, 187, 113)):
        found[between] = (found[upper] + found[lower]) / 2
    found[134:145] = _raised(flat)
    found[115:120] = _ear(found[109], found[111], outwards=-1)
    found[120:125] = _ear(found[112], found[114], outwards=1)
    down = flat[_CHIN] - flat[_ROOT]
    found[145] = found[126] + 0.45 * down
    found[157] = found[132] + 0.45 * down
    found[183] = flat[_CHIN] + 0.3 * down + 0.35 * (found[126] - flat[_CHIN]) * (1, 0)
    found[184] = flat[_CHIN] + 0.3 * down + 0.35 * (found[132] - flat[_CHIN]) * (1, 0)
    found[146:157] = _around(flat, person)
    return found


def _pupils(eyes: Points) -> Points:
    return np.asarray(eyes[:, _IRIS, :2], np.float64)


def _rim(eye: Points) -> Points:
    centre = eye[_IRIS, :2]
    radius = float(np.hypot(*(eye[_IRIS + 1 : _IRIS + 5, :2] - centre).T).mean())
    return np.stack([centre + radius * np.array((math.cos(a), -math.sin(a))) for a in _RIM_ANGLES])


def _raised(flat: Points) -> Points:
    """The upper edge of the mesh, drawn up to where hair usually begins."""
    up = flat[_TOP] - flat[_ROOT]
    edge = flat[list(_HAIRLINE)]
    share = np.clip(((edge - flat[_ROOT]) @ up) / (up @ up), 0.0, None)
    raised: Points = edge + _FOREHEAD * share[:, None] * up
    return raised


def _ear(top: Points, bottom: Points, outwards: int) -> Points:
    """Five points of a flat bow beside the head."""
    length = np.linalg.norm(bottom - top)
    share = np.linspace(0.0, 1.0, 5)
    aside = np.array((0.14, 0.2, 0.18, 0.12, 0.05)) * length * outwards
    bow: Points = top + share[:, None] * (bottom - top)
    bow[:, 0] += aside
    return bow


def _around(flat: Points, person: Points) -> Points:
    """Where rays from the root of the nose leave the person: over the head from side to side."""
    side = person.shape[0]
    down = flat[_CHIN] - flat[_ROOT]
    length, tilt = float(np.hypot(*down)), math.atan2(-down[0], down[1])
    steps = np.linspace(0.0, _FARTHEST_HAIR * length, 120)
    found = []
    for angle in np.radians(np.linspace(-120, 120, _RAYS)) + tilt:
        ray = np.array((math.sin(angle), -math.cos(angle)))
        along = flat[_ROOT] + steps[:, None] * ray
        at = np.clip((along * side).astype(int), 0, side - 1)
        inside = (person[at[:, 1], at[:, 0]] > 0.5) & ((along >= 0) & (along < 1)).all(axis=1)
        out = int(np.argmin(inside)) if not inside.all() else len(steps)
        found.append(along[max(out - 1, 0)])
    return np.stack(found)
