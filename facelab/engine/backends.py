"""Which back end draws on which device, the fastest first, and the way to the next one."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np

from facelab.checkpoints.store import Metadata
from facelab.engine.backend import Backend, OutOfMemoryError
from facelab.engine.device import Device, cpu
from facelab.engine.network_files import NetworkFiles, Notify, torch_networks
from facelab.engine.onnx import check as onnx_check
from facelab.engine.onnx.check import OnnxCheck
from facelab.errors import DeviceError, ModelError
from facelab.networks.families import FAMILIES

ONNX, TORCH, CUDA = "onnxruntime", "torch", "cuda-graphs"
_BY_DEVICE = {"cpu": (ONNX, TORCH), "cuda": (CUDA, TORCH), "mps": (TORCH,)}


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
        return OnnxBackend(source.metadata.config, source.tensors, source.heads, light=source.light)
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


_MAKERS: dict[str, Callable[[NetworkFiles, Device], Backend]] = {
    ONNX: _make_onnx,
    TORCH: _make_torch,
    CUDA: _make_cuda,
}
