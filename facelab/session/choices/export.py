"""How pictures leave, as it was chosen last."""

from __future__ import annotations

import msgspec

from facelab.export.named import USUAL

PATTERN = "{name}"


class ExportChoice(msgspec.Struct, frozen=True, kw_only=True):
    """What the export dialog asks for, but for which faces.

    Attributes
    ----------
    format : str
        Name of a format, see `export.named`.
    size : int or None
        Longest edge in pixels; None is the format's own, else the network's.
    background : str
        As `cutout.backgrounds.background_of` reads it; empty is the format's own.
    enhance : bool
        Larger than the network draws: by super-resolution, whose detail is invented.
    folder : str
    pattern : str
        Of the files' names, see `export.names`.
    overwrite : bool
        Replace files of the same names; else each takes the next free one.
    """

    format: str = USUAL
    size: int | None = None
    background: str = ""
    enhance: bool = False
    folder: str = ""
    pattern: str = PATTERN
    overwrite: bool = False
