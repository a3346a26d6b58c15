"""Which sliders are to blame where a face breaks, and which do nothing because they are held.

How far a direction goes before faces break was measured for one direction at a time
(`breaks_at`). Of several, each is a share of its own limit. Shares of different things add up as
sides of a right angle do: faces bear eight directions at 1.5 sigma, and an age of 3 with a smile
of 3. Turns of the head add up as they are, with the turn that the face has by itself: a head
turned by 3 and looking down by 3 breaks on all faces though neither does alone, and a turn of 2
breaks where the head is turned already. (Looked at on 6 faces in 24 combinations at psi 0.7.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from facelab.engine.directions.direction_set import DirectionSet
from facelab.engine.directions.reach import Key, Reach
from facelab.recipe import DirectionAmount, Locks, Recipe

Array = NDArray[np.float32]

TURNS = ("yaw", "pitch", "roll")
LEAST_AMOUNT = 0.005  # less is shown as 0
LEAST_SHARE = 0.005  # of what was asked for, likewise
_NOTHING = 0.05  # what is left of a step is nothing
_BLAMED, _BLAMED_OF_MOST = 0.2, 0.3  # shares of a limit
_KEPT = 512


@dataclass(frozen=True)
class Strain:
    """What is wrong with an edit.

    Attributes
    ----------
    beyond : tuple of str
        Directions that together go beyond what the network can draw, the most to blame first.
    held : tuple of str
        Directions of which the recipe's guard lets nothing through.
    stopped : mapping of str to tuple of str
        Directions of which locks leave nothing, and the names of those locks.
    """

    beyond: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    stopped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class StrainGauge:
    """Judges faces as they come, in a fraction of a millisecond each.

    Parameters
    ----------
    directions : DirectionSet
    reach : Reach
        Of the same directions; its steps are used where they are there.
    """

    def __init__(self, directions: DirectionSet, reach: Reach) -> None:
        self._directions = directions
        self._reach = reach
        space = directions.space
        named = {each.id for each in directions if each.named}
        self._turns: dict[str, Array] = (
            {} if space is None else {k: space.predictor(k) for k in TURNS if k in named}
        )
        self._stopped: dict[Key, tuple[str, ...]] = {}

    def of(self, ws: Array, recipe: Recipe, share: float = 1.0) -> Strain:
        """Judge a face.

        Parameters
        ----------
        ws : float32 [num_ws, w_dim]
            The w+ of the face.
        recipe : Recipe
        share : float
            How much of what its directions ask for its guard let through.
        """
        space = self._directions.space
        # A direction that only the recipe knows has no slider that could be to blame.
        known = [move for move in recipe.directions if self._directions.find(move.direction)]
        moves = [move for move in known if abs(move.amount) > LEAST_AMOUNT]
        if space is None or not moves or recipe.fit not in (None, self._directions.fit):
            return Strain()
        if recipe.guard is not None and share < LEAST_SHARE:
            return Strain(held=tuple(move.direction for move in moves))
        stopped = {
            move.direction: locks for move in moves if (locks := self._locks_on(move, recipe.locks))
        }
        working = [move for move in moves if move.direction not in stopped]
        shares = self._shares(ws, working, share)
        if _together(shares) <= 1.0:
            shares = self._reach.outward(ws, recipe, [m.direction for m in working], share)
        return Strain(beyond=_most(shares), stopped=stopped)

    def _shares(self, ws: Array, moves: list[DirectionAmount], share: float) -> dict[str, float]:
        """Which share of its limit each direction takes."""
        space = self._directions.space
        assert space is not None
        shares = {}
        for move in moves:
            limit = self._directions.get(move.direction).breaks_at
            if limit is None:
                continue
            far = share * abs(move.amount)
            if move.direction in self._turns:
                now = space.predicted(self._turns[move.direction], ws)
                far = max(0.0, now if move.amount > 0 else -now)
            shares[move.direction] = far / limit
        return shares

    def _locks_on(self, move: DirectionAmount, locks: Locks) -> tuple[str, ...]:
        """What is held and leaves nothing of a direction; none if something is left."""
        if not locks.held:
            return ()
        key = (move.direction, locks, move.layers)
        if key not in self._stopped:
            if len(self._stopped) >= _KEPT:
                self._stopped.clear()
            one = DirectionAmount(move.direction, 1.0, move.layers)
            whole = self._long(one, Locks())
            held = whole > 0 and self._long(one, locks) <= _NOTHING * whole
            self._stopped[key] = locks.held if held else ()
        return self._stopped[key]

    def _long(self, move: DirectionAmount, locks: Locks) -> float:
        """Length of the step of a direction."""
        rows, (first, last) = self._directions.step(move, locks)
        if rows.shape[0] > 1:
            rows = rows[first : last + 1]
        return float(np.sqrt(np.square(rows, dtype=np.float64).mean()))


def _together(shares: Mapping[str, float]) -> float:
    """Shares of several limits as that of one."""
    turned = sum(share for name, share in shares.items() if name in TURNS)
    return float(np.sqrt(turned**2 + sum(s**2 for n, s in shares.items() if n not in TURNS)))


def _most(shares: Mapping[str, float]) -> tuple[str, ...]:
    """Those that matter, the most first."""
    most = max(shares.values(), default=0.0)
    least = max(min(_BLAMED, most), _BLAMED_OF_MOST * most)
    found = [name for name, share in shares.items() if share > 0 and share >= least]
    return tuple(sorted(found, key=lambda name: -shares[name]))
