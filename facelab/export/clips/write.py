"""A clip on its way out: each picture marked and encoded as it comes, the file signed, and on the
disk whole or not at all. Nothing is held but one picture and what the encoder looks ahead.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab import destinations
from facelab.damage import UnreadableError
from facelab.errors import ExportError
from facelab.export.clips import boxes, mp4
from facelab.export.clips.reading import picture_count
from facelab.export.sizes import sized, to_bytes
from facelab.export.writer import Marking, Metadata
from facelab.export.writing import UNMARKED, unwritable
from facelab.files import move_to_new, part_of
from facelab.progress import Progress, Steps


@dataclass(frozen=True)
class Clip:
    """What a clip is to be.

    Attributes
    ----------
    path : Path
        Where it goes, if that name is free.
    count : int
        Of its pictures.
    rate : int
        Pictures a second.
    longest : int or None
        Edge in pixels, even; None is that of the pictures.
    overwrite : bool
        Whether a file that is there may go; else the next free name is taken.
    inputs : tuple of Path
        What is read meanwhile: never written.
    """

    path: Path
    count: int
    rate: int
    longest: int | None = None
    overwrite: bool = False
    inputs: tuple[Path, ...] = ()

    def check(self) -> None:
        """Refuse a place that it may not go to, before anything is drawn.

        Raises
        ------
        DestinationError
        """
        destinations.check(self.path, mp4.SUFFIXES, self.inputs if self.overwrite else ())


def write_clip(
    clip: Clip,
    pictures: Iterable[NDArray[np.uint8]],
    metadata: Metadata,
    marking: Marking = UNMARKED,
) -> Steps[Path]:
    """Write a clip, in steps of a picture; stopped between two of them it leaves nothing.

    Parameters
    ----------
    clip : Clip
    pictures : iterable of uint8 [H, W, 3]
        As many as it says, drawn as they are asked for. The same array again is the same picture:
        it is not marked anew.
    metadata : Metadata
        Its XMP and its software; a recipe is not written.
    marking : Marking
        `pixels` is done to each picture, `clip` to the file.

    Returns
    -------
    Path
        Where it is.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    clip.check()
    encoded, signed = part_of(clip.path), part_of(clip.path)
    with ExitStack() as left:
        for part in (encoded, signed):
            left.callback(_gone, part)
        try:
            clip.path.parent.mkdir(parents=True, exist_ok=True)
            with mp4.writing_mp4(encoded, clip.rate, metadata.software) as file:
                last = made = None
                for k, pixels in enumerate(pictures):
                    if made is None or pixels is not last:  # marking takes as long as drawing
                        last = pixels
                        made = to_bytes(marking.pixels(sized(pixels, clip.longest)))
                    file.add(made)
                    yield Progress(k + 1, clip.count)
            if picture_count(encoded) != clip.count:
                raise UnreadableError("it does not hold all of its pictures")
            if metadata.xmp is not None:
                with encoded.open("ab") as more:
                    more.write(boxes.xmp_box(metadata.xmp))
            whole = signed if marking.clip(encoded, signed, mp4.MEDIA_TYPE) else encoded
            _on_disk(whole)
            return _placed(whole, clip)
        except UnreadableError as error:
            raise ExportError(
                f"{clip.path.name} was not saved.",
                f"What was written cannot be read back: {error}.",
                "Free some space or choose another folder, then save again.",
            ) from error
        except OSError as error:
            raise unwritable(clip.path, error) from error


def _placed(part: Path, clip: Clip) -> Path:
    if clip.overwrite:
        clip.check()  # what is there now
        part.replace(clip.path)
        return clip.path
    while True:
        place = destinations.free(clip.path)
        with suppress(FileExistsError):  # somebody was faster
            move_to_new(part, place)
            return place


def _on_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _gone(part: Path) -> None:
    with suppress(OSError):  # it has gone to its place, or was never made
        part.unlink()
