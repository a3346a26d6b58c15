from __future__ import annotations

import numpy as np
import onnxruntime as ort
import pytest

from facelab.engine.onnx.blocks import (
    HAAR,
    band_order,
    block_size,
    blocked,
    pack_dense,
    pack_depthwise,
    unblocked,
)
from facelab.engine.onnx.file import BLOCKED, OnnxGraph
from facelab.errors import DeviceError


def run(graph: OnnxGraph, **feeds: np.ndarray) -> np.ndarray:
    session = ort.InferenceSession(graph.serialise(), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, feeds)[0])


def random(*shape: int) -> np.ndarray:
    return np.random.RandomState(0).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize("block", [4, 8, 16])
def test_blocks_and_back(block: int) -> None:
    x = random(1, 32, 2, 3)
    lie = blocked(x, block)
    assert lie.shape == (32 // block, 2, 3, block)
    assert lie[1, 0, 2, 3] == x[0, block + 3, 0, 2]
    np.testing.assert_array_equal(unblocked(lie.reshape(x.shape), block), x)


def test_the_runtime_packs_weights_as_we_do() -> None:
    """A convolution of ours in blocks against ONNX Runtime's own in plain order."""
    block = block_size()
    x, dense, depthwise = random(1, 64, 5, 6), random(32, 64, 3, 3), random(64, 1, 3, 3)
    plain = OnnxGraph()
    y = plain.node(
        "Conv", plain.input("x", x.shape), plain.constant(depthwise), group=64, pads=[1] * 4
    )
    plain.output(plain.node("Conv", y, plain.constant(dense), pads=[1] * 4), "y", [1, 32, 5, 6])
    ours = OnnxGraph()
    y = ours.node(
        "Conv",
        ours.input("x", x.shape),
        ours.constant(pack_depthwise(depthwise, block).reshape(depthwise.shape)),
        domain=BLOCKED,
        group=64,
        pads=[1] * 4,
    )
    weight = ours.constant(pack_dense(dense, block).reshape(dense.shape))
    ours.output(ours.node("Conv", y, weight, domain=BLOCKED, pads=[1] * 4), "y", [1, 32, 5, 6])
    expected = run(plain, x=x)
    found = unblocked(run(ours, x=blocked(x, block).reshape(x.shape)), block)
    np.testing.assert_allclose(found, expected, atol=1e-3)


@pytest.mark.parametrize("block", [8, 16])
def test_bands_of_a_block_are_neighbours(block: int) -> None:
    order = band_order(128, block)
    assert sorted(order) == list(range(128))
    group = order[: 4 * block].reshape(4, block)
    for band in range(4):
        assert list(group[band]) == list(range(32 * band, 32 * band + block))


def test_the_transform_keeps_lengths() -> None:
    np.testing.assert_allclose(HAAR @ HAAR.T, np.eye(4), atol=1e-7)


def test_a_runtime_without_such_kernels_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("ReorderInput is not a registered function/op")

    monkeypatch.setattr(ort, "InferenceSession", refuse)
    with pytest.raises(DeviceError, match="not a registered"):
        block_size.__wrapped__()


def test_a_layout_that_is_not_known_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    class Plain:
        """Reorders nothing, as processors without blocks do."""

        def __init__(self, *_: object) -> None: ...

        def run(self, _: None, feeds: dict[str, np.ndarray]) -> list[np.ndarray]:
            return [feeds["x"]]

    monkeypatch.setattr(ort, "InferenceSession", Plain)
    with pytest.raises(DeviceError, match="layout"):
        block_size.__wrapped__()
