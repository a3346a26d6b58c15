"""Recipe to Frame, on the device that was chosen, with a way back to the CPU.

The window, the command line and the tests all render through this class, so that one recipe
gives one picture.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from facelab.engine.backend import Backend, OutOfMemoryError
from facelab.engine.compose import Composer
from facelab.engine.device import cpu
from facelab.engine.frame import Frame
from facelab.engine.lattice import Lattice
from facelab.engine.model_info import ModelInfo
from facelab.engine.onnx.check import OnnxCheck
from facelab.engine.preview_choice import PreviewChoice
from facelab.errors import FacelabError, ModelError, Stopped
from facelab.progress import Stop
from facelab.recipe import Noise, Recipe

if TYPE_CHECKING:  # importing torch takes seconds, and a CPU does without
    from facelab.networks.generator import Generator
    from facelab.networks.preview_head import PreviewHead

Notify = Callable[[FacelabError], None]
CONST_NOISE = Noise()  # the network's own
TorchNetworks = tuple["Generator", tuple["PreviewHead", ...]]


class Renderer:
    """A loaded network. Owned by one thread.

    Parameters
    ----------
    info : ModelInfo
    backend : Backend
    composer : Composer
    fall_back : callable or None
        Makes a renderer of the same network on the CPU, used once if memory runs out.
    notify : callable
        Told about a fall-back.
    check : OnnxCheck or None
        What nobody has found out of the back end yet.
    torch_networks : callable or None
        Makes what `torch_networks` returns.
    lattice : Lattice or None
        What clean frames are freed of.
    """

    def __init__(
        self,
        info: ModelInfo,
        backend: Backend,
        composer: Composer,
        fall_back: Callable[[], Renderer] | None = None,
        notify: Notify = lambda error: None,
        check: OnnxCheck | None = None,
        torch_networks: Callable[[], TorchNetworks] | None = None,
        lattice: Lattice | None = None,
    ) -> None:
        self.info = info
        self._backend = backend
        self._composer = composer
        self._fall_back = fall_back
        self._notify = notify
        self._check = check
        self._torch_networks = torch_networks
        self._in_torch: Backend | None = None
        self._lattice = lattice
        self._previews = "auto"
        self._choice = self._make_choice()

    def set_previews(self, choice: str) -> None:
        """How large previews are: "auto" is the largest that this machine draws often enough,
        "off" draws none but for pictures that are shown small, a number is a side in pixels, of
        which the nearest that the network has is taken.
        """
        self._previews = choice
        self._choice = self._make_choice()

    def compose(self, recipe: Recipe) -> NDArray[np.float32]:
        """The w+ of a recipe, float32 [num_ws, w_dim].

        Raises
        ------
        ModelError, RecipeError
            The recipe is for another network, or does not fit this one.
        """
        self.info.check_network(recipe)
        return self._composer.compose(recipe)  # which checks the rest

    def map(self, z: NDArray[np.float64]) -> NDArray[np.float32]:
        """The mapping network: z [N, z_dim] to w [N, w_dim], before truncation."""
        return self._backend.map(z)

    def preview(self, recipe: Recipe, smallest: bool = False) -> Frame | None:
        """A frame for a hand that moves on; None if this network has no preview head, or if
        previews were set off.

        Its size is the largest that this machine draws 15 times a second, or as it was set. That
        may be the full size: then it is the full frame, and nothing has to follow.

        Parameters
        ----------
        smallest : bool
            Draw the smallest size, for a picture that is shown small.
        """
        sizes = self._backend.preview_sizes
        if smallest and sizes:
            return self._render(recipe, min(sizes), None)
        choice = self._choice  # another one after a move to the CPU
        if choice is None:
            return None
        frame = self._render(recipe, choice.size, None)
        choice.note(frame.size, frame.milliseconds)
        return frame

    def full(self, recipe: Recipe, stop: Stop | None = None) -> Frame:
        """The frame at full resolution.

        Raises
        ------
        Stopped
            `stop` returned True.
        ModelError, RecipeError
            The recipe is for another network, or does not fit this one.
        """
        return self._render(recipe, self.info.resolution, stop)

    def full_float(self, recipe: Recipe, stop: Stop | None = None) -> NDArray[np.float32]:
        """The full picture in floating point, for files of more than 8 bits: `full` is exactly
        its rounding, `round(255 * picture)`.

        Parameters
        ----------
        recipe : Recipe
        stop : callable, optional
            Asked between layers.

        Returns
        -------
        float32 [H, W, 3]
            Red, green, blue in 0..1, display-referred sRGB.

        Raises
        ------
        Stopped
            `stop` returned True.
        ModelError, RecipeError
            The recipe is for another network, or does not fit this one.
        """
        try:
            picture = self._backend.full_float(self.compose(recipe), recipe.noise, stop)
        except OutOfMemoryError as error:
            self._move_to_cpu(error)
            return self.full_float(recipe, stop)
        if recipe.finish == "raw" or self._lattice is None:
            return picture
        return self._lattice.take_off_float(picture)

    def draw(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        size: int,
        stop: Stop | None = None,
        together: bool = False,
    ) -> NDArray[np.uint8]:
        """Pictures of w+ themselves, without a recipe, and raw.

        Parameters
        ----------
        ws : float32 [N, num_ws, w_dim]
        noise : Noise
            Of all of them.
        size : int
            Side in pixels, one of `sizes`.
        stop : callable, optional
            Asked within full frames, and between faces.
        together : bool
            Several in one pass through the network, where the back end gains by that: faster, but
            a number may differ by a step of 255 from that of the frame. Otherwise each is exactly
            the one that its recipe would give.

        Returns
        -------
        uint8 [N, size, size, 4]
            Blue, green, red, 255.

        Raises
        ------
        Stopped
            `stop` returned True.
        ModelError
            The w+ do not fit this network, or it draws no pictures of this size.
        """
        self._check_drawable(ws, size)
        pixels = np.empty((len(ws), size, size, 4), np.uint8)
        many = self._backend.at_once if together else 1
        try:
            for start in range(0, len(ws), many):
                if stop is not None and stop():
                    raise Stopped
                some = ws[start : start + many]
                if len(some) == 1:
                    pixels[start] = self._draw_one(some[0], noise, size, stop)
                else:
                    pixels[start : start + many] = self._backend.draw_together(
                        some, noise, size, stop
                    )
        except OutOfMemoryError as error:
            if many == 1:
                self._move_to_cpu(error)
            return self.draw(ws, noise, size, stop)
        return pixels

    def features(
        self,
        ws: NDArray[np.float32],
        layer: int,
        noise: Noise = CONST_NOISE,
        stop: Stop | None = None,
    ) -> NDArray[np.float32]:
        """What the network has computed half-way: its activations after a layer.

        The back end hands them out where it can, and torch, which is loaded for it once, where it
        cannot: ONNX Runtime has those at 32 pixels and more, up to a quarter of the last block's.

        Parameters
        ----------
        ws : float32 [N, num_ws, w_dim]
        layer : int
            Side of the activations in pixels. Meant is the last convolution at this side, with
            its noise and after its nonlinearity: of MobileStyleGAN 4, 8, 16 ... up to half the
            picture's side. Which there are, a network's family decides.
        noise : Noise
            Of all of them.
        stop : callable, optional
            Asked between layers.

        Returns
        -------
        float32 [N, C, layer, layer]
            In the channels of the network in torch (`Generator.features`).

        Raises
        ------
        Stopped
            `stop` returned True.
        ModelError
            The w+ do not fit this network, or it has no such layer.
        """
        self._check_fits(ws)
        try:
            if self._backend.has_features(layer):
                return self._backend.features(ws, noise, layer, stop)
            return self._exact().features(ws, noise, layer, stop)
        except OutOfMemoryError as error:
            self._move_to_cpu(error)
            return self.features(ws, layer, noise, stop)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Sides of the pictures that it draws, in pixels, ascending; the last is the full one."""
        return (*self._backend.preview_sizes, self.info.resolution)

    def torch_networks(self) -> TorchNetworks:
        """The network in torch, for gradients, and its preview heads, the smallest first.

        Made anew at each call, frozen and in main memory: the caller owns them, on any thread.

        Raises
        ------
        WeightsError, ModelError
            The file has gone, or was damaged since.
        """
        if self._torch_networks is None:
            raise ModelError("This network is not there in torch.")
        return self._torch_networks()

    def _exact(self) -> Backend:
        """The network in torch on the CPU, for what the back end cannot; kept."""
        if self._in_torch is None:
            # Here, not above: a machine that never asks for it does without torch.
            from facelab.engine.on_torch.backend import TorchBackend

            generator, _ = self.torch_networks()
            self._in_torch = TorchBackend(generator, (), cpu())
        return self._in_torch

    def close(self) -> None:
        """Give the memory back."""
        if self._check is not None:
            self._check.cancel()
        self._backend.close()
        if self._in_torch is not None:
            self._in_torch.close()

    @property
    def unchecked(self) -> bool:
        """Whether its back end is to be compared with torch yet."""
        return self._check is not None and not self._check.started

    def check_later(self, differs: Callable[[], None]) -> None:
        """Compare the back end with torch, in the background. `differs` is called, on another
        thread, if one could see a difference: then the network is to be loaded again, and
        another back end will draw.
        """
        if self._check is not None:
            self._check.start(differs)

    def _make_choice(self) -> PreviewChoice | None:
        sizes = self._backend.preview_sizes
        if not sizes or self._previews == "off":
            return None
        if self._previews == "auto":
            return PreviewChoice((*sizes, self.info.resolution))
        wanted = int(self._previews)
        return PreviewChoice((min(sizes, key=lambda size: abs(size - wanted)),))

    def _render(self, recipe: Recipe, size: int, stop: Stop | None) -> Frame:
        start = time.perf_counter()
        try:
            self.info.check_network(recipe)
            ws, share = self._composer.compose_held(recipe)  # which checks the rest
            pixels = self._draw_one(ws, recipe.noise, size, stop)
            finish = None
            if size == self.info.resolution:
                pixels = self.finished(pixels, recipe)
                finish = None if self._lattice is None else recipe.finish
        except OutOfMemoryError as error:
            self._move_to_cpu(error)
            return self._render(recipe, size, stop)
        return Frame(
            pixels=pixels,
            kind="full" if size == self.info.resolution else "preview",
            full_size=self.info.resolution,
            recipe=recipe,
            ws=ws,
            milliseconds=(time.perf_counter() - start) * 1000,
            share=share,
            finish=finish,
        )

    def _draw_one(
        self, ws: NDArray[np.float32], noise: Noise, size: int, stop: Stop | None
    ) -> NDArray[np.uint8]:
        """w+ [num_ws, w_dim] to pixels [size, size, 4]."""
        if size == self.info.resolution:
            return self._backend.full(ws, noise, stop)
        return self._backend.preview(ws, noise, size)

    def finished(self, pixels: NDArray[np.uint8], recipe: Recipe) -> NDArray[np.uint8]:
        """A full frame as its recipe's finish says."""
        if recipe.finish == "raw" or self._lattice is None:
            return pixels
        return self._lattice.take_off(pixels)

    def _check_fits(self, ws: NDArray[np.float32]) -> None:
        fits = (self.info.num_ws, self.info.w_dim)
        if ws.ndim != 3 or ws.shape[1:] != fits:
            raise ModelError(
                "These latents do not fit the network.",
                f"They have the shape {list(ws.shape)}, the network takes [N, {fits[0]}, "
                f"{fits[1]}].",
                "Use latents that were made for this network.",
            )

    def _check_drawable(self, ws: NDArray[np.float32], size: int) -> None:
        self._check_fits(ws)
        if size not in self.sizes:
            raise ModelError(
                f"This network draws no pictures of {size} pixels.",
                f"It draws {', '.join(map(str, self.sizes))} pixels.",
                "Choose one of these.",
            )

    def _move_to_cpu(self, error: OutOfMemoryError) -> None:
        if self._fall_back is None:
            raise error
        other = self._fall_back()
        self._backend.close()
        self._backend, self._composer = other._backend, other._composer
        self._check = other._check
        # Where it runs is new. The directions are those that everybody has, the user's own among
        # them, and which steps of undo may use although they were deleted.
        self.info = replace(other.info, directions=self.info.directions, spread=self.info.spread)
        self._composer.directions = self.info.directions
        self._choice = self._make_choice()
        self._fall_back = None
        self._notify(
            FacelabError(
                error.what,
                error.why,
                "facelab continues on the CPU. To go back, choose the device again.",
            )
        )
