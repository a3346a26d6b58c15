"""Blocks of channels: how ONNX Runtime's fastest kernels want numbers to lie.

An activation [C, H, W] lies as [C / B, H, W, B], where the block B is as many channels as the
processor works on at once. Weights lie in blocks too. ONNX Runtime arranges constant weights
itself; ours depend on the styles, so we do it, and ask the runtime for B first.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from facelab.engine.onnx.file import BLOCKED, OnnxGraph
from facelab.engine.onnx_runtime import ort
from facelab.errors import DeviceError
from facelab.networks.families.mobilestylegan_plan import BANDS

Array = NDArray[np.float32]

_PROBE = 64  # channels, a multiple of any block

# Inverse Haar transform: of each pixel (top left, top right, bottom left, bottom right) the
# signs of the bands low, lh, hl, hh.
HAAR = np.array([[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]], np.float32) / 2


@functools.cache
def block_size() -> int:
    """Channels in a block on this processor.

    Raises
    ------
    DeviceError
        This build of ONNX Runtime has no such kernels for this processor.
    """
    graph = OnnxGraph()
    x = graph.input("x", [1, _PROBE, 1, 2])
    graph.output(graph.node("ReorderInput", x, domain=BLOCKED), "y", [1, _PROBE, 1, 2])
    channels = np.repeat(np.arange(_PROBE, dtype=np.float32), 2).reshape(1, _PROBE, 1, 2)
    try:
        options = ort.SessionOptions()
        options.log_severity_level = 4
        session = ort.InferenceSession(graph.serialise(), options, ["CPUExecutionProvider"])
        lie = np.asarray(session.run(None, {"x": channels})[0]).ravel()
    except Exception as error:  # onnxruntime's own errors share no better base
        raise _unsupported(f"It says: {error}.") from error
    # the channels of the first pixel come first, then those of the second
    size = int(np.argmax(lie[1:] == 0)) + 1
    if size not in (4, 8, 16, 32) or not np.array_equal(lie, blocked(channels, size).ravel()):
        raise _unsupported("facelab does not know its layout for this processor.")
    return size


def blocked(x: Array, block: int) -> Array:
    """Activations [1, C, H, W] in blocks, [C / B, H, W, B]."""
    _, channels, height, width = x.shape
    return np.ascontiguousarray(
        x.reshape(channels // block, block, height, width).transpose(0, 2, 3, 1)
    )


def unblocked(x: Array, block: int) -> Array:
    """Activations [1, C, H, W] whose numbers lie in blocks, in plain order."""
    _, channels, height, width = x.shape
    blocks = x.reshape(channels // block, height, width, block)
    return np.ascontiguousarray(blocks.transpose(0, 3, 1, 2)).reshape(x.shape)


def pack_dense(weight: Array, block: int) -> Array:
    """Weights [O, I, h, w] as [O / B, I / B, h, w, B of I, B of O]."""
    outputs, inputs, height, width = weight.shape
    parts = weight.reshape(outputs // block, block, inputs // block, block, height, width)
    return np.ascontiguousarray(parts.transpose(0, 2, 4, 5, 3, 1))


def pack_depthwise(weight: Array, block: int) -> Array:
    """Weights [C, 1, h, w] as [C / B, h, w, B]."""
    channels, _, height, width = weight.shape
    parts = weight.reshape(channels // block, block, height, width)
    return np.ascontiguousarray(parts.transpose(0, 2, 3, 1))


def band_order(channels: int, block: int) -> NDArray[np.intp]:
    """Where each channel comes from, when planes low | lh | hl | hh are dealt out in blocks.

    A group of 4 B neighbours then holds all bands of B channels, so that an inverse Haar
    transform is a convolution in groups.
    """
    groups = channels // (BANDS * block)
    planes = np.arange(channels).reshape(BANDS, groups, block)
    return np.ascontiguousarray(planes.transpose(1, 0, 2)).ravel()


def in_planes(x: Array, block: int) -> Array:
    """Activations [1, C, H, W] in blocks and `band_order` as the network in torch has them."""
    plain = unblocked(x, block)
    found = np.empty_like(plain)
    found[:, band_order(plain.shape[1], block)] = plain
    return found


def _unsupported(why: str) -> DeviceError:
    return DeviceError(
        "The fast CPU back end cannot be used on this machine.", why, "facelab uses torch instead."
    )
