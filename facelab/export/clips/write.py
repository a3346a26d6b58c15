"""A clip on its way out: each picture marked and encoded as it comes, the file signed, and on the
disk whole or not at all. Nothing is held but one picture and what the encoder looks ahead.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from facelab import destinations
from facelab.damage import UnreadableError
from facelab.errors import ExportError
from facelab.export.clips.clip_writer import ClipFile, ClipWriter, Shown
from facelab.export.clips.kinds import KINDS, USUAL, Sequence
from facelab.export.clips.reading import picture_count
from facelab.export.sizes import sized
from facelab.export.writer import Marking, Metadata, Pixels
from facelab.export.writing import UNMARKED, unwritable
from facelab.files import move_to_new, part_of
from facelab.progress import Progress, Steps


def _usual() -> ClipWriter:
    kind = KINDS[USUAL]
    assert not isinstance(kind, Sequence), "the usual one is a file"
    return kind


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
        Edge in pixels; None is that of the pictures.
    overwrite : bool
        Whether a file that is there may go; else the next free name is taken.
    inputs : tuple of Path
        What is read meanwhile: never written.
    writer : ClipWriter
    repeat : bool
        Whether it is to be played again and again, where a file can say so.
    """

    path: Path
    count: int
    rate: int
    longest: int | None = None
    overwrite: bool = False
    inputs: tuple[Path, ...] = ()
    writer: ClipWriter = field(default_factory=_usual)
    repeat: bool = False

    def check(self) -> None:
        """Refuse a place that it may not go to, before anything is drawn.

        Raises
        ------
        DestinationError
        """
        inputs = self.inputs if self.overwrite else ()
        destinations.check(self.path, self.writer.suffixes, inputs)


def write_clip(
    clip: Clip,
    pictures: Iterable[Pixels],
    metadata: Metadata,
    marking: Marking = UNMARKED,
    samples: Iterable[Pixels] = (),
) -> Steps[Path]:
    """Write a clip, in steps of a picture; stopped between two of them it leaves nothing.

    Parameters
    ----------
    clip : Clip
    pictures : iterable of uint8 or float32 [H, W, 3 or 4]
        As many as it says, drawn as they are asked for. The same array again is the same picture:
        it is not marked anew.
    metadata : Metadata
        Its XMP and its software; a recipe is not written.
    marking : Marking
        `pixels` is done to each picture, `clip` to the file, `clip_beside` for one beside it.
    samples : iterable of arrays
        Some of the pictures, which are only asked for by a kind that wants them.

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
    writer = clip.writer
    encoded, signed = part_of(clip.path), part_of(clip.path)
    with ExitStack() as left:
        for part in (encoded, signed):
            left.callback(_gone, part)
        try:
            clip.path.parent.mkdir(parents=True, exist_ok=True)
            seen: tuple[Pixels, ...] = ()
            if writer.sampled:
                seen = tuple(sized(each, clip.longest) for each in samples)
            shown = Shown(clip.count, clip.rate, metadata.software, metadata.xmp, clip.repeat, seen)
            yield from _encoded(clip, pictures, marking, writer.begin(encoded, shown))
            if picture_count(encoded) != clip.count:
                raise UnreadableError("it does not hold all of its pictures")
            writer.close(encoded, shown)
            whole = signed if marking.clip(encoded, signed, writer.media_type) else encoded
            _on_disk(whole)
            beside = marking.clip_beside(whole, writer.media_type)
            return _placed(whole, clip, beside)
        except UnreadableError as error:
            raise ExportError(
                f"{clip.path.name} was not saved.",
                f"What was written cannot be read back: {error}.",
                "Free some space or choose another folder, then save again.",
            ) from error
        except OSError as error:
            raise unwritable(clip.path, error) from error


def _encoded(
    clip: Clip, pictures: Iterable[Pixels], marking: Marking, file: ClipFile
) -> Steps[None]:
    try:
        last = made = None
        for k, pixels in enumerate(pictures):
            if made is None or pixels is not last:  # marking takes as long as drawing
                last = pixels
                made = marking.pixels(sized(pixels, clip.longest))
            file.add(made)
            yield Progress(k + 1, clip.count)
        file.finish()
    except BaseException:
        file.abandon()
        raise


def _placed(part: Path, clip: Clip, beside: tuple[str, bytes] | None) -> Path:
    if clip.overwrite:
        clip.check()  # what is there now
        _put_beside(clip.path, beside, True)
        part.replace(clip.path)
        return clip.path
    while True:
        place = destinations.free(clip.path)
        with suppress(FileExistsError):  # somebody was faster
            move_to_new(part, place)
            try:
                _put_beside(place, beside, False)
            except BaseException:  # both or none
                place.unlink(missing_ok=True)
                raise
            return place


def _put_beside(path: Path, beside: tuple[str, bytes] | None, overwrite: bool) -> None:
    """Credentials that lie beside the file; those of a file that went would be false."""
    if beside is None:
        if overwrite:
            path.with_name(path.name + destinations.MANIFEST[0]).unlink(missing_ok=True)
        return
    suffix, content = beside
    place = path.with_name(path.name + suffix)
    with destinations.writing(place, (suffix,), overwrite) as file:
        file.write(content)


def _on_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _gone(part: Path) -> None:
    with suppress(OSError):  # it has gone to its place, or was never made
        part.unlink()
