"""What makes the preview heads of a family of networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facelab.networks.preview_head import PreviewHead
from facelab.progress import Steps


@dataclass(frozen=True)
class HeadMaker:
    """The network that is given to `fit` and `disk_space` is one of its family.

    Attributes
    ----------
    fit : callable
        (network, folder, size, faces, steps) to the head, in steps; see
        `facelab.solve.preview_head.fit_preview_head`.
    disk_space : callable
        (network, size, faces) to the bytes that a fit takes in its folder.
    how_made : callable
        (faces, steps) to what the file says of how it was made.
    """

    fit: Callable[[Any, Path, int, int, int], Steps[PreviewHead]]
    disk_space: Callable[[Any, int, int], int]
    how_made: Callable[[int, int], dict[str, Any]]
