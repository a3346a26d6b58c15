"""The cells of the sheet as one sees them: their pictures, and how far the person has drifted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from facelab.engine import Frame
from facelab.errors import FacelabError
from facelab.labels.identity import LIMIT, drift
from facelab.recipe import Recipe
from facelab.recipe.character.sheet import Cell
from facelab.session.character.character import Character
from facelab.session.character.drawing import KEY, DrawingCells, Told
from facelab.session.identity_networks import Described, IdentityNetworks
from facelab.session.loaded import LoadedNetwork
from facelab.session.messages import message_of
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.signals import Signal

PICTURES, DESCRIPTIONS = 150, 4_000  # that are remembered beside those on show
ANOTHER = "The face of this sheet is of another network than the one in use."


class SheetCells:
    """Has the cells drawn while somebody looks and the hand rests.

    Parameters
    ----------
    character : Character
    loaded : LoadedNetwork
    engine : EngineThread
    networks : IdentityNetworks
    tell_error : callable
        Shows the user what went wrong.

    Attributes
    ----------
    cells : tuple of Cell
        Of the sheet as it was worked out last; none without a sheet.
    problem : str
        Why they cannot be drawn, in words; empty if they can.

    Signals
    -------
    changed(): the cells are others, or the limit, or whether they can be drawn.
    pictured(int): the picture of the cell at this place has come.
    measured(): more is known of drifts, or whether it can be.
    """

    changed = Signal()
    pictured = Signal(int)
    measured = Signal()

    def __init__(
        self,
        character: Character,
        loaded: LoadedNetwork,
        engine: EngineThread,
        networks: IdentityNetworks,
        tell_error: Callable[[Exception, str], None],
    ) -> None:
        self._character, self._loaded, self._engine = character, loaded, engine
        self._networks, self._tell_error = networks, tell_error
        self._frames: OrderedDict[Recipe, Frame] = OrderedDict()
        self._last: dict[str, Frame] = {}  # of each cell, until the new one has come
        self._known: OrderedDict[Recipe, Described] = OrderedDict()
        self._face: Recipe | None = None
        self._lookers: frozenset[str] = frozenset()
        self._fine = self._broken = False
        self.cells: tuple[Cell, ...] = ()
        self.problem = ""

    # -- what one sees -------------------------------------------------------------------------

    def frame(self, place: int) -> Frame | None:
        """The picture of a cell: that of before until its own has come."""
        cell = self.cells[place]
        return self._frames.get(cell.recipe) or self._last.get(cell.name)

    def is_fresh(self, place: int) -> bool:
        """Whether its picture shows what the cell is now."""
        return self.cells[place].recipe in self._frames

    @property
    def to_come(self) -> int:
        """How many pictures are still to come."""
        return sum(cell.recipe not in self._frames for cell in self.cells)

    def drift(self, place: int) -> float | None:
        """How far its person is from that of the sheet's face; None if that is not known."""
        base = None if self._face is None else self._known.get(self._face)
        row = self._known.get(self.cells[place].recipe)
        if base is None or row is None:
            return None
        far = drift(base, row)
        return float(far) if np.isfinite(far) else None

    @property
    def limit(self) -> float:
        """Drift beyond which a cell is marked."""
        sheet = self._character.sheet
        return LIMIT if sheet is None or sheet.limit is None else sheet.limit

    def is_beyond(self, place: int) -> bool:
        """Whether its person has drifted farther than the limit."""
        far = self.drift(place)
        return far is not None and far > self.limit

    def place_of(self, name: str) -> int | None:
        """Where the cell of this name is."""
        return next((k for k, cell in enumerate(self.cells) if cell.name == name), None)

    # -- having them drawn ---------------------------------------------------------------------

    def look(self, who: str, looked_at: bool) -> None:
        """Say whether somebody looks, a panel or a dialog: nothing is drawn while nobody does."""
        before = bool(self._lookers)
        self._lookers = self._lookers | {who} if looked_at else self._lookers - {who}
        if self._lookers and not before:
            self._networks.look()
            self.follow()
        elif not self._lookers:
            self._engine.cancel(KEY)

    def set_fine(self, fine: bool) -> None:
        """Say whether they are shown so large that previews are not enough."""
        if fine != self._fine:
            self._fine = fine
            self.follow()

    def wait(self) -> None:
        """The hand moves: it has the engine for itself."""
        self._engine.cancel(KEY)

    def follow(self) -> None:
        """The sheet is another, or the network, or what is here to measure with."""
        sheet, model = self._character.sheet, self._loaded.info
        self._engine.cancel(KEY)
        if sheet is None:
            self._set((), None, "")
            self._last.clear()
            return
        if model is None:
            return
        if sheet.face.model.sha256 != model.sha256:
            self._set((), None, ANOTHER)
            return
        self.changed.emit()
        if self._lookers:
            describer = self._networks.describer if self._networks.there else None
            self._engine.submit(
                DrawingCells(
                    sheet,
                    dict(self._frames),
                    frozenset(self._known),
                    None if self._broken else describer,
                    self._fine,
                    Told(self._on_cells, self._on_drawn, self._on_described, self._on_failed),
                )
            )

    def _set(self, cells: tuple[Cell, ...], face: Recipe | None, problem: str) -> None:
        for cell in self.cells:
            frame = self._frames.get(cell.recipe)
            if frame is not None:
                self._last[cell.name] = frame
        self.cells, self._face, self.problem = cells, face, problem
        self.changed.emit()

    def _on_cells(self, cells: tuple[Cell, ...], face: Recipe) -> None:
        self._set(cells, face, "")
        names = {cell.name for cell in cells}
        self._last = {name: frame for name, frame in self._last.items() if name in names}
        self.measured.emit()

    def _on_drawn(self, recipe: Recipe, frame: Frame) -> None:
        self._frames[recipe] = frame
        self._frames.move_to_end(recipe)
        while len(self._frames) > PICTURES + len(self.cells):
            self._frames.popitem(last=False)
        for place, cell in enumerate(self.cells):
            if cell.recipe == recipe:
                self.pictured.emit(place)

    def _on_described(self, recipe: Recipe, row: Described) -> None:
        self._known[recipe] = row
        while len(self._known) > DESCRIPTIONS:
            self._known.popitem(last=False)
        self.measured.emit()

    def _on_failed(self, error: Exception, measuring: bool) -> None:
        self._broken = self._broken or measuring
        if not measuring:
            said = message_of(error)
            self._set((), None, said.in_a_line)
        if measuring or not isinstance(error, FacelabError):
            self._tell_error(error, "warning")

    def on_networks(self) -> None:
        """The networks that measure have come, or are missing."""
        self.measured.emit()
        if self._networks.there:
            self.follow()
