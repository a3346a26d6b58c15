"""What a command has drawn, for tests."""

from __future__ import annotations

import json
from pathlib import Path

from facelab.recipe import Recipe, recipe_to_json


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def changed(recipe: Recipe, **values: object) -> bytes:
    body = json.loads(recipe_to_json(recipe))
    body["recipe"] |= values
    return json.dumps(body).encode()
