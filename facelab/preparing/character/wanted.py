"""The ways in which a sheet is wanted, as window and command line say them, and what makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from facelab.cutout.backgrounds import Background
from facelab.export.atlas.godot import ROOT
from facelab.export.atlas.pages import Packing
from facelab.export.atlas.write import TEXTS, Atlas
from facelab.export.named import NAMED, NamedFormat
from facelab.export.plan import Plan
from facelab.files import safe_stem
from facelab.labels.identity import LIMIT
from facelab.preparing.character.game_ways import CUT_OUT, SPRITE, RenPy, Sprites, animations_of
from facelab.preparing.character.ways import CELL, RPG_MAKER_SET, Files, Pages, Way, face_sets
from facelab.preparing.character.ways import page_format as sheet_format
from facelab.preparing.preparation import Preparation, preparation_of
from facelab.recipe.character.sheet import Cell, CharacterSheet

KINDS = ("sheet", "files", "atlas", "aseprite", "godot", "grid", "renpy", "rpgmaker")
USUAL = ("sheet", "files")
_ATLAS = {"atlas": "json", "aseprite": "aseprite", "godot": "godot"}
PACKED = frozenset(_ATLAS)  # kinds for which `packing` says something
SPRITES = PACKED | {"grid"}
CUT = SPRITES | {"renpy"}  # cut out where no background is named


@dataclass(frozen=True)
class SheetWays:
    """How a sheet is to leave.

    Attributes
    ----------
    kinds : tuple of str
        Of `KINDS`.
    size : int or None
        Edge of a cell in pixels; None is what is usual for each kind.
    background : Background or None
        None is what is usual for each kind.
    labels : bool
        Names on the sheet to look at.
    packing : Packing
        Of atlases.
    godot_folder : str
        Where an atlas will lie in its project.
    """

    kinds: tuple[str, ...] = USUAL
    size: int | None = None
    background: Background | None = None
    labels: bool = True
    packing: Packing = field(default_factory=Packing)
    godot_folder: str = ROOT

    @property
    def cuts_out(self) -> bool:
        """Whether head and shoulders are cut out in one of them."""
        return self.background is not None or bool(CUT & set(self.kinds))

    def made(self, sheet: CharacterSheet, cells: Sequence[Cell], plan: Plan) -> list[Way]:
        """What writes them.

        Raises
        ------
        ValueError
            The sheet is too large for one of them; the text says why.
        DestinationError
            Nothing may be written there.
        """
        made: list[Way] = []
        for kind in dict.fromkeys(self.kinds):
            if kind == "sheet":
                made.append(self._pages(sheet, plan))
            elif kind == "files":
                names = {cell.name: f"{sheet.name}_{cell.name}" for cell in cells}
                made.append(Files(plan, self._prepared(NAMED["portrait"]), names))
            elif kind == "renpy":
                made.append(RenPy(plan, self._prepared(CUT_OUT), sheet, cells))
            elif kind == "rpgmaker":
                whole = preparation_of(RPG_MAKER_SET, background=self.background)
                made.append(Pages(face_sets(plan, sheet), whole))
        if set(self.kinds) & SPRITES:
            made.append(self._sprites(sheet, cells, plan))
        return made

    def _prepared(self, named: NamedFormat) -> Preparation:
        return preparation_of(named, self.size, background=self.background)

    def _pages(self, sheet: CharacterSheet, plan: Plan) -> Pages:
        clear = self.background is not None and str(self.background) == "transparent"
        named = sheet_format(sheet, self.size or CELL, self.labels, clear)
        pages = len(sheet.pages.variants) if sheet.pages is not None else 1
        name = f"{sheet.name} sheet"
        limit = LIMIT if sheet.limit is None else sheet.limit
        return Pages(
            replace(plan, pattern=name if pages == 1 else f"{name} {{index}}"),
            preparation_of(named, background=self.background),
            limit,
        )

    def _sprites(self, sheet: CharacterSheet, cells: Sequence[Cell], plan: Plan) -> Sprites:
        wanted = {_ATLAS[kind] for kind in self.kinds if kind in _ATLAS}
        texts = tuple(text for text in TEXTS if text in wanted)
        atlas = None
        if texts:
            atlas = Atlas(
                safe_stem(sheet.name),
                texts,
                self.packing,
                animations_of(sheet, cells),
                root=self.godot_folder,
            )
        columns = len(sheet.columns.variants)
        grid = (f"{sheet.name}_grid", columns) if "grid" in self.kinds else None
        whole = self._prepared(CUT_OUT.changed(longest=SPRITE))
        return Sprites(plan, whole, sheet.face, atlas, grid)
