"""`facelab render --look`: changes out of sets of expressions, on any face."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from facelab.cli.sets import is_set_file, set_called, set_inputs
from facelab.engine import Renderer
from facelab.engine.characters import with_looks
from facelab.errors import RecipeError
from facelab.plain_text import plain
from facelab.recipe import Recipe
from facelab.recipe.character.sets import Variant

Give = Callable[[Recipe], Recipe]


def add_looks(group: argparse._ArgumentGroup) -> None:
    """The option that names them."""
    group.add_argument(
        "--look",
        dest="looks",
        action="append",
        default=[],
        metavar="SET:LOOK",
        help=(
            "an expression, an age or a look of your own on top of the face's directions: "
            "basic:sad, my_looks:older_villain, or FILE.json:LOOK; see --set of "
            "`facelab make sheet`"
        ),
    )


def look_inputs(arguments: argparse.Namespace) -> tuple[Path, ...]:
    """The files that looks are read from."""
    return set_inputs([text.rpartition(":")[0] for text in arguments.looks])


def chosen_looks(arguments: argparse.Namespace) -> tuple[Variant, ...]:
    """The looks that were named, in their order.

    Raises
    ------
    RecipeError, ExportError
        There is no such look, or its file cannot be read.
    """
    return tuple(_look(text) for text in arguments.looks)


def giving(looks: tuple[Variant, ...], renderer: Renderer) -> Give:
    """What gives a face these looks, one after another."""
    return lambda face: with_looks(renderer, face, looks)


def _look(text: str) -> Variant:
    set_name, colon, name = text.rpartition(":")
    if not colon or not set_name or is_set_file(text):
        raise RecipeError(
            f"--look {plain(text, 60)} is not a look.",
            "A look is written SET:LOOK.",
            "Write, for example, --look basic:sad.",
        )
    variants = set_called(set_name)
    wanted = name.strip().casefold()
    for look in variants.variants:
        if wanted.replace("-", "_") == look.name or wanted == look.shown.casefold():
            return look
    raise RecipeError(
        f"{variants.shown} has no look called {plain(name, 60)!r}.",
        "",
        f"Choose from {', '.join(each.name for each in variants.variants)}.",
    )
