"""Directions of the latent space, scaled so that an amount of 1 is one standard deviation."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import DirectionsFile, Figures
from facelab.engine.directions.edit_space import EditSpace
from facelab.errors import RecipeError
from facelab.recipe import DirectionAmount, Locks

Array = NDArray[np.float32]

MINE_GROUP = "Mine"  # the user's own


@dataclass(frozen=True, eq=False)
class Direction:
    """A way to move in w, and the layers on which it acts.

    Attributes
    ----------
    id : str
        Name in recipes and on the command line; never changes once published.
    title : str
        Name shown to the user.
    group : str
        Heading under which it is listed.
    vectors : float32 array [1, w_dim] or [num_ws, w_dim]
        Step for an amount of 1, that is one sigma.
    layers : (int, int)
        First and last style row it acts on, inclusive.
    note : str
        One sentence for the tooltip.
    breaks_at : float or None
        Amount from which faces begin to break, either way, if that was measured.
    figures : Figures or None
        What was measured of it.
    named : bool
        Whether it was made for a label: it holds others still by itself, and can be locked.
    """

    id: str
    title: str
    group: str
    vectors: NDArray[np.float32]
    layers: tuple[int, int]
    note: str = ""
    breaks_at: float | None = None
    figures: Figures | None = None
    named: bool = False


# Named ones, and what locks and limits are solved with.
OlderDirections = tuple[tuple[Direction, ...], EditSpace]


class DirectionSet:
    """The directions known for one network, by id, in the order they are listed.

    Parameters
    ----------
    directions : tuple of Direction
    space : EditSpace or None
        What locks and limits are solved with; None if nothing was measured of the network.
    fit : str or None
        Hash of the named ones, see `facelab.checkpoints.fits`; None if there are none.
    beyond : DirectionSet or None
        Where directions are that are not found here; they are not listed.
    read_older : callable
        Finds older named directions by their hash, None if they are not there.
    """

    def __init__(
        self,
        directions: tuple[Direction, ...] = (),
        space: EditSpace | None = None,
        fit: str | None = None,
        beyond: DirectionSet | None = None,
        read_older: Callable[[str], OlderDirections | None] = lambda fit: None,
    ) -> None:
        self._by_id = {direction.id: direction for direction in directions}
        self._gone: dict[str, Direction] = {}
        self._beyond = beyond
        self.space = space
        self.fit = fit
        self._read_older = read_older
        self._older: dict[str, DirectionSet] = {}

    def __iter__(self) -> Iterator[Direction]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, name: str) -> Direction:
        """The direction with this id.

        Raises
        ------
        RecipeError
            There is none.
        """
        found = self.find(name)
        if found is None:
            raise RecipeError(
                f"No direction is called {name!r}.",
                "The recipe or command uses a direction this network does not have here.",
                _nearest(name, self._by_id) + "`facelab directions list` shows the available ones.",
            )
        return found

    def find(self, name: str) -> Direction | None:
        """The direction with this id, if there is one."""
        found = self._by_id.get(name) or self._gone.get(name)
        return self._beyond.find(name) if found is None and self._beyond else found

    def older(self, fit: str) -> DirectionSet | None:
        """These with older named directions, found by their hash; None if they are not there.

        Raises
        ------
        WeightsError
            They are damaged.
        """
        if fit not in self._older:
            found = self._read_older(fit)
            if found is None:
                return None
            self._older[fit] = DirectionSet(*found, fit, beyond=self)
        return self._older[fit]

    def replace_group(self, group: str, directions: tuple[Direction, ...], before: str) -> None:
        """List other directions in a group, at the place where it is.

        What was in it and is not any more is no longer listed, but `get` still finds it: the
        steps of undo may use it. Another thread sees the old list or the new one, never half.

        Parameters
        ----------
        group : str
        directions : tuple of Direction
        before : str
            The group that it comes before if it is not there yet; the end if that is not there.
        """
        old = self._by_id
        rest = [each for each in old.values() if each.group != group]
        places = [k for k, each in enumerate(old.values()) if each.group == group]
        if not places:
            places = [k for k, each in enumerate(rest) if each.group == before]
        place = places[0] if places else len(rest)
        taken = {each.id for each in rest}
        new = [each for each in directions if each.id not in taken]
        self.remember(each for each in old.values() if each.group == group)
        self._by_id = {each.id: each for each in (*rest[:place], *new, *rest[place:])}

    def remember(self, directions: Iterable[Direction]) -> None:
        """Let `get` find these although they are not listed."""
        self._gone = self._gone | {each.id: each for each in directions}

    def step(self, move: DirectionAmount, locks: Locks) -> tuple[Array, tuple[int, int]]:
        """What a direction does for an amount of 1.

        Returns
        -------
        float32 [1 or num_ws, w_dim], (int, int)
            The step, and the first and last style row on which it acts.

        Raises
        ------
        RecipeError
            There is no such direction.
        """
        direction = self.get(move.direction)
        if self.space is not None and direction.named:
            return self.space.named_step(direction.id, locks, move.layers)
        span = direction.layers if move.layers is None else move.layers
        rows = direction.vectors
        if self.space is not None and locks.held:
            rows = self.space.holding(rows, locks.held, span)
        return rows, span

    def check_locks(self, locks: Locks, guard: float | None) -> None:
        """Refuse locks and limits that mean nothing for this network.

        Raises
        ------
        RecipeError
        """
        if self.space is None and guard is not None:
            raise RecipeError(
                "Edits cannot be limited with this network.",
                "It has no named directions, so the spread of its faces is unknown.",
                "Remove the limit, or choose another network.",
            )
        names = (*locks.held, *locks.free)
        if self.space is None and names:
            raise RecipeError(
                f"{names[0]!r} cannot be locked with this network.",
                "It has no named directions, which are fitted to faces, and so no locks.",
                "Remove the lock, or choose another network.",
            )
        known = {} if self.space is None else self.space.attributes
        for name in names:
            if name not in known:
                raise RecipeError(
                    f"Nothing called {name!r} can be locked.",
                    "The recipe or command names something this network does not have here.",
                    _nearest(name, known) + "`facelab directions list` shows what is available.",
                )


def _nearest(name: str, known: Iterable[str]) -> str:
    spelled = "-".join(name.casefold().replace("_", " ").split())
    near = difflib.get_close_matches(spelled, list(known), n=1)
    return f"Did you mean {near[0]}? " if near else ""


def named_directions(file: DirectionsFile, num_ws: int) -> tuple[Direction, ...]:
    """The directions of a file, in its order, with a vector for each style row.

    Parameters
    ----------
    file : DirectionsFile
    num_ws : int
        Style rows of the network; rows that are in no band of layers are not moved.
    """
    bands = file.metadata.bands
    found = []
    for named, vector in zip(file.metadata.directions, file.vectors, strict=True):
        rows = np.zeros((num_ws, vector.shape[1]), np.float32)
        for band, row in zip(bands, vector, strict=True):
            rows[list(band)] = row
        first, last = named.bands
        found.append(
            Direction(
                id=named.id,
                title=named.title,
                group=named.group,
                vectors=rows,
                layers=(bands[first][0], bands[last][-1]),
                note=named.about,
                breaks_at=named.breaks_at,
                figures=named.figures,
                named=True,
            )
        )
    return tuple(found)
