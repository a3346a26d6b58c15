"""TIFF with 16 bits a channel, for retouching and print."""

from __future__ import annotations

from io import BytesIO

from facelab.export.colour import srgb_profile
from facelab.export.sizes import to_words
from facelab.export.writer import Encoding, Metadata, Picture
from facelab.export.xmp import with_recipe

XMP_TAG = 700  # XMP specification, part 3, 1.1.6
_BYTES = 1


class TiffWriter:
    """Writes TIFF."""

    name = "tiff"
    title = "TIFF picture, 16 bit"
    suffixes: tuple[str, ...] = (".tif", ".tiff")
    media_type = "image/tiff"
    draws = True
    opens = True
    alpha = True
    linear = False

    def wants_float(self, encoding: Encoding) -> bool:
        return True

    def encode(self, picture: Picture, metadata: Metadata, encoding: Encoding) -> bytes:
        import tifffile  # takes 0.1 s, and most need it never

        xmp = with_recipe(metadata.xmp, metadata.recipe)
        held = BytesIO()
        tifffile.imwrite(
            held,
            to_words(picture.pixels),
            photometric="rgb",
            extrasamples=["unassalpha"] if picture.has_alpha else None,
            compression="zlib",
            predictor=True,
            iccprofile=srgb_profile(),
            software=metadata.software,
            metadata=None,  # no description of its own
            extratags=[] if xmp is None else [(XMP_TAG, _BYTES, len(xmp), xmp, True)],
        )
        return held.getvalue()
