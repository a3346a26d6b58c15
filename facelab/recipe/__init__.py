"""What a face is: immutable values, their JSON form, and the errors every part raises.

The ground of the program. It knows numpy and msgspec, never torch or Qt.
"""

from facelab.recipe.codec import recipe_from_json, recipe_to_json
from facelab.recipe.errors import (
    DestinationError,
    DeviceError,
    DownloadError,
    ExportError,
    FacelabError,
    JobCancelled,
    LibraryError,
    ModelError,
    RecipeError,
    SettingsError,
    WeightsError,
    is_out_of_memory,
)
from facelab.recipe.json_text import json_text
from facelab.recipe.locks import Hold, Locks
from facelab.recipe.values import (
    Blend,
    BlendPart,
    DirectionAmount,
    Latent,
    ModelRef,
    Noise,
    Recipe,
    Seed,
    Source,
    StyleMix,
    Truncation,
    describe_source,
)

__all__ = [
    "Blend",
    "BlendPart",
    "DestinationError",
    "DeviceError",
    "DirectionAmount",
    "DownloadError",
    "ExportError",
    "FacelabError",
    "Hold",
    "JobCancelled",
    "Latent",
    "LibraryError",
    "Locks",
    "ModelError",
    "ModelRef",
    "Noise",
    "Recipe",
    "RecipeError",
    "Seed",
    "SettingsError",
    "Source",
    "StyleMix",
    "Truncation",
    "WeightsError",
    "describe_source",
    "is_out_of_memory",
    "json_text",
    "recipe_from_json",
    "recipe_to_json",
]
