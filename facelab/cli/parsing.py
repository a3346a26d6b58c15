"""Words of the command line to values. What is wrong is said in one line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from facelab.engine import GROUPS
from facelab.paths import UnknownPlaceError, expanded
from facelab.recipe import Blend, BlendPart, Label, Seed
from facelab.recipe.conditions import shares
from facelab.recipe.sources import MAX_ROWS, MAX_SEED

MAX_SEEDS = 1_000_000
MAX_COUNT = 100_000
MAX_SECONDS = 3600

_DASH = re.compile("[\u2010-\u2015\u2212]")  # as word processors write it
_RANGE = re.compile(r"(-?\d{1,19})(?:-(-?\d{1,19}))?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+", re.ASCII)


def _spans(text: str, what: str) -> list[tuple[int, int]]:
    """First and last number of each part: parts are parted by commas or spaces."""
    plain = re.sub(r"(?<=\d)\s+-\s+(?=-?\d)", "-", _DASH.sub("-", text))
    spans = []
    for part in re.split(r"\s*,\s*|\s+", plain.strip()):
        found = _RANGE.fullmatch(part)
        if found is None:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a list of {what}; write it like 0,1,4-6"
            )
        first, last = int(found[1]), int(found[2] or found[1])
        spans.append((first, last))
    return spans


def number_list(text: str, highest: int) -> list[int]:
    """Numbers and ranges in the order given: 0,1,4-6 is [0, 1, 4, 5, 6]."""
    numbers: list[int] = []
    for low, high in _spans(text, "numbers"):
        if not 0 <= low <= high <= highest:
            raise argparse.ArgumentTypeError(
                f"{low}{f'-{high}' if high != low else ''} does not count up within 0-{highest}"
            )
        if high - low + len(numbers) >= MAX_SEEDS:
            raise argparse.ArgumentTypeError(f"{text!r} names more than {MAX_SEEDS} numbers")
        numbers.extend(range(low, high + 1))
    return numbers


def seeds(text: str) -> Sequence[int]:
    """`--seeds 0,1,4-6`, each once; 6-4 counts down, and -1 is 4294967295 as in StyleGAN3."""
    spans = _spans(text, "seeds")
    count = sum(abs(last - first) + 1 for first, last in spans)
    if max(abs(number) for span in spans for number in span) > MAX_SEED:
        raise argparse.ArgumentTypeError(f"{text!r} is not within 0-{MAX_SEED}")
    if count > MAX_SEEDS:
        raise argparse.ArgumentTypeError(f"{text!r} names more than {MAX_SEEDS} seeds")
    ranges = [
        range(first, last + 1) if first <= last else range(first, last - 1, -1)
        for first, last in spans
    ]
    if len(ranges) == 1 and min(spans[0]) >= 0:
        return ranges[0]  # takes no memory, however long it is
    return unique(number & MAX_SEED for numbers in ranges for number in numbers)


def seed(text: str) -> int:
    """`--seed 7`; -1 is 4294967295 as in StyleGAN3."""
    found = _RANGE.fullmatch(_DASH.sub("-", text.strip()))
    if found is None or found[2] is not None or abs(int(found[1])) > MAX_SEED:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a seed: expected a whole number up to {MAX_SEED}"
        )
    return int(found[1]) & MAX_SEED


def path(text: str) -> Path:
    """A file or folder; of `--outdir=~/faces` the shell has left the ~ as it is."""
    try:
        return expanded(Path(text))
    except UnknownPlaceError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error.strerror}") from None


def number(text: str) -> float:
    """A number with a point, such as 0.7."""
    return _number(text, "number")


def _number(text: str, what: str) -> float:
    plain = _DASH.sub("-", text.strip())
    if _DECIMAL_COMMA.fullmatch(plain):
        raise argparse.ArgumentTypeError(f"write {plain.replace(',', '.')}, not {plain}")
    try:
        return float(plain)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a valid {what}") from None


class JoinedWords(argparse.Action):
    """An option whose value may be written with spaces: `--seeds 1, 2, 3`."""

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        _option: str | None = None,
    ) -> None:
        words = values if isinstance(values, list) else [values]
        try:
            setattr(namespace, self.dest, seeds(" ".join(map(str, words))))
        except argparse.ArgumentTypeError as error:
            raise argparse.ArgumentError(self, str(error)) from None


def count(text: str) -> int:
    """How many, one at least."""
    if not text.isdecimal() or not 1 <= int(text) <= MAX_COUNT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MAX_COUNT}")
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
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a list of names; write it like age,gender"
        )
    return found


def mix(text: str) -> tuple[str | list[int], Seed, float]:
    """`--mix LAYERS=SEED[:STRENGTH]` as (group or layers, source, strength)."""
    where, equals, rest = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not LAYERS=SEED[:STRENGTH], for example coarse=5 or 0-4=5:0.5"
        )
    source, colon, strength = rest.partition(":")
    layers: str | list[int] = where if where in GROUPS else number_list(where, MAX_ROWS - 1)
    return layers, Seed(seed(source)), _number(strength, "strength") if colon else 1.0


def _refuse_decimal_commas(text: str) -> None:
    comma = re.search(r":(0,\d+)(?=,|$)", text)  # what has the weight 0 is no part of it
    if comma is not None:
        raise argparse.ArgumentTypeError(f"write {comma[1].replace(',', '.')}, not {comma[1]}")


def blend(text: str) -> Blend:
    """`--blend SEED[:WEIGHT],SEED[:WEIGHT]...`."""
    _refuse_decimal_commas(text)
    parts: list[BlendPart] = []
    for part in text.split(","):
        source, colon, weight = part.strip().partition(":")
        share = _number(weight, "weight") if colon else 1.0
        try:
            parts.append(BlendPart(Seed(seed(source)), share))
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
    try:
        return Blend(tuple(parts))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def label(text: str) -> Label:
    """`--label 3`, `--label 3:0.7,8:0.3`, `--label none`; weights are made to sum to 1."""
    if text.strip().casefold() == "none":
        return ()
    _refuse_decimal_commas(text)
    parts: list[tuple[int, float]] = []
    for part in text.split(","):
        number, colon, weight = part.strip().partition(":")
        if not (number.isascii() and number.isdecimal()):
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a class; write it like 3, or 3:0.7,8:0.3 for a mix"
            )
        parts.append((int(number[:9]), _number(weight, "weight") if colon else 1.0))
    try:
        return shares(parts)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def place(text: str) -> tuple[float, float]:
    """`--translate X,Y`."""
    x, comma, y = text.partition(",")
    if not comma or "," in y:
        raise argparse.ArgumentTypeError(f"{text!r} is not X,Y, for example 0.1,-0.25")
    return number(x), number(y)


def unique(numbers: Iterable[int]) -> list[int]:
    """The numbers without repeats, in their order."""
    return list(dict.fromkeys(numbers))
