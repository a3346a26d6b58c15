"""What the network doubts over a wide area is of the person as a whole, or not at all.

A brim, an animal's head beside the face, a hand, a sofa as dark as the jacket: where its answer
is neither yes nor no, it ends anywhere. What is of one piece there is told from the picture: a
walk that starts at a pixel and hardly ever crosses an edge comes to what is surely in front, or
to what is surely behind. Grady, "Multilabel Random Walker Image Segmentation Using Prior Models",
CVPR 2005; the prior is what the network says and how much oftener the colour is in front.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from facelab.cutout.person import SIDE, Person
from facelab.cutout.regions import grown, shrunk

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]

_NO, _YES = 0.05, 0.95  # mean answers beyond which the network is sure
_WIDE = 4  # half as wide as an area that is no edge, in pixels of SIDE
_POCKET, _SIDES = 8, 16  # half as wide as a pocket, and how far from the sides it may be
_BELIEF = 0.003  # of the prior, beside a step to a pixel of the same colour
_LEAK = 1e-3  # of a step across the sharpest edge
_NOISE = 1e-4  # squared difference of colours that is no edge anywhere
_OF_COLOURS = 0.4  # of their logarithms of odds, beside the network's
_ODDS = 4.0  # the highest of them
_SURE = 0.02  # the network's odds are no higher than of this, either
_BINS = 24  # of each colour, by its square root
_RARE = 2e-4  # share of a colour that is as good as none
_SHARP = 8.0  # how much steeper: what stays between is hard to tell
_MAJORITY = 3.0  # how much steeper what several pictures of a clip say
_STEPS, _TOLERANCE = 200, 1e-3


def settled(person: Person, picture: Array) -> Person:
    """What was said of every pixel, with each wide area of doubt decided.

    Parameters
    ----------
    person : Person
    picture : float32 [SIDE, SIDE, 3]
        0 to 1.
    """
    mean = person.mean
    doubt = (mean > _NO) & (mean < _YES)
    wide = grown(shrunk(doubt, _WIDE), 2 * _WIDE) & doubt
    wide = _with_pockets(wide) & (mean < _YES)
    if not wide.any():
        return person
    odds = _OF_COLOURS * _odds_of_colours(picture, mean >= _YES, mean <= _NO)
    said = np.clip(mean, _SURE, 1 - _SURE)
    odds += np.log(said / (1 - said))
    reached = _walked(picture, wide, np.where(wide, 1 / (1 + np.exp(-odds)), mean > 0.5))
    clear = np.clip((reached - 0.5) * np.float32(_SHARP) + np.float32(0.5), 0, 1)
    return replace(
        person,
        mean=np.where(wide, clear, mean).astype(np.float32),
        most=np.where(wide, clear, person.most).astype(np.float32),
    )


def agreed(said: Person, decided: Person, around: Iterable[tuple[Array, Person]]) -> Person:
    """What was decided of a picture of a clip, as most of the pictures around it have it: alone,
    an area could go one way in one of them and the other way in the next.

    Parameters
    ----------
    said, decided : Person
        Before and after `settled`.
    around : iterable of (weight, Person)
        Of pictures before and after, the picture itself among them: how much each counts,
        float32 [SIDE, SIDE], and what was decided of it.
    """
    total = np.zeros((SIDE, SIDE), np.float32)
    weights = np.zeros_like(total)
    for weight, other in around:
        total += weight * other.mean
        weights += weight
    share = total / weights
    most = np.clip((share - 0.5) * np.float32(_MAJORITY) + np.float32(0.5), 0, 1)
    wide = decided.mean != said.mean
    return replace(
        decided,
        mean=np.where(wide, most, decided.mean).astype(np.float32),
        most=np.where(wide, most, decided.most).astype(np.float32),
    )


def _with_pockets(area: Mask) -> Mask:
    """Also what an area leaves out at the sides of the picture: there the network says no to
    half a brim.
    """
    pockets = shrunk(grown(area, _POCKET), _POCKET)
    pockets[:, _SIDES:-_SIDES] = False
    return area | pockets


def _odds_of_colours(picture: Array, front: Mask, back: Mask) -> Array:
    """How much oftener each pixel's colour is in front than behind, as a logarithm."""
    bins = np.minimum((np.sqrt(picture) * _BINS).astype(np.intp), _BINS - 1)
    place = (bins[..., 0] * _BINS + bins[..., 1]) * _BINS + bins[..., 2]
    one, other = (_shares(place[each]) for each in (front, back))
    odds = np.clip(np.log((one + _RARE) / (other + _RARE)), -_ODDS, _ODDS)
    return np.asarray(odds[place], np.float32)


def _shares(places: NDArray[np.intp]) -> Array:
    """Share of each bin and those beside it: float32 [_BINS ** 3]."""
    counts = np.bincount(places, minlength=_BINS**3).astype(np.float32)
    cube: Array = counts.reshape(_BINS, _BINS, _BINS)
    for axis in (0, 1, 2, 0, 1, 2):
        lines = np.moveaxis(cube, axis, 0)
        padded = np.concatenate((np.zeros_like(lines[:1]), lines, np.zeros_like(lines[:1])))
        mean = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) * np.float32(0.25)
        cube = np.moveaxis(mean, 0, axis)
    return np.asarray(cube.ravel() / max(places.size, 1), np.float32)


def _walked(picture: Array, area: Mask, prior: Array) -> Array:
    """How likely a walk from each pixel of an area ends in front: conjugate gradients.

    Parameters
    ----------
    picture : float32 [SIDE, SIDE, 3]
    area : bool [SIDE, SIDE]
    prior : float32 [SIDE, SIDE]
        0 to 1; outside the area it is what it is.
    """
    across = ((picture[:, 1:] - picture[:, :-1]) ** 2).sum(axis=2)
    down = ((picture[1:] - picture[:-1]) ** 2).sum(axis=2)
    steps = across[area[:, 1:] | area[:, :-1]], down[area[1:] | area[:-1]]
    usual = np.concatenate(steps).mean() + np.float32(_NOISE)
    right, below = (np.exp(-each / usual) + np.float32(_LEAK) for each in (across, down))
    diagonal = np.full((SIDE, SIDE), _BELIEF, np.float32)
    for line, weight in ((diagonal, right), (diagonal.T, below.T)):
        line[:, 1:] += weight
        line[:, :-1] += weight

    def of_others(values: Array) -> Array:
        total = np.zeros_like(values)
        total[:, :-1] += right * values[:, 1:]
        total[:, 1:] += right * values[:, :-1]
        total[:-1] += below * values[1:]
        total[1:] += below * values[:-1]
        return total

    likely = prior.astype(np.float32)
    residual = np.float32(_BELIEF) * likely - (diagonal * likely - of_others(likely))
    residual *= area
    step = np.asarray(residual / diagonal, np.float32)
    error = first = float((residual * step).sum())
    for _ in range(_STEPS):
        if error <= _TOLERANCE**2 * max(first, 1e-12):
            break
        product = (diagonal * step - of_others(step)) * area
        length = np.float32(error / float((step * product).sum()))
        likely += length * step
        residual -= length * product
        weighed = residual / diagonal
        error, last = float((residual * weighed).sum()), error
        step = weighed + np.float32(error / last) * step
    return likely
