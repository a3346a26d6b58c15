"""`--background`: a face before another background, or before none."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from facelab.cli import parsing
from facelab.cli.packaged import fetched
from facelab.cutout.backgrounds import Background, background_of, compose, read_backdrop, to_bytes
from facelab.cutout.matte import cut_out
from facelab.cutout.person import PERSON_NETS, PersonFinder
from facelab.export.writer import Pixels
from facelab.processors import processors


def add_background(group: argparse._ArgumentGroup) -> None:
    """Describe the option."""
    group.add_argument(
        "--background",
        type=_background,
        metavar="transparent|#RRGGBB|blur|FILE",
        help=(
            "cut out head and shoulders: transparent, or in front of a colour, their own "
            "background out of focus (blur), or a picture; a network for that is downloaded the "
            "first time"
        ),
    )


def _background(text: str) -> Background:
    try:
        found = background_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if found.picture is None:
        return found
    return Background("picture", picture=parsing.path(text))


class Backgrounds:
    """Changes the background of picture after picture.

    Parameters
    ----------
    background : Background or None
        None leaves pictures as they are.
    side : int
        Of the pictures, in pixels.

    Raises
    ------
    ExportError
        The background's picture cannot be read.
    DownloadError, WeightsError
        The networks that find the person cannot be fetched or used.
    """

    def __init__(self, background: Background | None, side: int) -> None:
        self._background = background
        self._backdrop = None
        if background is None:
            return
        if background.picture is not None:
            self._backdrop = read_backdrop(background.picture, side)
        self._finder = PersonFinder(fetched(PERSON_NETS), processors())

    def __call__(self, rgb: Pixels, linear: bool = False) -> Pixels:
        """The picture [S, S, 3] before its background, of the same type; [S, S, 4] if that is
        transparent.

        `linear` says that who takes it mixes in linear light, as film programs do: then alpha
        is how much of a pixel the person covers.
        """
        if self._background is None:
            return rgb
        in_float = rgb.dtype == np.float32
        picture = rgb.astype(np.float32) / np.float32(1 if in_float else 255)
        matte = cut_out(picture, self._finder)
        made = compose(matte, self._background, picture, self._backdrop)
        if self._background.kind != "transparent":
            made = made[..., :3]
        elif linear:
            made[..., 3] = matte.coverage
        return made if in_float else to_bytes(made)


def inputs(background: Background | None) -> list[Path]:
    """Files that must not be written over."""
    return [background.picture] if background is not None and background.picture else []
