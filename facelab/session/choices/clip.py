"""How a clip leaves, as it was chosen last."""

from __future__ import annotations

from typing import Literal

import msgspec

from facelab.export.clips.kinds import USUAL

NAME = "clip"


class ClipChoice(msgspec.Struct, frozen=True, kw_only=True):
    """What the clip tab of the export dialog asks for, but for which faces.

    Attributes
    ----------
    kind : str
        A name in `export.clips.kinds`.
    rate : int
        Pictures a second.
    size : int or None
        Longest edge in pixels; None is the network's own.
    background : str
        As `cutout.backgrounds.background_of` reads it; empty leaves the picture's own.
    repeat : str
        How the timeline repeats; empty as it says itself.
    seconds : float
        How long the whole is, of kept faces that are no timeline yet.
    ease : str
        How one of them becomes the next.
    folder, name : str
        Where it goes; the ending comes of the kind.
    overwrite : bool
        Replace a file of the same name; else it takes the next free one.
    with_timeline : bool
        Save the timeline beside it as well.
    """

    kind: str = USUAL
    rate: int = 30
    size: int | None = None
    background: str = ""
    repeat: Literal["", "once", "again", "loop", "ping-pong"] = ""
    seconds: float = 4.0
    ease: Literal["linear", "ease", "ease-in", "ease-out", "overshoot"] = "ease"
    folder: str = ""
    name: str = NAME
    overwrite: bool = False
    with_timeline: bool = True
