"""Networks of the user's own: NVIDIA's snapshots, rosinality's checkpoints, and our own files.

What a file is, its content says, never its name. Nothing in it is run.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints import store
from facelab.checkpoints.catalogue import load_catalogue
from facelab.checkpoints.families import rosinality, stylegan2, stylegan3
from facelab.checkpoints.formats.limited_reads import LimitedReads
from facelab.checkpoints.formats.pickle_reader import Tensor
from facelab.checkpoints.formats.snapshot_pickle import (
    LEGACY_MAGIC,
    Module,
    TensorFlowError,
    options_of,
    read_snapshot,
    said_of,
    state_of,
)
from facelab.checkpoints.formats.tensor_file import open_tensors
from facelab.checkpoints.formats.torch_weights import TorchWeights, WeightsReader, open_weights
from facelab.checkpoints.store import Metadata
from facelab.damage import DAMAGED, UnreadableError, cause, reading
from facelab.errors import FacelabError, WeightsError
from facelab.files import open_regular
from facelab.plain_text import plain

Arrays = dict[str, NDArray[np.float32]]
MAX_NUMBERS = 1_000_000_000
MAX_NAME = 100
NVIDIA, ROSINALITY, OURS = "NVIDIA snapshot (.pkl)", "rosinality checkpoint (.pt)", "facelab"
_REFUSED: tuple[type[Exception], ...] = (*DAMAGED, FacelabError)
_UNKNOWN = "it is neither an NVIDIA snapshot, a rosinality checkpoint nor a network facelab wrote"


@dataclass(frozen=True, eq=False)
class Found:
    """A network as its file describes it."""

    family: str
    kind: str
    config: dict[str, Any]
    tensors: Arrays


def read_network(path: Path, check: bool = True) -> tuple[Metadata, Arrays]:
    """A network from any file that holds one, ours among them.

    Parameters
    ----------
    check : bool
        Of a file of ours: see `facelab.checkpoints.store.read`.

    Raises
    ------
    WeightsError
        The file is missing, damaged, or none; or it asks for something to be run.
    """
    if is_tensor_file(path):
        return store.read_arrays(path, check)
    found = _read(path)
    name = plain(path.stem, MAX_NAME) or "network"
    if any(entry.name == name for entry in load_catalogue()):
        name += "-own"  # the files that are shipped for that one are not for this
    return Metadata(
        name=name,
        title=name,
        family=found.family,
        resolution=resolution_of(found.family, found.config),
        config=found.config,
        model_sha256=store.tensors_sha256(found.tensors),
        licence="unknown: ask whoever made the file",
        training_data="unknown",
        source=f"{plain(path.name, MAX_NAME)}, {found.kind}",
    ), found.tensors


def resolution_of(family: str, config: Mapping[str, Any]) -> int:
    """Side of the pictures in pixels."""
    return int(config["resolution"]) if family == "stylegan3" else 2 << len(config["channels"])


def is_tensor_file(path: Path) -> bool:
    """Whether a file begins as safetensors do; also if it is not there, which is told then."""
    try:
        with open_regular(path, store.MAX_BYTES) as file:
            head = file.read(9)
    except OSError:
        return True
    return len(head) == 9 and head[8:] == b"{" and head[6:8] == b"\0\0"


def is_network(path: Path) -> bool:
    """Whether a file holds a network, rather than latents or directions: its content says it, of
    which no weights are read. A pickle that is no `torch.save` is taken for one: whether it is,
    `read_network` finds out, and nothing else that facelab opens is such a file.
    """
    try:
        if is_tensor_file(path):
            with reading(), open_tensors(path, store.MAX_BYTES) as tensors:
                return tensors.said.get("format") == store.FORMAT
        with reading(), open_regular(path, store.MAX_BYTES) as file:
            head = file.read(2)
            file.seek(0)
            if head == b"PK" or (head[:1] == b"\x80" and _is_older_torch(file)):
                return _is_rosinality(file)
            return head[:1] == b"\x80"
    except _REFUSED:  # told by whoever opens it
        return False


def _is_rosinality(file: BinaryIO) -> bool:
    with open_weights(file) as weights:
        saved = weights.saved
        return rosinality.is_state(saved.get("g_ema", saved) if isinstance(saved, dict) else saved)


def _read(path: Path) -> Found:
    try:
        with reading(), open_regular(path, store.MAX_BYTES) as file:
            found = _sniffed(file)
            _check(found.tensors)
            return found
    except FacelabError:
        raise
    except DAMAGED as error:
        if _is_of_tensorflow(error):
            raise WeightsError(
                f"{path.name} cannot be opened.",
                cause(error),
                "If you trust the file, turn it into a new one with legacy.py of NVIDIA's "
                "stylegan2-ada-pytorch or stylegan3, which runs what is in it.",
            ) from error
        raise WeightsError(
            f"{path.name} cannot be opened as a network.",
            cause(error),
            "Choose a StyleGAN network (.pkl, .pt or .safetensors), or download it again.",
        ) from error


def _is_of_tensorflow(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, TensorFlowError):
            return True
        error = error.__cause__
    return False


def _sniffed(file: BinaryIO) -> Found:
    head = file.read(2)
    file.seek(0)
    if head == b"PK":
        return _rosinality(file)
    if head[:1] != b"\x80":  # every pickle of protocol 2 and later
        raise UnreadableError(_UNKNOWN)
    if _is_older_torch(file):
        return _rosinality(file)
    return _snapshot(file)


def _is_older_torch(file: BinaryIO) -> bool:
    """Whether the first pickle is the number that torch.save began with before 1.6."""
    start = io.BytesIO(file.read(64))
    file.seek(0)
    with suppress(UnreadableError):
        first = WeightsReader().run(cast("Any", LimitedReads(start)))
        return isinstance(first, int) and first == LEGACY_MAGIC
    return False


def _snapshot(file: BinaryIO) -> Found:
    saved = read_snapshot(file)
    if isinstance(saved, dict):
        saved = saved.get("G_ema")
    if not isinstance(saved, Module):
        raise UnreadableError(_UNKNOWN)
    parts = saved.part("_modules").get("synthesis")
    if not isinstance(parts, Module):
        raise UnreadableError("the network in it is no generator of pictures")
    inside = parts.part("_modules")
    options, state = options_of(saved) | _built_with(parts, inside), state_of(saved)
    if "input" in inside:
        return Found("stylegan3", NVIDIA, *_both(stylegan3.convert(options, state)))
    if "b4" in inside:
        return Found("stylegan2", NVIDIA, *_both(stylegan2.convert(options, state)))
    raise UnreadableError("the network in it is neither StyleGAN2 nor StyleGAN3")


def _built_with(parts: Module, inside: dict[Any, Any]) -> dict[str, Any]:
    """What the layers say that they were built with: defaults were others in other years."""
    said = said_of(parts, ("num_fp16_res", "num_layers", "num_critical", "margin_size"))
    block = inside.get("b4")
    if isinstance(block, Module):
        said |= said_of(block, ("architecture",))
        names: tuple[str, ...] = ("conv_clamp", "use_noise", "activation")
        layer = block.part("_modules").get("conv1")
    else:
        said |= said_of(parts, ("output_scale",))
        layers = (each for name, each in inside.items() if str(name).startswith("L0_"))
        layer, names = next(layers, None), ("conv_clamp", "conv_kernel")
    return said | said_of(layer, names) if isinstance(layer, Module) else said


def _both(converted: tuple[Arrays, dict[str, Any]]) -> tuple[dict[str, Any], Arrays]:
    return converted[1], converted[0]


def _rosinality(file: BinaryIO) -> Found:
    with open_weights(file) as weights:
        saved = weights.saved
        state = saved.get("g_ema", saved) if isinstance(saved, dict) else saved
        if not rosinality.is_state(state):
            raise UnreadableError(_UNKNOWN)
        mean = saved.get("latent_avg")
        w_avg = weights.array(mean).reshape(-1) if isinstance(mean, Tensor) else None

        def read(value: object) -> NDArray[np.float32]:
            return _array(weights, value)

        return Found("stylegan2", ROSINALITY, *_both(rosinality.convert(state, read, w_avg)))


def _array(weights: TorchWeights, value: object) -> NDArray[np.float32]:
    if not isinstance(value, Tensor):
        raise UnreadableError("a part of it is not what such files hold")
    return weights.array(value)


def _check(tensors: Arrays) -> None:
    if sum(tensor.size for tensor in tensors.values()) > MAX_NUMBERS:
        raise UnreadableError("it has more weights than any network of its kind")
    for name, tensor in tensors.items():
        if not np.isfinite(tensor).all():
            raise UnreadableError(f"its tensor {name[:80]} has values that are not numbers")
