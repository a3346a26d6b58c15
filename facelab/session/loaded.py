"""The network that is loaded, for the parts of a session that ask about it."""

from __future__ import annotations

from facelab.engine import ModelInfo
from facelab.recipe import Recipe


class LoadedNetwork:
    """Which network the engine has.

    Attributes
    ----------
    info : ModelInfo or None
        None until the first is loaded; while another is being loaded, still the last one.
    """

    def __init__(self) -> None:
        self.info: ModelInfo | None = None

    def set(self, info: ModelInfo) -> bool:
        """The engine has this one now. Returns whether it had the same before."""
        same = self.info is not None and self.info.sha256 == info.sha256
        self.info = info
        return same

    def sealed(self, recipe: Recipe) -> Recipe:
        """A recipe that is the same face everywhere, see `ModelInfo.sealed`."""
        return recipe if self.info is None else self.info.sealed(recipe)
