"""PDF: pages of faces for print, each a picture.

Pillow writes it, pages in JPEG. A page takes what its pixels need at `DPI`; its text is drawn.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from facelab.export.formats.flat import flat_bytes
from facelab.export.writer import Encoding, Metadata, Picture

DPI = 300.0


class PdfWriter:
    """Writes a PDF of one page; `with_page` adds more."""

    name = "pdf"
    title = "PDF"
    suffixes: tuple[str, ...] = (".pdf",)
    media_type = ""  # content credentials go beside it: c2pa only reads those in a PDF
    draws = True
    opens = False
    alpha = False
    linear = True

    def wants_float(self, encoding: Encoding) -> bool:
        return False

    def encode(self, picture: Picture, metadata: Metadata, encoding: Encoding) -> bytes:
        return with_page(b"", picture, metadata, encoding)


def with_page(content: bytes, picture: Picture, metadata: Metadata, encoding: Encoding) -> bytes:
    """A PDF with one page more; of an empty one the first."""
    held = BytesIO(content)
    Image.fromarray(flat_bytes(picture.pixels, encoding)).save(
        held,
        "PDF",
        append=bool(content),
        resolution=DPI,
        quality=encoding.quality,
        producer=metadata.software,
        creator=metadata.software,
    )
    return held.getvalue()
