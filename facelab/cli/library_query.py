"""Which kept faces a command means: its options, as a question to the library."""

from __future__ import annotations

import argparse
import datetime

from facelab.errors import RecipeError
from facelab.library import SORTS, Query, Reading

MAX_ID = 2**62


def add_filters(parser: argparse.ArgumentParser) -> None:
    """The options that choose faces."""
    which = parser.add_argument_group("which")
    which.add_argument(
        "--rating", type=int, choices=range(1, 6), default=0, help="rated at least this"
    )
    which.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help="that have this tag"
    )
    which.add_argument("--cast", metavar="NAME", help="in this cast")
    which.add_argument(
        "--model", metavar="NAME", help=("made with this network (name, or start of its hash)")
    )
    which.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="kept on or after this day")
    which.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="kept before this day")
    which.add_argument("--bin", action="store_true", help="in the bin")
    which.add_argument("--like", type=face_id, metavar="ID", help="most like this face first")
    which.add_argument(
        "--sort", choices=[sort for sort in SORTS if sort != "similar"], default="newest"
    )
    which.add_argument("--shuffle", type=int, default=0, metavar="N", help="seed for --sort random")
    which.add_argument("--limit", type=_limit, metavar="N", help="at most this many")


def query_of(arguments: argparse.Namespace, reading: Reading, text: str) -> Query:
    """The question that the options are.

    Raises
    ------
    RecipeError
        There is no such cast or network in the library.
    """
    facets = reading.facets()
    cast = None
    if arguments.cast is not None:
        named = {cast.name.casefold(): cast.id for cast in facets.casts}
        cast = named.get(arguments.cast.casefold())
        if cast is None:
            raise RecipeError(f"there is no cast {arguments.cast!r}")
    model = None
    if arguments.model is not None:
        wanted = [
            sha256
            for sha256, name, _ in facets.models
            if name == arguments.model or sha256.startswith(arguments.model)
        ]
        if len(wanted) != 1:
            raise RecipeError(f"{len(wanted)} networks in the library match {arguments.model!r}")
        model = wanted[0]
    return Query(
        text=text,
        rating=arguments.rating,
        model=model,
        tags=tuple(arguments.tag),
        cast=cast,
        since=arguments.since,
        until=arguments.until,
        binned=arguments.bin,
        sort="similar" if arguments.like is not None else arguments.sort,
        shuffle=arguments.shuffle,
        like=arguments.like,
        limit=arguments.limit,
    )


def face_id(text: str) -> int:
    """The number of a kept face."""
    if not text.isdecimal() or int(text) > MAX_ID:
        raise argparse.ArgumentTypeError(f"{text!r} is not the number of a kept face")
    return int(text)


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_ID:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)


def _day(text: str) -> float:
    try:
        day = datetime.date.fromisoformat(text)
        return datetime.datetime.combine(day, datetime.time()).timestamp()
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-01-31") from None
