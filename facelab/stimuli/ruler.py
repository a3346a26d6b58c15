"""What is measured in a face, and which direction moves which label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.checkpoints.directions import directions_path, read_directions
from facelab.engine import ModelInfo, Reach, StrainGauge
from facelab.errors import RecipeError
from facelab.labels.identity import Described, Identity
from facelab.labels.measure import SIDE, measure
from facelab.labels.nets import LabelNets
from facelab.labels.of_faces import names_of, scale_for
from facelab.labels.survey import stack
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.stimuli.sight import Sight

Values = NDArray[np.float64]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Lever:
    """A direction that was made for a label.

    Attributes
    ----------
    id, title : str
    label : str
    gain : float
        By how much the label moves for an amount of 1, in sd, as measured on other faces.
    breaks_at : float
        Amount from which faces begin to break, either way.
    holds : tuple of str
        Labels that it leaves alone: all but those that change by the meaning of the word.
    source : str
        Where its label comes from.
    """

    id: str
    title: str
    label: str
    gain: float
    breaks_at: float
    holds: tuple[str, ...]
    source: str


@dataclass(frozen=True, eq=False)
class Seen:
    """What was found in one picture.

    Attributes
    ----------
    values : float64 [K]
        Labels in the order of `Ruler.names`, in sd.
    mesh, eyes : float [468, 3], [2, 76, 3]
        Landmarks, of the picture's side (`facelab.labels.landmarks.Landmarks`).
    pixels : uint8 [256, 256, 3]
    """

    values: Values
    mesh: NDArray[np.float32]
    eyes: NDArray[np.float32]
    pixels: Pixels


class Ruler:
    """Measures faces of one network, in previews and in full frames.

    Parameters
    ----------
    model : ModelInfo
    sight : Sight
        Draws its faces.
    files : mapping
        The labelling networks by role, and "identity".
    threads : int

    Raises
    ------
    ModelError
        No named directions were made for this network, and with them no scale of the labels.
    WeightsError
        A file is damaged.
    """

    def __init__(
        self, model: ModelInfo, sight: Sight, files: Mapping[str, bytes], threads: int
    ) -> None:
        self._sight = sight
        self._scale = scale_for(model)
        self._nets = LabelNets(files, threads)
        self._identity = Identity(files, threads)
        self.names = names_of(self._scale)
        self._kept = [self._scale.names.index(name) for name in self.names]
        self.levers = levers_of(model)
        known = model.directions
        self._gauge = StrainGauge(known, Reach(known))

    def see(self, recipe: Recipe, full: bool, stop: Stop | None = None) -> Seen:
        """Draw a face and measure it: in the smallest picture, as the ruler was made, or in the
        picture that leaves, reduced to as many pixels.

        Raises
        ------
        Stopped
            `stop` said so.
        """
        drawn = (self._sight.full if full else self._sight.small)(recipe, stop)
        image = Image.fromarray(np.ascontiguousarray(drawn))
        if image.width != SIDE:
            image = image.resize((SIDE, SIDE), Image.Resampling.BOX)
        pixels = np.asarray(image)
        measured = measure(self._nets, pixels)
        values = self._scale.label(stack([measured]))[0][self._kept]
        return Seen(values, measured["mesh"], measured["eyes"], pixels)

    def strained(self, recipe: Recipe) -> tuple[str, ...]:
        """Directions that together go beyond what the network can draw."""
        return self._gauge.of(self._sight.compose(recipe), recipe).beyond

    def describe(self, seen: Seen) -> Described:
        """Who it is, for `facelab.labels.identity.drift`."""
        described: Described = self._identity.describe(seen.pixels[None])[0]
        return described

    def person(self, seen: Seen) -> Values:
        """How likely each pixel is a part of the person [256, 256], 0 to 1."""
        values = seen.pixels.astype(np.float32) / np.float32(255)
        return np.asarray(self._nets.run("person", values[None])[0][0, :, :, 0], np.float64)

    def lever(self, name: str) -> Lever:
        """The direction of this name.

        Raises
        ------
        RecipeError
            There is none that was made for a label.
        """
        return lever_named(self.levers, name)


def lever_named(levers: Sequence[Lever], name: str) -> Lever:
    """The direction of this name.

    Raises
    ------
    RecipeError
        There is none that was made for a label.
    """
    for lever in levers:
        if lever.id == name:
            return lever
    raise RecipeError(
        f"{name!r} cannot be moved in measured steps.",
        "It is no direction of this network that was made for a label.",
        "Choose one of " + ", ".join(lever.id for lever in levers) + ".",
    )


def levers_of(model: ModelInfo) -> tuple[Lever, ...]:
    """Directions of a network of which the label can be measured, in their order.

    Raises
    ------
    ModelError
        No named directions were made for it.
    """
    scale_for(model)
    metadata = read_directions(directions_path(model.name), model.sha256).metadata
    return tuple(
        Lever(
            each.id,
            each.title,
            each.label,
            each.figures.gain if each.figures else 1.0,
            each.breaks_at,
            each.locks,
            each.source,
        )
        for each in metadata.directions
        if each.label in metadata.labels
    )
