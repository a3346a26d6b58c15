"""Ways for the cells of a sheet into games: an atlas, a grid, a project of Ren'Py."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from facelab import destinations
from facelab.export.atlas.sprites import Animation, Sprite, sprite_of
from facelab.export.atlas.write import Atlas, write_atlas, write_grid, write_text
from facelab.export.named import NamedFormat
from facelab.export.plan import Plan
from facelab.export.renpy.script import file_name, script, word_of
from facelab.export.sizes import to_bytes
from facelab.files import next_free
from facelab.preparing.character.drawing import CellPicture
from facelab.preparing.character.ways import Files
from facelab.preparing.preparation import Preparation
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe
from facelab.recipe.character.sheet import Cell, CharacterSheet

SPRITE, SIDE = 512, 400  # pixels: of a sprite, of a side image
CUT_OUT = NamedFormat("cut-out", "Cut-out", "", background="transparent")
GAME, IMAGES = Path("game"), Path("game", "images")  # of a project of Ren'Py


def animations_of(sheet: CharacterSheet, cells: Sequence[Cell]) -> tuple[Animation, ...]:
    """An animation for each row of each page, called as these are; of a single row as its set."""
    if sheet.rows is None:
        return (Animation(sheet.columns.name, tuple(cell.name for cell in cells)),)
    rows: dict[str, list[str]] = {}
    for cell in cells:
        rows.setdefault("_".join(cell.attributes[1:]), []).append(cell.name)
    return tuple(Animation(name, tuple(members)) for name, members in rows.items())


class Sprites:
    """Cells as sprites, on an atlas, on a grid of equal cells, or both.

    Parameters
    ----------
    plan : Plan
    preparation : Preparation
    face : Recipe
        What all are made of.
    atlas : Atlas or None
    grid : (str, int) or None
        Its name and its columns.
    """

    def __init__(
        self,
        plan: Plan,
        preparation: Preparation,
        face: Recipe,
        atlas: Atlas | None = None,
        grid: tuple[str, int] | None = None,
    ) -> None:
        self.preparation = preparation
        self._plan, self._face = plan, face
        self._atlas, self._grid = atlas, grid
        self._sprites: list[Sprite] = []
        name = atlas.name if atlas is not None else grid[0] if grid is not None else ""
        destinations.check(plan.folder / f"{name}.png", destinations.PICTURE)

    def add(self, picture: CellPicture) -> Iterator[Path]:
        """Keep it."""
        pixels = to_bytes(picture.at_size(self.preparation))
        trim = self._atlas is not None and self._atlas.packing.trim
        self._sprites.append(sprite_of(picture.cell.name, pixels, trim))
        yield from ()

    def close(self) -> Steps[list[Path]]:
        """Pack and write them."""
        written: list[Path] = []
        if self._atlas is not None:
            steps = write_atlas(self._atlas, self._sprites, self._plan, self._face)
            written += yield from steps
        if self._grid is not None:
            yield Progress(0, 1, "Writing")
            name, columns = self._grid
            written.append(write_grid(name, self._sprites, columns, self._plan, self._face))
        return written


class RenPy:
    """Cells as whole pictures of one tag and as side images, with a script, as they lie in a
    project: the folder may be one. A character of this tag that is there stays as it is, and the
    new one gets another: numbers in names of files would be attributes, and labels no longer
    single.

    Parameters
    ----------
    plan : Plan
    preparation : Preparation
    sheet : CharacterSheet
    cells : sequence of Cell

    Attributes
    ----------
    tag : str
        What the character is called in scripts.
    """

    def __init__(
        self,
        plan: Plan,
        preparation: Preparation,
        sheet: CharacterSheet,
        cells: Sequence[Cell],
    ) -> None:
        self.preparation = preparation
        self._title = sheet.shown
        self._words = {cell.name: tuple(map(word_of, cell.attributes)) for cell in cells}
        self._plan = plan
        self.tag = self._free(word_of(sheet.name))
        images = replace(plan, folder=plan.folder / IMAGES)
        whole, sides = (self._names(self.tag, side) for side in (False, True))
        small = Preparation(preparation.format.changed(longest=SIDE), preparation.backdrop)
        self._files = (Files(images, preparation, whole), Files(images, small, sides))

    def add(self, picture: CellPicture) -> Iterator[Path]:
        """Write it, and its side image."""
        for files in self._files:
            yield from files.add(picture)

    def close(self) -> Steps[list[Path]]:
        """Write the script."""
        yield Progress(0, 1, "Writing")
        text = script(self.tag, self._title, list(self._words.values()), True)
        return [write_text(self._plan, f"{GAME}/{self.tag}.rpy", text)]

    def _names(self, tag: str, side: bool) -> dict[str, str]:
        return {name: file_name(tag, words, side) for name, words in self._words.items()}

    def _free(self, tag: str) -> str:
        """The tag, or the next after it of which nothing is there."""
        if self._plan.overwrite:
            return tag
        suffix = self.preparation.format.suffix

        def taken(name: Path) -> bool:
            images = name.parent / IMAGES.name
            names = (
                *self._names(name.stem, False).values(),
                *self._names(name.stem, True).values(),
            )
            pictures = (images / f"{each}{suffix}" for each in names)
            return any(map(os.path.lexists, (name, *pictures)))

        script_there = self._plan.folder / GAME / f"{tag}.rpy"
        return next_free(script_there, taken, "_").stem
