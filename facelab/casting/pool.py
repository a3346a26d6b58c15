"""Seeds that promise to fit, found by predicting many: the candidates for a cast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facelab.casting.eyes import Eyes
from facelab.casting.predict import Predicted
from facelab.casting.shares import Counts, kinds, of_each_kind
from facelab.casting.wishes import Wishes
from facelab.progress import Progress, Steps

Array = NDArray[np.float32]
Chances = NDArray[np.float64]

AT_ONCE = 1000  # faces predicted in a step
LIKELY = 0.3  # a candidate that is worth its drawing
_EACH, _MORE = 6, 20  # candidates for a face of a kind, and for the kind
_UNLIKELY = 100  # the best of the others that are remembered for a kind


@dataclass(frozen=True, eq=False)
class Candidate:
    """A face that was predicted.

    Attributes
    ----------
    seed : int
    chance : float
        That it meets all wishes and is of the kind.
    whitened : float32 [w_dim]
    person : float32 [F]
        As in `Predicted`.
    """

    seed: int
    chance: float
    whitened: Array
    person: Array


class Pool:
    """Candidates by kind.

    Parameters
    ----------
    wishes : Wishes
    eyes : Eyes

    Attributes
    ----------
    wanted : int [kinds]
        How many faces of each kind there are to be; known after the first step of `fill`.
    predicted, likely : int
        How many faces were predicted, and how many of them promised to meet all wishes.
    """

    def __init__(self, wishes: Wishes, eyes: Eyes) -> None:
        self._wishes, self._eyes = wishes, eyes
        self._random = np.random.RandomState(wishes.seed)
        self._known: set[int] = set()
        self._which = kinds(len(wishes.shares))
        self._likely: list[list[Candidate]] = [[] for _ in self._which]
        self._others: list[list[Candidate]] = [[] for _ in self._which]
        self.wanted: Counts = np.zeros(len(self._which), np.int64)
        self.predicted = self.likely = 0

    def fill(self, kind: int | None = None) -> Steps[None]:
        """Predict faces until every kind has candidates enough, or as many as may be looked at.

        Parameters
        ----------
        kind : int, optional
            Only this one needs more.
        """
        needed = None if kind is None else [kind]
        room = 0 if kind is None else len(self._likely[kind]) + _MORE
        while not self.exhausted:
            yield from self._predict(min(AT_ONCE, self._wishes.look_at - self.predicted))
            yield Progress(text=f"Predicting: {self.predicted:,} faces")
            short = [
                each
                for each in needed or np.flatnonzero(self.wanted).tolist()
                if len(self._likely[each]) < (room or self._enough(each))
            ]
            if not short:
                return

    @property
    def exhausted(self) -> bool:
        """Whether as many were predicted as may be."""
        return self.predicted >= self._wishes.look_at

    def likely_of(self, kind: int) -> list[Candidate]:
        """The candidates of a kind that are likely; what the caller takes, it takes out."""
        return self._likely[kind]

    def take_unlikely(self, kind: int) -> Candidate | None:
        """The best of the others, once; None if there are no more."""
        others = self._others[kind]
        return others.pop(0) if others else None

    def _enough(self, kind: int) -> int:
        return _EACH * int(self.wanted[kind]) + _MORE

    def _predict(self, count: int) -> Steps[None]:
        drawn = self._random.randint(0, 2**32, size=count, dtype=np.uint32)
        seeds = [each for each in dict.fromkeys(drawn.tolist()) if each not in self._known]
        self._known.update(seeds)
        predictor = self._eyes.predictor
        w = yield from self._eyes.w(seeds)
        predicted = predictor.predict(w, self._wishes.psi)
        meets = predictor.all_chances(predicted, self._wishes.wishes)  # [N]
        of_kind = np.ones((len(seeds), len(self._which)))
        for k, share in enumerate(self._wishes.shares):
            so = predictor.chances(predicted, share.wish)
            of_kind *= np.where(self._which[:, k], so[:, None], 1 - so[:, None])
        if not self.predicted:
            natural = (meets[:, None] * of_kind).sum(axis=0)
            parts = [each.part for each in self._wishes.shares]
            self.wanted = of_each_kind(self._wishes.count, parts, natural)
        self.predicted += count
        self.likely += int((meets >= 0.5).sum())
        for kind in np.flatnonzero(self.wanted):
            self._keep(int(kind), seeds, meets * of_kind[:, kind], predicted)

    def _keep(self, kind: int, seeds: list[int], chances: Chances, predicted: Predicted) -> None:
        def candidate(k: int) -> Candidate:
            return Candidate(
                seeds[k], float(chances[k]), predicted.whitened[k].copy(), predicted.person[k]
            )

        likely = np.flatnonzero(chances >= LIKELY)
        room = self._enough(kind) + _MORE
        self._likely[kind] += [candidate(k) for k in likely[:room]]
        best = np.argsort(-chances, kind="stable")[:_UNLIKELY]
        others = [candidate(k) for k in best if chances[k] < LIKELY]
        both = sorted(self._others[kind] + others, key=lambda each: -each.chance)
        self._others[kind] = both[:_UNLIKELY]
