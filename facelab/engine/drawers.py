"""What draws a recipe: the network, another one that stands in for it, or a mix with another."""

from __future__ import annotations

from pathlib import Path

from facelab.engine.backend import Backend
from facelab.engine.lattice import Lattice
from facelab.engine.mixer import Mixer
from facelab.engine.model_info import ModelInfo
from facelab.engine.preview_choice import PreviewChoice, choice_of
from facelab.engine.stand_in import StandIn
from facelab.recipe import Recipe


class Drawers:
    """The back ends of a loaded network, and how large previews by them are.

    Parameters
    ----------
    info : ModelInfo
    backend : Backend
        The network's own.
    stand_in : StandIn or None
        Draws the previews of a hand that moves on, in place of a network that is slow.
    mixer : Mixer or None
        Draws recipes that mix another network into this one.
    lattice : Lattice or None
        What clean frames are freed of.
    """

    def __init__(
        self,
        info: ModelInfo,
        backend: Backend,
        stand_in: StandIn | None = None,
        mixer: Mixer | None = None,
        lattice: Lattice | None = None,
    ) -> None:
        self._info = info
        self.backend = backend
        self.stand_in = stand_in
        self._mixer = mixer
        self._lattice = lattice
        self.set_previews("auto")

    def set_previews(self, wanted: str) -> None:
        """See `Renderer.set_previews`."""
        self._wanted = wanted
        # Of mixed networks, once there is one: their sizes, and the choice among them.
        self._of_mixes: tuple[tuple[int, ...], PreviewChoice | None] = ((), None)
        side = self._info.resolution
        if self.stand_in is not None:
            self._choice = choice_of(self.stand_in.sizes, side, wanted, by_other=True)
        else:
            light = self.backend.light_size
            self._choice = choice_of(self.backend.preview_sizes, side, wanted, light=light)

    def of(self, recipe: Recipe) -> Backend:
        """What draws a recipe's own frames.

        Raises
        ------
        ModelError, RecipeError
            It mixes in a network that is not here, or does not fit.
        """
        if recipe.networks is None or self._mixer is None:
            return self.backend
        self._info.check(recipe)
        return self._mixer.backend(recipe.networks)

    def choice(self, recipe: Recipe) -> PreviewChoice | None:
        """Which sizes of preview a recipe has; None if it has none, or they were set off."""
        if recipe.networks is None:
            return self._choice
        stand_in = self.stand_in_of(recipe)
        sizes = self.of(recipe).preview_sizes if stand_in is None else stand_in.sizes
        if sizes != self._of_mixes[0]:
            by_other = stand_in is not None
            made = choice_of(sizes, self._info.resolution, self._wanted, by_other)
            self._of_mixes = (sizes, made)
        return self._of_mixes[1]

    def stand_in_of(self, recipe: Recipe) -> StandIn | None:
        """What draws the previews of a recipe, if it is another network: those of a mix the mix
        draws itself if it can.
        """
        if recipe.networks is not None and self.of(recipe).preview_sizes:
            return None
        return self.stand_in

    def shows(self, recipe: Recipe, size: int) -> str:
        """Title of the network whose last layers a mix's preview of this size shows in place of
        the mix's own; empty if it is its own.
        """
        if recipe.networks is None or self._mixer is None:
            return ""
        return self._mixer.shows(recipe.networks, size)

    def own_sizes(self, recipe: Recipe) -> tuple[int, ...]:
        """Sizes of the previews that show what a recipe's full frame shows."""
        sizes = self.of(recipe).preview_sizes
        return tuple(size for size in sizes if not self.shows(recipe, size))

    def lattice(self, recipe: Recipe) -> Lattice | None:
        """What a recipe's frames are freed of: of a mix of networks nobody has measured it."""
        return None if recipe.finish == "raw" or recipe.networks is not None else self._lattice

    def end_stand_in(self) -> None:
        """Go on without the other network's previews."""
        if self.stand_in is not None:
            self.stand_in.close()
            self.stand_in = None
            self.set_previews(self._wanted)

    def know(self, sha256: str, path: Path) -> None:
        """Where another network is that recipes may mix in."""
        if self._mixer is not None:
            self._mixer.files[sha256] = path

    def moved_to(self, other: Drawers) -> Drawers:
        """Those of another device, which know what these know; these are closed."""
        if self._mixer is not None and other._mixer is not None:
            other._mixer.files.update(self._mixer.files)
        other.set_previews(self._wanted)
        self.close()
        return other

    def close(self) -> None:
        """Give the memory back."""
        for each in (self.backend, self.stand_in, self._mixer):
            if each is not None:
                each.close()
