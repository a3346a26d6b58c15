"""What a picture or a clip says of its origin, by each means, and what that is worth: a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from facelab.damage import UnreadableError, cause
from facelab.errors import ExportError, FacelabError
from facelab.export.clips.soundness import clip_damage_in
from facelab.export.provenance import manifest, watermark, xmp
from facelab.export.provenance.content import is_clip, media_type_of, pixels_of, xmp_of
from facelab.export.provenance.identity import own_roots
from facelab.export.provenance.manifest import Manifest
from facelab.export.provenance.watermark import BITS, LEAST, Read, Watermark
from facelab.export.recipe_file import read_recipe
from facelab.export.soundness import damage_in
from facelab.export.timeline_file import read_timeline_in_clip
from facelab.files import MEGABYTE, read_regular

MAX_BYTES = 1_024 * MEGABYTE
MAX_SIDECAR = 64 * MEGABYTE
LOOKED_AT = 8  # pictures of a clip
Verdict = Literal["facelab", "ai", "signed", "changed", "nothing"]
NOT_LISTED = "valid, signer not on the trust list"
NOT_LOOKED_UP = "valid; facelab has no trust list to look the signer up in"
PROVES_NOTHING = "Nothing was found, which proves nothing: marks can be lost or removed."


@dataclass(frozen=True)
class Finding:
    """What was found in one picture.

    Attributes
    ----------
    path : Path
    verdict : "facelab", "ai", "signed", "changed" or "nothing"
    manifest : Manifest or None
        In the file, or in one beside it.
    beside : bool
        Whether it lies beside the file.
    said : xmp.Said or None
    recipe : bool
        Whether the file holds a facelab recipe that can be read.
    mark : Read or None
        What the watermark's decoder saw, of a clip in the picture with most of it; None if nobody
        could look.
    not_looked : str
        Why it could not, a sentence.
    clip : bool
        Whether it is a clip.
    timeline : bool
        Whether it is one with a facelab timeline that can be read.
    damage : str
        What is wrong with the pixels of a picture, or with a clip, a sentence; empty where nothing
        is known to be.
    marked, looked_at : int
        In how many of the pictures of a clip the watermark is, and how many were looked at.
    """

    path: Path
    verdict: Verdict
    manifest: Manifest | None
    beside: bool
    said: xmp.Said | None
    recipe: bool
    mark: Read | None
    not_looked: str = ""
    clip: bool = False
    timeline: bool = False
    damage: str = ""
    marked: int = 0
    looked_at: int = 0

    @property
    def headline(self) -> str:
        """The verdict in words, one sentence."""
        found = self.manifest
        by = f"signed by {found.signer or 'someone unnamed'}" if found is not None else ""
        match self.verdict:
            case "changed":
                named = found is not None and found.program
                program = f" It said it was made by {named}." if named else ""
                mark = self.mark is not None and self.mark.found
                still = " facelab's invisible mark is still in it." if mark else ""
                return f"Changed since it was {by}.{program}{still}"
            case "facelab" if found is not None:
                return f"Made by AI, with facelab; {by}."
            case "facelab":
                return "Made by AI, with facelab, by the marks in it; it is not signed."
            case "ai" if found is not None:
                return f"Made by AI, with {found.program or 'an unnamed program'}; {by}."
            case "ai":
                return "Made by AI, by what its metadata says; it is not signed."
            case "signed":
                return f"{by.capitalize()}; nothing in it says that AI made it."
        return PROVES_NOTHING

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """What was found by each means: name and words."""
        return (
            *self._damaged(),
            ("signature", self._signature()),
            ("metadata", self._metadata()),
            self._faces(),
            ("watermark", self._watermark()),
        )

    def _damaged(self) -> tuple[tuple[str, str], ...]:
        what = "clip" if self.clip else "picture"
        return ((what, f"damaged: {self.damage}"),) if self.damage else ()

    def _faces(self) -> tuple[str, str]:
        if self.clip:
            opens = "it opens" if self.damage else "the clip opens"
            return "timeline", f"found; {opens} in facelab" if self.timeline else "none"
        if not self.recipe:
            return "recipe", "none"
        opens = "the face opens" if self.damage else "the picture opens"
        return "recipe", f"found; {opens} in facelab"

    @property
    def worth(self) -> str:
        """The words for how far the signature holds; empty if there is none."""
        found = self.manifest
        if found is None:
            return ""
        if found.state == "changed":
            return "the file is not the one that was signed"
        if found.state == "broken":
            return "the manifest is damaged or its signature is wrong"
        return NOT_LISTED if found.self_made or found.ours else NOT_LOOKED_UP

    def _signature(self) -> str:
        found = self.manifest
        if found is None:
            return "none (no C2PA manifest)"
        who = found.signer or "unnamed"
        if found.ours:
            who += " (this computer's own key)"
        place = f" in {self.path.name}{manifest.SIDECAR}" if self.beside else ""
        parts = [f"C2PA{place}: {self.worth}", f"signer: {who}"]
        parts.append(f"program: {found.program or 'unnamed'}")
        if found.network:
            parts.append(f"network: {found.network}, licence {found.licence}")
        if found.problems:
            parts.append(", ".join(found.problems))
        return "; ".join(parts)

    def _metadata(self) -> str:
        said = self.said
        if said is None or not (said.source or said.tool):
            return "none"
        source = said.source.rsplit("/", 1)[-1] or "no digital source type"
        return f"XMP: {source}, {said.tool or 'no program named'}"

    def _watermark(self) -> str:
        if self.mark is None:
            return f"not looked for: {self.not_looked}"
        seen = f"{self.mark.agreeing} of {BITS} bits are facelab's ({self.mark.text})"
        if self.clip and self.mark.found:
            pictures = f"{self.marked} of {self.looked_at} pictures that were looked at"
            return f"found in {pictures}, at best {seen}"
        return f"found, {seen}" if self.mark.found else f"none, {seen}; a mark has {LEAST} or more"

    def as_json(self) -> dict[str, object]:
        """The finding for programs."""
        found, said, mark = self.manifest, self.said, self.mark
        signature = None
        if found is not None:
            signature = {
                "state": found.state, "beside": self.beside, "signer": found.signer,
                "issuer": found.issuer, "own_key": found.ours, "program": found.program,
                "digital_source_type": found.source, "watermarked": found.watermarked,
                "network": found.network, "licence": found.licence,
                "problems": list(found.problems), "worth": self.worth,
            }  # fmt: skip
        metadata = None
        if said is not None:
            metadata = {"digital_source_type": said.source, "program": said.tool}
        seen: dict[str, object] = {"looked": mark is not None}
        if mark is not None:
            seen |= {"found": mark.found, "agreeing": mark.agreeing, "of": BITS, "least": LEAST}
            seen["bits"] = mark.text
            if self.clip:
                seen |= {"pictures": self.looked_at, "found_in": self.marked}
        else:
            seen["why"] = self.not_looked
        return {
            "file": str(self.path), "verdict": self.verdict, "says": self.headline,
            "c2pa": signature, "xmp": metadata, "recipe": self.recipe,
            "timeline": self.timeline, "damage": self.damage, "watermark": seen,
        }  # fmt: skip


def verify(
    path: Path,
    marker: Callable[[], Watermark | None] = watermark.installed,
    roots: Callable[[], bytes] = own_roots,
) -> Finding:
    """Look at a picture by all means.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    try:
        content = read_regular(path, MAX_BYTES)
    except OSError as error:
        raise ExportError(
            f"{path.name or path} cannot be verified.", cause(error), "Choose a picture or a clip."
        ) from error
    kind = media_type_of(content)
    signed = manifest.read(content, kind, None, roots())
    beside = False
    if signed is None and (lies := _beside(path)) is not None:
        signed, beside = manifest.read(content, kind, lies, roots()), True
    clip = is_clip(content)
    said, timeline = _said(content), clip and _has_timeline(path)
    recipe = not clip and _has_recipe(path)
    marks, not_looked = _look(content, marker)
    mark = max(marks, key=lambda each: each.agreeing, default=None)
    verdict = _verdict(signed, said, recipe or timeline, mark)
    return Finding(
        path, verdict, signed, beside, said, recipe, mark, not_looked, clip, timeline,
        clip_damage_in(path) if clip else damage_in(path),
        sum(each.found for each in marks), len(marks),
    )  # fmt: skip


def _verdict(
    signed: Manifest | None, said: xmp.Said | None, recipe: bool, mark: Read | None
) -> Verdict:
    if signed is not None and signed.state != "valid":
        return "changed"
    marked = mark is not None and mark.found
    if recipe or marked or (said is not None and said.by_facelab):
        return "facelab"
    if signed is not None:
        if signed.by_facelab:
            return "facelab"
        return "ai" if signed.by_ai or (said is not None and said.by_ai) else "signed"
    return "ai" if said is not None and said.by_ai else "nothing"


def _beside(path: Path) -> bytes | None:
    """The manifest in a file of the same name and `.c2pa`."""
    try:
        return read_regular(path.with_name(path.name + manifest.SIDECAR), MAX_SIDECAR)
    except OSError:  # there is none
        return None


def _said(content: bytes) -> xmp.Said | None:
    try:
        packet = xmp_of(content)
        return None if packet is None else xmp.read(packet)
    except UnreadableError:  # a damaged packet says nothing
        return None


def _has_recipe(path: Path) -> bool:
    if path.suffix.lower() == ".json":
        return False
    try:
        read_recipe(path)
    except FacelabError:
        return False
    return True


def _has_timeline(path: Path) -> bool:
    try:
        read_timeline_in_clip(path)
    except FacelabError:
        return False
    return True


def _look(content: bytes, marker: Callable[[], Watermark | None]) -> tuple[list[Read], str]:
    try:
        pictures = pixels_of(content, LOOKED_AT)
    except UnreadableError as error:
        return [], f"the picture cannot be read. {cause(error)}"
    except ExportError as error:
        return [], error.why
    if not pictures:
        return [], "facelab reads pixels of PNG, JPEG, WebP, TIFF and of clips only."
    network = marker()
    if network is None:
        return [], "the network that reads it is not here (facelab weights fetch rivagan)."
    return [network.read(each) for each in pictures], ""
