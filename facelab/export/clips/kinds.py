"""The kinds of clip that facelab writes. A new one is a file here and a line below.

A sequence is no file but a folder of pictures, which `facelab.preparing.clips` writes as pictures
are written; it is listed here because it is chosen beside the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from facelab.errors import DestinationError, ExportError
from facelab.export.clips import mp4
from facelab.export.clips.animated_webp import AnimatedWebpWriter
from facelab.export.clips.apng import ApngWriter
from facelab.export.clips.clip_writer import RATES, ClipWriter
from facelab.export.clips.gif import GifWriter
from facelab.export.clips.prores import ProResWriter
from facelab.export.clips.webm import WebmWriter

USUAL = "mp4"


@dataclass(frozen=True)
class Sequence:
    """Pictures one by one in a folder.

    Attributes
    ----------
    name, title, about, alpha, even, deep, rates
        As of `ClipWriter`.
    format : str
        Of the pictures, a name in `facelab.export.formats`.
    """

    name: str
    title: str
    about: str
    format: str
    alpha: bool = True
    even: bool = False
    deep: bool = False
    rates: tuple[int, int] = RATES


Kind: TypeAlias = ClipWriter | Sequence

_KINDS: tuple[Kind, ...] = (
    *mp4.WRITERS,
    ProResWriter(),
    WebmWriter(),
    GifWriter(),
    ApngWriter(),
    AnimatedWebpWriter(),
    Sequence("png", "PNG sequence", "a folder of pictures, for editors; can go on later", "png"),
    Sequence(
        "exr", "EXR sequence", "a folder of pictures in linear light, for compositors", "exr",
        deep=True,
    ),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
SUFFIXES = tuple(
    dict.fromkeys(end for kind in _KINDS if not isinstance(kind, Sequence) for end in kind.suffixes)
)


def kind_of(name: str) -> Kind:
    """The kind of a name.

    Raises
    ------
    ExportError
        There is none of this name.
    """
    if name not in KINDS:
        raise ExportError(
            f"facelab writes no clips of the kind {name!r}.",
            "",
            f"Choose one of {', '.join(KINDS)}.",
        )
    return KINDS[name]


def kind_for(path: Path) -> Kind:
    """The kind that a name means by its ending; a name without one is a folder for a sequence.

    Raises
    ------
    DestinationError
        No kind ends like that.
    """
    suffix = path.suffix.lower()
    if not suffix or path.is_dir():
        return KINDS["png"]
    for kind in _KINDS:
        if not isinstance(kind, Sequence) and suffix in kind.suffixes:
            return kind
    raise DestinationError(
        f"{path.name} cannot be written.",
        f"No kind of clip ends in {suffix}.",
        f"Choose one of {', '.join(SUFFIXES)}, or a folder.",
    )
