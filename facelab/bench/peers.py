"""The published network in its own engine, and plain eager torch: what facelab is measured against.

The published files are OpenVINO IR inside the wheel that the catalogue names; conversion does
not keep them, so they are fetched again for a measurement, and OpenVINO is needed, which
facelab itself does not use.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facelab.bench.plain_stylegan2 import PlainStyleGAN2
from facelab.bench.plain_stylegan3 import PlainStyleGAN3
from facelab.bench.plain_torch import PlainNetwork, to_uint8
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.wheel import check_wheel, read_members
from facelab.checkpoints.outside import read_network
from facelab.errors import ModelError

TRIES = 3
_PRECISION = "INFERENCE_PRECISION_HINT"


class NoPeerError(ModelError):
    """There is nothing to measure a family against."""


def check_peers(family: str) -> None:
    """Refuse a family that has no peers.

    Raises
    ------
    NoPeerError
    """
    if family not in _PLAIN:
        raise NoPeerError(
            f"There is nothing to compare a {family} network with.",
            f"facelab has peers for {', '.join(_PLAIN)}.",
            "Its own figures are measured all the same.",
        )


Draw = Callable[[NDArray[np.float32]], NDArray[np.uint8]]


@dataclass(frozen=True)
class Peer:
    """An engine at its best.

    Attributes
    ----------
    draw : callable
        w float32 [1, w_dim] to uint8 [R, R, 3].
    precision : str
        In which it draws: "f32", "bf16".
    tried_ms : dict
        Milliseconds a frame in each precision that was tried.
    """

    draw: Draw
    precision: str
    tried_ms: dict[str, float]


def fastest(draws: Mapping[str, Draw], w: NDArray[np.float32]) -> Peer:
    """The fastest of several precisions, tried in turns."""
    tried = dict.fromkeys(draws, float("inf"))
    for _ in range(TRIES):
        for precision, draw in draws.items():
            start = time.perf_counter()
            draw(w)
            tried[precision] = min(tried[precision], 1000 * (time.perf_counter() - start))
    best = min(tried, key=lambda precision: tried[precision])
    return Peer(draws[best], best, tried)


def published_engine(entry: CatalogueEntry, wheel: Path) -> Peer:
    """The published synthesis network, compiled by OpenVINO for low latency; in float32, and in
    the precision that it takes by itself on this processor if that is another: the faster of both.

    Raises
    ------
    NoPeerError
        This family was not published as a network of OpenVINO.
    ModelError
        OpenVINO is not installed.
    WeightsError
        The wheel is not the catalogue's.
    """
    check_peers(entry.family)
    try:
        import openvino
    except ImportError:
        raise ModelError(
            "The published engine cannot be measured.",
            "OpenVINO is not installed. facelab itself does not need it.",
            "Run `pip install openvino`, or skip the peers with --no-peers.",
        ) from None
    check_wheel(wheel, entry)
    members = read_members(wheel, entry)
    core = openvino.Core()
    model = core.read_model(members["synthesis_xml"], openvino.Tensor(_bytes(members)))
    latency = {"PERFORMANCE_HINT": "LATENCY"}
    exact = core.compile_model(model, "CPU", latency | {_PRECISION: "f32"})
    draws = {"f32": _drawn_by(exact)}
    usual = core.compile_model(model, "CPU", latency)
    precision = usual.get_property(_PRECISION).to_string()
    if precision not in draws:
        draws[precision] = _drawn_by(usual)
    return fastest(draws, np.zeros((1, _width(model)), np.float32))


def _width(model: Any) -> int:
    """Length of the w that a model takes."""
    return int(model.inputs[0].get_partial_shape()[1].get_length())


def _drawn_by(compiled: Any) -> Draw:
    request = compiled.create_infer_request()

    def draw(w: NDArray[np.float32]) -> NDArray[np.uint8]:
        request.infer([w])
        image = request.get_output_tensor(0).data[0]  # [3, R, R]
        rgb = np.clip(image * np.float32(127.5) + np.float32(128), 0, 255).astype(np.uint8)
        return np.ascontiguousarray(rgb.transpose(1, 2, 0))

    return draw


def _bytes(members: dict[str, bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(members["synthesis_bin"], dtype=np.uint8).copy()


def plain_torch(path: Path) -> Callable[[NDArray[np.float32]], NDArray[np.uint8]]:
    """The network written down without any fold: w+ float32 [num_ws, w_dim] to uint8 [R, R, 3].

    Raises
    ------
    NoPeerError
        Nobody has written this family down in that way.
    """
    metadata, arrays = read_network(path)
    check_peers(metadata.family)
    tensors = {name: torch.as_tensor(array) for name, array in arrays.items()}
    network = _PLAIN[metadata.family](metadata.config, tensors)

    def draw(ws: NDArray[np.float32]) -> NDArray[np.uint8]:
        with torch.inference_mode():
            pixels: NDArray[np.uint8] = to_uint8(network(torch.from_numpy(ws)[None]))[0].numpy()
            return pixels

    return draw


def _plain_mobilestylegan(config: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> PlainNetwork:
    return PlainNetwork(tensors, len(config["channels"]) - 1)


_PLAIN: dict[str, Callable[[Mapping[str, Any], Mapping[str, Tensor]], Callable[[Tensor], Tensor]]]
_PLAIN = {
    "mobilestylegan": _plain_mobilestylegan,
    "stylegan2": PlainStyleGAN2,
    "stylegan3": PlainStyleGAN3,
}
