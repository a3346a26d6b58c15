"""What is to be done to a drawn face, as a format and whoever saves want it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.enlarging_net import ENLARGING_NET
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.cutout.backgrounds import MAX_BYTES, Background, background_of
from facelab.cutout.person import PERSON_NETS
from facelab.damage import cause
from facelab.errors import ExportError
from facelab.export.formats import writer_of
from facelab.export.named import NAMED, USUAL, Enhance, NamedFormat
from facelab.files import open_regular

_CHUNK = 2**20
_SAYS_NOTHING = ("name", "title", "about", "pattern", "letters")  # of pixels


@dataclass(frozen=True)
class Preparation:
    """How a drawn face becomes the picture that leaves.

    In this order: a network draws it anew at a larger size; the background is taken away or
    changed; the head is brought to its place; the picture gets its size, then its shape; its
    light is made like that of others.

    Attributes
    ----------
    format : NamedFormat
    backdrop : Path or None
        A picture to put behind the face, in place of what the format says: formats hold no files.
    """

    format: NamedFormat = NAMED[USUAL]
    backdrop: Path | None = None

    @property
    def background(self) -> Background | None:
        """What is put behind the face; None leaves the picture's own."""
        if self.backdrop is not None:
            return Background("picture", picture=self.backdrop)
        return background_of(self.format.background) if self.format.background else None

    @property
    def is_plain(self) -> bool:
        """Whether faces leave as they are drawn, but for their size."""
        return self.format.is_plain and self.backdrop is None

    @property
    def wants_float(self) -> bool:
        """Whether faces are to be drawn in float32."""
        encoding = self.format.encoding
        return not self.is_plain or writer_of(encoding.format).wants_float(encoding)

    @property
    def needs_landmarks(self) -> bool:
        """Whether it has to be known where the face is."""
        research = self.format.research
        return self.format.shape.outline == "oval" or bool(research and research.head)

    def final_side(self, side: int) -> int:
        """Side in pixels of a face that leaves, if the network draws it at `side`."""
        named = self.format
        if named.sheet is not None:
            return named.sheet.cell
        return named.longest or named.enhance or side

    @property
    def needs(self) -> tuple[PackagedSet, ...]:
        """The networks beside the generator that it takes."""
        sets = []
        if self.format.enhance:
            sets.append(ENLARGING_NET)
        if self.background is not None or self.needs_landmarks:
            sets.append(PERSON_NETS)
        return tuple(sets)

    def missing(self) -> tuple[CatalogueEntry, ...]:
        """What has to be downloaded first: whoever asks a user says what, how large, from where
        and on what terms (`checkpoints.fetching.packaged.size_and_licence`).
        """
        return tuple(entry for each in self.needs for entry in each.missing())

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Files that it reads, which must not be written over."""
        return () if self.backdrop is None else (self.backdrop,)

    def way(self) -> str:
        """A word for how pictures are made: the same for the same pixels of the same recipe.
        Empty for plain pictures at the network's own size, as of every facelab.

        Raises
        ------
        ExportError
            The picture that is put behind cannot be read.
        """
        # Only what is not usual, so that a later facelab that knows more says the same.
        said = _unlike(self.format, msgspec.structs.asdict(NAMED[USUAL]))
        other = {name: value for name, value in said.items() if name not in _SAYS_NOTHING}
        if self.backdrop is None and not other:
            return ""
        digest = hashlib.sha256(msgspec.json.encode(other, order="sorted"))
        if self.backdrop is not None:
            digest.update(picture_digest(self.backdrop))
        return digest.hexdigest()[:16]


def preparation_of(
    named: NamedFormat,
    size: int | None = None,
    enhance: Enhance | None = None,
    background: Background | None = None,
) -> Preparation:
    """A format with what whoever saves wants otherwise; None leaves what the format says.

    Raises
    ------
    ValueError
        It makes no sense together; the text says why.
    """
    changes: dict[str, object] = {}
    if size is not None:
        if named.sheet is not None:
            changes["sheet"] = msgspec.structs.replace(named.sheet, cell=size)
        else:
            changes["longest"] = size
    if enhance is not None:
        changes["enhance"] = enhance
    backdrop = background.picture if background is not None else None
    if background is not None and backdrop is None:
        changes["background"] = str(background)
    return Preparation(named.changed(**changes), backdrop)


def _unlike(said: msgspec.Struct, usual: dict[str, object]) -> dict[str, object]:
    """The fields that are not equal to what is usual. msgspec itself leaves out only what is the
    very object of a default: a format out of a file, or from another process, would say more.
    """
    found: dict[str, object] = {}
    for name, value in msgspec.structs.asdict(said).items():
        if value != usual[name]:
            found[name] = value
            if isinstance(value, msgspec.Struct):
                fields = msgspec.structs.fields(value)
                found[name] = _unlike(value, {each.name: each.default for each in fields})
    return found


def picture_digest(path: Path) -> bytes:
    """What a picture that is put behind is told by.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with open_regular(path, MAX_BYTES) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise ExportError(
            f"{path.name} cannot be used as a background.",
            cause(error),
            "Choose a PNG or JPEG picture.",
        ) from error
    return digest.digest()
