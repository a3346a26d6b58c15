"""The network in torch: any device, and the reference for every other back end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facelab.engine.backend import OutOfMemoryError
from facelab.engine.device import Device
from facelab.engine.unit_picture import unit_picture
from facelab.errors import is_out_of_memory
from facelab.networks.generator import Generator, small_sizes
from facelab.networks.preview_head import PreviewHead
from facelab.progress import Stop
from facelab.recipe import UPRIGHT, Noise, Transform


def device_values(image: Tensor) -> Tensor:
    """[1, 3, H, W] about [-1, 1] to [3, H, W] in steps of 255, not clamped, on its device."""
    # In float32 also for half-precision networks: at 255 half precision counts in eighths.
    return image[0].float().mul(127.5).add_(128)


def device_pixels(image: Tensor) -> Tensor:
    """[1, 3, H, W] about [-1, 1] to uint8 [H, W, 4] blue, green, red, 255, on its device."""
    rgb = device_values(image).clamp_(0, 255).to(torch.uint8)  # truncates
    height, width = rgb.shape[1:]
    pixels = torch.empty((height, width, 4), dtype=torch.uint8, device=rgb.device)
    pixels[..., :3] = rgb.flip(0).permute(1, 2, 0)
    pixels[..., 3] = 255
    return pixels


def to_pixels(image: Tensor) -> NDArray[np.uint8]:
    """[1, 3, H, W] about [-1, 1] to uint8 [H, W, 4] in host memory."""
    pixels: NDArray[np.uint8] = device_pixels(image).cpu().numpy()
    return pixels


AT_ONCE = 4  # faces: at 1024 pixels each takes some hundred MB while it is drawn


def _compute_in_float32() -> None:
    """Keep NVIDIA's TF32 out: it rounds factors to 10 bits, and pictures would differ."""
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False


class TorchBackend:
    """A Generator, and its preview heads, on a torch device."""

    def __init__(self, generator: Generator, heads: Sequence[PreviewHead], device: Device) -> None:
        self.title = "torch"
        self.device_title = device.title
        self.at_once = AT_ONCE
        sizes = {head.size for head in heads} | {*small_sizes(generator)}
        self.preview_sizes = tuple(sorted(sizes))
        self.light_size: int | None = (
            None  # light heads are for processors, which have a faster back end
        )
        self._device = torch.device(device.torch_name)
        if self._device.type == "cuda":
            _compute_in_float32()
        with self._memory_watched():
            self._generator: Generator = generator.to(self._device)  # type: ignore[attr-defined]
            self._heads = {head.size: head.to(self._device) for head in heads}

    @torch.inference_mode()
    def map(
        self, z: NDArray[np.float64], label: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        told = () if label is None else (torch.from_numpy(label).to(self._device),)
        with self._memory_watched():
            w = self._generator.map(torch.from_numpy(z.astype(np.float32)).to(self._device), *told)
            return w.cpu().numpy()

    @torch.inference_mode()
    def preview(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        size: int,
        transform: Transform = UPRIGHT,
        light: bool = False,  # noqa: ARG002 - it has none
    ) -> NDArray[np.uint8]:
        head = self._heads.get(size)
        with self._memory_watched():
            rows = self._rows(ws)
            if head is None:  # one of the network's own pictures on the way
                return to_pixels(self._generator.draw_small(rows, size, noise))  # type: ignore[attr-defined]
            moved = self._moved(transform)
            features = self._generator.features(rows, head.resolution, noise, **moved)
            return to_pixels(head(features, rows))

    @torch.inference_mode()
    def full(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        stop: Stop | None = None,
        transform: Transform = UPRIGHT,
    ) -> NDArray[np.uint8]:
        with self._memory_watched():
            moved = self._moved(transform)
            return to_pixels(self._generator.synthesize(self._rows(ws), noise, stop, **moved))

    @torch.inference_mode()
    def full_float(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        stop: Stop | None = None,
        transform: Transform = UPRIGHT,
    ) -> NDArray[np.float32]:
        return unit_picture(self._values(ws, noise, stop, transform))

    @torch.inference_mode()
    def draw_together(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        size: int,
        stop: Stop | None = None,
    ) -> NDArray[np.uint8]:
        with self._memory_watched():
            rows = torch.from_numpy(ws).to(self._device)  # [N, num_ws, w_dim]
            if size == self._generator.resolution:
                images = self._generator.synthesize(rows, noise, stop)
            elif (head := self._heads.get(size)) is not None:
                features = self._generator.features(rows, head.resolution, noise, stop)
                images = head(features, rows)
            else:  # the network's own pictures on the way
                images = self._generator.draw_small(rows, size, noise)  # type: ignore[attr-defined]
            return np.stack([to_pixels(image[None]) for image in images])

    def has_features(self, layer: int) -> bool:  # noqa: ARG002 - the network says what it lacks
        return True

    @torch.inference_mode()
    def features(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        layer: int,
        stop: Stop | None = None,
    ) -> NDArray[np.float32]:
        with self._memory_watched():
            rows = torch.from_numpy(ws).to(self._device)  # [N, num_ws, w_dim]
            found = self._generator.features(rows, layer, noise, stop)
            features: NDArray[np.float32] = found.float().contiguous().cpu().numpy()
            return features

    def close(self) -> None:
        del self._generator
        self._heads.clear()
        if self._device.type == "cuda":
            torch.cuda.empty_cache()

    def _values(
        self,
        ws: NDArray[np.float32],
        noise: Noise,
        stop: Stop | None,
        transform: Transform = UPRIGHT,
    ) -> NDArray[np.float32]:
        """w+ [num_ws, w_dim] to the full picture [H, W, 3] in steps of 255, not clamped."""
        with self._memory_watched():
            moved = self._moved(transform)
            image = self._generator.synthesize(self._rows(ws), noise, stop, **moved)
            values: NDArray[np.float32] = device_values(image).permute(1, 2, 0).cpu().numpy()
            return values

    def _moved(self, transform: Transform) -> dict[str, Any]:
        """What a network that can is told of it; the others take no such word."""
        if transform == UPRIGHT:
            return {}
        from facelab.networks.stylegan3.input import user_transform

        matrix = user_transform(transform.x, transform.y, transform.rotate)
        return {"transform": matrix.to(self._device)}

    def _rows(self, ws: NDArray[np.float32]) -> Tensor:
        return torch.from_numpy(ws)[None].to(self._device)  # [1, num_ws, w_dim]

    @contextmanager
    def _memory_watched(self) -> Iterator[None]:
        try:
            yield
        except (MemoryError, RuntimeError) as error:
            if is_out_of_memory(error):
                raise self._no_memory() from error
            raise

    def _no_memory(self) -> OutOfMemoryError:
        return OutOfMemoryError(
            f"{self.device_title} is out of memory.",
            "Other programs may be using it.",
            "Close them, or choose the CPU as the device.",
        )
