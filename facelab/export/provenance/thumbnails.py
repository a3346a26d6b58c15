"""Thumbnails that leave say what they are, as larger pictures do. They are too small for the
invisible mark.
"""

from __future__ import annotations

from dataclasses import replace

from facelab.export.formats.jpeg import with_metadata
from facelab.export.provenance import xmp
from facelab.export.provenance.facts import Parts, facts_of_network
from facelab.export.provenance.outgoing import Provenance
from facelab.export.writer import Metadata
from facelab.recipe import ModelRef, Recipe

_JPEG = "image/jpeg"


class PackedThumbnails:
    """Marks the thumbnails that leave in one file with their recipes: each says by its XMP that AI
    made it, also where another program unpacks them.

    Parameters
    ----------
    parts : Parts
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._packets: dict[str, bytes] = {}

    def __call__(self, model: ModelRef, jpeg: bytes) -> bytes:
        """A thumbnail of a face of this network."""
        if not self._parts.xmp:
            return jpeg
        said = self._packets.get(model.sha256)
        if said is None:
            said = self._packets[model.sha256] = xmp.packet(facts_of_network(model))
        return with_metadata(jpeg, Metadata(None, said))


def single(recipe: Recipe, jpeg: bytes, parts: Parts) -> tuple[bytes, tuple[str, ...]]:
    """A thumbnail that leaves as a file of its own, with recipe, XMP and signature; and what was
    to be written and is not, as sentences.
    """
    provenance = Provenance(recipe, replace(parts, watermark=False, label=False))
    said = Metadata.of(recipe, provenance.xmp())
    made = provenance.file(with_metadata(jpeg, said), _JPEG)
    return made, tuple(provenance.notes)
