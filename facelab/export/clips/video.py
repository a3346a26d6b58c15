"""A clip that FFmpeg encodes, whatever the encoder and the container: fixed rate, the colours of
BT.709 and said to be so, and the same bytes for the same pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from facelab.export.clips.clip_writer import Shown
from facelab.export.clips.pyav import check_encoder, pyav
from facelab.export.sizes import to_bytes, to_words
from facelab.export.writer import Pixels

BT709 = 1  # ITU-T H.273, of primaries, of transfer and of matrix
_SCREEN, _FULL = 1, 2  # 16 to 235, and 0 to 255


@dataclass(frozen=True)
class Encoder:
    """How FFmpeg is to encode.

    Attributes
    ----------
    name, title : str
        FFmpeg's name; what it writes, for people.
    container : str
        FFmpeg's name.
    pixels : str
        FFmpeg's name of how they are kept; with an `a` behind `yuv` they have alpha.
    options, flags : mapping
        Of the encoder, of the container.
    tag : str
        Four letters by which players know it, if FFmpeg's own are not those.
    """

    name: str
    title: str
    container: str
    pixels: str
    options: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)
    tag: str = ""

    @property
    def deep(self) -> bool:
        """Whether more than 8 bits are."""
        return "p10" in self.pixels or "p12" in self.pixels

    def check(self) -> None:
        """Refuse where it is not installed.

        Raises
        ------
        ExportError
        """
        check_encoder(self.name, self.title)


class Video:
    """A clip that is written, see `clip_writer.ClipFile`.

    Parameters
    ----------
    path : Path
    encoder : Encoder
    shown : Shown
    said : mapping of str to str
        Metadata of the container.
    """

    def __init__(
        self, path: Path, encoder: Encoder, shown: Shown, said: Mapping[str, str] | None = None
    ) -> None:
        self._av, self._encoder, self._rate = pyav(), encoder, shown.rate
        # No date and no random numbers in the file: the same pictures give the same bytes.
        flags = {"fflags": "+bitexact", **encoder.flags}
        with self._told():
            self._container: Any = self._av.open(
                str(path), "w", format=encoder.container, options=flags
            )
        self._container.metadata["encoder"] = shown.software
        for name, text in (said or {}).items():
            self._container.metadata[name] = text
        self._stream: Any = None
        self._count = 0

    def add(self, pixels: Pixels) -> None:
        """The next picture, in sRGB."""
        if self._stream is None:
            self._stream = self._opened(pixels)
        frame = self._frame(pixels)
        frame.pts, frame.time_base = self._count, Fraction(1, self._rate)
        self._count += 1
        with self._told():
            self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Write what the encoder still holds, and the index."""
        with self._told():
            if self._stream is not None:
                self._container.mux(self._stream.encode())
            self._container.close()

    def abandon(self) -> None:
        """Let go of a file that nobody will read."""
        try:
            self._container.close()
        except (OSError, ValueError, self._av.FFmpegError):
            return  # it is not to be written to, which is why it is abandoned

    @contextmanager
    def _told(self) -> Iterator[None]:
        """FFmpeg's errors as those of the system."""
        try:
            yield
        except self._av.FFmpegError as error:
            raise OSError(error.errno, error.strerror) from error

    def _frame(self, pixels: Pixels) -> Any:
        encoder = self._encoder
        kind = "rgba" if pixels.shape[2] == 4 else "rgb24"
        values: Any = to_bytes(pixels)
        if encoder.deep and pixels.dtype != np.uint8:
            kind = "rgba64le" if pixels.shape[2] == 4 else "rgb48le"
            values = to_words(pixels)
        frame = self._av.VideoFrame.from_ndarray(np.ascontiguousarray(values), format=kind)
        return frame.reformat(
            format=self._stream.pix_fmt,
            dst_colorspace=BT709,
            src_color_range=_FULL,
            dst_color_range=_SCREEN,
            dst_color_trc=BT709,
            dst_color_primaries=BT709,
        )

    def _opened(self, first: Pixels) -> Any:
        encoder = self._encoder
        stream = self._container.add_stream(encoder.name, rate=self._rate)
        stream.height, stream.width, channels = first.shape
        # without transparency none is kept: a third less for WebM
        stream.pix_fmt = encoder.pixels if channels == 4 else encoder.pixels.replace("yuva", "yuv")
        stream.options = dict(encoder.options)
        stream.time_base = Fraction(1, self._rate)
        context = stream.codec_context
        if encoder.tag:
            context.codec_tag = encoder.tag
        context.colorspace = context.color_trc = context.color_primaries = BT709
        context.color_range = _SCREEN
        return stream
