"""Titles and descriptions of named directions that were made already.

They stand in the directions' file, where windows find them without the networks that label. A
better wording is no new fit: it changes no face, and takes no hours.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from facelab.checkpoints.directions import DirectionsFile
from facelab.labels.named import NAMED, WHOLES


def with_words(directions: DirectionsFile) -> DirectionsFile:
    """The same directions as `NAMED` and `WHOLES` call and describe them today."""
    named = {each.id: each for each in NAMED}
    wholes = {each.id: each for each in WHOLES}
    said = directions.metadata
    metadata = msgspec.structs.replace(
        said,
        directions=tuple(
            msgspec.structs.replace(
                each,
                title=named[each.id].title,
                group=named[each.id].group,
                about=named[each.id].about,
            )
            if each.id in named
            else each
            for each in said.directions
        ),
        attributes=tuple(
            msgspec.structs.replace(each, title=wholes[each.id].title, about=wholes[each.id].about)
            if each.id in wholes
            else each
            for each in said.attributes
        ),
    )
    return replace(directions, metadata=metadata)
