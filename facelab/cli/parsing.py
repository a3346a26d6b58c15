"""Words of the command line to values. What is wrong is said in one line."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import NoReturn

from facelab.engine import GROUPS
from facelab.recipe import Blend, BlendPart, Seed
from facelab.recipe.values import MAX_ROWS, MAX_SEED

MAX_SEEDS = 1_000_000
MAX_COUNT = 100_000
MAX_SECONDS = 3600


class OneLineParser(argparse.ArgumentParser):
    """An ArgumentParser whose errors are one line and exit status 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def number_list(text: str, highest: int) -> list[int]:
    """Numbers and ranges in the order given: 0,1,4-6 is [0, 1, 4, 5, 6]."""
    numbers: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise argparse.ArgumentTypeError(
                f"{text!r} is no list of numbers; write it like 0,1,4-6"
            )
        low = int(first)
        high = int(last) if dash else low
        if high < low or high > highest:
            raise argparse.ArgumentTypeError(f"{part!r} does not run upwards within 0-{highest}")
        if high - low + len(numbers) >= MAX_SEEDS:
            raise argparse.ArgumentTypeError(f"{text!r} names more than {MAX_SEEDS} numbers")
        numbers.extend(range(low, high + 1))
    return numbers


def seeds(text: str) -> list[int]:
    """`--seeds 0,1,4-6`."""
    return number_list(text, MAX_SEED)


def _number(text: str, what: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no {what}") from None


def count(text: str) -> int:
    """How many, one at least."""
    if not text.isdecimal() or not 1 <= int(text) <= MAX_COUNT:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MAX_COUNT}")
    return int(text)


def seconds(text: str) -> float:
    """How long, one second at least."""
    number = _number(text, "number of seconds")
    if not 1 <= number <= MAX_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is not within 1 to {MAX_SECONDS} seconds")
    return number


def direction(text: str) -> tuple[str, float, tuple[int, int] | None]:
    """`--direction NAME=AMOUNT[@FIRST-LAST]` as (name, amount, layers)."""
    name, equals, rest = text.rpartition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=AMOUNT, for example pca-1=1.5")
    amount, at, span = rest.partition("@")
    layers = None
    if at:
        rows = number_list(span, MAX_ROWS - 1)
        layers = (rows[0], rows[-1])
    return name, _number(amount, "amount"), layers


def names(text: str) -> list[str]:
    """`--lock age,gender`."""
    found = [part.strip() for part in text.split(",")]
    if not all(found):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of names; write it like age,gender")
    return found


def mix(text: str) -> tuple[str | list[int], Seed, float]:
    """`--mix LAYERS=SEED[:STRENGTH]` as (group or layers, source, strength)."""
    where, equals, rest = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not LAYERS=SEED[:STRENGTH], for example coarse=5 or 0-4=5:0.5"
        )
    seed, colon, strength = rest.partition(":")
    if not seed.isdecimal() or int(seed) > MAX_SEED:
        raise argparse.ArgumentTypeError(f"{seed!r} in {text!r} is no seed")
    layers: str | list[int] = where if where in GROUPS else number_list(where, MAX_ROWS - 1)
    return layers, Seed(int(seed)), _number(strength, "strength") if colon else 1.0


def blend(text: str) -> Blend:
    """`--blend SEED[:WEIGHT],SEED[:WEIGHT]...`."""
    parts: list[BlendPart] = []
    for part in text.split(","):
        seed, colon, weight = part.strip().partition(":")
        if not seed.isdecimal() or int(seed) > MAX_SEED:
            raise argparse.ArgumentTypeError(f"{seed!r} in {text!r} is no seed")
        share = _number(weight, "weight") if colon else 1.0
        try:
            parts.append(BlendPart(Seed(int(seed)), share))
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
    try:
        return Blend(tuple(parts))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def unique(numbers: Iterable[int]) -> list[int]:
    """The numbers without repeats, in their order."""
    return list(dict.fromkeys(numbers))
