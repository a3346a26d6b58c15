"""Faces, in pictures and in files of their own."""

from __future__ import annotations

import contextlib
import functools
import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.cutout.backgrounds import read_backdrop
from facelab.export.recipe_file import read_recipe
from facelab.export.soundness import damage_in
from facelab.export.thumbnail import decode, encode
from facelab.export.writer import Encoding, Metadata, Picture
from facelab.export.writing import encoded
from facelab.library import Library, Record, export_faces, import_faces, timelines
from facelab.library.exchange import read_faces
from facelab.recipe import Latent, Recipe, recipe_to_json
from facelab.recipe.timeline import Key, Timeline
from tests.fuzz.kinds.kind import Ground, Kind, made, recipes_of
from tests.png_files import write_png


def faces(ground: Ground) -> dict[str, Kind]:
    recipes = recipes_of(ground)
    texts = [recipe_to_json(each, indent).encode() for each in recipes for indent in (0, 2)]
    rgb = np.random.RandomState(0).randint(0, 256, (8, 8, 3), np.uint8)
    pictures = [
        made(ground, "a.png", functools.partial(write_png, rgb=rgb, recipe=each))
        for each in recipes
    ]
    pictures.append((Path(__file__).parents[2] / "cases" / "text_after_pixels.png").read_bytes())
    jpeg = encode(np.full((192, 192, 4), 99, np.uint8))
    backdrops = [_picture(rgb, name) for name in ("PNG", "JPEG", "WEBP", "TIFF", "BMP")]
    library = Library(ground.folder / "library")
    for k, recipe in enumerate(recipes):
        ws = np.ones((11, 12), np.float32) * k
        library.keep(Record(recipe, ws, jpeg, f"Face {k}", "note", k, ("tag",), ("cast",)))
    library.close()
    walk = Timeline(tuple(Key(each) for each in recipes[:2]))
    for name in ("Walk", "Ride"):
        timelines.keep(ground.folder / "library", name, walk)
    export_faces(ground.folder / "library", ground.folder / "a.facelab")
    return {
        "recipe": Kind("a.json", [*texts, texts[0].decode().encode("utf-16")], read_recipe),
        "picture": Kind("a.png", pictures, _read_picture),
        **_other_pictures(rgb, recipes),
        "export": Kind("a.facelab", [(ground.folder / "a.facelab").read_bytes()], _read_export),
        "thumbnail": Kind("a.jpg", [jpeg], lambda path: decode(path.read_bytes())),
        "backdrop": Kind("a.png", backdrops, lambda path: read_backdrop(path, 8)),
    }


def _read_picture(path: Path) -> object:
    damage_in(path)  # which refuses nothing: it says what is wrong
    return read_recipe(path)


def _picture(rgb: NDArray[np.uint8], kind: str) -> bytes:
    held = io.BytesIO()
    Image.fromarray(rgb).save(held, kind)
    return held.getvalue()


def _other_pictures(rgb: NDArray[np.uint8], recipes: list[Recipe]) -> dict[str, Kind]:
    """Of the formats that carry a recipe in a packet or in their header."""
    names = {"JPEG": ".jpg", "WebP": ".webp", "TIFF": ".tif", "EXR": ".exr"}
    many = recipes[1].with_mix(range(20), Latent.from_array(np.ones((64, 512), np.float32)))
    recipes = [*recipes, many]  # beyond a segment of a JPEG
    return {
        name: Kind(
            f"a{suffix}",
            [
                encoded(Picture(rgb, each), Metadata.of(each), Encoding(name.lower()))
                for each in recipes
            ],
            _read_picture,
        )
        for name, suffix in names.items()
    }


def _read_export(path: Path) -> object:
    with contextlib.closing(read_faces(path)) as faces:
        count = sum(1 for _ in faces)
    into = path.with_name("imported")
    import_faces(into, path)
    return count
