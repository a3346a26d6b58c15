from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray

from facelab.checkpoints import store
from facelab.checkpoints.preview_heads import SIZES, preview_head_path, read_preview_head
from facelab.engine.backend import Head, OutOfMemoryError
from facelab.engine.device import cpu
from facelab.engine.on_torch.backend import TorchBackend
from facelab.engine.onnx import backend as onnx_backend
from facelab.engine.onnx import network as onnx_network
from facelab.engine.onnx.backend import OnnxBackend
from facelab.engine.onnx.runner import Runner
from facelab.engine.onnx.strips import StripRunner
from facelab.errors import ModelError, Stopped
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN
from facelab.networks.preview_head import PreviewHead, build_preview_head
from facelab.networks.preview_head_plan import HeadConfig
from facelab.recipe import Noise

CONFIG = Config(z_dim=16, w_dim=16, mapping_layers=2, channels=(64, 64, 64, 64))
HEADS = (
    HeadConfig(8, 64, 16, 11, first_row=4, widths=(64, 16, 16, 64)),  # for 16 px
    HeadConfig(16, 64, 16, 11, first_row=7, widths=(64, 64)),  # for 32 px
)
NOISES = [Noise(), Noise("none"), Noise("random", 7), Noise("const", strength=0.4)]

Array = NDArray[np.float32]


@pytest.fixture(scope="module")
def network() -> MobileStyleGAN:
    """Small, but with channels enough for every processor's blocks, and with strong contrast."""
    network = MobileStyleGAN(CONFIG).randomise(1)
    torch.manual_seed(0)
    contrast = 1.0 / network.synthesize(torch.randn(4, 16)).std()
    network.synthesis.to_image.weight.mul_(contrast)
    return network


@pytest.fixture(scope="module")
def heads() -> tuple[PreviewHead, ...]:
    torch.manual_seed(2)
    heads = tuple(PreviewHead(config).requires_grad_(False) for config in HEADS)
    for head in heads:
        for name, parameter in head.named_parameters():
            torch.nn.init.normal_(parameter, std=0.2)
            if "gains" in name and name.endswith("bias"):
                torch.nn.init.ones_(parameter)
    return heads


def arrays(module: torch.nn.Module) -> dict[str, Array]:
    return {name: tensor.numpy() for name, tensor in module.state_dict().items()}


def make(network: MobileStyleGAN, heads: Sequence[PreviewHead]) -> OnnxBackend:
    config = {"mapping_layers": CONFIG.mapping_layers, "channels": list(CONFIG.channels)}
    given = [Head(head.config.as_dict(), arrays(head)) for head in heads]
    return OnnxBackend(config, arrays(network), given)


@pytest.fixture
def backend(network: MobileStyleGAN, heads: tuple[PreviewHead, ...]) -> Iterator[OnnxBackend]:
    backend = make(network, heads)
    yield backend
    backend.close()


@pytest.fixture
def reference(network: MobileStyleGAN, heads: tuple[PreviewHead, ...]) -> TorchBackend:
    return TorchBackend(network, heads, cpu())


@pytest.fixture
def ws() -> Array:
    return np.random.RandomState(3).standard_normal((11, 16)).astype(np.float32)


def farthest(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> int:
    assert a.shape == b.shape
    assert a.dtype == b.dtype == np.uint8
    return int(np.abs(a.astype(int) - b).max())


def test_w_is_that_of_torch(backend: OnnxBackend, reference: TorchBackend) -> None:
    z = np.random.RandomState(0).randn(3, 16)
    np.testing.assert_allclose(backend.map(z), reference.map(z), atol=1e-5)
    assert backend.map(z).dtype == np.float32


@pytest.mark.parametrize("noise", NOISES)
def test_pictures_are_those_of_torch(
    backend: OnnxBackend, reference: TorchBackend, ws: Array, noise: Noise
) -> None:
    expected = reference.full(ws, noise)
    assert expected[..., :3].std() > 10, "there must be something to see"
    assert farthest(backend.full(ws, noise), expected) <= 2
    for size in (16, 32):
        preview = reference.preview(ws, noise, size)
        assert preview[..., :3].std() > 10
        assert farthest(backend.preview(ws, noise, size), preview) <= 2


@pytest.mark.parametrize(
    "shape",
    [
        HeadConfig(8, 64, 16, 11, 4, (32, 16, 64, 16), grows=1),
        HeadConfig(8, 64, 16, 11, 4, (32, 64, 32, 16), grows=2),
    ],
    ids=lambda config: f"grows {config.grows}",
)
def test_a_light_head_draws_what_torch_makes_of_it(
    shape: HeadConfig, network: MobileStyleGAN, ws: Array
) -> None:
    close, light = (PreviewHead(each).requires_grad_(False) for each in (HEADS[1], shape))
    torch.manual_seed(2)
    for head in (close, light):
        for name, parameter in head.requires_grad_(False).named_parameters():
            torch.nn.init.normal_(parameter, std=0.2)
            if "gains" in name and name.endswith("bias"):
                torch.nn.init.ones_(parameter)
    config = {"mapping_layers": CONFIG.mapping_layers, "channels": list(CONFIG.channels)}
    given = [Head(head.config.as_dict(), arrays(head)) for head in (close, light)]
    backend = OnnxBackend(config, arrays(network), given[:1], light=given[1])
    assert (backend.preview_sizes, backend.light_size) == ((32,), light.size)
    expected = TorchBackend(network, [light], cpu()).preview(ws, Noise(), light.size)
    assert expected[..., :3].std() > 10
    assert farthest(backend.preview(ws, Noise(), light.size, light=True), expected) <= 2
    expected = TorchBackend(network, [close], cpu()).preview(ws, Noise(), 32)
    assert farthest(backend.preview(ws, Noise(), 32), expected) <= 2
    backend.close()


def test_pixels_are_what_a_screen_wants(backend: OnnxBackend, ws: Array) -> None:
    assert backend.preview_sizes == (16, 32)
    full = backend.full(ws, Noise())
    previews = [backend.preview(ws, Noise(), size) for size in (16, 32)]
    assert full.shape == (64, 64, 4)
    assert [each.shape for each in previews] == [(16, 16, 4), (32, 32, 4)]
    for pixels in (full, *previews):
        assert pixels.flags.c_contiguous
        assert (pixels[..., 3] == 255).all()


def test_every_row_that_torch_reads_is_read(
    backend: OnnxBackend, reference: TorchBackend, ws: Array
) -> None:
    """Changed one by one, so that each has to get through what is kept."""
    for row in range(11):
        ws = ws.copy()
        ws[row] += 1.0
        assert farthest(backend.full(ws, Noise()), reference.full(ws, Noise())) <= 2, row
        for size in (16, 32):
            ours, theirs = (each.preview(ws, Noise(), size) for each in (backend, reference))
            assert farthest(ours, theirs) <= 2, (row, size)


def test_what_is_kept_gives_the_bits_of_a_fresh_run(
    network: MobileStyleGAN, heads: tuple[PreviewHead, ...], backend: OnnxBackend, ws: Array
) -> None:
    moved = ws.copy()
    moved[8:] += 0.5
    steps = [
        (ws, Noise()),
        (moved, Noise()),
        (moved, Noise("random", 1)),
        (moved, Noise("random", 2)),
        (moved, Noise("random", 2, 0.5)),
        (ws, Noise("none")),
        (ws, Noise()),
    ]
    for rows, noise in steps:
        previews = {size: backend.preview(rows, noise, size) for size in (16, 32)}
        full = backend.full(rows, noise)
        np.testing.assert_array_equal(full, make(network, heads).full(rows, noise))
        for size, preview in previews.items():
            fresh = make(network, heads)
            np.testing.assert_array_equal(preview, fresh.preview(rows, noise, size))


def test_only_what_changed_is_computed(
    backend: OnnxBackend, ws: Array, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[object] = []

    def count(kind: Any) -> None:
        original = kind._compute

        def counted(self: object, *given: object) -> object:
            ran.append(self)
            return original(self, *given)

        monkeypatch.setattr(kind, "_compute", counted)

    count(Runner)
    count(StripRunner)
    chain = backend._chain

    def ran_in(job: Callable[[], object]) -> list[int]:
        ran.clear()
        job()
        return [k for k, runner in enumerate(chain) if runner in ran]

    whole = list(range(len(chain)))
    assert ran_in(lambda: backend.preview(ws, Noise(), 16)) == whole[:3]
    assert ran_in(lambda: backend.preview(ws, Noise(), 32)) == whole[3:4]
    assert len(ran) == 3, "the block of larger features and the head are not of the chain"
    assert ran_in(lambda: backend.preview(ws, Noise(), 32)) == []
    assert ran == []
    assert ran_in(lambda: backend.full(ws, Noise())) == whole[4:]
    assert ran_in(lambda: backend.full(ws, Noise())) == []
    unused = ws.copy()
    unused[3] += 1
    assert ran_in(lambda: backend.full(unused, Noise())) == []
    last = ws.copy()
    last[9] += 1
    assert ran_in(lambda: backend.full(last, Noise())) == whole[-1:]
    assert ran_in(lambda: backend.full(last, Noise("none"))) == whole


@pytest.mark.parametrize("rows", [2, 4, 16])
def test_strips_of_any_height_give_the_same_bits(
    backend: OnnxBackend,
    network: MobileStyleGAN,
    ws: Array,
    rows: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(onnx_network, "ROWS", rows)
    other = make(network, ())
    for noise in NOISES:
        np.testing.assert_array_equal(other.full(ws, noise), backend.full(ws, noise))
        picture = other.full_float(ws, noise)
        np.testing.assert_array_equal(picture, backend.full_float(ws, noise))
    other.close()


def test_no_room_for_a_layer_is_told_of(
    backend: OnnxBackend, ws: Array, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(np, "empty", full)
    with pytest.raises(OutOfMemoryError):
        backend.full(ws, Noise())
    monkeypatch.undo()
    assert backend.full(ws, Noise()).any()


def test_pixels_handed_out_stay_as_they_are(backend: OnnxBackend, ws: Array) -> None:
    first = backend.full(ws, Noise())
    before = first.copy()
    backend.full(-ws, Noise())
    np.testing.assert_array_equal(first, before)


def test_a_frame_can_be_abandoned(backend: OnnxBackend, ws: Array) -> None:
    expected = backend.full(ws, Noise())
    backend.full(-ws, Noise())
    asked = 0

    def soon() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    with pytest.raises(Stopped):
        backend.full(ws, Noise(), soon)
    assert asked == 3, "between strips as well"
    np.testing.assert_array_equal(backend.full(ws, Noise(), lambda: False), expected)


def test_without_a_head_there_is_no_preview(network: MobileStyleGAN, ws: Array) -> None:
    backend = make(network, ())
    assert backend.preview_sizes == ()
    assert backend.full(ws, Noise()).shape == (64, 64, 4)


def test_channels_that_fill_no_block_are_refused() -> None:
    network = MobileStyleGAN(Config(8, 12, 2, (16, 12, 8, 8))).randomise(0)
    with pytest.raises(ModelError, match="not a multiple"):
        OnnxBackend({"mapping_layers": 2, "channels": [16, 12, 8, 8]}, arrays(network))


def test_a_head_that_does_not_fit_is_refused(
    network: MobileStyleGAN, heads: tuple[PreviewHead, ...]
) -> None:
    config = {"mapping_layers": 2, "channels": [64] * 4}
    head = heads[0]
    tensors = arrays(head)
    del tensors["bands.weight"]
    with pytest.raises(ModelError, match="preview head"):
        OnnxBackend(config, arrays(network), [Head(head.config.as_dict(), tensors)])


def test_a_head_that_is_not_what_it_says_is_refused(
    network: MobileStyleGAN, heads: tuple[PreviewHead, ...]
) -> None:
    config = {"mapping_layers": 2, "channels": [64] * 4}
    said = heads[0].config.as_dict() | {"widths": (16, *heads[0].config.widths[1:])}
    assert heads[0].config.widths[0] != 16
    with pytest.raises(ModelError, match=r"layers\.0 should be 16 x"):
        OnnxBackend(config, arrays(network), [Head(said, arrays(heads[0]))])


@pytest.mark.parametrize(("may", "all_of_them", "asked"), [(1, False, 1), (8, True, 0)])
def test_it_starts_no_more_threads_than_it_may(
    network: MobileStyleGAN,
    monkeypatch: pytest.MonkeyPatch,
    may: int,
    all_of_them: bool,
    asked: int,
) -> None:
    """ONNX Runtime, left to itself, starts one for each processor of the machine."""
    counts = set()
    original = onnxruntime.InferenceSession

    def counted(model: bytes, options: Any, **rest: Any) -> Any:
        counts.add(options.intra_op_num_threads)
        return original(model, options, **rest)

    monkeypatch.setattr(onnx_backend, "processors", lambda: may)
    monkeypatch.setattr(onnx_backend, "restricted", lambda: not all_of_them)
    monkeypatch.setattr(onnxruntime, "InferenceSession", counted)
    backend = make(network, ())
    assert counts == {asked, 1}, "what works on strips has a thread for each of them"
    assert backend._crew.count == may
    assert backend.device_title == f"CPU, {may} thread{'' if may == 1 else 's'}"


class Anything:
    """A session whose inputs and outputs may be bound."""

    def __getattr__(self, _name: str) -> Callable[..., Any]:
        return lambda *_: self


def test_no_memory_is_told_of(
    backend: OnnxBackend, ws: Array, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Anything):
        def run_with_iobinding(self, *_: object) -> None:
            raise RuntimeError("Failed to allocate memory for requested buffer of size 67108864")

    monkeypatch.setattr(backend._chain[0], "_session", Full())
    with pytest.raises(OutOfMemoryError):
        backend.full(ws, Noise())
    monkeypatch.undo()
    assert backend.full(ws, Noise()).any()


def test_another_failure_is_not_taken_for_it(
    backend: OnnxBackend, ws: Array, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Anything):
        def run_with_iobinding(self, *_: object) -> None:
            raise RuntimeError("invalid dimensions")

    monkeypatch.setattr(backend._chain[0], "_session", Broken())
    with pytest.raises(RuntimeError, match="dimensions"):
        backend.full(ws, Noise())


def test_it_does_without_torch() -> None:
    code = "import sys, facelab.engine.onnx.backend; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_the_real_network(model_path: Path) -> None:
    metadata, tensors = store.read(model_path, check=False)
    network = MobileStyleGAN(
        Config(**{**metadata.config, "channels": tuple(metadata.config["channels"])})
    )
    network.load_state_dict(tensors)
    given, heads = [], []
    for size in SIZES:
        path = preview_head_path(metadata.name, size)
        said, halves = read_preview_head(path, metadata.model_sha256)
        given.append(Head(said.config, halves))
        as_torch = {name: torch.from_numpy(array) for name, array in halves.items()}
        heads.append(build_preview_head(said.config, as_torch))
    weights = {name: tensor.numpy() for name, tensor in tensors.items()}
    backend = OnnxBackend(metadata.config, weights, given)
    reference = TorchBackend(network, heads, cpu())
    w = backend.map(np.random.RandomState(42).randn(1, 512))
    ws = np.repeat(0.7 * w + 0.3 * weights["w_avg"], 23, axis=0).astype(np.float32)
    ws[14:] += 0.3 * backend.map(np.random.RandomState(43).randn(1, 512))
    noise = Noise("random", 5)
    assert farthest(backend.full(ws, noise), reference.full(ws, noise)) <= 2
    for size in SIZES:
        ours, theirs = (each.preview(ws, noise, size) for each in (backend, reference))
        assert farthest(ours, theirs) <= 2, size


@pytest.mark.parametrize("noise", NOISES)
def test_the_frame_is_the_rounding_of_the_picture_in_floating_point(
    backend: OnnxBackend, reference: TorchBackend, ws: Array, noise: Noise
) -> None:
    frame = backend.full(ws, noise)
    picture = backend.full_float(ws, noise)
    assert picture.shape == (64, 64, 3)
    assert picture.dtype == np.float32
    np.testing.assert_array_equal(np.rint(255 * picture), frame[..., 2::-1])
    assert len(np.unique(picture)) > 1000, "finer than bytes"
    np.testing.assert_allclose(picture, reference.full_float(ws, noise), atol=2 / 255)
    np.testing.assert_array_equal(backend.full(ws, noise), frame)


def test_the_picture_in_floating_point_can_be_abandoned(backend: OnnxBackend, ws: Array) -> None:
    asked = iter([False, False, True])
    with pytest.raises(Stopped):
        backend.full_float(ws, Noise(), lambda: next(asked))


@pytest.mark.parametrize("noise", NOISES)
def test_features_are_those_of_torch(
    backend: OnnxBackend, reference: TorchBackend, noise: Noise
) -> None:
    many = np.random.RandomState(4).standard_normal((3, 11, 16)).astype(np.float32)
    assert [layer for layer in (4, 8, 16, 32, 64) if backend.has_features(layer)] == [4, 8]
    features = backend.features(many, noise, 8)
    assert features.shape == (3, 64, 8, 8)
    assert features.dtype == np.float32
    assert features.std() > 0.01, "there must be something to see"
    np.testing.assert_allclose(features, reference.features(many, noise, 8), atol=1e-5, rtol=1e-3)
    with pytest.raises(Stopped):
        backend.features(many, noise, 8, lambda: True)


def test_it_draws_one_face_at_once(backend: OnnxBackend, ws: Array) -> None:
    assert backend.at_once == 1
    for size, alone in ((64, backend.full(ws, Noise())), (16, backend.preview(ws, Noise(), 16))):
        np.testing.assert_array_equal(backend.draw_together(ws[None], Noise(), size), alone[None])
