"""Arrays of our own that are kept between runs, as .npz: what is damaged is made again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.damage import DAMAGED
from facelab.files import open_regular

MAX_BYTES = 16 * 2**30  # measurements of a hundred thousand faces


def read_arrays(path: Path, names: Iterable[str]) -> dict[str, NDArray[Any]] | None:
    """The arrays of these names; None if the file or one of them is missing or damaged."""
    try:
        # opened here: numpy leaves a damaged archive open
        with open_regular(path, MAX_BYTES) as raw, np.load(raw, allow_pickle=False) as file:
            return {name: file[name] for name in names}
    except DAMAGED:
        return None
