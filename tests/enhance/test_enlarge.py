"""Larger pictures by a network, tile by tile."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from facelab.checkpoints.formats.ncnn import read_ncnn
from facelab.enhance import enlarge
from facelab.enhance.enlarge import Enlarger, resized
from facelab.enhance.network import to_onnx
from facelab.errors import WeightsError
from tests.enhance.tiny_ncnn import tiny


def _by_torch(rgb):
    """The tiny network on the whole picture at once."""
    (wa, ba), (wb, bb), (wc, bc) = [
        (torch.from_numpy(w), torch.from_numpy(b)) for w, b in tiny()[2]
    ]
    x = torch.from_numpy(rgb.transpose(2, 0, 1)[None].copy())
    x = F.pad(x, (8, 8, 8, 8), mode="reflect")  # what the edges of a face are given
    a = F.leaky_relu(F.conv2d(x, wa, ba, padding=1), 0.2)
    b = F.conv2d(x, wb, bb, padding=1)
    wide = torch.cat([0.2 * a + b + b, b], 1)
    wide = F.interpolate(F.interpolate(wide, scale_factor=2), scale_factor=2)
    y = F.conv2d(wide, wc, bc, padding=1)[0, :, 32:-32, 32:-32]
    return y.clamp(0, 1).numpy().transpose(1, 2, 0)


SIDE, CORE = 128, 32  # a quarter of what they are: the same tiles, and pictures of a 16th
SIZES = (512, 1024)


@pytest.fixture(scope="module")
def enlarger():
    graph, content, _ = tiny()
    with pytest.MonkeyPatch.context() as patch:
        for name, small in (("SIDE", SIDE), ("CORE", CORE), ("SIZES", SIZES)):
            patch.setattr(enlarge, name, small)
        yield Enlarger({"graph": graph, "weights": content})


def _all(steps):
    told = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as stop:
            return told, stop.value


def test_tiles_make_the_picture_that_the_network_makes_at_once(enlarger):
    rgb = np.random.RandomState(1).rand(SIDE, SIDE, 3).astype(np.float32)
    told, large = _all(enlarger.enhanced(rgb, SIZES[0]))
    assert told == [(done, 16) for done in range(1, 17)]
    assert large.shape == (512, 512, 3)
    assert large.dtype == np.float32
    np.testing.assert_allclose(large, _by_torch(rgb), atol=2e-6)


def test_the_largest_is_the_network_on_its_own_result(enlarger):
    rgb = np.random.RandomState(2).rand(64, 64, 3).astype(np.float32)
    told, large = _all(enlarger.enhanced(rgb, SIZES[1]))
    assert told[-1] == (80, 80)
    first = _by_torch(resized(rgb, SIDE))
    np.testing.assert_allclose(large, _by_torch(resized(first, 2 * SIDE)), atol=5e-6)


def test_the_crop_is_a_piece_of_the_whole(enlarger):
    rgb = np.random.RandomState(3).rand(SIDE, SIDE, 3).astype(np.float32)
    before, after = enlarger.crop(rgb, 0.5, 0.25)
    assert before.shape == after.shape == (4 * CORE, 4 * CORE, 3)
    np.testing.assert_allclose(after, _by_torch(rgb)[256:384, 128:256], atol=2e-6)
    np.testing.assert_allclose(before, resized(rgb[64:96, 32:64], 4 * CORE), atol=1e-6)


def test_another_size_is_refused(enlarger):
    with pytest.raises(ValueError, match="512"):
        next(enlarger.enhanced(np.zeros((64, 64, 3), np.float32), 3000))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"Interp ", b"Pooling", "does not know: Pooling"),
        (b"2 1 ab b sum", b"2 1 ab q sum", "needs 'q'"),
        (b"1=3 4=1 5=1 6=216", b"1=3 3=2 4=1 5=1 6=216", "stride"),
        (b"9=2 -23310", b"9=5 -23310", "activation"),
        (b"0=1 -23301", b"0=2 -23301", "does not know: Eltwise"),
    ],
)
def test_layers_that_facelab_does_not_know_are_refused(old, new, why):
    graph, content, _ = tiny()
    assert old in graph
    with pytest.raises(WeightsError, match=why):
        to_onnx(read_ncnn(graph.replace(old, new, 1), content), 32, 4)
