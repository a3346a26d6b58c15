"""Recipe to JSON and back: strict, versioned, older versions migrated.

The form is `{"format": "facelab-recipe", "version": 6, "recipe": {...}}`. Unknown fields,
wrong types and values out of range are refused with the place and the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from facelab.damage import DAMAGED
from facelab.errors import RecipeError
from facelab.recipe.conditions import UPRIGHT
from facelab.recipe.envelope import Envelope, reason
from facelab.recipe.values import Recipe

FORMAT = "facelab-recipe"
VERSION = 6
MAX_BYTES = 16 * 2**20

# What versions 3 to 5 added; left out where it says nothing.
_NEW = {
    "fit": None,
    "own": (),
    "finish": "raw",
    "label": (),
    "transform": UPRIGHT,
    "networks": None,
}

# The named directions that there were up to version 2, by network. They are not to change.
FIT_OF_VERSION_2 = {
    "fb9981936260eaad174df2dbe75189874bb899a7ec91ee20a5d928118ce2a29a": (
        "2e2743d0806f3b5e7bdab68bfd1c34388d814e2dfc73fc5c9fabe62499c6bb01"
    ),
}
# Directions that are found in a network or made by the user, not fitted to a label.
_NOT_NAMED = ("pca-", "sefa-", "mine-")


def _named_fit(recipe: dict[str, Any]) -> dict[str, Any]:
    """Say which named directions a recipe of version 2 meant, if it uses any."""
    try:
        fit = FIT_OF_VERSION_2.get(recipe["model"]["sha256"])
        moves = [move["direction"] for move in recipe.get("directions", ())]
        named = any(not name.startswith(_NOT_NAMED) for name in moves)
        locks = recipe.get("locks", {})
        solved = recipe.get("guard") is not None or any(locks.get(k) for k in ("held", "free"))
    except (LookupError, TypeError, AttributeError):
        return recipe  # it is none; what reads it next says where
    return {**recipe, "fit": fit} if fit and (named or solved) else recipe


# version -> what turns its `recipe` object into that of the next version
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda recipe: recipe,  # version 2 added locks and guard, which have defaults
    2: _named_fit,
    3: lambda recipe: recipe,  # version 4 added finish; what does not say it is raw
    4: lambda recipe: recipe,  # version 5 added label, transform and networks: all have defaults
    5: lambda recipe: recipe,  # version 6 added faces between two seeds
}


def recipe_to_json(recipe: Recipe, indent: int = 0) -> str:
    """Encode a recipe. `indent` > 0 makes it readable for people."""
    raw = _encoded(recipe, VERSION)
    return (msgspec.json.format(raw, indent=indent) if indent else raw).decode()


def lasting_text(recipe: Recipe) -> str:
    """What tells recipes apart in keys that are kept on disk: the same in every version."""
    usual = FIT_OF_VERSION_2.get(recipe.model.sha256)
    bare = msgspec.structs.replace(recipe, fit=None if recipe.fit == usual else recipe.fit, own=())
    return _encoded(bare, 2).decode()


def _encoded(recipe: Recipe, version: int) -> bytes:
    said = msgspec.structs.asdict(recipe)
    said = {name: value for name, value in said.items() if _NEW.get(name, ...) != value}
    return msgspec.json.encode({"format": FORMAT, "version": version, "recipe": said})


def recipe_from_json(text: str | bytes) -> Recipe:
    """Decode a recipe of this or an older version; a byte-order mark before it and UTF-16 are
    understood.

    Raises
    ------
    RecipeError
        The text is not JSON, not a recipe, from a newer facelab, or out of range.
    """
    envelope = Envelope(FORMAT, VERSION, MAX_BYTES, "recipe")
    body, version = envelope.open(text)
    value = body.get("recipe")
    try:
        while version < VERSION:
            if not isinstance(value, dict):
                raise ValueError("`recipe` is not an object")
            value = MIGRATIONS[version](value)
            version += 1
        return msgspec.convert(value, Recipe, strict=True)
    except DAMAGED as error:
        # A migration takes apart what may be of any shape.
        raise RecipeError(
            envelope.what, reason(error), "Check the file, or make the recipe again in facelab."
        ) from error
