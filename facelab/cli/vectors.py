"""Files of vectors on the command line: what nobody can tell apart is asked, or refused."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from facelab.engine import ModelInfo
from facelab.engine.vector_files import Meant, UnsureError, read_vectors
from facelab.errors import RecipeError
from facelab.plain_text import cut_to_bytes, plain
from facelab.recipe import Recipe

T = TypeVar("T")

# File systems count in bytes, 255 at most and fewer on encrypted ones: "-2.png" comes after it.
MAX_NAME_BYTES = 120


def add_as(parser: argparse._ActionsContainer) -> None:
    """The option that says what vectors are."""
    parser.add_argument(
        "--as", dest="meant", choices=("face", "direction"),
        help="what the vectors in the file are, if facelab cannot tell",
    )  # fmt: skip


def told_apart(read: Callable[[Meant | None], T], path: Path, meant: Meant | None) -> T:
    """What `read` returns; if it cannot tell faces from directions, the user at the terminal is
    asked.

    Raises
    ------
    RecipeError
        Nobody is there to be asked.
    """
    try:
        return read(meant)
    except UnsureError as error:
        if sys.stdin is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise RecipeError(error.what, error.why, "Add --as face or --as direction.") from None
        return read(_asked(path))


def _asked(path: Path) -> Meant:
    question = f"{plain(path.name, 60)} could be a face or a direction. Which is it? [f/d] "
    while True:
        print(question, end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        if not answer:
            raise RecipeError("there was no answer", "", "Add --as face or --as direction.")
        kinds: tuple[Meant, ...] = ("face", "direction")
        for meant in kinds:
            if answer.strip() and meant.startswith(answer.strip().lower()):
                return meant


def faces_of(path: Path, model: ModelInfo, meant: Meant | None) -> list[tuple[str, Recipe]]:
    """The faces of a file of vectors: a name for a file, and the recipe.

    Raises
    ------
    ExportError
        The file cannot be read.
    RecipeError
        It holds directions.
    """
    found = told_apart(lambda said: read_vectors(path, model, said), path, meant).faces
    if not found:
        raise RecipeError(
            f"{path.name} contains a direction, not a face.",
            "Its numbers are close to zero, as a direction's are; a face's are close to the "
            "average face.",
            f"Import it instead: `facelab directions import {path.name}`.",
        )
    name = cut_to_bytes(path.stem, MAX_NAME_BYTES)
    if len(found) == 1:
        return [(name, found[0].recipe)]
    wide = len(str(len(found)))
    return [(f"{name}-{k:0{wide}}", each.recipe) for k, each in enumerate(found, 1)]
