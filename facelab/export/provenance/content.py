"""What kind of picture or clip some bytes are, its XMP and its pixels, whoever wrote them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from facelab.damage import UnreadableError, reading
from facelab.export.clips.packets import packet_of
from facelab.export.clips.reading import some_pictures
from facelab.export.png_text import find_text
from facelab.export.provenance.xmp import MAX_BYTES
from facelab.export.xmp import MAX_PACKET as MAX_CLIP_PACKET

PNG, JPEG, WEBP, TIFF, EXR = "image/png", "image/jpeg", "image/webp", "image/tiff", "image/x-exr"
MP4, MOV, WEBM, GIF = "video/mp4", "video/quicktime", "video/webm", "image/gif"
_CLIPS = (MP4, MOV, WEBM, GIF)
MAX_SIDE = 20_000
MAX_PIXELS = 120_000_000
XMP_CHUNK = "XML:com.adobe.xmp"  # of PNG: XMP specification, part 3, 1.1.5
_XMP_TAG = 700  # of TIFF
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"\x76\x2f\x31\x01", EXR),
    (b"GIF8", GIF),
    (b"\x1a\x45\xdf\xa3", WEBM),
    (b"%PDF-", "application/pdf"),
)
# Not Image.open, which asks all of Pillow's readers, and warns of large pictures.
_OPENERS: dict[str, Callable[[io.BytesIO], ImageFile]] = {
    PNG: PngImageFile,
    JPEG: JpegImageFile,
    WEBP: WebPImageFile,
    TIFF: TiffImageFile,
}
_BRANDS = {
    b"avif": "image/avif", b"heic": "image/heic", b"mif1": "image/heif", b"qt  ": MOV,
    b"isom": MP4, b"mp42": MP4, b"iso2": MP4, b"mp41": MP4, b"avc1": MP4,
}  # fmt: skip


def media_type_of(content: bytes) -> str:
    """The media type that the first bytes say; empty if they say none that is known."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return _BRANDS.get(content[8:12], "") if content[4:8] == b"ftyp" else ""


def xmp_of(content: bytes) -> bytes | None:
    """The XMP packet of a picture, None if it has none.

    Raises
    ------
    UnreadableError
        The picture is damaged.
    """
    kind = media_type_of(content)
    if kind == PNG:
        text = find_text(io.BytesIO(content), XMP_CHUNK, MAX_BYTES)
        return None if text is None else text.encode("utf-8")
    if kind in _CLIPS:
        packet = packet_of(io.BytesIO(content))
        return packet if packet is None or len(packet) <= MAX_CLIP_PACKET else None
    if kind not in _OPENERS:
        return None
    with reading(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of metadata that is odd
        with _OPENERS[kind](io.BytesIO(content)) as image:
            found = image.info.get("xmp")
            if found is None and isinstance(image, TiffImageFile):
                found = image.tag_v2.get(_XMP_TAG)
    return found if isinstance(found, bytes) else None


def is_clip(content: bytes) -> bool:
    """Whether it is a clip, or of a kind of picture that moves."""
    kind = media_type_of(content)
    if kind == PNG:  # what makes it move stands before its pixels
        return content.find(b"acTL", 0, max(0, content.find(b"IDAT"))) >= 0
    if kind == WEBP:
        return content[12:16] == b"VP8X" and len(content) > 20 and bool(content[20] & 2)
    return kind in _CLIPS


def pixels_of(content: bytes, most: int = 1) -> list[NDArray[np.uint8]]:
    """The pixels of a picture, uint8 [H, W, 3] or [H, W, 4], of a clip those of some; none of a
    kind that is not read here.

    Parameters
    ----------
    content : bytes
    most : int
        Of the pictures of a clip.

    Raises
    ------
    ExportError
        It is a clip, and what reads clips is not installed.
    UnreadableError
        The picture is damaged, or larger than any that is looked at.
    """
    kind = media_type_of(content)
    if is_clip(content):
        return some_pictures(content, most)
    if kind not in _OPENERS:
        return []
    with reading(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _OPENERS[kind](io.BytesIO(content)) as image:
            if max(image.size) > MAX_SIDE or image.width * image.height > MAX_PIXELS:
                raise UnreadableError("it is larger than facelab reads")
            return [np.asarray(_rgb(image))]


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):  # 16 bits of grey, or numbers: no picture of a face
        raise UnreadableError("its pixels are of a kind that facelab does not read")
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return image.convert("RGBA" if clear else "RGB")
