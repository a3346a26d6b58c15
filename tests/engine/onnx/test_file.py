from __future__ import annotations

import numpy as np
import onnxruntime as ort

from facelab.engine.onnx.file import OnnxGraph


def run(graph: OnnxGraph, **feeds: np.ndarray) -> list[np.ndarray]:
    session = ort.InferenceSession(graph.serialise(), providers=["CPUExecutionProvider"])
    return [np.asarray(each) for each in session.run(None, feeds)]


def test_whole_numbers_and_names_of_inputs_and_outputs() -> None:
    graph = OnnxGraph()
    a, b = graph.input("a", [2, 3]), graph.input("b", [4, 3])
    bias = graph.constant(np.arange(4, dtype=np.float32))
    graph.output(graph.node("Gemm", a, b, bias, transB=1, alpha=2.0), "y", [2, 4])
    x, y = np.random.RandomState(0).randn(2, 3), np.random.RandomState(1).randn(4, 3)
    (found,) = run(graph, a=x.astype(np.float32), b=y.astype(np.float32))
    np.testing.assert_allclose(found, 2 * x @ y.T + np.arange(4), rtol=1e-5)


def test_lists_of_numbers_and_negative_ones() -> None:
    graph = OnnxGraph()
    x = graph.input("x", [2, 3, 4])
    graph.output(graph.node("Transpose", x, perm=[2, 0, 1]), "turned", [4, 2, 3])
    graph.output(graph.node("Concat", x, x, axis=-1), "twice", [2, 3, 8])
    values = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    turned, twice = run(graph, x=values)
    np.testing.assert_array_equal(turned, values.transpose(2, 0, 1))
    np.testing.assert_array_equal(twice, np.concatenate([values, values], axis=2))


def test_words_as_attributes() -> None:
    graph = OnnxGraph()
    x = graph.input("x", [1, 1, 3, 3])
    weight = graph.constant(np.ones((1, 1, 3, 3), np.float32))
    graph.output(graph.node("Conv", x, weight, auto_pad="SAME_UPPER"), "y", [1, 1, 3, 3])
    (found,) = run(graph, x=np.ones((1, 1, 3, 3), np.float32))
    assert found[0, 0].tolist() == [[4, 6, 4], [6, 9, 6], [4, 6, 4]]


def test_splits_reshapes_and_bytes() -> None:
    graph = OnnxGraph()
    x = graph.input("x", [2, 6])
    first, rest = graph.split(x, 1, [2, 4])
    graph.output(graph.reshape(first, 4), "first", [4])
    shape = graph.reshape(graph.node("Cast", rest, to=2), 8)
    graph.output(shape, "rest", [8], np.uint8)
    values = np.arange(12, dtype=np.float32).reshape(2, 6) + 0.9
    head, tail = run(graph, x=values)
    np.testing.assert_allclose(head, [0.9, 1.9, 6.9, 7.9])
    assert tail.dtype == np.uint8
    assert tail.tolist() == [2, 3, 4, 5, 8, 9, 10, 11]
