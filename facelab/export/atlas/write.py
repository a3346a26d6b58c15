"""An atlas on its way out: pictures that are marked and signed as all that leave are, and the texts
beside them, by names that are free for all of them together.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from facelab import destinations
from facelab.export.atlas import aseprite, godot, texture_packer
from facelab.export.atlas.grid import grid_of
from facelab.export.atlas.pages import Packing, pages_of
from facelab.export.atlas.sprites import Animation, Bytes, Sprite
from facelab.export.atlas.texts import Described
from facelab.export.plan import Plan
from facelab.export.writer import Metadata, Picture
from facelab.export.writing import PNG, put, sealed, unsealed, unwritable, write_bytes
from facelab.files import next_free, safe_stem
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe

Text = Literal["json", "aseprite", "godot"]
TEXTS: tuple[Text, ...] = ("json", "aseprite", "godot")


@dataclass(frozen=True)
class Atlas:
    """How sprites leave on few pictures.

    Attributes
    ----------
    name : str
        Of its files.
    texts : tuple of "json", "aseprite" or "godot"
        Which texts lie beside the pictures.
    packing : Packing
    animations : tuple of Animation
    anchor : (float, float)
        Point of whole pictures by which they are placed, of their width and height.
    root : str
        Folder of a Godot game that the files are put into.
    """

    name: str
    texts: tuple[Text, ...] = ("json",)
    packing: Packing = field(default_factory=Packing)
    animations: tuple[Animation, ...] = ()
    anchor: tuple[float, float] = (0.5, 0.5)
    root: str = godot.ROOT


def write_atlas(
    atlas: Atlas, sprites: Sequence[Sprite], plan: Plan, recipe: Recipe
) -> Steps[list[Path]]:
    """Pack sprites and write their pictures and texts.

    Parameters
    ----------
    atlas : Atlas
    sprites : sequence of Sprite
    plan : Plan
        Its folder, its marks, and whether files that are there may go.
    recipe : Recipe
        The face that all are made of: whose network the marks name.

    Returns
    -------
    list of Path
        The pictures, then the texts.

    Raises
    ------
    ExportError
        A sprite is too large, or a file cannot be written.
    """
    yield Progress(0, 1, "Packing")
    pages = pages_of(sprites, atlas.packing)
    numbers = [""] if len(pages) == 1 else [f"-{k}" for k in range(len(pages))]
    stem = _free_stem(atlas, plan, numbers)
    pictures = [f"{stem}{number}.png" for number in numbers]
    described = [
        Described(page, image, atlas.anchor) for page, image in zip(pages, pictures, strict=True)
    ]
    written: list[Path] = []
    for each in described:
        yield Progress(len(written), len(described) + 1, "Writing")
        written.append(_write_picture(plan, each.image, each.page.pixels, recipe))
    texts = _texts(atlas, described, stem, numbers)
    for name, content in texts.items():
        written.append(write_text(plan, name, content))
    return written


def write_grid(
    name: str, sprites: Sequence[Sprite], columns: int, plan: Plan, recipe: Recipe
) -> Path:
    """Write whole pictures as equal cells; the name says their size.

    Raises
    ------
    ExportError
        It is too large, or cannot be written.
    """
    page = grid_of(sprites, columns)
    width, height = sprites[0].width, sprites[0].height
    wanted = f"{name}_{width}x{height}.png"
    if not plan.overwrite:
        wanted = destinations.free(plan.folder / wanted).name
    return _write_picture(plan, wanted, page, recipe)


def write_text(plan: Plan, name: str, content: bytes) -> Path:
    """A text beside pictures, whole or not at all.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    path = plan.folder / name
    destinations.check(path, (path.suffix,), plan.inputs if plan.overwrite else ())
    write_bytes(path, content, plan.overwrite)
    return path


def _texts(
    atlas: Atlas, described: Sequence[Described], stem: str, numbers: Sequence[str]
) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    of_pages = [f"{stem}{number}.json" for number in numbers]
    for each, name, number in zip(described, of_pages, numbers, strict=True):
        if "json" in atlas.texts:
            others = of_pages[1:] if name == of_pages[0] else []
            made[name] = texture_packer.to_json(each, atlas.animations, others)
        if "aseprite" in atlas.texts:
            made[f"{stem}{number}.aseprite.json"] = aseprite.to_json(each, atlas.animations)
    if "godot" in atlas.texts:
        made[f"{stem}.tres"] = godot.sprite_frames(described, atlas.animations, atlas.root)
        for each in described:
            for sprite, place in zip(each.page.sprites, each.page.places, strict=True):
                single = godot.atlas_texture(sprite, place, each, atlas.root)
                made[f"{stem}_sprites/{safe_stem(sprite.name)}.tres"] = single
    return made


def _free_stem(atlas: Atlas, plan: Plan, numbers: Sequence[str]) -> str:
    endings = [f"{number}.png" for number in numbers]
    if "json" in atlas.texts:
        endings += [f"{number}.json" for number in numbers]
    if "aseprite" in atlas.texts:
        endings += [f"{number}.aseprite.json" for number in numbers]
    if "godot" in atlas.texts:
        endings += [".tres", "_sprites"]
    if plan.overwrite:
        return atlas.name

    def taken(path: Path) -> bool:
        return any(os.path.lexists(path.with_name(f"{path.stem}{each}")) for each in endings)

    return next_free(plan.folder / f"{atlas.name}.png", taken).stem


def _write_picture(plan: Plan, name: str, pixels: Bytes, recipe: Recipe) -> Path:
    path = plan.folder / name
    destinations.check(path, destinations.PICTURE, plan.inputs if plan.overwrite else ())
    # of several faces it says none as its own
    said: Metadata = replace(plan.metadata(recipe), recipe=None)
    try:
        content = unsealed(Picture(pixels, recipe), said, PNG, plan.marking)
        finished = sealed(content, PNG, plan.marking)
    except OSError as error:
        raise unwritable(path, error) from error
    put(path, finished, PNG, plan.overwrite)
    return path
