"""PNG: the recipe is in an iTXt chunk called "facelab", where nothing else has to be read to find
it.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, PngImagePlugin

from facelab.export.writer import Encoding, Metadata, Picture

CHUNK = "facelab"
XMP_CHUNK = "XML:com.adobe.xmp"  # PNG specification, third edition, 11.3.3.4; XMP part 3, 1.1.5


class PngWriter:
    """Writes PNG with 8 bits a channel."""

    name = "png"
    title = "PNG picture"
    suffixes: tuple[str, ...] = (".png",)
    media_type = "image/png"
    draws = True
    alpha = True

    def wants_float(self, encoding: Encoding) -> bool:
        return False

    def encode(self, picture: Picture, metadata: Metadata, encoding: Encoding) -> bytes:
        info = PngImagePlugin.PngInfo()
        text = metadata.recipe
        if text is not None:
            # Pillow, everybody's, refuses a picture with compressed text beyond this limit.
            info.add_itxt(CHUNK, text, zip=len(text) < PngImagePlugin.MAX_TEXT_CHUNK)
        info.add_text("Software", metadata.software)
        if metadata.xmp is not None:
            info.add_itxt(XMP_CHUNK, metadata.xmp.decode("utf-8"))
        held = BytesIO()
        Image.fromarray(picture.pixels).save(held, "PNG", pnginfo=info, compress_level=4)
        return held.getvalue()
