"""PDF: pages of faces for print, each a picture.

Pillow writes it, pages in JPEG. A page takes what its pixels need at `DPI`; its text is drawn.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from PIL.PdfParser import PdfName, PdfParser

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
    if metadata.xmp is not None:
        _add_packet(held, metadata.xmp)
    return held.getvalue()


def _add_packet(held: BytesIO, packet: bytes) -> None:
    """Let the document's catalogue name a packet of XMP (ISO 32000-1, 14.3.2); Pillow writes the
    catalogue anew with each page, and no packet.
    """
    with PdfParser(f=held, mode="r+b") as document:
        document.start_writing()
        held.write(b"\n")
        metadata = document.write_obj(
            None, stream=packet, Type=PdfName("Metadata"), Subtype=PdfName("XML")
        )
        document.root_ref = document.write_obj(
            None, Type=PdfName("Catalog"), Pages=document.pages_ref, Metadata=metadata
        )
        document.write_xref_and_trailer()
