"""Pictures out of a clip, whoever wrote it."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from facelab.damage import DAMAGED, UnreadableError, cause, reading
from facelab.export.clips.packets import gif_pictures
from facelab.export.clips.pyav import pyav
from facelab.export.png_text import SIGNATURE

MAX_SIDE = 8192
_MANY = 2**25  # pixels that are held at once, but for those of one picture
_SIZE = "it holds no picture of a size that facelab reads"
_SLACK = 1e-3  # seconds that a container rounds times by
MOST_STEPPED = 2_000  # pictures that are unpacked on the way to one
MOST_DECODED = 600  # of those that FFmpeg unpacks, which takes seconds
_FORMATS = {b"ftyp": "mov", b"\x1a\x45\xdf\xa3": "matroska"}  # FFmpeg's names; mov reads MP4, too
Source = bytes | Path


def first_picture(content: Source) -> NDArray[np.uint8]:
    """The first picture of a clip, uint8 [H, W, 3 or 4].

    Raises
    ------
    ExportError
        There is no PyAV, and this kind needs it.
    UnreadableError
        It is damaged, or holds no picture.
    """
    return some_pictures(content, 1)[0]


def some_pictures(content: Source, most: int) -> list[NDArray[np.uint8]]:
    """Up to so many pictures of a clip, from its whole length: the first, and others about as far
    apart from each other. None is there twice.

    Raises
    ------
    ExportError, UnreadableError
        As `first_picture`.
    """
    with _opened(content) as file:
        opener = _still_opener(file)
        if opener is not None:
            return _of_pillow(file, opener, most)
        return _of_ffmpeg(file, most)


def picture_count(path: Path) -> int:
    """How many pictures a clip has, by what it says or by counting.

    Raises
    ------
    UnreadableError
        It cannot be read.
    """
    with _opened(path) as file:
        opener = _still_opener(file)
        if opener is None:
            av = pyav()
            with _of_av(), av.open(file, format=_format(file)) as container:
                stream = container.streams.video[0]
                return int(stream.frames) or sum(
                    1 for packet in container.demux(stream) if packet.size
                )
        if opener is WebPImageFile:
            return _webp_count(file)
        if opener is GifImageFile:
            return _gif_count(file)
        with reading(), opener(file) as image:
            return int(getattr(image, "n_frames", 1))


def rgb(frame: Any) -> NDArray[np.uint8]:
    """A picture of FFmpeg's as uint8 [H, W, 3], by the colours of BT.709 as facelab writes them."""
    made: NDArray[np.uint8] = frame.reformat(
        format="rgb24", src_colorspace=1, src_color_range=1, dst_color_range=2
    ).to_ndarray()
    return made


@contextmanager
def _opened(content: Source) -> Iterator[BinaryIO]:
    if isinstance(content, bytes):
        yield io.BytesIO(content)
        return
    try:
        with content.open("rb") as file:
            yield file
    except OSError as error:
        raise UnreadableError(cause(error)) from error


def _format(file: BinaryIO) -> str:
    """FFmpeg's name of what a file is; it guesses nothing, for it would try all it knows."""
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    found = _FORMATS.get(head[4:8]) or _FORMATS.get(head[:4])
    if found is None:
        raise UnreadableError("it is no clip that facelab reads")
    return found


# -- FFmpeg ------------------------------------------------------------------------------------


@contextmanager
def _of_av() -> Iterator[None]:
    """FFmpeg's errors, and those of what it is given, as one."""
    av = pyav()
    try:
        yield
    except UnreadableError:
        raise
    except (av.FFmpegError, *DAMAGED) as error:
        raise UnreadableError(cause(error)) from error


def _of_ffmpeg(file: BinaryIO, most: int) -> list[NDArray[np.uint8]]:
    av = pyav()
    found: list[NDArray[np.uint8]] = []
    with _of_av(), av.open(file, format=_format(file)) as container:
        stream = next(iter(container.streams.video), None)
        if stream is None or not 0 < max(stream.width, stream.height) <= MAX_SIDE:
            raise UnreadableError(_SIZE)
        most = _few(most, stream.width, stream.height)
        length = container.duration or 0  # in millionths of a second
        left, last = MOST_DECODED, -1.0
        for k in range(most if length else 1):
            wanted = length * k // most / 1e6
            if k:
                container.seek(length * k // most)  # to the key picture before it
            for frame in container.decode(stream):
                left -= 1
                now = 0.0 if frame.time is None else float(frame.time)
                if now + _SLACK >= wanted or left <= 0:
                    break
            else:
                break
            if now > last:
                found.append(rgb(frame))
                last = now
            if left <= 0:
                break
    if not found:
        raise UnreadableError("it holds no picture")
    return found


def _few(most: int, width: int, height: int) -> int:
    """How many pictures of a size are looked at."""
    return max(1, min(most, _MANY // (width * height)))


# -- Pillow ------------------------------------------------------------------------------------


def _still_opener(file: BinaryIO) -> type[ImageFile] | None:
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if head.startswith(SIGNATURE):
        return PngImageFile
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GifImageFile
    return WebPImageFile if head[:4] == b"RIFF" and head[8:] == b"WEBP" else None


def _of_pillow(file: BinaryIO, opener: type[ImageFile], most: int) -> list[NDArray[np.uint8]]:
    with reading(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of metadata that is odd
        with opener(file) as image:
            if max(image.size) > MAX_SIDE:
                raise UnreadableError(_SIZE)
            most = _few(most, *image.size)
            count = min(int(getattr(image, "n_frames", 1)), MOST_STEPPED)
            found = []
            for place in sorted({count * k // most for k in range(most)}):
                image.seek(place)
                clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
                found.append(np.asarray(image.convert("RGBA" if clear else "RGB")))
    return found


def _webp_count(file: BinaryIO) -> int:
    """Pictures of an animated WebP, without unpacking any."""
    count, place = 0, 12
    while True:
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return count
        kind, length = struct.unpack("<4sI", head)
        count += kind == b"ANMF"
        place += 8 + length + length % 2


def _gif_count(file: BinaryIO) -> int:
    """Pictures of a GIF, without unpacking any; of one that was just written."""
    with reading():
        return gif_pictures(file)
