"""Pictures on their way out are made to say what they are.

The order matters: a label that all see, then the invisible mark, both in the finished pixels;
then the file with its XMP; last the signature, over all of it. What cannot be written is left out
of the file, never claimed by it, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.damage import UnreadableError
from facelab.errors import ExportError
from facelab.export.clips.reading import some_pictures
from facelab.export.provenance import label, manifest, watermark, xmp
from facelab.export.provenance.content import pixels_of
from facelab.export.provenance.facts import Facts, Parts, facts_of
from facelab.export.provenance.identity import Signer, signer
from facelab.export.provenance.watermark import Watermark
from facelab.recipe import Recipe

Pixels = NDArray[np.uint8] | NDArray[np.float32]

NO_NETWORK = (
    "No invisible watermark was written, because the network for it is not here. To get it: "
    "Edit > Settings, or facelab weights fetch rivagan."
)
TOO_SMALL = (
    f"No invisible watermark was written: it needs {watermark.SMALLEST} pixels on each side."
)
LOOKED_AT = 3  # pictures of a clip
NOT_READ_BACK = "The invisible watermark cannot be read back from at least one picture."
NOT_IN_CLIP = "The invisible watermark cannot be read back from most pictures of the clip."


class Provenance:
    """Marks the pictures of one network.

    Parameters
    ----------
    recipe : Recipe
        Of one of them: it names the network.
    parts : Parts
        What is written.
    marker : callable
        The watermark's network, None if it is not here.
    who : callable
        Who signs.

    Attributes
    ----------
    notes : list of str
        What was to be written and is not, each said once, as sentences.
    """

    def __init__(
        self,
        recipe: Recipe,
        parts: Parts,
        marker: Callable[[], Watermark | None] = watermark.installed,
        who: Callable[[], Signer] = signer,
    ) -> None:
        self._recipe = recipe
        self._parts = parts
        self._marker = marker
        self._who = who
        self.notes: list[str] = []
        self._found: tuple[bytes, bool] | None = None

    @property
    def facts(self) -> Facts:
        """What there is to say, as of now."""
        return facts_of(self._recipe)

    def xmp(self) -> bytes | None:
        """The packet for a file; None if none is wanted. The recipe is not in it."""
        return xmp.packet(self.facts) if self._parts.xmp else None

    def pixels(self, pixels: Pixels) -> Pixels:
        """The pixels [H, W, 3 or 4] of a picture with the marks that are wanted."""
        if self._parts.label:
            pixels = label.labelled(pixels)
        if not self._parts.watermark:
            return pixels
        if not watermark.fits(pixels):
            self._note(TOO_SMALL)
            return pixels
        marker = self._marker()
        if marker is None:
            self._note(NO_NETWORK)
            return pixels
        return marker.marked(pixels)

    def file(self, content: bytes, media_type: str) -> bytes:
        """A finished file with its signature in it, where its kind holds one."""
        watermarked = self.is_marked(content)
        if not self._parts.signature or media_type not in manifest.EMBEDDED:
            return content
        try:
            return manifest.signed(content, media_type, self.facts, self._who(), watermarked)
        except ExportError as error:
            self._note_unsigned(error)
            return content

    def sidecar(self, content: bytes, media_type: str) -> tuple[str, bytes] | None:
        """Ending and content of the file beside one that holds no signature itself."""
        if not self._parts.signature or media_type in manifest.EMBEDDED:
            return None
        try:
            made = manifest.beside(content, self.facts, self._who(), self.is_marked(content))
        except ExportError as error:
            self._note_unsigned(error)
            return None
        return manifest.SIDECAR, made

    def note_found(self, content: bytes, marked: bool, notes: Sequence[str] = ()) -> None:
        """Take it from another process, which drew and looked, whether the mark is in a file,
        and what it has to say of it.
        """
        self._found = content, marked
        for said in notes:
            self._note(said)

    def clip(self, path: Path, into: Path, media_type: str) -> bool:
        """Sign a finished clip into another file, whatever its size; False if nothing is to be
        signed, or it cannot be, or its kind holds no signature.
        """
        if not self._parts.signature or media_type not in manifest.EMBEDDED_CLIPS:
            return False
        watermarked = self._is_clip_marked(path)
        try:
            with path.open("rb") as source, into.open("x+b") as out:
                manifest.sign(source, media_type, self.facts, self._who(), watermarked, out)
        except ExportError as error:
            self._note_unsigned(error)
            return False
        return True

    def clip_beside(self, path: Path, media_type: str) -> tuple[str, bytes] | None:
        """Ending and content of the file beside a clip of a kind that holds no signature."""
        if not self._parts.signature or media_type in manifest.EMBEDDED_CLIPS:
            return None
        try:
            with path.open("rb") as source:
                made = manifest.sign(
                    source, manifest.ANY_BYTES, self.facts, self._who(),
                    self._is_clip_marked(path), None,
                )  # fmt: skip
        except ExportError as error:
            self._note_unsigned(error)
            return None
        return manifest.SIDECAR, made

    def _is_clip_marked(self, path: Path) -> bool:
        """Whether the mark is in most of the pictures that are looked at."""
        if not self._parts.watermark:
            return False
        pictures = [each for each in some_pictures(path, LOOKED_AT) if watermark.fits(each)]
        found = sum(map(self._reads, pictures))
        if 2 * found > len(pictures):
            return True
        if pictures and self._marker() is not None:
            self._note(NOT_IN_CLIP)
        return False

    def is_marked(self, content: bytes) -> bool:
        """Whether the mark is in the finished file: asked of the file, not of what was meant."""
        if not self._parts.watermark:
            return False
        if self._found is not None and self._found[0] is content:
            return self._found[1]
        try:
            pictures = pixels_of(content)
        except UnreadableError:
            return False
        if any(map(self._reads, pictures)):
            return True
        if any(map(watermark.fits, pictures)) and self._marker() is not None:
            self._note(NOT_READ_BACK)
        return False

    def _reads(self, pixels: Pixels) -> bool:
        """Whether the mark can be read back from pixels."""
        if not watermark.fits(pixels):
            return False
        marker = self._marker()
        if marker is None:
            return False
        return marker.read(pixels).found

    def _note_unsigned(self, error: ExportError) -> None:
        self._note(f"No signature was written. {error.what} {error.why} {error.fix}")

    def _note(self, said: str) -> None:
        if said not in self.notes:
            self.notes.append(said)
