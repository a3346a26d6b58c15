"""A picture out of a clip, whoever wrote it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.damage import DAMAGED, UnreadableError, cause
from facelab.export.clips.pyav import pyav

MAX_SIDE = 8192


def first_picture(content: bytes | Path) -> NDArray[np.uint8]:
    """The first picture of an MP4 file, uint8 [H, W, 3].

    Raises
    ------
    ExportError
        There is no PyAV.
    UnreadableError
        It is damaged, or holds no picture.
    """
    av = pyav()
    source: Any = str(content) if isinstance(content, Path) else io.BytesIO(content)
    try:
        with av.open(source, format="mp4") as container:
            stream = next(iter(container.streams.video), None)
            if stream is None or max(stream.width, stream.height) > MAX_SIDE:
                raise UnreadableError("it holds no video of a size that facelab reads")
            for frame in container.decode(stream):
                return rgb(frame)
    except UnreadableError:
        raise
    except (av.FFmpegError, *DAMAGED) as error:
        raise UnreadableError(cause(error)) from error
    raise UnreadableError("it holds no picture")


def rgb(frame: Any) -> NDArray[np.uint8]:
    """A picture of FFmpeg's as uint8 [H, W, 3], by the colours of BT.709 as facelab writes them."""
    made: NDArray[np.uint8] = frame.reformat(
        format="rgb24", src_colorspace=1, src_color_range=1, dst_color_range=2
    ).to_ndarray()
    return made


def picture_count(path: Path) -> int:
    """How many pictures the index of an MP4 file says that it has.

    Raises
    ------
    UnreadableError
        It has no index that can be read.
    """
    av = pyav()
    try:
        with av.open(str(path), format="mp4") as container:
            return int(container.streams.video[0].frames)
    except (av.FFmpegError, *DAMAGED) as error:
        raise UnreadableError(cause(error)) from error
