"""Which back end draws on which device, the fastest first, and the way to the next one."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.preview_heads import SIZES, preview_head_path, read_preview_head
from facelab.checkpoints.store import Metadata
from facelab.engine.backend import Backend, Head, OutOfMemoryError
from facelab.engine.device import Device, cpu
from facelab.engine.onnx import check as onnx_check
from facelab.engine.onnx.check import OnnxCheck
from facelab.errors import DeviceError, FacelabError, ModelError
from facelab.networks.build import build
from facelab.networks.families import FAMILIES

if TYPE_CHECKING:  # importing torch takes seconds, and a CPU does without
    from torch import Tensor

    from facelab.networks.generator import Generator
    from facelab.networks.preview_head import PreviewHead

Arrays = Mapping[str, NDArray[np.float32]]
Notify = Callable[[FacelabError], None]

ONNX, TORCH, CUDA = "onnxruntime", "torch", "cuda-graphs"
_BY_DEVICE = {"cpu": (ONNX, TORCH), "cuda": (CUDA, TORCH), "mps": (TORCH,)}


@dataclass(frozen=True, eq=False)
class NetworkFiles:
    """A network as its files say it: metadata, tensors, and its preview heads, smallest first."""

    path: Path
    metadata: Metadata
    tensors: Arrays
    heads: tuple[Head, ...] = ()


def available_backends(device: Device, family: str) -> tuple[str, ...]:
    """Names of the back ends that can be tried, the fastest first."""
    names = _BY_DEVICE[device.torch_name]
    has_graphs = family in FAMILIES and FAMILIES[family].onnx
    if not has_graphs or importlib.util.find_spec("onnxruntime") is None:
        names = tuple(name for name in names if name != ONNX)
    return names


def make_backend(source: NetworkFiles, device: Device, wanted: str, notify: Notify) -> Backend:
    """The wanted back end, or with "auto" the fastest that works; `notify` is told of the others.

    Raises
    ------
    DeviceError, ModelError
        The wanted one, or all of them, cannot be used.
    """
    names = available_backends(device, source.metadata.family)
    if wanted != "auto":
        if wanted not in names:
            raise DeviceError(
                f"This device has no back end called {wanted!r}.",
                f"Available: {', '.join(names)}.",
                "Choose one of these, or auto.",
            )
        names = (wanted,)
    for name in names[:-1]:
        try:
            return _MAKERS[name](source, device)
        except OutOfMemoryError:
            raise
        except (DeviceError, ModelError) as error:
            notify(error)
    return _MAKERS[names[-1]](source, device)


def pending_check(source: NetworkFiles, backend: Backend) -> OnnxCheck | None:
    """What is to be found out yet of a back end that is in use; None if nothing."""
    if backend.title != onnx_check.TITLE or onnx_check.known(source.metadata) is not None:
        return None
    return OnnxCheck(source.path, source.metadata)


def check_now(network: Path, metadata: Metadata) -> int | None:
    """How far the fast CPU back end's pictures are from torch's, of 255, found out now and kept;
    None if it was not found out, or this network has no such back end.
    """
    if ONNX not in available_backends(cpu(), metadata.family):
        return None
    return OnnxCheck(network, metadata).run()


def read_heads(metadata: Metadata, notify: Notify) -> tuple[Head, ...]:
    """The preview heads that were made for a network; a damaged one is told of and left out."""
    heads = []
    for size in SIZES:
        path = preview_head_path(metadata.name, size)
        if not path.is_file():
            continue
        try:
            said, tensors = read_preview_head(path, metadata.model_sha256)
        except FacelabError as error:
            notify(error)
        else:
            heads.append(Head(said.config, tensors))
    return tuple(heads)


def _make_onnx(source: NetworkFiles, _cpu: Device) -> Backend:
    try:
        from facelab.engine.onnx.backend import OnnxBackend
    except ImportError as error:  # on Windows, without Microsoft's run-time library
        raise DeviceError(
            "ONNX Runtime cannot start.", f"{error}.", "facelab uses torch instead."
        ) from error

    farthest = onnx_check.known(source.metadata)
    if farthest is not None and onnx_check.is_far(farthest):
        raise onnx_check.refusal(farthest)
    try:
        _check_mapping(source)
        return OnnxBackend(source.metadata.config, source.tensors, source.heads)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # It does not check what it is given; torch, which comes next, says what is wrong.
        raise ModelError(
            "The fast CPU back end cannot draw with this network.",
            f"Its tensors do not fit its configuration: {error}.",
            "facelab uses torch instead.",
        ) from error


def _check_mapping(source: NetworkFiles) -> None:
    """The graph's shapes are checked by ONNX Runtime; what numpy does, by nobody else.

    Raises
    ------
    ValueError, LookupError, TypeError
    """
    config, tensors = source.metadata.config, source.tensors
    count, width, w_dim = config["mapping_layers"], config["z_dim"], config["w_dim"]
    if count != sum(name.startswith("mapping.") for name in tensors) / 2:
        raise ValueError("it has a different number of mapping layers")
    for layer in range(count):
        weight, bias = (tensors[f"mapping.layers.{layer}.{part}"] for part in ("weight", "bias"))
        if weight.shape != (w_dim, width) or bias.shape != (w_dim,):
            raise ValueError(f"mapping layer {layer} has a different shape")
        width = w_dim
    if tensors["w_avg"].shape != (w_dim,):
        raise ValueError("w_avg has a different shape")
    if any(tensor.dtype != np.float32 for tensor in tensors.values()):
        raise ValueError("not all of its numbers are float32")


def _make_torch(source: NetworkFiles, device: Device) -> Backend:
    from facelab.engine.on_torch.backend import TorchBackend

    return TorchBackend(*torch_networks(source), device)


def _make_cuda(source: NetworkFiles, device: Device) -> Backend:
    from facelab.engine.on_torch.cuda import CudaBackend

    return CudaBackend.make(*torch_networks(source), device)


def torch_networks(source: NetworkFiles) -> tuple[Generator, tuple[PreviewHead, ...]]:
    """The network in torch and its preview heads, frozen, in main memory.

    Raises
    ------
    ModelError
        Its tensors do not fit its configuration.
    """
    import torch

    def as_torch(arrays: Arrays) -> dict[str, Tensor]:
        return {name: torch.from_numpy(array) for name, array in arrays.items()}

    metadata = source.metadata
    built = cast("Generator", build(metadata.family, metadata.config, as_torch(source.tensors)))
    build_head = FAMILIES[metadata.family].build_head
    if build_head is None:  # no file of a head is this family's
        return built, ()
    return built, tuple(build_head(head.config, as_torch(head.tensors)) for head in source.heads)


_MAKERS: dict[str, Callable[[NetworkFiles, Device], Backend]] = {
    ONNX: _make_onnx,
    TORCH: _make_torch,
    CUDA: _make_cuda,
}
