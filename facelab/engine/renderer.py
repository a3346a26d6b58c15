"""Recipe to Frame, on the device that was chosen, with a way back to the CPU.

The window, the command line and the tests all render through this class, so that one recipe
gives one picture.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.engine.backend import Backend, OutOfMemoryError
from facelab.engine.drawable import check_drawable, check_rows
from facelab.engine.frame import Frame
from facelab.engine.on_device import NetworkOnDevice
from facelab.engine.preview_choice import PreviewKind
from facelab.engine.stand_in import StandIn, StandInError
from facelab.errors import Stopped
from facelab.progress import Stop
from facelab.recipe import UPRIGHT, Noise, Recipe

CONST_NOISE = Noise()  # the network's own


class Renderer(NetworkOnDevice):
    """Draws with a loaded network. Owned by one thread."""

    def compose(self, recipe: Recipe) -> NDArray[np.float32]:
        """The w+ of a recipe, float32 [num_ws, w_dim].

        Raises
        ------
        ModelError, RecipeError
            The recipe is for another network, or does not fit this one.
        """
        self.info.check_network(recipe)
        return self._composer.compose(recipe)  # which checks the rest

    def preview(self, recipe: Recipe, smallest: bool = False) -> Frame | None:
        """A frame for a hand that moves on; None if this network has no previews, or if they were
        set off.

        Its size is the largest that this machine draws 20 times a second, or as it was set. That
        may be the full size: then it is the full frame, and nothing has to follow. Smaller ones
        another network may draw, which has the same w (`Frame.stands_in`).

        Parameters
        ----------
        smallest : bool
            Draw the smallest size, for a picture that is shown small: always by this network.
        """
        if smallest:
            sizes = self._drawers.own_sizes(recipe)
            return self._render(recipe, PreviewKind(min(sizes)), None) if sizes else None
        choice = self._drawers.choice(recipe)  # another one after a move to the CPU
        if choice is None:
            return None
        try:
            stand_in = self._drawers.stand_in_of(recipe)
            frame = self._render(recipe, choice.kind, None, stand_in)
        except StandInError as error:
            self._notify(error)
            self._drawers.end_stand_in()
            return self.preview(recipe)
        choice.note(PreviewKind(frame.size, frame.light), frame.milliseconds)
        return frame

    def light_preview(self, recipe: Recipe) -> Frame | None:
        """A preview by the light head, however fast the machine is; None if there is none."""
        size = self._drawers.of(recipe).light_size
        return None if size is None else self._render(recipe, PreviewKind(size, light=True), None)

    def full(self, recipe: Recipe, stop: Stop | None = None) -> Frame:
        """The frame at full resolution.

        Raises
        ------
        Stopped
            `stop` returned True.
        ModelError, RecipeError
            The recipe is for another network, or does not fit this one.
        """
        frame = self._render(recipe, PreviewKind(self.info.resolution), stop)
        choice = self._drawers.choice(recipe)
        if choice is not None:
            choice.saw(PreviewKind(frame.size), frame.milliseconds)
        return frame

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
            ws, backend = self.compose(recipe), self._drawers.of(recipe)
            picture = backend.full_float(ws, recipe.noise, stop, **_turned(recipe))
        except OutOfMemoryError as error:
            self._move_to_cpu(error)
            return self.full_float(recipe, stop)
        lattice = self._drawers.lattice(recipe)
        return picture if lattice is None else lattice.take_off_float(picture)

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
        check_drawable(ws, size, self.info, self.sizes)
        pixels = np.empty((len(ws), size, size, 4), np.uint8)
        many = self._drawers.backend.at_once if together else 1
        try:
            for start in range(0, len(ws), many):
                if stop is not None and stop():
                    raise Stopped
                some = ws[start : start + many]
                if len(some) == 1:
                    pixels[start] = self._draw_one(some[0], noise, size, stop)
                else:
                    pixels[start : start + many] = self._drawers.backend.draw_together(
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
        check_rows(ws, self.info)
        try:
            if self._drawers.backend.has_features(layer):
                return self._drawers.backend.features(ws, noise, layer, stop)
            return self._exact().features(ws, noise, layer, stop)
        except OutOfMemoryError as error:
            self._move_to_cpu(error)
            return self.features(ws, layer, noise, stop)

    def _render(
        self, recipe: Recipe, kind: PreviewKind, stop: Stop | None, stand_in: StandIn | None = None
    ) -> Frame:
        start, size = time.perf_counter(), kind.size
        mix, title = recipe.networks, self.info.title
        if size == self.info.resolution:
            stand_in = None
        try:
            self.info.check_network(recipe)
            ws, share = self._composer.compose_held(recipe)  # which checks the rest
            finish, by = None, ""
            if stand_in is not None:
                by = stand_in.title
                pixels = stand_in.preview(ws, recipe.noise, size)
            else:
                backend = self._drawers.of(recipe)
                by = self._drawers.shows(recipe, size)
                how = _turned(recipe) | ({"light": True} if kind.light else {})
                pixels = self._draw_one(ws, recipe.noise, size, stop, backend, **how)
            if size == self.info.resolution:
                known = self.info.lattice and recipe.networks is None
                finish = recipe.finish if known else None
        except OutOfMemoryError as error:
            self._move_to_cpu(error)
            return self._render(recipe, PreviewKind(size), stop)
        if stand_in is None and not kind.light:  # a light head has learned to draw no lattice
            pixels = self.finished(pixels, recipe)
        return Frame(
            pixels=pixels,
            kind="full" if size == self.info.resolution else "preview",
            full_size=self.info.resolution,
            recipe=recipe,
            ws=ws,
            milliseconds=(time.perf_counter() - start) * 1000,
            share=share,
            drawn_by=by or (title if mix is None else f"{title} mixed with {mix.other.name}"),
            stands_in=bool(by),
            light=kind.light,
            finish=finish,
        )

    def _draw_one(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        size: int,
        stop: Stop | None,
        backend: Backend | None = None,
        **how: Any,
    ) -> NDArray[np.uint8]:
        """w+ [num_ws, w_dim] to pixels [size, size, 4]."""
        backend = backend or self._drawers.backend
        if size == self.info.resolution:
            return backend.full(ws, noise, stop, **how)
        return backend.preview(ws, noise, size, **how)

    def finished(self, pixels: NDArray[np.uint8], recipe: Recipe) -> NDArray[np.uint8]:
        """A full frame, or a preview by one of the network's own heads that is not light, as its
        recipe's finish says.
        """
        lattice = self._drawers.lattice(recipe)
        if lattice is not None and len(pixels) != self.info.resolution:
            lattice = lattice.previews.get(len(pixels))
        return pixels if lattice is None else lattice.take_off(pixels)


def _turned(recipe: Recipe) -> dict[str, Any]:
    """What a back end is told of a transform: nothing, but where the recipe has one, and so the
    network can.
    """
    return {} if recipe.transform == UPRIGHT else {"transform": recipe.transform}
