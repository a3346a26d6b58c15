"""Networks in ncnn's form."""

import numpy as np
import pytest

from facelab.checkpoints.formats.ncnn import read_ncnn
from facelab.errors import WeightsError
from tests.enhance.tiny_ncnn import tiny


def test_layers_come_with_their_parameters_and_weights():
    graph, content, kept = tiny()
    layers = read_ncnn(graph, content)
    assert [layer.kind for layer in layers][:3] == ["Input", "Split", "Convolution"]
    found = [layer for layer in layers if layer.weight is not None]
    for layer, (weight, bias) in zip(found, kept, strict=True):
        np.testing.assert_array_equal(layer.weight, weight)
        np.testing.assert_array_equal(layer.bias, bias)
    assert layers[4].numbers(1) == (0.2, 1.0)
    assert layers[2].number(9) == 2


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"7767517", b"7767518", "does not begin"),
        (b"10 12", b"11 12", "announces 11 layers"),
        (b"10 12", b"1000000 12", "announces 1000000 layers"),
        (b"2 1 a b ab", b"9 1 a b ab", "fewer values"),
        (b"-23310=1,", b"-23310=2,", "not of its length"),
        (b"6=108 9=2", b"6=109 9=2", "another shape"),
        (b"6=216", b"6=99999999999", "impossible sizes"),
        (b"0=4 1=3", b"0=4 1=x", "not a readable text"),
        (b"0=4 1=3", b"0=4 1=1.0e999", "not a readable text"),
    ],
)
def test_a_graph_that_lies_is_refused(old, new, why):
    graph, content, _ = tiny()
    assert old in graph
    with pytest.raises(WeightsError, match=why):
        read_ncnn(graph.replace(old, new, 1), content)


def test_weights_of_another_length_are_refused():
    graph, content, _ = tiny()
    with pytest.raises(WeightsError, match="end before"):
        read_ncnn(graph, content[:-4])
    with pytest.raises(WeightsError, match="4 bytes of its weights belong to no layer"):
        read_ncnn(graph, content + b"\0\0\0\0")
    with pytest.raises(WeightsError, match="unknown way"):
        read_ncnn(graph, b"\1\2\3\4" + content[4:])
    with pytest.raises(WeightsError, match="not all numbers"):
        read_ncnn(graph, content[:4] + b"\xff\xff" + content[6:])
