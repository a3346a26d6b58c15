"""`--background`: a face before another background, or before none."""

from __future__ import annotations

import argparse

from facelab.cli import parsing
from facelab.cutout.backgrounds import Background, background_of


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
