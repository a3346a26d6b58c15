"""What a back end does: run one network on one device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from facelab.errors import DeviceError
from facelab.networks.preview_head_plan import preview_size
from facelab.progress import Stop
from facelab.recipe import UPRIGHT, Noise, Transform


class OutOfMemoryError(DeviceError):
    """The device has no room for the network or for a frame."""


@dataclass(frozen=True, eq=False)
class Head:
    """A preview head as its file says it; see `facelab.checkpoints.preview_heads`."""

    config: Mapping[str, Any]
    tensors: Mapping[str, NDArray[np.float32]]

    @property
    def resolution(self) -> int:
        """Side of the features that it reads, in pixels."""
        return int(self.config["resolution"])

    @property
    def size(self) -> int:
        """Side of its previews in pixels."""
        config = self.config
        return preview_size(
            self.resolution, int(config.get("margin", 0)), int(config.get("grows", 0))
        )


class Backend(Protocol):
    """One network on one device. Not thread-safe: one thread owns it.

    Pixels are uint8 [H, W, 4], blue, green, red, 255: clamp(x * 127.5 + 128, 0, 255)
    truncated to integer, as the field does.

    Attributes
    ----------
    preview_sizes : tuple of int
        Sides of the previews that it can draw, ascending; empty if there is no preview head.
    light_size : int or None
        Side of the previews that a light head draws; None if there is none.
    at_once : int
        How many faces `draw_together` takes; 1 where that gains nothing.
    """

    title: str
    device_title: str
    preview_sizes: tuple[int, ...]
    light_size: int | None
    at_once: int

    def map(
        self, z: NDArray[np.float64], label: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """[N, z_dim] to w [N, w_dim]; a conditional network takes labels [N, classes]."""

    def preview(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        size: int,
        transform: Transform = UPRIGHT,
        light: bool = False,
    ) -> NDArray[np.uint8]:
        """w+ [num_ws, w_dim] to pixels of a size, one of `preview_sizes`.

        A `transform` is given only to networks that have one, here and below; `light` only where
        there is a light head of this size, which then draws.
        """

    def full(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        stop: Stop | None = None,
        transform: Transform = UPRIGHT,
    ) -> NDArray[np.uint8]:
        """w+ [num_ws, w_dim] to pixels at full resolution.

        Raises
        ------
        Stopped
            `stop` returned True; it is asked between layers.
        """

    def draw_together(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        size: int,
        stop: Stop | None = None,
    ) -> NDArray[np.uint8]:
        """Pixels [N, size, size, 4] of w+ [N, num_ws, w_dim], N at most `at_once`, in one pass
        through the network; sums in another order may make a number another by a step.

        Raises
        ------
        Stopped
            `stop` returned True; it is asked between layers.
        """

    def full_float(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        stop: Stop | None = None,
        transform: Transform = UPRIGHT,
    ) -> NDArray[np.float32]:
        """w+ [num_ws, w_dim] to the full picture before it is rounded, float32 [H, W, 3] red,
        green, blue in 0..1; `full` is exactly its rounding. See `facelab.engine.unit_picture`.

        Raises
        ------
        Stopped
            `stop` returned True; it is asked between layers.
        """

    def has_features(self, layer: int) -> bool:
        """Whether `features` may be asked for this layer: where it may not, torch has it."""

    def features(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        layer: int,
        stop: Stop | None = None,
    ) -> NDArray[np.float32]:
        """w+ [N, num_ws, w_dim] to activations float32 [N, C, layer, layer]; what a layer is,
        `Renderer.features` says.

        Raises
        ------
        ModelError
            The network has no such layer.
        Stopped
            `stop` returned True.
        """

    def close(self) -> None:
        """Give the memory back."""
