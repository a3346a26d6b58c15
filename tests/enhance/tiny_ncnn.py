"""A tiny network in ncnn's form that enlarges four times, as the large one is built."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

GRAPH = """7767517
10 12
Input                    rgb        0 1 data
Split                    split      1 2 data data_0 data_1
Convolution              conv_a     1 1 data_0 a 0=4 1=3 4=1 5=1 6=108 9=2 -23310=1,2.000000e-01
Convolution              conv_b     1 1 data_1 b 0=4 1=3 4=1 5=1 6=108
Eltwise                  mix        2 1 a b ab 0=1 -23301=2,2.000000e-01,1.000000e+00
BinaryOp                 add        2 1 ab b sum
Concat                   both       2 1 sum b wide
Interp                   up_1       1 1 wide wide_2 0=1 1=2.000000e+00 2=2.000000e+00
Interp                   up_2       1 1 wide_2 wide_4 0=1 1=2.000000e+00 2=2.000000e+00
Convolution              last       1 1 wide_4 out 0=3 1=3 4=1 5=1 6=216
"""


def tiny() -> tuple[bytes, bytes, list[tuple[NDArray[np.float32], NDArray[np.float32]]]]:
    """Graph, weights, and weight and bias of the three convolutions."""
    random = np.random.RandomState(5)
    content = b""
    kept = []
    for shape in ((4, 3, 3, 3), (4, 3, 3, 3), (3, 8, 3, 3)):
        weight = (random.randn(*shape) * 0.1).astype(np.float16)
        bias = (random.randn(shape[0]) * 0.05 + 0.2).astype(np.float32)
        content += struct.pack("<I", 0x01306B47) + weight.tobytes()
        content += b"\0" * (-weight.nbytes % 4) + bias.tobytes()
        kept.append((weight.astype(np.float32), bias))
    return GRAPH.encode(), content, kept
