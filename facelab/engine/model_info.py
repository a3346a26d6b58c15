"""What the rest of the program knows about a loaded network, free of torch."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from facelab.engine.compose import check_fits
from facelab.engine.directions.direction_set import DirectionSet
from facelab.engine.directions.meant import sealed
from facelab.engine.directions.spread import Spread
from facelab.engine.shape import layer_groups, used_layers
from facelab.errors import ModelError
from facelab.recipe import ModelRef, Recipe


@dataclass(frozen=True, eq=False)
class ModelInfo:
    """A loaded network, described.

    Attributes
    ----------
    style_resolutions : tuple of int
        For each style row the resolution it feeds, 0 for rows that are not used.
    style_groups : tuple of str
        For each style row its group, "coarse", "middle" or "fine"; empty for rows that are not
        used. The family says it.
    preview_size : int or None
        Side of the smallest preview in pixels; None if there is no preview head for this
        network. A frame says how large it is itself.
    device, backend : str
        Where and with what it runs, as shown to the user.
    device_name : str
        "cpu", "cuda" or "mps".
    devices : tuple of (str, str)
        The devices that this machine has: name in settings, title.
    spread : Spread or None
        How w is spread, if that is known.
    w_avg : float32 [w_dim] or None
        The average face, if that is known.
    w_space : str
        What tells spaces of w apart: networks of which it is the same have the same w for each
        seed (`facelab.engine.shared_w`). Empty if nobody has looked.
    lattice : bool
        Whether it is known to weave a lattice over its pictures, which clean frames are without.
    stylegan2_rows : tuple of int
        See `facelab.networks.family.NetworkShape`.
    labels : int
        Number of classes of a conditional network, else 0.
    transforms : bool
        Whether the picture can be turned and moved at the network's input.
    """

    name: str
    title: str
    family: str
    sha256: str
    licence: str
    z_dim: int
    w_dim: int
    num_ws: int
    resolution: int
    style_resolutions: tuple[int, ...]
    style_groups: tuple[str, ...]
    preview_size: int | None
    device: str
    backend: str
    device_name: str = "cpu"
    devices: tuple[tuple[str, str], ...] = ()
    directions: DirectionSet = field(default_factory=DirectionSet)
    spread: Spread | None = None
    stylegan2_rows: tuple[int, ...] = ()
    labels: int = 0
    transforms: bool = False
    w_avg: NDArray[np.float32] | None = None
    lattice: bool = False
    w_space: str = ""

    @property
    def ref(self) -> ModelRef:
        """How recipes refer to it."""
        return ModelRef(self.sha256, self.name)

    @property
    def groups(self) -> dict[str, tuple[int, ...]]:
        """Style rows of the groups coarse, middle, fine."""
        return layer_groups(self.style_groups)

    @property
    def layers(self) -> tuple[int, ...]:
        """Style rows that the network reads."""
        return used_layers(self.style_resolutions)

    def sealed(self, recipe: Recipe) -> Recipe:
        """The same face, so that it is the same on other machines and with later facelabs: it
        says which named directions it means, and carries the user's own.
        """
        return sealed(self.directions, recipe) if recipe.model.sha256 == self.sha256 else recipe

    def check(self, recipe: Recipe) -> None:
        """Refuse a recipe that this network cannot render; quick, and needs no network.

        Raises
        ------
        ModelError
            It was made with another network.
        RecipeError
            It names layers, latents or directions that this network does not have.
        """
        self.check_network(recipe)
        check_fits(recipe, self.num_ws, self.w_dim, self.directions)

    def check_network(self, recipe: Recipe) -> None:
        """Refuse a recipe that was made with another network.

        Raises
        ------
        ModelError
        """
        if recipe.model.sha256 != self.sha256:
            raise ModelError(
                "This face was made with another network.",
                f"It needs {recipe.model.name or recipe.model.sha256[:12]}, but {self.title} "
                "is loaded.",
                "Load that network first, or start from a face made with this one.",
            )
