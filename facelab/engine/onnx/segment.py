"""What a part of the network is: a model, and what it reads and hands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Place = Literal["top", "middle", "bottom"]


@dataclass(frozen=True, eq=False)
class Weights:
    """A model from styles to the weights that depend on them.

    Attributes
    ----------
    model : bytes
        Inputs "w{row}", outputs "weight{k}".
    shapes : mapping
        Of the outputs, by their names.
    """

    model: bytes
    shapes: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Segment:
    """A part of the network, a model of its own.

    Attributes
    ----------
    model : bytes
        Inputs: "x" (what the segment before hands out; the first has none), "w{row}"
        [1, w_dim] and "noise{k}" [1, 1, r, r]. Output: "y".
    rows : tuple of int
        Style rows that it reads.
    noises : tuple of int
        Noise maps that it reads, numbered from the lowest resolution.
    resolution : int
        Side of the picture, or of the features, of which "y" is all or some rows.
    shape : tuple of int
        Of "y".
    dtype : dtype
        Of "y".
    outputs : tuple of str
        "y"; or names of parts of it, as many as its first axis is long.
    weights : Weights or None
        What computes the weights that depend on styles, where that is apart: "model" then has
        inputs "weight{k}" in place of "w{row}".
    """

    model: bytes
    rows: tuple[int, ...]
    noises: tuple[int, ...]
    resolution: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    outputs: tuple[str, ...] = ("y",)
    weights: Weights | None = None


@dataclass(frozen=True, eq=False)
class StripBlock:
    """A block of the network as strips of rows.

    Attributes
    ----------
    models : mapping
        By where a strip lies. Input "x" is of the strip and `MARGIN` rows beside it, where there
        are any: [1, channels, h, size], blocks of channels outermost. The noise maps are of the
        strip, the first with one more row to each side. Weights that depend on styles are the
        same for all of them, and computed apart.
    size : int
        Side of the block's layers.
    rows : int
        Of a strip.
    channels : int
        Of what comes in.
    block : int
        Channels in a block.
    """

    models: Mapping[Place, Segment]
    size: int
    rows: int
    channels: int
    block: int
