"""StyleGAN2 of rosinality's stylegan2-pytorch to the tensors of `facelab.networks.stylegan2`.

The arithmetic is NVIDIA's; what differs is how it is stored: a scale of 1 / sqrt(inputs * area) is
applied to a kernel when it is used, filters have their gain of 4 in them, and there is no clamp.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.families.constructor import Arrays, does_not_fit

RATE = 0.01  # of the mapping network
SAMPLES = 4096  # of w, for a file that does not say its mean
MAX_LAYERS = 64
Array = NDArray[np.float32]


def is_state(state: object) -> bool:
    """Whether a dict is the state of such a generator, by the names in it."""
    return isinstance(state, dict) and {"style.1.weight", "conv1.conv.weight"} <= state.keys()


def convert(
    state: Mapping[str, Any], read: Callable[[Any], Array], w_avg: Array | None
) -> tuple[Arrays, dict[str, Any]]:
    """Tensors and configuration, as `facelab.networks.stylegan2` has them.

    Parameters
    ----------
    state : mapping
        The generator's tensors by name, not yet read.
    read : callable
        Reads one of them.
    w_avg : array or None
        [w_dim], the mean of w; None computes it, the same each time.

    Raises
    ------
    WeightsError
        They are not such a generator's.
    """
    return _Conversion(state, read).run(w_avg)


def mean_w(tensors: Mapping[str, Array], layers: int) -> Array:
    """The mean of the w of `SAMPLES` z of a fixed seed, [w_dim]."""
    width = tensors["mapping.fc0.weight"].shape[1]
    x = np.random.RandomState(0).randn(SAMPLES, width).astype(np.float32)
    x /= np.sqrt(np.square(x).mean(axis=1, keepdims=True) + 1e-8)
    with np.errstate(over="ignore", invalid="ignore"):  # what is no number is refused later
        for k in range(layers):
            weight = tensors[f"mapping.fc{k}.weight"]
            x = x @ (weight * np.float32(RATE / np.sqrt(weight.shape[1]))).T
            x += np.float32(RATE) * tensors[f"mapping.fc{k}.bias"]
            x = np.where(x > 0, x, np.float32(0.2) * x) * np.float32(np.sqrt(2))
        return np.asarray(x.mean(axis=0, dtype=np.float64), dtype=np.float32)


class _Conversion:
    def __init__(self, state: Mapping[str, Any], read: Callable[[Any], Array]) -> None:
        self._state, self._read = state, read
        self._tensors: Arrays = {}

    def run(self, w_avg: Array | None) -> tuple[Arrays, dict[str, Any]]:
        widths, z_dim = self._convert_mapping()
        channels = [self._convert_first()]
        k = 1
        while f"convs.{2 * k - 2}.conv.weight" in self._state:
            channels.append(self._convert_block(k))
            k += 1
        if not 2 <= len(channels) <= 11:
            raise does_not_fit(f"It has {len(channels)} resolutions.")
        self._tensors["w_avg"] = mean_w(self._tensors, len(widths)) if w_avg is None else w_avg
        return self._tensors, {
            "z_dim": z_dim,
            "c_dim": 0,
            "w_dim": widths[-1],
            "embed": 1,
            "widths": widths,
            "rate": RATE,
            "channels": channels,
            "image_channels": 3,
            "architecture": "skip",
            "clamp": None,
            "activation": "lrelu",
            "noise": True,
            "half_blocks": 0,
            "taps": len(self._tensors["synthesis.b8.up.filter"]),
        }

    def _convert_mapping(self) -> tuple[list[int], int]:
        widths, k, before = [], 0, None
        while f"style.{k + 1}.weight" in self._state and k < MAX_LAYERS:
            weight, bias = (
                self._take(f"style.{k + 1}.weight", 2),
                self._take(f"style.{k + 1}.bias", 1),
            )
            if weight.shape[0] != len(bias) or before not in (None, weight.shape[1]):
                raise does_not_fit("The layers of its mapping network do not fit each other.")
            self._tensors[f"mapping.fc{k}.weight"], self._tensors[f"mapping.fc{k}.bias"] = (
                weight,
                bias,
            )
            before = len(bias)
            widths.append(before)
            k += 1
        return widths, self._tensors["mapping.fc0.weight"].shape[1]

    def _convert_first(self) -> int:
        self._tensors["synthesis.b4.const"] = self._take("input.input", 4)[0]
        channels = self._convert_conv("conv1", "synthesis.b4.conv1", 0, up=False)
        self._convert_to_rgb("to_rgb1", "synthesis.b4", up=False)
        return channels

    def _convert_block(self, k: int) -> int:
        block = f"synthesis.b{4 << k}"
        self._convert_conv(f"convs.{2 * k - 2}", f"{block}.conv0", 2 * k - 1, up=True)
        channels = self._convert_conv(f"convs.{2 * k - 1}", f"{block}.conv1", 2 * k, up=False)
        self._convert_to_rgb(f"to_rgbs.{k - 1}", block, up=True)
        return channels

    def _convert_conv(self, source: str, target: str, noise: int, up: bool) -> int:
        kernel = self._take(f"{source}.conv.weight", 5)[0]
        self._tensors[f"{target}.weight"] = kernel * np.float32(kernel[0].size ** -0.5)
        self._tensors[f"{target}.bias"] = bias = self._take(f"{source}.activate.bias", 1)
        self._tensors[f"{target}.noise_strength"] = self._take(f"{source}.noise.weight", 1)[
            :1
        ].reshape(())
        self._tensors[f"{target}.noise_const"] = self._take(f"noises.noise_{noise}", 4)[0, 0]
        self._convert_style(f"{source}.conv", target)
        if up:
            filter_ = self._take(f"{source}.conv.blur.kernel", 2)
            self._tensors[f"{target}.up.filter"] = filter_ / np.float32(4)
        return len(bias)

    def _convert_to_rgb(self, source: str, block: str, up: bool) -> None:
        target = f"{block}.torgb"
        self._tensors[f"{target}.weight"] = self._take(f"{source}.conv.weight", 5)[0]
        self._tensors[f"{target}.bias"] = self._take(f"{source}.bias", 4).reshape(-1)
        self._convert_style(f"{source}.conv", target)
        if up:
            filter_ = self._take(f"{source}.upsample.kernel", 2)
            self._tensors[f"{block}.up.filter"] = filter_ / np.float32(4)

    def _convert_style(self, source: str, target: str) -> None:
        for part, axes in (("weight", 2), ("bias", 1)):
            found = self._take(f"{source}.modulation.{part}", axes)
            self._tensors[f"{target}.affine.{part}"] = found

    def _take(self, name: str, axes: int) -> Array:
        if name not in self._state:
            raise does_not_fit(f"Its tensor {name[:80]} is missing.")
        found = self._read(self._state[name])
        if found.ndim != axes:
            raise does_not_fit(f"Its tensor {name[:80]} has the shape {list(found.shape)}.")
        if not np.isfinite(found).all():  # before anything is computed of it
            raise does_not_fit(f"Its tensor {name[:80]} has values that are not numbers.")
        return np.asarray(found, dtype=np.float32)
