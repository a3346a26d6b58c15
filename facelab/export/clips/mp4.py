"""MP4 with H.264, as every player takes it: yuv420p, its index first, the colours of BT.709."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.errors import ExportError
from facelab.export.clips.pyav import pyav

MEDIA_TYPE = "video/mp4"
SUFFIXES = (".mp4",)
ENCODER = "libx264"
RATES = (12, 60)  # pictures a second
QUALITY = 16  # constant rate factor: what it takes away is hardly to be seen
# No date and no random numbers in the file: the same pictures give the same bytes.
_CONTAINER = {"movflags": "+faststart", "fflags": "+bitexact"}
_BT709 = 1  # ITU-T H.273, of primaries, of transfer and of matrix


class Mp4:
    """A clip that is written.

    Parameters
    ----------
    path : Path
    rate : int
        Pictures a second.
    software : str
        What made it.
    """

    def __init__(self, path: Path, rate: int, software: str) -> None:
        self._av = pyav()
        if ENCODER not in self._av.codecs_available:
            raise ExportError(
                "Clips cannot be written.",
                f"This PyAV was built without {ENCODER}, the encoder of H.264.",
                "Install the PyAV of the package index: pip install --force-reinstall av.",
            )
        self._rate = rate
        self._container: Any = self._av.open(str(path), "w", format="mp4", options=_CONTAINER)
        self._container.metadata["encoder"] = software
        self._stream: Any = None
        self._count = 0

    def add(self, pixels: NDArray[np.uint8]) -> None:
        """The next picture, uint8 [H, W, 3] in sRGB, of even sides, all of one size."""
        if self._stream is None:
            self._stream = self._opened(pixels.shape[1], pixels.shape[0])
        frame = self._av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
        frame = frame.reformat(
            format="yuv420p",
            dst_colorspace=_BT709,
            src_color_range=2,  # 0 to 255
            dst_color_range=1,  # 16 to 235
            dst_color_trc=_BT709,
            dst_color_primaries=_BT709,
        )
        frame.pts, frame.time_base = self._count, Fraction(1, self._rate)
        self._count += 1
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Write what the encoder still holds, and the index."""
        if self._stream is not None:
            self._container.mux(self._stream.encode())
        self._container.close()

    def abandon(self) -> None:
        """Let go of a file that nobody will read."""
        try:
            self._container.close()
        except (OSError, ValueError, self._av.FFmpegError):
            return  # it is not to be written to, which is why it is abandoned

    def _opened(self, width: int, height: int) -> Any:
        stream = self._container.add_stream(ENCODER, rate=self._rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": str(QUALITY), "preset": "medium"}
        stream.time_base = Fraction(1, self._rate)
        context = stream.codec_context
        context.colorspace = context.color_trc = context.color_primaries = _BT709
        context.color_range = 1
        return stream


@contextmanager
def writing_mp4(path: Path, rate: int, software: str) -> Iterator[Mp4]:
    """A clip as a context: finished if the block ends well, else let go of.

    Raises
    ------
    ExportError
        There is no PyAV, or no encoder in it.
    OSError
        It cannot be written; FFmpeg's own errors come as such.
    """
    av = pyav()
    try:
        clip = Mp4(path, rate, software)
        try:
            yield clip
            clip.finish()
        except BaseException:
            clip.abandon()
            raise
    except av.FFmpegError as error:
        raise OSError(error.errno, error.strerror) from error
