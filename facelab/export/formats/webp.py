"""WebP, with losses or without."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from facelab.export.colour import srgb_profile
from facelab.export.sizes import to_bytes
from facelab.export.writer import Encoding, Metadata, Picture
from facelab.export.xmp import with_recipe


class WebpWriter:
    """Writes WebP."""

    name = "webp"
    title = "WebP picture"
    suffixes: tuple[str, ...] = (".webp",)
    media_type = "image/webp"
    draws = True
    opens = True
    alpha = True
    linear = False

    def wants_float(self, encoding: Encoding) -> bool:
        return False

    def encode(self, picture: Picture, metadata: Metadata, encoding: Encoding) -> bytes:
        held = BytesIO()
        Image.fromarray(to_bytes(picture.pixels)).save(
            held,
            "WEBP",
            lossless=encoding.lossless,
            quality=80 if encoding.lossless else encoding.quality,  # of lossless: how hard it tries
            exact=encoding.lossless,  # colours behind what is transparent stay as well
            icc_profile=srgb_profile(),
            xmp=with_recipe(metadata.xmp, metadata.recipe) or b"",
        )
        return held.getvalue()
