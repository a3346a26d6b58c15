"""Published networks as tensors of ours, one file and one line a family."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.families import mobilestylegan

Converter = Callable[
    [str, Mapping[str, bytes]], tuple[dict[str, NDArray[np.float32]], dict[str, Any]]
]
"""A name of the catalogue, and its files' content by role, to the network's tensors (float32, as
`facelab.networks` names them, "w_avg" among them) and its configuration. Raises WeightsError."""

# Under the names that `facelab.networks.families` has.
CONVERTERS: dict[str, Converter] = {
    "mobilestylegan": mobilestylegan.convert_published,
}
