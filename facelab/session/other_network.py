"""The same face in another network: one that has the same w, so that a w+ is the same person."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from facelab.engine import ModelInfo
from facelab.engine.shape import match_rows, published_rows
from facelab.errors import RecipeError
from facelab.recipe import Latent, Recipe, Truncation
from facelab.session.face.editor import FaceEditor
from facelab.session.loaded import LoadedNetwork
from facelab.session.rendering.composing import Composing
from facelab.session.rendering.engine_thread import EngineThread


class OtherNetwork:
    """Makes of the face on show that of another network that is loaded still.

    Parameters
    ----------
    loaded : LoadedNetwork
    face : FaceEditor
    engine : EngineThread
    """

    def __init__(self, loaded: LoadedNetwork, face: FaceEditor, engine: EngineThread) -> None:
        self._loaded = loaded
        self._face = face
        self._engine = engine

    @property
    def others(self) -> tuple[ModelInfo, ...]:
        """Networks that are loaded beside the one in use and have its w, that of before first."""
        now = self._loaded.info
        if now is None:
            return ()
        found = [each for each in self._engine.loaded if each.sha256 != now.sha256]
        return tuple(each for each in reversed(found) if share_w(now, each))

    def is_loaded(self, sha256: str) -> bool:
        """Whether a network can draw, in use or not."""
        return any(each.sha256 == sha256 for each in self._engine.loaded)

    def find(
        self,
        other: ModelInfo,
        done: Callable[[Recipe, Recipe], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Call `done` with the face on show and with the same face of the other network."""
        now, recipe = self._loaded.info, self._face.recipe
        assert now is not None, "there is a face on show"

        def composed(ws: NDArray[np.float32]) -> None:
            try:
                twin = in_other(ws[0], recipe, now, other)
            except RecipeError as error:
                failed(error)
            else:
                done(recipe, twin)

        self._engine.submit(
            Composing(("other network",), (recipe,), composed, failed, what="the same face")
        )


def share_w(one: ModelInfo, other: ModelInfo) -> bool:
    """Whether the w of two networks are the same for the same seed."""
    return bool(one.w_space) and one.w_space == other.w_space


def in_other(ws: NDArray[np.float32], recipe: Recipe, now: ModelInfo, other: ModelInfo) -> Recipe:
    """The face of a w+ in another network, edits and all, as a latent: nothing truncates it.

    Parameters
    ----------
    ws : float32 [num_ws, w_dim]
        What the recipe is in the network that is in use.

    Raises
    ------
    RecipeError
        The other network takes other rows.
    """
    rows = published_rows(ws, now.stylegan2_rows, now.style_resolutions)
    if other.stylegan2_rows:
        # A smaller network has fewer of them, and a larger one repeats the last.
        count = max(other.stylegan2_rows) + 1
        rows = np.concatenate([rows, np.repeat(rows[-1:], max(0, count - len(rows)), axis=0)])
        rows = rows[:count]
    latent = Latent.from_array(
        match_rows(rows, other.w_dim, other.num_ws, other.stylegan2_rows, "face")
    )
    return Recipe(other.ref, latent, Truncation(psi=1.0), noise=recipe.noise, finish=recipe.finish)
