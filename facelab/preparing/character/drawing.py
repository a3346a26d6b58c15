"""Cells of a sheet drawn, each in all the ways that are asked for, with the eyes where those of the
sheet's face are, and with how far the person has drifted.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.cutout.person import PERSON_NETS
from facelab.export.sizes import sized, to_bytes, to_float
from facelab.export.writer import Pixels
from facelab.preparing.character.eyes import apart, brought, find_eyes, from_there
from facelab.preparing.heads import Head
from facelab.preparing.leaving import DrawFace
from facelab.preparing.preparation import Preparation
from facelab.preparing.prepare import Fetch, Preparer
from facelab.processors import processors
from facelab.progress import Steps, Stop, go_on
from facelab.recipe import Recipe
from facelab.recipe.character.sheet import Cell

if TYPE_CHECKING:
    from facelab.labels.nets import LabelNets

Array = NDArray[np.float32]

# Moved by so many standard deviations, a head is turned or as large otherwise: its eyes cannot all
# lie where those of the face do, and the middle between them does.
TURNS, TURNED = ("yaw", "pitch", "roll", "zoom"), 0.6
_DESCRIBED = (128, 512)  # sides of the pictures in which identity is measured


class Identity(Protocol):
    """What tells people apart: `facelab.labels.identity.Identity`."""

    def describe(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Each person of uint8 [N, S, S, 3] as a row of numbers."""


@dataclass(frozen=True, eq=False)
class CellPicture:
    """A cell that was drawn.

    Attributes
    ----------
    cell : Cell
    pictures : mapping of Preparation to float32 [S, S, 3 or 4]
        In each way, at its full size.
    side : int
        In pixels, of what the network drew.
    seconds : float
        That it took.
    drift : float or None
        Of the person: 0 is the same, 1 as far as two strangers; None if nobody measured it, or no
        face was found.
    eyes : float or None
        How far they lie from their place, of the picture's side; None if they were left where
        they are.
    """

    cell: Cell
    pictures: Mapping[Preparation, Array]
    side: int
    seconds: float = 0.0
    drift: float | None = None
    eyes: float | None = None

    def at_size(self, preparation: Preparation) -> Pixels:
        """The picture of a way, as large as it is wanted."""
        picture = self.pictures[whole(preparation)]
        return sized(picture, preparation.final_side(picture.shape[0]))


def whole(preparation: Preparation) -> Preparation:
    """The same at full size and not on a sheet: what is drawn once for several ways."""
    named = preparation.format.changed(
        name="cell", title="Cell", about="", longest=None, sheet=None, pattern="", letters="any"
    )
    return Preparation(named, preparation.backdrop)


def is_turned(cell: Recipe, face: Recipe) -> bool:
    """Whether the head of a cell is turned otherwise than that of its sheet's face."""
    return any(abs(cell.amount(name) - face.amount(name)) > TURNED for name in TURNS)


@dataclass
class CellDrawer:
    """Draws the cells of one sheet. Used by one thread.

    Parameters
    ----------
    draw : callable
        Draws a recipe as `Renderer.full_float` and `full` do.
    preparer : Preparer
    face : Recipe
        What all cells are made of.
    ways : iterable of Preparation
    align : bool
        Bring the eyes to one place.
    identity : Identity or None
        Measures the drift of the person.
    fetch : callable
        Gets networks, as `Preparer` does.
    stop : callable
    """

    draw: DrawFace
    preparer: Preparer
    face: Recipe
    ways: Iterable[Preparation]
    align: bool = True
    identity: Identity | None = None
    fetch: Fetch = PackagedSet.fetch
    stop: Stop = go_on
    _nets: LabelNets | None = field(default=None, init=False)
    _eyes: Head | None = field(default=None, init=False)
    _person: NDArray[np.float32] | None = field(default=None, init=False)
    _base: Array | None = field(default=None, init=False)

    def ready(self, side: int) -> Steps[None]:
        """Get every network that is needed, and look at the face that all cells are made of.

        Parameters
        ----------
        side : int
            Of the pictures that the network draws.

        Raises
        ------
        DownloadError, WeightsError
            A network cannot be fetched or used.
        RecipeError, ModelError
            The face cannot be drawn.
        """
        self.ways = tuple(dict.fromkeys(map(whole, self.ways)))
        for way in self.ways:
            yield from self.preparer.ready(way, side)
        if self.align:
            from facelab.labels.nets import LabelNets  # onnxruntime

            files = yield from self.fetch(PERSON_NETS)
            self._nets = LabelNets(files, processors(), ("face_landmarks",))
        if self.align or self.identity is not None:
            self._base = to_float(self.draw(self.face, True))
            if self._nets is not None:
                self._eyes = find_eyes(self._nets, self._base)
            self._person = self._described(self._base)

    def drawn(self, cell: Cell) -> Steps[CellPicture]:
        """One cell.

        Raises
        ------
        Stopped
        RecipeError, ModelError
            It cannot be drawn.
        """
        start = time.perf_counter()
        if cell.recipe == self.face and self._base is not None:
            drawn: Array = self._base
        else:
            drawn = to_float(self.draw(cell.recipe, True))
        turned = is_turned(cell.recipe, self.face)
        there, eyes = self._place(drawn, turned)
        pictures = {}
        for way in self.ways:
            made = yield from self.preparer.prepared(drawn, way, self.stop)
            pictures[way] = self._moved(to_float(made.pixels), way, there, turned)
        return CellPicture(
            cell,
            pictures,
            drawn.shape[0],
            time.perf_counter() - start,
            self._drift(drawn),
            eyes,
        )

    def _place(self, drawn: Array, turned: bool) -> tuple[Head | None, float | None]:
        """Where its eyes are, and how far from their place they are when it is moved."""
        if self._nets is None or self._eyes is None or drawn is self._base:
            return None, None if self._eyes is None else 0.0
        there = from_there(self._nets, drawn, self._eyes, turned)
        if there is None:
            return None, None
        now = find_eyes(self._nets, brought(drawn, there, self._eyes))
        return there, None if now is None else apart(now, self._eyes, turned)

    def _moved(self, picture: Array, way: Preparation, there: Head | None, turned: bool) -> Array:
        named = way.format
        if there is None or self._eyes is None or named.research or named.shape.outline != "square":
            return picture
        if turned and picture.shape[2] == 3:
            return picture  # it would have to go far, and what is behind it would be smeared
        return brought(picture, there, self._eyes)

    def _described(self, drawn: Array) -> NDArray[np.float32] | None:
        if self.identity is None:
            return None
        low, high = _DESCRIBED
        small = to_bytes(sized(drawn, min(max(drawn.shape[0], low), high)))
        row = self.identity.describe(small[None])[0]
        return row if np.isfinite(row).all() else None

    def _drift(self, drawn: Array) -> float | None:
        if self._person is None:
            return None
        person = self._described(drawn)
        if person is None:
            return None
        from facelab.labels.identity import drift

        return drift(self._person, person)
