"""A network in ncnn's form as a graph for ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facelab.checkpoints.formats.ncnn import NcnnLayer, damaged
from facelab.engine.onnx.file import OnnxGraph

INPUT, OUTPUT = "rgb", "large"
_LEAKY = 2  # ncnn's number of this activation
_NEAREST = 1


def to_onnx(layers: Sequence[NcnnLayer], tile: int, scale: int) -> bytes:
    """The bytes of an .onnx file: float32 [1, 3, tile, tile] in 0..1 -> `scale` times as large.

    Raises
    ------
    WeightsError
        It has a layer that this does not know, or one asks for what no layer makes.
    """
    graph = OnnxGraph()
    values: dict[str, str] = {}
    last = ""
    for layer in layers:
        try:
            given = [values[name] for name in layer.inputs]
        except KeyError as error:
            raise damaged(f"{layer.name} needs {error}, which no layer makes.") from error
        if layer.kind == "Input":
            made = [graph.input(INPUT, (1, 3, tile, tile))]
        elif layer.kind == "Split":  # the same value under several names
            made = given * len(layer.outputs)
        else:
            made = [_node(graph, layer, given)]
        if len(made) != len(layer.outputs):
            raise damaged(f"{layer.name} makes another number of values than it says.")
        values.update(zip(layer.outputs, made, strict=True))
        last = made[-1]
    if INPUT not in values.values():
        raise damaged("It has no input.")
    graph.output(last, OUTPUT, (1, 3, scale * tile, scale * tile))
    return graph.serialise()


def _node(graph: OnnxGraph, layer: NcnnLayer, given: list[str]) -> str:
    match layer.kind:
        case "Convolution":
            return _convolution(graph, layer, given)
        case "Concat":
            return graph.node("Concat", *given, axis=1)
        case "BinaryOp" if layer.number(0) == 0 and len(given) == 2:
            return graph.node("Add", *given)
        case "Eltwise" if layer.number(0) == 1 and len(given) == 2:
            weighed = [
                value
                if factor == 1
                else graph.node("Mul", value, graph.constant(np.array(factor, np.float32)))
                for value, factor in zip(given, layer.numbers(1) or (1, 1), strict=True)
            ]
            return graph.node("Add", *weighed)
        case "Interp" if layer.number(0) == _NEAREST:
            scales = np.array([1, 1, layer.number(1), layer.number(2)], np.float32)
            return graph.node(
                "Resize",
                given[0],
                "",
                graph.constant(scales),
                mode="nearest",
                coordinate_transformation_mode="asymmetric",
                nearest_mode="floor",
            )
    raise damaged(f"It has a layer that facelab does not know: {layer.kind} {layer.name}.")


def _convolution(graph: OnnxGraph, layer: NcnnLayer, given: list[str]) -> str:
    assert layer.weight is not None
    assert layer.bias is not None
    kernel, pad = int(layer.number(1)), int(layer.number(4))
    if layer.number(3, 1) != 1 or layer.number(2, 1) != 1:
        raise damaged(f"{layer.name} has a stride or a dilation.")
    value = graph.node(
        "Conv",
        given[0],
        graph.constant(layer.weight),
        graph.constant(layer.bias),
        kernel_shape=[kernel, kernel],
        pads=[pad] * 4,
    )
    activation = layer.number(9)
    if activation == 0:
        return value
    if activation == _LEAKY:
        return graph.node("LeakyRelu", value, alpha=float(layer.numbers(10)[0]))
    raise damaged(f"{layer.name} has an activation that facelab does not know.")
