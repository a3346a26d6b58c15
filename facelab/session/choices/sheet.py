"""How a sheet leaves, as it was chosen last."""

from __future__ import annotations

import msgspec

from facelab.export.atlas.godot import ROOT
from facelab.export.atlas.pages import Packing

_USUAL = Packing()


class SheetChoice(msgspec.Struct, frozen=True, kw_only=True):
    """What the sheet tab of the export dialog asks for.

    Attributes
    ----------
    kinds : tuple of str
        Names in `preparing.character.wanted.KINDS`.
    size : int or None
        Edge of a cell in pixels; None is what is usual for each kind.
    background : str
        As `cutout.backgrounds.background_of` reads it; empty is what is usual for each kind.
    labels : bool
        Names on the sheet to look at.
    align : bool
        Bring the eyes of all cells to the same pixels.
    padding, extrude, power_of_two, trim
        Of atlases, see `export.atlas.pages.Packing`.
    godot_folder : str
        Where an atlas will lie in its project.
    folder : str
        Where it goes; empty is a folder of the character's name.
    overwrite : bool
        Replace files of the same names; else they get numbers.
    with_sheet : bool
        Save the sheet itself as well, to be made again.
    """

    kinds: tuple[str, ...] = ("sheet", "files")
    size: int | None = None
    background: str = ""
    labels: bool = True
    align: bool = True
    padding: int = _USUAL.padding
    extrude: int = _USUAL.extrude
    power_of_two: bool = _USUAL.power_of_two
    trim: bool = _USUAL.trim
    godot_folder: str = ROOT
    folder: str = ""
    overwrite: bool = False
    with_sheet: bool = True
