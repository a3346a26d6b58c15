"""The torch network against the published graph, run by OpenVINO."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from facelab import checkpoints, networks
from facelab.networks.mobilestylegan import MobileStyleGAN

ov = pytest.importorskip("openvino")

SEEDS = range(8)
TOLERANCE = 1e-4  # mean absolute difference, pictures in [-1, 1]

Array = np.ndarray
Run = Callable[[Array], Array]


@pytest.fixture(scope="module")
def network(model_path: Path) -> MobileStyleGAN:
    metadata, tensors = checkpoints.read(model_path)
    built = networks.build(metadata.family, metadata.config, tensors)
    assert isinstance(built, MobileStyleGAN)
    return built


def _compile(model: object) -> object:
    return ov.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})


@pytest.fixture(scope="module")
def published_mapping(published: dict[str, bytes]) -> Run:
    model = ov.Core().read_model(published["mapping_xml"], published["mapping_bin"])
    compiled = _compile(model)
    return lambda z: compiled(z)[0]  # type: ignore[operator]


@pytest.fixture(scope="module")
def published_synthesis(published: dict[str, bytes]) -> Run:
    """The published graph with one input a style row, fed with w+ [23, 512].

    The published one feeds every modulation from a single w. Its rows are those of the
    authors' training code, which the names of the weights tell.
    """
    model = ov.Core().read_model(published["synthesis_xml"], published["synthesis_bin"])
    shared = model.get_parameters()[0]
    rows: dict[int, object] = {}
    for node in model.get_ops():
        inputs = [node.input_value(i).get_node() for i in range(node.get_input_size())]
        if node.get_type_name() != "MatMul" or inputs[0] != shared:
            continue
        row = _row(inputs[1].get_friendly_name())
        if row not in rows:
            rows[row] = ov.opset10.parameter([1, 512], np.float32, name=f"row{row}")
        node.input(0).replace_source_output(rows[row].output(0))  # type: ignore[attr-defined]
    assert sorted(rows) == [0, 1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20, 21]
    order = sorted(rows)
    # what is left of the single input only tells the batch size
    compiled = _compile(
        ov.Model(model.get_results(), [shared, *(rows[row] for row in order)], "rows")
    )

    def run(ws: Array) -> Array:
        given = [np.zeros((1, 512), np.float32), *(ws[row][None] for row in order)]
        return compiled(given)[0]  # type: ignore[operator, no-any-return]

    return run


def _row(weight: str) -> int:
    if weight.startswith("m.conv1."):
        return 0
    found = re.match(r"m\.layers\.(\d)\.(up|conv1|conv2|to_img)\.", weight)
    assert found, weight
    return 3 * int(found[1]) + {"up": 1, "conv1": 1, "conv2": 2, "to_img": 3}[found[2]]


def _z(seed: int) -> Array:
    return np.random.RandomState(seed).randn(1, 512).astype(np.float32)


@torch.inference_mode()
def test_same_w_as_published(network: MobileStyleGAN, published_mapping: Run) -> None:
    for seed in SEEDS:
        ours = network.map(torch.from_numpy(_z(seed))).numpy()
        assert np.abs(ours - published_mapping(_z(seed))).max() < 1e-5


@torch.inference_mode()
def test_same_picture_through_w(network: MobileStyleGAN, published: dict[str, bytes]) -> None:
    core = ov.Core()
    published_graph = _compile(
        core.read_model(published["synthesis_xml"], published["synthesis_bin"])
    )
    for seed in SEEDS:
        w = network.map(torch.from_numpy(_z(seed)))
        ours = network.synthesize(w).numpy()
        theirs = published_graph(w.numpy())[0]  # type: ignore[operator]
        assert ours.shape == (1, 3, 1024, 1024)
        assert np.abs(ours - theirs).mean() < TOLERANCE
        assert theirs.std() > 0.1  # a picture, not a grey plane


@torch.inference_mode()
def test_same_picture_through_w_plus(network: MobileStyleGAN, published_synthesis: Run) -> None:
    for seed in SEEDS:
        z = np.random.RandomState(seed).randn(network.num_ws, 512).astype(np.float32)
        ws = network.map(torch.from_numpy(z))  # another w in each row
        ours = network.synthesize(ws[None]).numpy()
        theirs = published_synthesis(ws.numpy())
        assert np.abs(ours - theirs).mean() < TOLERANCE


@torch.inference_mode()
def test_w_avg_is_the_mean_of_w(network: MobileStyleGAN) -> None:
    z = np.random.RandomState(123).randn(10_000, 512).astype(np.float32)
    mean = network.map(torch.from_numpy(z)).double().mean(dim=0)
    assert (mean - network.w_avg).abs().max() < 1e-5


@torch.inference_mode()
def test_shape_of_the_default_model(network: MobileStyleGAN) -> None:
    assert (network.z_dim, network.w_dim, network.num_ws) == (512, 512, 23)
    assert network.resolution == 1024
    assert [row for row, size in enumerate(network.style_resolutions) if size == 0] == [
        3, 6, 9, 12, 15, 18, 22,
    ]  # fmt: skip
    assert network.features(network.w_avg[None], 128).shape == (1, 256, 128, 128)
