"""Parts of a face by the mesh's points: whose colour, light and texture is measured.

Points of MediaPipe's canonical face mesh; left and right as the picture shows them.
"""

from __future__ import annotations

from collections.abc import Mapping

FACE = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
LIPS = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
)  # fmt: skip
MOUTH = (
    78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191,
)  # fmt: skip
LEFT_EYE = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
RIGHT_EYE = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)

POLYGONS: Mapping[str, tuple[int, ...]] = {
    "cheek_left": (117, 118, 101, 36, 205, 187, 123),
    "cheek_right": (346, 347, 330, 266, 425, 411, 352),
    "forehead": (104, 69, 108, 151, 337, 299, 333, 334, 296, 336, 9, 107, 66, 105),
    "nose": (197, 45, 4, 275),
    "bridge": (168, 193, 122, 196, 197, 419, 351, 417),
    "upper_lip": (
        186, 92, 165, 167, 164, 393, 391, 322, 410, 409, 270, 269, 267, 0, 37, 39, 40, 185,
    ),
    "chin": (83, 18, 313, 421, 428, 396, 175, 171, 208, 201),
    "jaw_left": (58, 172, 136, 150, 169, 210, 214, 192),
    "jaw_right": (288, 397, 365, 379, 394, 430, 434, 416),
    "under_eye_left": (31, 228, 229, 230, 231, 232, 121, 120, 119, 118, 117, 111),
    "under_eye_right": (261, 448, 449, 450, 451, 452, 350, 349, 348, 347, 346, 340),
    "lid_left": (247, 30, 29, 27, 28, 56, 190, 173, 157, 158, 159, 160, 161, 246),
    "lid_right": (467, 260, 259, 257, 258, 286, 414, 398, 384, 385, 386, 387, 388, 466),
    "brow_left": (70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    "brow_right": (300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
    "eye_left": LEFT_EYE,
    "eye_right": RIGHT_EYE,
    "mouth": MOUTH,
    "lips": LIPS,
    "face": FACE,
}  # fmt: skip

# found with the person's outline as well
AREAS = ("hair", "hair_left", "hair_right", "background", "background_left", "background_right",
         "clothes", "top")  # fmt: skip
# found with the eyes' own points
IRISES = ("iris_left", "iris_right")
REGIONS = (*POLYGONS, *AREAS, *IRISES)
