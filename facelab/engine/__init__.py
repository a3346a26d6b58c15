"""Recipe to pixels: compose w+, run the network, hand out frames.

Importing this package does not import torch, which takes seconds; `load` does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from facelab.engine.backend import OutOfMemoryError
from facelab.engine.compose import Composer, seed_to_z
from facelab.engine.directions.direction_set import Direction, DirectionSet
from facelab.engine.directions.reach import Reach
from facelab.engine.directions.strain import Strain, StrainGauge
from facelab.engine.frame import Frame
from facelab.engine.model_info import ModelInfo
from facelab.engine.renderer import Renderer
from facelab.engine.shape import layer_groups, used_layers
from facelab.errors import FacelabError
from facelab.networks.family import GROUPS

__all__ = [
    "GROUPS",
    "Composer",
    "Direction",
    "DirectionSet",
    "Frame",
    "ModelInfo",
    "OutOfMemoryError",
    "Reach",
    "Renderer",
    "Strain",
    "StrainGauge",
    "layer_groups",
    "load",
    "load_at_once",
    "seed_to_z",
    "used_layers",
]


def load(
    path: Path,
    device: str = "auto",
    notify: Callable[[FacelabError], None] = lambda error: None,
    backend: str = "auto",
    first_check: Callable[[], None] | None = None,
) -> Renderer:
    """Load a converted network file and make it ready to render.

    Parameters
    ----------
    path : Path
        A .safetensors file that `facelab weights fetch` made.
    device : "auto", "cuda", "mps" or "cpu"
    notify : callable
        Told if the renderer has to make do with less, at once or later.
    backend : str
        "auto" takes the fastest that works; see `facelab.engine.backends`.
    first_check : callable or None
        Called if the fast CPU back end was never compared with torch in this version and on
        this processor, before that is done, which takes some seconds. Without it that waits
        for `Renderer.check_later`.

    Raises
    ------
    WeightsError, ModelError, DeviceError
    """
    # Here, not above: what it imports must not delay the window.
    from facelab.engine.loading import load_renderer

    return load_renderer(path, device, notify, backend, first_check)


def load_at_once(
    path: Path, device: str = "auto", notify: Callable[[FacelabError], None] = lambda error: None
) -> Renderer:
    """`load` for a window: what has to be measured of a network once, and takes a second or two, is
    left to a job (`ModelInfo.measured`).
    """
    from facelab.engine.loading import load_renderer

    return load_renderer(path, device, notify, measuring=False)
