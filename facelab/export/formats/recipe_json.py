"""A recipe alone, as JSON that people can read."""

from __future__ import annotations

from facelab.export.writer import Encoding, Metadata, Picture
from facelab.recipe import recipe_to_json


class RecipeWriter:
    """Writes the recipe of a picture, without the picture."""

    name = "json"
    title = "Recipe"
    suffixes: tuple[str, ...] = (".json",)
    media_type = ""
    draws = False
    opens = True
    alpha = False
    linear = False

    def wants_float(self, encoding: Encoding) -> bool:
        return False

    def encode(self, picture: Picture, metadata: Metadata, encoding: Encoding) -> bytes:
        return recipe_to_json(picture.recipe, indent=2).encode()
