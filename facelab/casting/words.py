"""What wishes are said in: the labels that are measured in faces, their units, and plain names for
ranges of them.

Age is in years, turns of the head are in degrees; all else is in sd: 0 is the network's average
face, and two thirds of all that it draws at psi 0.7 are within -1 and 1. Where a plain name ends
was set by looking at sorted faces; a label says what is seen in a picture, not who somebody is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.casting.wishes import Range
from facelab.labels.named import NAMED
from facelab.labels.scale import LabelScale

Array = NDArray[np.float64]

YEARS, DEGREES, SD = "years", "degrees", "sd"

LABELS: Mapping[str, str] = {
    "age": YEARS,
    "masculine": SD,
    "smile": SD,
    "mouth-open": SD,
    "eyes-open": SD,
    "brows-up": SD,
    "brows-worried": SD,
    "gaze": SD,
    "turn": DEGREES,
    "nod": DEGREES,
    "hair-light": SD,
    "hair-warm": SD,
    "hair-volume": SD,
    "hair-long": SD,
    "fringe": SD,
    "skin-light": SD,
    "skin-warm": SD,
    "skin-red": SD,
    "skin-texture": SD,
    "beard": SD,
    "stubble": SD,
    "brow-dark": SD,
    "eye-edges": SD,
    "eye-blue": SD,
    "eye-light": SD,
    "eye-size": SD,
    "eye-distance": SD,
    "lids-dark": SD,
    "lips-red": SD,
    "lip-fullness": SD,
    "nose-width": SD,
    "nose-length": SD,
    "face-width": SD,
    "face-length": SD,
    "jaw-width": SD,
    "chin-length": SD,
    "light-right": SD,
    "light-above": SD,
    "light-hard": SD,
    "contrast": SD,
    "exposure": SD,
    "saturation": SD,
    "background-light": SD,
    "background-warm": SD,
    "background-busy": SD,
    "clothes-light": SD,
}

# As the directions are called, where their names are others.
OTHER_NAMES: Mapping[str, str] = {
    name: each.label
    for each in NAMED
    for name in (each.id, each.title.lower().replace(" ", "-"))
    if each.label in LABELS and name not in LABELS
}


def _over(label: str, low: float) -> tuple[Range, ...]:
    return (Range(label, low=low),)


def _under(label: str, high: float) -> tuple[Range, ...]:
    return (Range(label, high=high),)


def _within(label: str, low: float, high: float) -> tuple[Range, ...]:
    return (Range(label, low, high),)


WORDS: Mapping[str, tuple[Range, ...]] = {
    "young": _within("age", 18, 30),
    "middle-aged": _within("age", 40, 60),
    "old": _over("age", 60),
    "adult": _over("age", 20),
    "feminine": _under("masculine", -0.3),
    "masculine": _over("masculine", 0.6),
    "smiling": _over("smile", 0.5),
    "not smiling": _under("smile", -0.2),
    "mouth open": _over("mouth-open", 0.5),
    "mouth closed": _under("mouth-open", -0.3),
    "facing forward": (Range("turn", -7, 7), Range("nod", -4, 10)),
    "turned left": _under("turn", -10),
    "turned right": _over("turn", 10),
    "dark hair": _under("hair-light", -0.2),
    "light hair": _over("hair-light", 0.9),
    "grey hair": (Range("hair-light", low=0.9), Range("hair-warm", high=0), Range("age", low=50)),
    "red hair": (Range("hair-warm", low=1.8), Range("hair-light", -0.7, 1.5)),
    "long hair": _over("hair-long", 0.6),
    "short hair": _under("hair-long", -0.3),
    "fringe": _over("fringe", 1.3),
    "blue eyes": _over("eye-blue", 1),
    "brown eyes": _under("eye-blue", -0.2),
    "glasses": _over("eye-edges", 2),
    "no glasses": _under("eye-edges", -0.3),
    "beard": (Range("beard", low=1.7), Range("masculine", low=0.8), Range("age", low=22)),
    "no beard": _under("beard", 0.6),
    "red lips": _over("lips-red", 1.5),
    "even light": (Range("light-right", -0.7, 0.7), Range("light-hard", high=0.5)),
    "dark background": _under("background-light", -0.8),
    "light background": _over("background-light", 0.8),
    "plain background": _under("background-busy", -0.6),
}

# What a name says of faces where its label says less, or something else.
CAVEATS: Mapping[str, str] = {
    "glasses": "edges around the eyes: thin rims are missed, and hard light passes at times",
    "no glasses": "edges around the eyes: some with rimless glasses pass",
    "masculine": "as judged by a network that was taught two genders",
    "feminine": "as judged by a network that was taught two genders",
    "light hair": "blond, grey and white; bald heads and light hats, too",
    "beard": "darkness around the mouth",
}


@dataclass(frozen=True, eq=False)
class Units:
    """Turns labels in sigma into the units that people wish in.

    Attributes
    ----------
    names : tuple of str
        The labels, in the order of the scale.
    zero, one : [K]
        What 0 is, and by how much more 1 sigma is.
    """

    names: tuple[str, ...]
    zero: Array
    one: Array

    @classmethod
    def of(cls, scale: LabelScale) -> Units:
        """Those of a ruler."""
        zero, one = np.zeros(len(scale.names)), np.ones(len(scale.names))
        for k, name in enumerate(scale.names):
            factor = {YEARS: 1.0, DEGREES: math.degrees(1)}.get(LABELS.get(name, SD))
            if factor is not None:
                zero[k], one[k] = factor * scale.mean[k], factor * scale.sigma[k]
        return cls(scale.names, zero, one)

    def from_sigma(self, labels: Array) -> Array:
        """Labels [..., K] in their units."""
        values: Array = self.zero + self.one * labels
        return values

    def number(self, label: str) -> int:
        """Its place among the labels."""
        return self.names.index(label)


def unit_text(label: str, value: float) -> str:
    """A value with its unit: "42 years", "-7°", "0.52"."""
    unit = LABELS.get(label, SD)
    if unit == YEARS:
        return f"{value:.0f} years"
    return f"{value:.0f}°" if unit == DEGREES else f"{value:.2f}"


def range_text(wanted: Range) -> str:
    """A range as people write it: "age 20 to 40", "smile > 0.4"."""
    low, high = wanted.low, wanted.high
    if low is not None and high is not None:
        return f"{wanted.label} {low:g} to {high:g}"
    return f"{wanted.label} > {low:g}" if low is not None else f"{wanted.label} < {high:g}"
