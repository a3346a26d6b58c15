"""Networks in dlib's own form."""

from __future__ import annotations

import pytest

from facelab.checkpoints.formats.dlib import read_dlib
from facelab.errors import WeightsError
from tests.checkpoints.formats.tiny_dlib import MEANS, SIDE, Tiny, layer


def test_layers_stand_in_their_order_with_their_numbers():
    network = read_dlib(Tiny().content())
    assert network.means == MEANS
    assert network.size == (SIDE, SIDE)
    kinds = [each.kind for each in network.layers]
    assert kinds[:4] == ["con_4", "affine_", "relu_", "max_pool_2"]
    assert kinds[-2:] == ["avg_pool_2", "fc_2"]
    assert network.layers[0].numbers == (4, 3, 3, 2, 2, 0, 0)
    assert len(network.layers[0].weights) == 4 * 3 * 9 + 4


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "ends too early"),
        (Tiny().content()[:-5], "ends too early"),
        (b"\x01\x01\x01\x0dloss_metric_9", "no network of dlib's that compares"),
        (Tiny().content() + layer("dropout_"), "does not know: 'dropout_'"),
        (Tiny().content().replace(b"input_rgb_image_sized", b"input_rgb_image_sizes"), "one size"),
    ],
)
def test_what_it_cannot_read_is_refused_with_the_cause(content, why):
    with pytest.raises(WeightsError, match=why):
        read_dlib(content)


def test_a_tensor_that_announces_more_than_there_is_takes_no_memory():
    content = Tiny().content()
    at = content.index(b"con_4") + len("con_4")
    huge = b"\x01\x02" + b"\x04\xff\xff\xff\x0f" * 4
    with pytest.raises(WeightsError, match="ends too early"):
        read_dlib(content[:at] + huge + content[at:])
