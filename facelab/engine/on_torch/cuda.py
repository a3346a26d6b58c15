"""The network on an NVIDIA GPU: half precision where it pays, and one CUDA graph a kind of frame.

Activations lie with the channels last, those of the last block in float16
(`facelab.engine.on_torch.half_precision`). A frame is a replay of a captured graph, its pixels
are made uint8 on the device and copied through pinned memory; the host waits once, at the end. When
the backend is made it compares itself with float32 and is not used if it differs
(`CudaBackend.make`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facelab.engine.device import Device
from facelab.engine.on_torch.backend import TorchBackend
from facelab.engine.on_torch.half_precision import Draw, half_drawers, refuse_if_far
from facelab.engine.unit_picture import unit_picture
from facelab.networks.generator import Generator
from facelab.networks.preview_head import PreviewHead
from facelab.progress import Stop
from facelab.recipe import UPRIGHT, Noise, Transform

WARM_UPS = 3


class GraphedFrames:
    """Replays a captured `draw`; captures anew when the noise is another.

    Parameters
    ----------
    draw : callable
        (w+ [1, num_ws, w_dim], Noise) to uint8 [H, W, 4] on the device.
    num_ws, w_dim : int
    device : torch.device
    """

    # A slider of noise strength asks for another noise with every frame: those are drawn
    # without a graph until one noise has been asked for this often in a row. Random noise is
    # never captured: its maps go when another seed is drawn, and a graph would read on there.
    CAPTURE_AFTER = 3

    def __init__(
        self,
        draw: Draw,
        num_ws: int,
        w_dim: int,
        device: torch.device,
    ) -> None:
        self._draw = draw
        self._rows = torch.zeros((1, num_ws, w_dim), device=device)
        self._staged = torch.zeros((1, num_ws, w_dim)).pin_memory()
        self._graph: torch.cuda.CUDAGraph | None = None
        self._captured: Noise | None = None
        self._asked: Noise | None = None
        self._times = 0
        self._out: Tensor | None = None
        self._host: Tensor | None = None

    def __call__(self, ws: NDArray[np.float32], noise: Noise) -> NDArray[np.uint8]:
        """w+ [num_ws, w_dim] to uint8 [H, W, 4] in host memory of its own."""
        self._staged[0].copy_(torch.from_numpy(ws))
        self._rows.copy_(self._staged, non_blocking=True)
        if noise == self._captured and self._graph is not None:
            self._graph.replay()
        else:
            self._times = self._times + 1 if noise == self._asked else 1
            self._asked = noise
            lasting = self._graph is None or self._times >= self.CAPTURE_AFTER
            if noise.mode != "random" and lasting:
                self._capture(noise)
            else:
                return self._to_host(self._draw(self._rows, noise))
        assert self._out is not None
        return self._to_host(self._out)

    def _capture(self, noise: Noise) -> None:
        self._graph = None
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(WARM_UPS):
                self._draw(self._rows, noise)
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self._out = self._draw(self._rows, noise)
        self._graph, self._captured = graph, noise
        graph.replay()

    def _to_host(self, pixels: Tensor) -> NDArray[np.uint8]:
        if self._host is None:
            self._host = torch.empty(pixels.shape, dtype=torch.uint8).pin_memory()
        self._host.copy_(pixels, non_blocking=True)
        torch.cuda.current_stream().synchronize()
        # The pinned buffer is used again for the next frame; the window keeps this one.
        return self._host.numpy().copy()


class CudaBackend(TorchBackend):
    """A TorchBackend whose frames come from half-precision graphs."""

    def __init__(self, generator: Generator, heads: Sequence[PreviewHead], device: Device) -> None:
        super().__init__(generator, heads, device)
        self.title = "torch, CUDA graphs, half precision"
        self.at_once = 1  # its graphs are of one face
        self._full_size = generator.resolution
        with self._memory_watched():
            drawers = half_drawers(self._generator, tuple(self._heads.values()))
            self._frames = {
                size: GraphedFrames(draw, generator.num_ws, generator.w_dim, self._device)
                for size, draw in drawers.items()
            }

    @classmethod
    def make(
        cls, generator: Generator, heads: Sequence[PreviewHead], device: Device
    ) -> CudaBackend:
        """Make the backend and compare a frame of each size with float32.

        Raises
        ------
        ModelError
            It cannot be captured here, or differs by more than 2/255: use TorchBackend.
        OutOfMemoryError
        """
        fast = cls(generator, heads, device)
        exact = TorchBackend(generator, heads, device)
        refuse_if_far(fast, exact, generator.z_dim, generator.num_ws)
        return fast

    @torch.inference_mode()
    def preview(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        size: int,
        transform: Transform = UPRIGHT,
        light: bool = False,  # noqa: ARG002 - it has none
    ) -> NDArray[np.uint8]:
        if transform != UPRIGHT:  # the graphs are of upright pictures
            return super().preview(ws, noise, size, transform)
        with self._memory_watched():
            return self._frames[size](ws, noise)

    @torch.inference_mode()
    def full(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        stop: Stop | None = None,
        transform: Transform = UPRIGHT,
    ) -> NDArray[np.uint8]:
        if transform != UPRIGHT:
            return super().full(ws, noise, stop, transform)
        # `stop` is not asked: a frame takes milliseconds.
        with self._memory_watched():
            return self._frames[self._full_size](ws, noise)

    @torch.inference_mode()
    def full_float(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        stop: Stop | None = None,
        transform: Transform = UPRIGHT,
    ) -> NDArray[np.float32]:
        # Half precision has eleven bits: the picture comes from the network in float32, held
        # to the steps of the frame that everybody sees.
        values = self._values(ws, noise, stop, transform)
        return unit_picture(values, self.full(ws, noise, stop, transform)[..., 2::-1])

    def close(self) -> None:
        self._frames.clear()
        super().close()
