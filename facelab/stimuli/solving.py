"""The loop that finds a face with wanted labels: draw, measure, correct.

What moves is amounts of directions that were made for labels, each of which holds the others by
itself (`facelab.engine.directions.edit_space`). What they do to one face is not quite what they
do to most: the answers of this face are learned on the way (Broyden, "A class of methods for
solving nonlinear simultaneous equations", 1965). Labels that are held are corrected as far as that
is cheap: each correction costs, so that noise is not chased.

The loop runs in previews first, and is confirmed in full frames: these leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from facelab.progress import Progress, Steps, Stop, go_on
from facelab.recipe import Recipe
from facelab.stimuli.ruler import Lever, Ruler, Seen, Values

PREVIEW_ROUNDS, FULL_ROUNDS = 6, 5
_LEAST_ROUNDS = 3  # in previews, so that what is held is corrected even if the target is met
_TARGET_SD, _HELD_SD, _AMOUNT_SD = 0.03, 0.35, 0.5  # what each is allowed, in sd
_STEP, _HELD_STEP = 1.5, 0.5  # of one round, as amounts
_LEAST_GAIN = 0.2
_LEAST_STEP = 0.06  # of which an answer is more than noise
_GOOD = 0.6  # of the tolerance, in previews
_HOPELESS = 0.5  # sd: who is as far off in previews is not brought near in full frames


@dataclass(frozen=True, eq=False)
class Base:
    """A face as it is, in previews and in full frames."""

    recipe: Recipe
    preview: Seen
    full: Seen


@dataclass(frozen=True, eq=False)
class Solved:
    """What was found for one picture.

    Attributes
    ----------
    recipe : Recipe
    seen : Seen
        In its full frame.
    rounds : int
        Pictures that were drawn and measured.
    reason : str
        Why the target was not reached, as a sentence; empty if it was.
    beyond : tuple of str
        Directions that together go beyond what the network can draw: the picture may be broken.
    """

    recipe: Recipe
    seen: Seen
    rounds: int
    reason: str = ""
    beyond: tuple[str, ...] = ()


class Loop:
    """Looks for one picture.

    Parameters
    ----------
    ruler : Ruler
    base : Base
    targets : mapping of str to float
        By attribute, in sd, absolute.
    tolerance : float
    """

    def __init__(
        self, ruler: Ruler, base: Base, targets: Mapping[str, float], tolerance: float
    ) -> None:
        self._ruler, self._base, self._tolerance = ruler, base, tolerance
        moved = [ruler.lever(name) for name in targets]
        held = held_labels(moved)
        helpers = [each for each in _one_a_label(ruler.levers) if each.label in held]
        self._levers = [*moved, *helpers]
        self._count = len(moved)
        self._rows = [ruler.names.index(each.label) for each in self._levers]
        self._wanted = np.array(list(targets.values()))
        own = np.array([base.recipe.amount(each.id) for each in self._levers])
        self._own, self._amounts = own, own.copy()
        self._answers = np.diag([max(each.gain, _LEAST_GAIN) for each in self._levers])
        limits = np.array([each.breaks_at for each in self._levers])
        self._limits = np.maximum(limits, np.abs(own))  # what the face has already stays
        self._rounds = 0

    def run(self, stop: Stop = go_on) -> Steps[Solved]:
        """Look for it.

        Yields
        ------
        Progress
            A round each.
        """
        self._settled(self._base.preview)
        full_rounds = FULL_ROUNDS
        for full in (False, True):
            best: tuple[float, Values, Seen] | None = None
            for k in range(full_rounds if full else PREVIEW_ROUNDS):
                yield Progress(self._rounds, PREVIEW_ROUNDS + FULL_ROUNDS, "Measuring")
                seen = self._ruler.see(self._recipe(), full, stop)
                self._rounds += 1
                off = self._off(seen, full)
                cost = self._cost(off)
                if best is None or cost < best[0]:
                    best = cost, self._amounts.copy(), seen
                share, least = (1.0, 1) if full else (_GOOD, _LEAST_ROUNDS)
                near = np.abs(off[: self._count]).max() <= share * self._tolerance
                if near and k + 1 >= least:
                    break
                self._learn(seen, full and k == 0)
                # near the end the target alone moves, so that no other correction shifts it
                if not self._correct(off, alone=full and k > 0):
                    break
            assert best is not None
            if not full:
                self._amounts = best[1]
                if np.abs(self._off(best[2], False)[: self._count]).max() > _HOPELESS:
                    full_rounds = 1
        assert best is not None
        return self._solved(best[1], best[2])

    def _recipe(self) -> Recipe:
        recipe = self._base.recipe
        for lever, amount in zip(self._levers, self._amounts, strict=True):
            recipe = recipe.with_amount(lever.id, round(float(amount), 4))
        return recipe

    def _off(self, seen: Seen, full: bool) -> Values:
        """What is still to be moved of each label: targets, then what is held."""
        base = (self._base.full if full else self._base.preview).values[self._rows]
        wish = np.concatenate((self._wanted, base[self._count :]))
        missing: Values = wish - seen.values[self._rows]
        return missing

    def _cost(self, off: Values) -> float:
        """Targets first: what is held only decides between pictures that reach them."""
        over = np.maximum(np.abs(off[: self._count]) - self._tolerance, 0).max()
        rest = off[self._count :]
        return float(100 * over + np.sqrt((rest**2).mean())) if rest.size else float(over)

    def _settled(self, seen: Seen) -> None:
        self._last = self._own.copy(), seen.values[self._rows]
        self._correct(self._off(seen, False))

    def _learn(self, seen: Seen, other_kind: bool) -> None:
        """By how much this face answered, unless the picture before was of another kind."""
        amounts, values = self._last
        step = self._amounts - amounts
        answer = seen.values[self._rows] - values
        self._last = self._amounts.copy(), seen.values[self._rows]
        length = float(step @ step)
        if length > _LEAST_STEP**2 and not other_kind:
            surprise = answer - self._answers @ step
            # what is held moves by noise as well: only the targets' answers are believed
            surprise[self._count :] *= 0.3
            self._answers = self._answers + np.outer(surprise, step) / length
            for k in range(self._count):
                self._answers[k, k] = max(self._answers[k, k], _LEAST_GAIN)

    def _correct(self, off: Values, alone: bool = False) -> bool:
        """The amounts that bring targets to their place, for the least in corrections.

        Returns
        -------
        bool
            False if a target is missed and nothing that moves it can go on.
        """
        count, size = self._count, len(self._levers)
        weights = np.full(size, 1 / _HELD_SD)
        weights[:count] = 1 / _TARGET_SD
        price = np.full(size, 1 / _AMOUNT_SD)
        price[:count] = 0.0
        left = weights[:, None] * self._answers
        spent = self._amounts - self._own
        matrix = np.concatenate((left, np.diag(price)))
        wish = np.concatenate((weights * off, -price * spent))
        step = np.linalg.lstsq(matrix, wish, rcond=None)[0]
        if alone:
            step[count:] = 0.0
        aside = np.clip(step[count:], -_HELD_STEP, _HELD_STEP)
        # what the corrections do to the targets is made up for
        wanted = off[:count] - self._answers[:count, count:] @ aside
        ahead = np.linalg.lstsq(self._answers[:count, :count], wanted, rcond=None)[0]
        step = np.concatenate((np.clip(ahead, -_STEP, _STEP), aside))
        before = self._amounts
        self._amounts = np.clip(before + step, -self._limits, self._limits)
        missed = np.abs(off[:count]) > self._tolerance
        stuck = np.isclose(self._amounts[:count], before[:count], atol=1e-3)
        return not (missed & stuck).any()

    def _solved(self, amounts: Values, seen: Seen) -> Solved:
        self._amounts = amounts
        off = self._off(seen, True)[: self._count]
        reason = ""
        worst = int(np.abs(off).argmax())
        if abs(off[worst]) > self._tolerance:
            lever = self._levers[worst]
            got, wish = seen.values[self._rows[worst]], self._wanted[worst]
            at_limit = abs(amounts[worst]) >= self._limits[worst] - 1e-6
            why = (
                "the face would break beyond that"
                if at_limit
                else f"after {self._rounds} pictures it was no nearer"
            )
            reason = f"{lever.id} came to {got:.2f} sd instead of {wish:.2f}: {why}."
        recipe = self._recipe()
        return Solved(recipe, seen, self._rounds, reason, self._ruler.strained(recipe))


def held_labels(moved: Sequence[Lever]) -> frozenset[str]:
    """Labels that all of these directions leave alone."""
    held = set(moved[0].holds)
    for each in moved[1:]:
        held &= set(each.holds)
    return frozenset(held - {each.label for each in moved})


def _one_a_label(levers: Sequence[Lever]) -> list[Lever]:
    found: dict[str, Lever] = {}
    for each in levers:
        found.setdefault(each.label, each)
    return list(found.values())
