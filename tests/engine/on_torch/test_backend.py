from __future__ import annotations

import numpy as np
import pytest
import torch

from facelab.engine import OutOfMemoryError
from facelab.engine.device import choose
from facelab.engine.on_torch.backend import TorchBackend, to_pixels
from facelab.engine.on_torch.cuda import CudaBackend
from facelab.errors import ModelError, Stopped
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN
from facelab.networks.preview_head import PreviewHead
from facelab.networks.preview_head_plan import HeadConfig
from facelab.recipe import Noise


def network() -> MobileStyleGAN:
    config = Config(z_dim=8, w_dim=12, mapping_layers=2, channels=(16, 16, 8, 8))
    return MobileStyleGAN(config).randomise(seed=1).eval().requires_grad_(False)


def head() -> PreviewHead:
    config = HeadConfig(
        resolution=8, channels=16, w_dim=12, num_ws=11, first_row=4, widths=(8, 8, 8, 8)
    )
    made = PreviewHead(config).eval().requires_grad_(False)
    draw = torch.Generator().manual_seed(0)
    for tensor in made.state_dict().values():
        tensor.copy_(0.3 * torch.randn(tensor.shape, generator=draw))
    return made


@pytest.fixture
def backend() -> TorchBackend:
    return TorchBackend(network(), [head()], choose("cpu"))


@pytest.fixture
def ws() -> np.ndarray:
    return np.random.RandomState(0).randn(11, 12).astype(np.float32)


def test_pixels_are_truncated_and_in_the_order_of_the_screen():
    levels = [-9.0, -1.0, 0.0, 0.0039, 0.004, 0.5, 0.99, 1.0, 9.0]
    image = torch.zeros(1, 3, 1, len(levels))
    image[0, 0, 0] = torch.tensor(levels)  # red
    image[0, 1] = -1.0
    image[0, 2] = 1.0
    pixels = to_pixels(image)
    # clamp(x * 127.5 + 128, 0, 255), truncated
    assert pixels[0, :, 2].tolist() == [0, 0, 128, 128, 128, 191, 254, 255, 255]
    assert set(pixels[0, :, 1].tolist()) == {0}
    assert set(pixels[0, :, 0].tolist()) == {255}
    assert set(pixels[0, :, 3].tolist()) == {255}
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous


def test_to_pixels_does_not_change_the_image_it_is_given():
    image = torch.rand(1, 3, 4, 4)
    before = image.clone()
    to_pixels(image)
    assert torch.equal(image, before)


def test_rows_and_columns_are_not_swapped():
    image = torch.full((1, 3, 2, 3), -1.0)
    image[0, :, 1, 2] = 1.0
    pixels = to_pixels(image)
    assert pixels.shape == (2, 3, 4)
    assert np.argwhere(pixels[..., 0]).tolist() == [[1, 2]]


def test_the_back_end_draws_what_the_network_draws(backend, ws):
    with torch.inference_mode():
        expected = network().synthesize(torch.from_numpy(ws)[None], Noise())
    assert np.array_equal(backend.full(ws, Noise()), to_pixels(expected))
    z = np.random.RandomState(1).randn(2, 8)
    with torch.inference_mode():
        w = network().map(torch.from_numpy(z.astype(np.float32)))
    assert np.array_equal(backend.map(z), w.numpy())


def test_a_preview_comes_from_the_head(backend, ws):
    assert backend.preview_sizes == (16,)
    pixels = backend.preview(ws, Noise(), 16)
    assert pixels.shape == (16, 16, 4)
    assert len(np.unique(pixels)) > 10
    assert np.array_equal(pixels, backend.preview(ws, Noise(), 16))


def test_without_a_head_there_is_no_preview_size():
    assert TorchBackend(network(), [], choose("cpu")).preview_sizes == ()


def test_noise_modes_differ_and_seeds_repeat(backend, ws):
    def draw(*noise) -> bytes:
        return bytes(backend.full(ws, Noise(*noise)).data)

    const, none = draw("const"), draw("none")
    first, second = draw("random", 1), draw("random", 2)
    assert len({const, none, first, second}) == 4
    assert draw("random", 1) == first
    assert draw("random", 2) == second
    assert draw("const", 99) == const  # its seed means nothing there
    assert draw("const", 0, 0.0) == draw("random", 5, 0.0) == none
    assert draw("const", 0, 2.0) != const


def test_stop_is_asked_between_layers(backend, ws):
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked == 3

    with pytest.raises(Stopped):
        backend.full(ws, Noise(), stop)
    assert asked == 3
    assert backend.full(ws, Noise(), lambda: False).shape == (64, 64, 4)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        MemoryError(),
        RuntimeError(
            "[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate "
            "memory: you tried to allocate 8 bytes"
        ),
        RuntimeError("MPS backend out of memory (MPS allocated: 18.12 GB, max allowed: 18.13)"),
    ],
    ids=["cuda", "python", "cpu", "mps"],
)
def test_running_out_of_memory_is_told_in_words(backend, ws, monkeypatch, error):
    def fail(*args):
        raise error

    monkeypatch.setattr(backend._generator, "synthesize", fail)
    monkeypatch.setattr(backend._generator, "features", fail)
    draws = (backend.full, backend.full_float, lambda *given: backend.preview(*given, 16))
    for draw in draws:
        with pytest.raises(OutOfMemoryError, match="out of memory") as caught:
            draw(ws, Noise())
        assert caught.value.__cause__ is error


def test_other_runtime_errors_are_bugs(backend, ws, monkeypatch):
    def fail(*args):
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    monkeypatch.setattr(backend._generator, "synthesize", fail)
    with pytest.raises(RuntimeError, match="mat1"):
        backend.full(ws, Noise())


@pytest.mark.parametrize("noise", [Noise(), Noise("none"), Noise("random", 3)])
def test_the_frame_is_the_rounding_of_the_picture_in_floating_point(backend, ws, noise):
    picture = backend.full_float(ws, noise)
    assert (picture.shape, picture.dtype) == ((64, 64, 3), np.float32)
    assert picture.flags.c_contiguous
    np.testing.assert_array_equal(np.rint(255 * picture), backend.full(ws, noise)[..., 2::-1])
    assert len(np.unique(picture)) > 1000, "finer than bytes"
    with pytest.raises(Stopped):
        backend.full_float(ws, noise, lambda: True)


@pytest.mark.parametrize("size", [16, 64])
def test_several_faces_in_one_pass_are_those_one_by_one(backend, ws, size):
    many = np.stack([ws, ws + 1, -ws])
    noise = Noise("random", 2)
    found = backend.draw_together(many, noise, size)
    assert found.shape == (3, size, size, 4)
    for row, pixels in zip(many, found, strict=True):
        alone = backend.full(row, noise) if size == 64 else backend.preview(row, noise, size)
        assert np.abs(pixels.astype(int) - alone).max() <= 1
    with pytest.raises(Stopped):
        backend.draw_together(many, noise, size, lambda: True)


def test_features_are_the_networks(backend, ws):
    many = np.stack([ws, ws + 1])
    for layer in (4, 8, 16, 32):
        features = backend.features(many, Noise(), layer)
        with torch.inference_mode():
            expected = network().features(torch.from_numpy(many), layer, Noise())
        assert features.shape[:1] + features.shape[2:] == (2, layer, layer)
        assert features.flags.c_contiguous
        np.testing.assert_array_equal(features, expected.numpy())
    with pytest.raises(ModelError, match="no such layer"):
        backend.features(many, Noise(), 64)
    with pytest.raises(Stopped):
        backend.features(many, Noise(), 8, lambda: True)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_on_cuda_too_the_frame_is_the_rounding_of_the_picture(ws):
    found = CudaBackend(network(), [head()], choose("cuda"))
    np.testing.assert_array_equal(
        np.rint(255 * found.full_float(ws, Noise())), found.full(ws, Noise())[..., 2::-1]
    )


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_cuda_draws_what_the_cpu_draws(backend, ws):
    other = TorchBackend(network(), [head()], choose("cuda"))
    for noise in (Noise(), Noise("random", 3), Noise("none")):
        full, preview = (
            (each.full(ws, noise).astype(int) for each in (backend, other)),
            (each.preview(ws, noise, 16).astype(int) for each in (backend, other)),
        )
        for ours, theirs in (full, preview):
            assert np.abs(ours - theirs).max() <= 2
