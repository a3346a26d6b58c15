"""Edits solved live: what a direction does with these locks and layers, and how far it may go.

With g_k the gradient of label k's predictor and M a metric of how much a step disturbs, the step
that moves label j by one sigma, holds the labels in K still and disturbs the least is
d = M^-1 G (G' M^-1 G + eps I)^-1 e_j: K numbers to solve for, as M^-1 g_k and g_k' M^-1 g_l are
kept for each band of layers (`facelab.checkpoints.directions`; `facelab.solve.edit_model`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import Attribute, DirectionsFile
from facelab.recipe import Locks

Array = NDArray[np.float32]


def line_ends(
    start: Array, along: Array, allowed: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Amounts at which each row of start + amount * along is at its allowed mean square."""
    a = np.square(along, dtype=np.float64).mean(axis=1)
    b = np.multiply(start, along, dtype=np.float64).mean(axis=1)
    return quadratic_ends(a, b, np.square(start, dtype=np.float64).mean(axis=1) - allowed)


def quadratic_ends(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both x at which a x^2 + 2 b x + c is 0; infinite where a is 0."""
    moves = a > 1e-12
    a = np.where(moves, a, 1.0)
    root = np.sqrt(np.maximum(b * b - a * c, 0.0))
    low = np.where(moves, (-b - root) / a, -np.inf)
    high = np.where(moves, (-b + root) / a, np.inf)
    return low, high


_KEPT = 512  # solved edits
_SOFTNESS = 0.002  # of locks on directions that were not made with any
_FIRM = 0.02  # softness of what is held by the user's wish
_FLAT = 1e-9
_HOLDING = 0  # the metric by which as little as possible is taken from other directions


class EditSpace:
    """What is known of a network's w: predictors of labels, and how w is spread.

    Safe to use from several threads.

    Parameters
    ----------
    file : DirectionsFile
    w_avg : float32 [w_dim]
    num_ws : int
        Style rows of the network.
    """

    def __init__(self, file: DirectionsFile, w_avg: Array, num_ws: int) -> None:
        self._file = file
        self._w_avg = w_avg
        self._num_ws = num_ws
        self._bands = [list(band) for band in file.metadata.bands]
        self._used = sorted(row for band in self._bands for row in band)
        self._named = {each.id: k for k, each in enumerate(file.metadata.directions)}
        self._grams = file.grams.astype(np.float64)
        self._gradients = file.gradients  # in whitened w, [K, B, w_dim]
        self._number = {name: k for k, name in enumerate(file.metadata.labels)}
        self._locked = {
            each.id: frozenset((self._number[each.label],)) for each in file.metadata.directions
        } | {
            each.id: frozenset(self._number[name] for name in each.labels)
            for each in file.metadata.attributes
        }
        self._titles = {each.id: each.title for each in file.metadata.directions} | {
            each.id: each.title for each in file.metadata.attributes
        }
        self._flat_steps = file.steps.reshape(*file.steps.shape[:2], -1)  # [M, K, B x w_dim]
        self._sign = cache(self._find_sign)
        self._step = lru_cache(_KEPT)(self._solve)

    @property
    def attributes(self) -> dict[str, str]:
        """What can be locked: title by name, the named directions first."""
        return dict(self._titles)

    @property
    def num_ws(self) -> int:
        """Style rows of the network."""
        return self._num_ws

    @property
    def wholes(self) -> tuple[Attribute, ...]:
        """What can be locked and has no direction, as the identity."""
        return self._file.metadata.attributes

    @property
    def farthest(self) -> float:
        """Distance from the mean, in sigma, that hardly any face drawn at psi 1 exceeds."""
        return self._file.metadata.farthest

    # -- steps --------------------------------------------------------------------------

    def named_step(
        self, name: str, locks: Locks, layers: tuple[int, int] | None
    ) -> tuple[Array, tuple[int, int]]:
        """What a named direction does for an amount of 1.

        Parameters
        ----------
        name : str
        locks : Locks
        layers : (int, int) or None
            First and last style row; None is the direction's own.

        Returns
        -------
        float32 [num_ws, w_dim], (int, int)
            The step, zero outside the rows from first to last.
        """
        number = self._named[name]
        named = self._file.metadata.directions[number]
        own = self._rows_of(named.bands)
        span = own if layers is None else layers
        target = self._number[named.label]
        usual = frozenset(self._number[label] for label in named.locks)
        firm = self._labels(locks.held) - {target}
        soft = usual - self._labels(locks.free) - firm
        if soft == usual and not firm and span == own:
            rows = np.zeros((self._num_ws, self._w_avg.shape[0]), np.float32)
            for k in range(named.bands[0], named.bands[1] + 1):
                rows[self._bands[k]] = self._file.vectors[number, k]
            return rows, span
        return self._step(name, soft, firm, span), span

    def holding(self, rows: Array, held: Iterable[str], layers: tuple[int, int]) -> Array:
        """A step of any kind without what it would do to attributes that are held.

        Parameters
        ----------
        rows : float32 [1 or num_ws, w_dim]
        held : iterable of str
            Names as in `attributes`.
        layers : (int, int)
            Style rows that it acts on.

        Returns
        -------
        float32 [num_ws, w_dim]
            Within the layers what is left of it when as little as possible was taken away, by
            what that disturbs, so that it leaves these attributes as they are by their
            predictors; outside of them, as it was.
        """
        chosen = sorted(self._labels(held))
        out = np.repeat(rows, self._num_ws, axis=0) if rows.shape[0] == 1 else rows.copy()
        bands = self._touched(layers)
        if not chosen or not bands:
            return out
        gram = self._grams[_HOLDING, bands][:, chosen][:, :, chosen].sum(axis=0)
        means = np.stack([out[self._inside(band, layers)].mean(axis=0) for band in bands])
        does = np.einsum(
            "kbd,bd->k", self._gradients[chosen][:, bands], means @ self._file.whitener
        )
        softness = _SOFTNESS * np.diag(gram).mean() * np.eye(len(chosen))
        shares = np.linalg.lstsq(gram + softness, does, rcond=None)[0]
        undo = np.einsum("k,kbd->bd", shares, self._file.steps[_HOLDING, chosen][:, bands])
        for band, change in zip(bands, undo, strict=True):
            out[self._inside(band, layers)] -= change.astype(np.float32)
        return out

    def effects(self, rows: Array) -> dict[str, float]:
        """What a step does to each named direction's label by its predictor, in sigma."""
        whole = np.repeat(rows, self._num_ws, axis=0) if rows.shape[0] == 1 else rows
        means = np.stack([whole[band].mean(axis=0) for band in self._bands])
        does = np.einsum("kbd,bd->k", self._gradients, means @ self._file.whitener)
        does = does * self._file.gains
        return {
            each.id: float(does[self._number[each.label]])
            for each in self._file.metadata.directions
        }

    def predictor(self, name: str) -> Array:
        """What says a named direction's label of a face, [num_ws, w_dim]; see `predicted`."""
        label = self._number[self._file.metadata.directions[self._named[name]].label]
        gain = self._sign(name) * float(self._file.gains[label])
        rows = np.zeros((self._num_ws, self._w_avg.shape[0]), np.float32)
        for band, gradient in zip(self._bands, self._gradients[label], strict=True):
            rows[band] = gain / len(band) * (self._file.whitener @ gradient)
        return rows

    def predicted(self, predictor: Array, ws: Array) -> float:
        """How far w+ [num_ws, w_dim] is from the average face along a direction, in sigma."""
        return float(np.vdot(predictor, ws - self._w_avg))

    def _solve(
        self, name: str, soft: frozenset[int], firm: frozenset[int], span: tuple[int, int]
    ) -> Array:
        """The step that holds some labels as the direction does by itself, and others firmly."""
        named = self._file.metadata.directions[self._named[name]]
        target = self._number[named.label]
        chosen = [target, *sorted((soft | firm) - {target})]
        bands = self._touched(span)
        rows = np.zeros((self._num_ws, self._w_avg.shape[0]), np.float32)
        if not bands:
            return rows
        gram = self._grams[named.metric, bands].sum(axis=0)[np.ix_(chosen, chosen)]
        softened = gram.copy()
        softness = [min(named.softness, _FIRM) if k in firm else named.softness for k in chosen]
        softened[np.diag_indices(len(chosen))] += np.array(softness) * np.diag(gram).mean()
        softened[0, 0] = gram[0, 0]
        wish = np.zeros(len(chosen))
        wish[0] = 1.0
        try:
            shares = np.linalg.solve(softened, wish)
        except np.linalg.LinAlgError:  # labels that say the same, held exactly
            shares = np.linalg.lstsq(softened, wish, rcond=None)[0]
        reach = float(gram[0] @ shares) * float(self._file.gains[target])
        if not abs(reach) >= _FLAT:
            return rows  # these layers know nothing of it
        weights = np.zeros(len(self._number), np.float32)
        weights[chosen] = shares * (self._sign(name) / reach)
        step = (weights @ self._flat_steps[named.metric]).reshape(len(self._bands), -1)
        for band in bands:
            rows[self._inside(band, span)] = step[band]
        rows.flags.writeable = False
        return rows

    def _find_sign(self, name: str) -> float:
        """Whether more of a direction is more of its label."""
        number = self._named[name]
        named = self._file.metadata.directions[number]
        target = self._number[named.label]
        inside = slice(named.bands[0], named.bands[1] + 1)
        along = (self._file.vectors[number, inside] @ self._file.whitener) * self._gradients[
            target, inside
        ]
        return 1.0 if along.sum() * self._file.gains[target] >= 0 else -1.0

    def _labels(self, names: Iterable[str]) -> frozenset[int]:
        return frozenset().union(*(self._locked.get(name, frozenset()) for name in names))

    def _rows_of(self, bands: tuple[int, int]) -> tuple[int, int]:
        return self._bands[bands[0]][0], self._bands[bands[1]][-1]

    def _touched(self, span: tuple[int, int]) -> list[int]:
        return [band for band in range(len(self._bands)) if self._inside(band, span)]

    def _inside(self, band: int, span: tuple[int, int]) -> list[int]:
        """Style rows of a band that lie in a range of them."""
        return [row for row in self._bands[band] if span[0] <= row <= span[1]]

    # -- how far ------------------------------------------------------------------------

    def distance(self, ws: Array) -> float:
        """How far w+ [num_ws, w_dim] is from the mean of w, in sigma.

        The root mean square over w's dimensions, whitened, of the style row that is farthest;
        1 is what faces have on average that were drawn at psi 1.
        """
        return float(np.sqrt(self._squares(self._whitened(ws - self._w_avg)).max()))

    def share_inside(self, ws: Array, step: Array, limit: float) -> float:
        """Which share of a step [num_ws, w_dim] keeps w+ within a distance, 0 to 1.

        A face that is beyond it already is not taken any farther.
        """
        start, along = self._whitened(ws - self._w_avg), self._whitened(step)
        allowed = np.maximum(limit**2, self._squares(start) * (1 + 1e-6))
        return float(np.clip(line_ends(start, along, allowed)[1].min(), 0.0, 1.0))

    def reach(self, ws: Array, rows: Array) -> tuple[float, float]:
        """From where to where a step can be added to w+ before faces are unusual.

        Parameters
        ----------
        ws : float32 [num_ws, w_dim]
        rows : float32 [1 or num_ws, w_dim]
            The step for an amount of 1.

        Returns
        -------
        (float, float)
            Amounts, the first at most 0, the second at least 0; infinite where nothing ends.
        """
        whole = np.broadcast_to(rows, ws.shape)
        start, along = self._whitened(ws - self._w_avg), self._whitened(whole)
        allowed = np.maximum(self.farthest**2, self._squares(start))
        low, high = line_ends(start, along, allowed)
        return float(min(low.max(), 0.0)), float(max(high.min(), 0.0))

    def whitened(self, rows: Array) -> tuple[Array, NDArray[np.intp]]:
        """A step [num_ws, w_dim] in whitened w, for `reaches`.

        Returns
        -------
        float32 [M, w_dim], int [used rows]
            Its different rows, and which of them each style row has: a step is the same over
            whole bands of layers.
        """
        chosen = rows[self._used]
        new = np.ones(len(chosen), np.bool_)
        new[1:] = (chosen[1:] != chosen[:-1]).any(axis=1)
        return chosen[new] @ self._file.whitener, np.cumsum(new) - 1

    def reaches(
        self, ws: Array, rows: Array, squares: Array, places: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """`reach` of many steps at once.

        Parameters
        ----------
        ws : float32 [num_ws, w_dim]
        rows : float32 [M, w_dim]
            The different rows of all steps, as `whitened` gives them.
        squares : float [M]
            Mean square of each.
        places : int [N, used rows]
            Which of them each style row of each step has.

        Returns
        -------
        float [N], float [N]
            From which amount to which.
        """
        start = self._whitened(ws - self._w_avg)
        there = self._squares(start)
        along = (rows @ start.T).astype(np.float64) / rows.shape[1]  # [M, used rows]
        b = along[places, np.arange(len(start))]
        c = there - np.maximum(self.farthest**2, there)
        low, high = quadratic_ends(squares[places].astype(np.float64), b, c[None])
        return np.minimum(low.max(axis=1), 0.0), np.maximum(high.min(axis=1), 0.0)

    def outward(
        self, ws: Array, steps: Sequence[tuple[Array, NDArray[np.intp]]], amounts: Array
    ) -> NDArray[np.float64]:
        """How much each step that is part of w+ adds to how far out it is.

        Parameters
        ----------
        ws : float32 [num_ws, w_dim]
        steps : sequence of N
            As `whitened` gives them.
        amounts : float32 [N]

        Returns
        -------
        float [N]
            All 0 unless w+ is farther out than hardly any face is, and would not be without them.
        """
        whitened = self._whitened(ws - self._w_avg)
        squares = self._squares(whitened)
        far = int(squares.argmax())
        limit = self.farthest**2
        if not steps or squares[far] <= limit * (1 + 1e-3):
            return np.zeros(len(steps))
        moved = np.stack([rows[places[far]] for rows, places in steps]) * amounts[:, None]
        if np.square(whitened[far] - moved.sum(axis=0)).mean() > limit:
            return np.zeros(len(steps))
        adds: NDArray[np.float64] = (moved @ whitened[far]).astype(np.float64) / moved.shape[1]
        return adds

    def _whitened(self, rows: Array) -> Array:
        whitened: Array = rows[self._used] @ self._file.whitener
        return whitened

    @staticmethod
    def _squares(rows: Array) -> NDArray[np.float64]:
        squares: NDArray[np.float64] = np.square(rows, dtype=np.float64).mean(axis=1)
        return squares
