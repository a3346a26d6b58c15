"""What a face is: immutable values, and their JSON form.

The ground of the program. It knows numpy and msgspec, never torch or Qt.
"""

from facelab.recipe.codec import recipe_from_json, recipe_to_json
from facelab.recipe.conditions import UPRIGHT, Label, LabelPart, Transform
from facelab.recipe.json_text import json_text
from facelab.recipe.locks import Hold, Locks
from facelab.recipe.own_steps import OwnStep
from facelab.recipe.sources import Blend, BlendPart, Latent, Seed, Slerp, Source, describe_source
from facelab.recipe.values import (
    DirectionAmount,
    ModelRef,
    NetworkMix,
    Noise,
    Recipe,
    StyleMix,
    Truncation,
)

__all__ = [
    "UPRIGHT",
    "Blend",
    "BlendPart",
    "DirectionAmount",
    "Hold",
    "Label",
    "LabelPart",
    "Latent",
    "Locks",
    "ModelRef",
    "NetworkMix",
    "Noise",
    "OwnStep",
    "Recipe",
    "Seed",
    "Slerp",
    "Source",
    "StyleMix",
    "Transform",
    "Truncation",
    "describe_source",
    "json_text",
    "recipe_from_json",
    "recipe_to_json",
]
