"""How a set for research is made, as it was chosen last."""

from __future__ import annotations

from typing import Literal

import msgspec

from facelab.stimuli.plan import LEVELS, TOLERANCE

NAME, FORMAT = "research-set", "research"


class StimuliChoice(msgspec.Struct, frozen=True, kw_only=True):
    """What the tab for research sets asks for, but for which faces.

    Attributes
    ----------
    attributes : tuple of str
        Directions; of another network some may be missing.
    levels : tuple of float
        In sd, ascending.
    design, origin, tolerance, order_seed
        As `stimuli.plan.StimuliPlan` has them.
    format : str
        Name of a format, see `export.named`.
    folder, name : str
        The set is a folder of this name in that one.
    overwrite : bool
        Replace a set that is there; else the same one goes on, and another is left alone.
    """

    attributes: tuple[str, ...] = ("smile",)
    levels: tuple[float, ...] = LEVELS
    design: Literal["single", "factorial"] = "single"
    origin: Literal["face", "mean"] = "face"
    tolerance: float = TOLERANCE
    order_seed: int = 0
    format: str = FORMAT
    folder: str = ""
    name: str = NAME
    overwrite: bool = False
