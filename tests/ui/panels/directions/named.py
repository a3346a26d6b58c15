"""A network in miniature with named directions, whose faces are really composed."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import DirectionsFile, Figures
from facelab.engine import Composer, Direction, DirectionSet, Frame
from facelab.engine.directions.direction_set import named_directions
from facelab.engine.directions.edit_space import EditSpace
from facelab.networks.family import groups_by_size
from facelab.recipe import Recipe
from tests.engine.edit_files import NUM_WS, W_DIM, make_file
from tests.ui.conftest import FULL, FakeRenderer, colour_of

STYLES = (4, 8, 16, 16, 32, 64, 0)
FIGURES = Figures(
    selectivity=9.1, selectivity_unlocked=5.2, monotone=0.98, identity=0.12, gain=1.0, faces=16
)
BREAKS_AT = 2.5


def make_directions() -> DirectionSet:
    """Smile (measured), age and light by name, two without one, and one that goes far."""
    file = _with_figures(make_file())
    random = np.random.RandomState(1)
    found = tuple(
        Direction(
            f"pca-{k}", f"Component {k}", "Found (PCA)",
            random.randn(1, W_DIM).astype(np.float32) * 0.5, (0, NUM_WS - 1),
        )
        for k in (1, 2)
    )  # fmt: skip
    return DirectionSet(
        (*named_directions(file, NUM_WS), *found),
        EditSpace(file, np.zeros(W_DIM, np.float32), NUM_WS),
    )


def _with_figures(file: DirectionsFile) -> DirectionsFile:
    groups = ("Expression", "Head", "Light")
    named = [
        msgspec.structs.replace(each, group=group, breaks_at=BREAKS_AT)
        for each, group in zip(file.metadata.directions, groups, strict=True)
    ]
    named[0] = msgspec.structs.replace(named[0], figures=FIGURES)
    return replace(file, metadata=msgspec.structs.replace(file.metadata, directions=tuple(named)))


class NamedRenderer(FakeRenderer):
    """Paints plain colours, of faces that are composed as they should be."""

    def __init__(self) -> None:
        super().__init__()
        directions = make_directions()
        self.info = replace(
            self.info, z_dim=W_DIM, w_dim=W_DIM, num_ws=NUM_WS, style_resolutions=STYLES,
            style_groups=groups_by_size(STYLES),
            directions=directions,
        )  # fmt: skip

        def map_z(z: np.ndarray) -> np.ndarray:
            return (0.5 * z).astype(np.float32)

        average = np.zeros(W_DIM, np.float32)
        self._composer = Composer(map_z, average, NUM_WS, W_DIM, directions)

    def compose(self, recipe: Recipe) -> NDArray[np.float32]:
        return self._composer.compose(recipe)

    def _frame(self, recipe: Recipe, kind: str, size: int) -> Frame:
        self.rendered.append((kind, recipe))
        pixels = np.full((size, size, 4), 255, np.uint8)
        pixels[..., :3] = colour_of(recipe)
        ws, share = self._composer.compose(recipe), 1.0
        space = self.info.directions.space
        if recipe.guard is not None and space is not None:
            start = self._composer.compose(recipe.without_directions())
            asked = self._composer.compose(recipe.with_guard(None))
            share = space.share_inside(start, asked - start, recipe.guard)
        return Frame(pixels, kind, FULL, recipe, ws, 1.0, share)  # type: ignore[arg-type]
