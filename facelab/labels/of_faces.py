"""Labels of single faces, as numbers for people: measured in a picture, on the ruler that a
network's named directions were made with.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PIL import Image

from facelab.checkpoints.directions import directions_path, read_directions
from facelab.engine import ModelInfo, Renderer
from facelab.errors import ModelError
from facelab.labels.measure import SIDE, measure
from facelab.labels.nets import LabelNets
from facelab.labels.scale import LabelScale, read_scale
from facelab.labels.survey import stack
from facelab.recipe import Noise, Recipe

DIGITS = 3
_NO_WORDS = "around-"  # principal components of the surroundings


def scale_for(model: ModelInfo) -> LabelScale:
    """The ruler of a network.

    Raises
    ------
    ModelError
        None was made for it.
    WeightsError
        Its file is damaged.
    """
    path = directions_path(model.name)
    if not path.is_file():
        raise ModelError(
            f"Labels cannot be measured in faces of {model.title}.",
            "No named directions were made for it, and with them the scale of the labels.",
            "Make them with `facelab directions fit`, or leave out --labels.",
        )
    directions = read_directions(path, model.sha256)
    return read_scale(directions.metadata.labels, directions.scale)


def names_of(scale: LabelScale) -> tuple[str, ...]:
    """The labels that have a meaning in words, in their order."""
    return tuple(name for name in scale.names if not name.startswith(_NO_WORDS))


class FaceLabels:
    """Measures faces of one network.

    Parameters
    ----------
    renderer : Renderer
        Loaded; used on the thread that calls.
    files : mapping
        The labelling networks by role.
    threads : int
    """

    def __init__(self, renderer: Renderer, files: Mapping[str, bytes], threads: int) -> None:
        self._renderer = renderer
        self._scale = scale_for(renderer.info)
        self._nets = LabelNets(files, threads)

    def __call__(self, recipe: Recipe) -> dict[str, float]:
        """Labels by name, in sigma.

        Measured as the ruler was made: in the smallest picture that the network draws of the
        face, with its own noise and nothing before or behind it.

        Raises
        ------
        ModelError, RecipeError
            It is for another network, or does not fit this one.
        """
        renderer = self._renderer
        ws = renderer.compose(recipe)
        pixels = renderer.draw(ws[None], Noise(), min(renderer.sizes))[0, :, :, 2::-1]
        image = Image.fromarray(np.ascontiguousarray(pixels))
        if image.width != SIDE:
            image = image.resize((SIDE, SIDE), Image.Resampling.BOX)
        values = self._scale.label(stack([measure(self._nets, np.asarray(image))]))[0]
        found = dict(zip(self._scale.names, values, strict=True))
        return {name: round(float(found[name]), DIGITS) for name in names_of(self._scale)}
