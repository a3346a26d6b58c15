"""The command that makes the same sheet."""

from __future__ import annotations

import os

from facelab.export.atlas.godot import ROOT
from facelab.export.atlas.pages import Packing
from facelab.export.provenance.facts import Parts
from facelab.preparing.character.wanted import PACKED
from facelab.session.exporting.command import marks_options, model_options, quoted
from facelab.session.exporting.sheets import SheetOrder


def sheet_command(order: SheetOrder, parts: Parts, windows: bool = os.name == "nt") -> str:
    """What to type, once the sheet itself was saved; empty if it is not to be.

    Parameters
    ----------
    order : SheetOrder
    parts : Parts
        What the pictures say of themselves.
    windows : bool
    """
    if order.sheet_path is None:
        return ""
    ways = order.ways
    words = ["make", "sheet", str(order.sheet_path), "-o", str(order.folder)]
    for kind in ways.kinds:
        words += ["--as", kind]
    if ways.size is not None:
        words += ["--size", str(ways.size)]
    if ways.background is not None:
        picture = ways.background.picture
        words += ["--background", str(ways.background if picture is None else picture)]
    if "sheet" in ways.kinds and not ways.labels:
        words.append("--no-labels")
    if not order.align:
        words.append("--no-align")
    if PACKED & set(ways.kinds):
        words += _packed(ways.packing)
    if "godot" in ways.kinds and ways.godot_folder != ROOT:
        words += ["--godot-folder", ways.godot_folder]
    if order.overwrite:
        words.append("--overwrite")
    words += [*model_options(order.sheet.face), *marks_options(parts)]
    return " ".join(quoted(word, windows) for word in ("facelab", *words))


def _packed(packing: Packing) -> list[str]:
    usual, words = Packing(), []
    if packing.padding != usual.padding:
        words += ["--padding", str(packing.padding)]
    if packing.extrude != usual.extrude:
        words += ["--extrude", str(packing.extrude)]
    words += ["--power-of-two"] if packing.power_of_two else []
    return words if packing.trim else [*words, "--no-trim"]
