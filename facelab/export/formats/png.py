"""PNG: the recipe is in an iTXt chunk called "facelab", where nothing else has to be read to find
it. Chunks: PNG specification, third edition, section 11.

Pillow writes no 16-bit colour, and what does is large (PyAV, OpenCV) or no longer kept; of the
format that takes a filter and zlib.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from facelab.export.colour import PRIMARIES
from facelab.export.png_text import SIGNATURE
from facelab.export.sizes import to_bytes, to_words
from facelab.export.writer import Encoding, Metadata, Picture, Pixels

CHUNK = "facelab"
XMP_CHUNK = "XML:com.adobe.xmp"  # XMP specification, part 3, 1.1.5
_LEVEL = 4
_ROWS = 128  # at once
_PERCEPTUAL = b"\0"  # the rendering intent that the sRGB chunk names
_GAMMA = struct.pack(">I", 45455)
_WHITE_FIRST = (*PRIMARIES[6:], *PRIMARIES[:6])
_COLOUR = (
    (b"sRGB", _PERCEPTUAL),
    (b"gAMA", _GAMMA),  # for programs that do not know sRGB
    (b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in _WHITE_FIRST))),
)


class PngWriter:
    """Writes PNG with 8 or 16 bits a channel."""

    name = "png"
    title = "PNG picture"
    suffixes: tuple[str, ...] = (".png",)
    media_type = "image/png"
    draws = True
    opens = True
    alpha = True
    linear = False

    def wants_float(self, encoding: Encoding) -> bool:
        return encoding.bits == 16

    def encode(self, picture: Picture, metadata: Metadata, encoding: Encoding) -> bytes:
        said = said_in_png(metadata)
        if encoding.bits == 16:
            return _of_words(picture.pixels, said)
        held = BytesIO()
        image = Image.fromarray(to_bytes(picture.pixels))
        image.save(held, "PNG", pnginfo=said, compress_level=_LEVEL)
        return held.getvalue()


def said_in_png(metadata: Metadata) -> PngImagePlugin.PngInfo:
    """The chunks that say what the picture is: its colours, its recipe, what made it, its XMP."""
    info = PngImagePlugin.PngInfo()
    for kind, body in _COLOUR:
        info.add(kind, body)
    text = metadata.recipe
    if text is not None:
        # Pillow, everybody's, refuses a picture with compressed text beyond this limit.
        info.add_itxt(CHUNK, text, zip=len(text) < PngImagePlugin.MAX_TEXT_CHUNK)
    info.add_text("Software", metadata.software)
    if metadata.xmp is not None:
        info.add_itxt(XMP_CHUNK, metadata.xmp.decode("utf-8"))
    return info


def _of_words(picture: Pixels, said: PngImagePlugin.PngInfo) -> bytes:
    """A picture [H, W, 3 or 4] with 16 bits a channel."""
    height, width, channels = picture.shape
    kind = 6 if channels == 4 else 2
    header = struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0)
    chunks = [(b"IHDR", header), *((each[0], each[1]) for each in said.chunks)]
    chunks += [(b"IDAT", _compressed(picture)), (b"IEND", b"")]
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def _compressed(picture: Pixels) -> bytes:
    """The pixels of a file, some rows at a time: all of 4096 x 4096 would take 2 GB on the way."""
    height, width, channels = picture.shape
    packer = zlib.compressobj(_LEVEL)
    out, last = [], np.zeros((1, 2 * channels * width), np.uint8)
    for start in range(0, height, _ROWS):
        words = to_words(picture[start : start + _ROWS]).astype(">u2")
        rows = words.view(np.uint8).reshape(len(words), -1)
        out.append(packer.compress(_filtered(rows, 2 * channels, last)))
        last = rows[-1:]
    return b"".join((*out, packer.flush()))


def _filtered(rows: NDArray[np.uint8], step: int, last: NDArray[np.uint8]) -> bytes:
    """Rows of bytes [H, N], each by the filter of 9.2 that leaves the least, as 12.7 advises.

    Parameters
    ----------
    rows : uint8 [H, N]
    step : int
        Bytes of a pixel.
    last : uint8 [1, N]
        The row above them.
    """
    left = np.zeros_like(rows)
    left[:, step:] = rows[:, :-step]
    above = np.concatenate((last, rows[:-1]))
    mean = ((left.astype(np.uint16) + above) >> 1).astype(np.uint8)
    ways = {1: rows - left, 2: rows - above, 3: rows - mean}
    # A byte counts as signed: 255 is one less than 0.
    costs = [np.abs(way.view(np.int8).astype(np.int16)).sum(axis=1) for way in ways.values()]
    best = np.argmin(costs, axis=0)
    out = np.empty((rows.shape[0], rows.shape[1] + 1), np.uint8)
    for number, (name, way) in enumerate(ways.items()):
        chosen = best == number
        out[chosen, 0] = name
        out[chosen, 1:] = way[chosen]
    return out.tobytes()
