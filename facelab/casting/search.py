"""The search: candidates are drawn and measured, and those that fit are found faces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from facelab.casting.alike import Chosen, likest
from facelab.casting.eyes import Eyes
from facelab.casting.faces import Found, FoundFace, Nearest, Outcome, Seen
from facelab.casting.pool import Candidate, Pool
from facelab.casting.report import ALIKE, ALIKE_IN_W, NO_FACE, enough, other_wishes_wider
from facelab.casting.shares import kind_of
from facelab.casting.wishes import Wish, Wishes
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe

_PATIENCE = 60  # faces of a kind drawn one after another of which none fits
_PATIENCE_SHARE = 0.5  # and as many for each that was found


def casting(wishes: Wishes, eyes: Eyes) -> Steps[Outcome]:
    """Find the faces of a cast.

    The same wishes give the same faces, as long as the network is the same.

    Yields
    ------
    Progress
        Also `Found`, as soon as a face is.
    """
    return (yield from Search(wishes, eyes).run())


class Search:
    """One search, and what it has come to; see `casting`."""

    def __init__(self, wishes: Wishes, eyes: Eyes) -> None:
        self._wishes, self._eyes = wishes, eyes
        self._pool = Pool(wishes, eyes)
        self._chosen = Chosen(wishes.psi, wishes.seed, wishes.even)
        self._faces: list[FoundFace] = []
        self._of_kind: Counter[int] = Counter()
        self._tried: Counter[int] = Counter()  # in vain, since the last that was found
        self._given_up: set[int] = set()
        self._why_not: Counter[str] = Counter()
        self._drawn: list[tuple[Recipe, Seen]] = []
        self._done: set[int] = set()  # seeds

    def run(self) -> Steps[Outcome]:
        """Search until there are enough, or no more; once."""
        yield Progress(0, self._wishes.count, "Predicting")
        yield from self._pool.fill()
        while (kind := self._next_kind()) is not None:
            candidate = yield from self._candidate(kind)
            if candidate is None:
                self._given_up.add(kind)
                continue
            self._done.add(candidate.seed)
            if self._chosen.apart(candidate) < self._wishes.apart_in_w:
                self._why_not[ALIKE_IN_W] += 1
                continue
            face = yield from self._look(kind, candidate)
            now = f"Drawing: {len(self._faces)} of {self._wishes.count} found"
            if face is None:
                yield Progress(len(self._faces), self._wishes.count, now)
            else:
                yield Found(len(self._faces), self._wishes.count, now, face)
        return self._outcome()

    # -- who is next ------------------------------------------------------------------------

    def _missing(self, kind: int) -> int:
        return int(self._pool.wanted[kind]) - self._of_kind[kind]

    def _next_kind(self) -> int | None:
        """The kind of which the largest share is missing."""
        open_ones = [
            kind
            for kind in range(len(self._pool.wanted))
            if self._missing(kind) > 0 and kind not in self._given_up
        ]
        if not open_ones:
            return None
        return max(open_ones, key=lambda kind: self._missing(kind) / self._pool.wanted[kind])

    def _candidate(self, kind: int) -> Steps[Candidate | None]:
        if self._tried[kind] > _PATIENCE + _PATIENCE_SHARE * self._of_kind[kind]:
            return None
        likely = self._pool.likely_of(kind)
        while True:
            likely[:] = [each for each in likely if each.seed not in self._done]
            if likely:
                return self._chosen.next(likely)
            if self._pool.exhausted:
                break
            yield from self._pool.fill(kind)
        while (other := self._pool.take_unlikely(kind)) is not None:
            if other.seed not in self._done:
                return other
        return None

    # -- is it one --------------------------------------------------------------------------

    def _look(self, kind: int, candidate: Candidate) -> Steps[FoundFace | None]:
        wishes = self._wishes
        recipe = self._eyes.recipe(candidate.seed, wishes.psi)
        seen = yield from self._eyes.see(recipe)
        self._drawn.append((recipe, seen))
        self._tried[kind] += 1
        reasons = [each.words for each in wishes.wishes if not each.holds(seen.values)]
        holds = [each.wish.holds(seen.values) for each in wishes.shares]
        of_kind = kind_of(holds)
        if not reasons and self._missing(of_kind) <= 0:
            reasons = [enough(wishes.shares, holds)]
        if reasons:
            self._why_not.update(reasons)
            return None
        identity = self._eyes.identity(seen)
        apart = likest([each.identity for each in self._faces], identity, self._eyes.drift)
        if not apart >= wishes.apart:
            self._why_not[ALIKE if np.isfinite(identity).all() else NO_FACE] += 1
            return None
        face = FoundFace(len(self._faces) + 1, recipe, seen, identity, apart)
        self._faces.append(face)
        self._chosen.add(candidate)
        self._of_kind[of_kind] += 1
        self._tried[of_kind] = self._tried[kind] = 0
        self._given_up.discard(of_kind)
        return face

    # -- what came of it --------------------------------------------------------------------

    def so_far(self) -> Outcome:
        """What has come of it where it was ended before its end."""
        return self._outcome(stopped=True)

    def _outcome(self, stopped: bool = False) -> Outcome:
        short = len(self._faces) < self._wishes.count and not stopped
        every = (*self._wishes.wishes, *(each.wish for each in self._wishes.shares if each.part))
        return Outcome(
            self._wishes,
            tuple(self._faces),
            self._pool.predicted,
            self._pool.likely,
            len(self._drawn),
            dict(self._why_not.most_common()),
            self._nearest(every) if short else (),
            other_wishes_wider(self._wishes, [seen.values for _, seen in self._drawn])
            if short
            else {},
            stopped,
        )

    def _nearest(self, wishes: Sequence[Wish]) -> tuple[Nearest, ...]:
        """To each wish that no drawn face met, the one that came closest."""
        units = self._eyes.units
        found = []
        for wish in wishes:
            one = {each.label: float(units.one[units.number(each.label)]) for each in wish.ranges}
            best: Nearest | None = None
            for recipe, seen in self._drawn:
                values = {each.label: seen.values[each.label] for each in wish.ranges}
                beyond = sum(
                    each.beyond(values[each.label]) / one[each.label] for each in wish.ranges
                )
                if best is None or beyond < best.beyond:
                    best = Nearest(wish, beyond, recipe, values)
            if best is not None and best.beyond > 0:
                found.append(best)
        return tuple(found)
