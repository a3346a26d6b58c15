"""What is to be looked at before it leaves, and what is known of it so far."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.export.orders import Order
from facelab.export.provenance.facts import Parts
from facelab.preparing.costs import Cost
from facelab.preparing.preparation import Preparation
from facelab.session.choices.export import ExportChoice

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """What is to be looked at.

    Attributes
    ----------
    orders : tuple of Order
        The faces, the first of those that leave; several only where they come on a sheet.
    choice : ExportChoice
    preparation : Preparation
    parts : Parts
        What the picture says of itself.
    place : (float, float)
        Upper left corner of the part that is enhanced as a sample, 0 to 1 down and across.
    """

    orders: tuple[Order, ...]
    choice: ExportChoice
    preparation: Preparation
    parts: Parts
    place: tuple[float, float] = (0.36, 0.28)

    @property
    def is_sheet(self) -> bool:
        """Whether several faces come in one file."""
        return self.preparation.format.sheet is not None


@dataclass(frozen=True, eq=False)
class Sample:
    """A part before and after enhancing: uint8 [H, W, 4]."""

    before: Bytes
    after: Bytes


@dataclass(frozen=True, eq=False)
class Seen:
    """What is known so far.

    Attributes
    ----------
    look : Look
    pixels : uint8 [H, W, 4] or None
        The picture, straight alpha, no larger than a screen.
    size : (int, int)
        Width and height of the file's picture.
    exact : bool
        Whether the pixels are those of the finished file, with its marks and losses; if it is
        to be enhanced, without that.
    sample : Sample or None
    missing : tuple of CatalogueEntry
        Networks without which it cannot be made.
    path : Path or None
        Where the first one will go.
    free : int or None
        Bytes on that disk.
    cost : Cost or None
        Of one face.
    """

    look: Look
    pixels: Bytes | None = None
    size: tuple[int, int] = (0, 0)
    exact: bool = False
    sample: Sample | None = None
    missing: tuple[CatalogueEntry, ...] = ()
    path: Path | None = None
    free: int | None = None
    cost: Cost | None = None
