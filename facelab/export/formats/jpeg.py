"""JPEG. A segment holds 64 KB: a longer recipe is in the extended part of the XMP (XMP
specification, part 3, 1.1.3).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from facelab.export.colour import srgb_profile
from facelab.export.formats.flat import flat_bytes
from facelab.export.writer import Encoding, Metadata, Picture
from facelab.export.xmp import with_extension, with_recipe

XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
EXTENSION_HEADER = b"http://ns.adobe.com/xmp/extension/\0"
LONGEST = 65_533  # bytes of a segment, without its length
_JFIF = b"\xff\xe0"
_PART = 65_400  # bytes of an extension in one segment
_FINE = 90  # quality from which colour has the resolution of light


class JpegWriter:
    """Writes JPEG; what is transparent shows the background."""

    name = "jpeg"
    title = "JPEG picture"
    suffixes: tuple[str, ...] = (".jpg", ".jpeg")
    media_type = "image/jpeg"
    draws = True
    opens = True
    alpha = False
    linear = True

    def wants_float(self, encoding: Encoding) -> bool:
        return False

    def encode(self, picture: Picture, metadata: Metadata, encoding: Encoding) -> bytes:
        held = BytesIO()
        Image.fromarray(flat_bytes(picture.pixels, encoding)).save(
            held,
            "JPEG",
            quality=encoding.quality,
            subsampling=0 if encoding.quality >= _FINE else 2,
            icc_profile=srgb_profile(),
        )
        return with_metadata(held.getvalue(), metadata)


def with_metadata(content: bytes, metadata: Metadata) -> bytes:
    """A JPEG that says something, its picture untouched; what it says already stays instead."""
    end = 2
    if content[2:4] == _JFIF:  # which has to be the first
        (length,) = struct.unpack_from(">H", content, 4)
        end = 4 + length
    if XMP_HEADER in content[: end + LONGEST]:
        return content
    return content[:end] + b"".join(_segments(metadata)) + content[end:]


def _segments(metadata: Metadata) -> Iterator[bytes]:
    whole = with_recipe(metadata.xmp, metadata.recipe)
    if whole is None:
        return
    if len(XMP_HEADER) + len(whole) <= LONGEST:
        yield _segment(XMP_HEADER + whole)
        return
    extension = with_recipe(None, metadata.recipe)
    assert extension is not None
    name = hashlib.md5(extension, usedforsecurity=False).hexdigest().upper()
    yield _segment(XMP_HEADER + with_extension(metadata.xmp, name))
    for start in range(0, len(extension), _PART):
        head = name.encode() + struct.pack(">II", len(extension), start)
        yield _segment(EXTENSION_HEADER + head + extension[start : start + _PART])


def _segment(body: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
