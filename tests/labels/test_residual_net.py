"""dlib's network in ONNX Runtime makes what torch makes of the same weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnxruntime
import pytest

from facelab.checkpoints.formats.dlib import read_dlib
from facelab.errors import WeightsError
from facelab.labels.residual_net import to_onnx
from tests.checkpoints.formats.tiny_dlib import SIDE, Tiny


def test_it_describes_as_the_reference_does():
    tiny = Tiny()
    pictures = np.random.RandomState(1).randint(0, 256, (2, 3, SIDE, SIDE)).astype(np.float32)
    session = onnxruntime.InferenceSession(
        to_onnx(read_dlib(tiny.content()), 2), providers=["CPUExecutionProvider"]
    )
    found = session.run(None, {"rgb": pictures})[0]
    assert np.abs(tiny.run(pictures)).max() > 0.1
    np.testing.assert_allclose(found, tiny.run(pictures), atol=1e-5)


def test_layers_that_do_not_fit_are_refused():
    network = read_dlib(Tiny().content())
    without = replace(network, layers=network.layers[1:])
    with pytest.raises(WeightsError, match="another number of factors"):
        to_onnx(without, 1)
    with pytest.raises(WeightsError, match="impossible sizes"):
        to_onnx(replace(network, size=(2, 2)), 1)
    with pytest.raises(WeightsError, match="does not end in numbers"):
        to_onnx(replace(network, layers=network.layers[:-1]), 1)
