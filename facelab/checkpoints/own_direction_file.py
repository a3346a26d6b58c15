"""One of the user's own directions as a safetensors file: the step for an amount of 1, what it
is called, and for which network it is.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.formats.safetensors_file import as_bytes
from facelab.checkpoints.formats.tensor_file import open_tensors
from facelab.damage import DAMAGED, UnreadableError, cause
from facelab.errors import WeightsError
from facelab.files import replacing
from facelab.plain_text import plain
from facelab.recipe.sources import MAX_ROWS, MAX_W_DIM

FORMAT = "facelab-direction"
VERSION = 1
SUFFIX = ".safetensors"
PREFIX = "mine-"
TENSOR = "vectors"
MAX_BYTES = 4 * 2**20
MAX_TITLE = 80
MAX_NOTE = 500
ID = re.compile(r"mine-[a-z0-9-]{1,80}")
_SLUG = 40


class OwnMetadata(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a file says of itself.

    Attributes
    ----------
    id : str
        In recipes; does not change when it is renamed.
    title : str
    model, model_sha256 : str
        The network that it is for.
    note : str
        What it does as far as that was predicted, and where it comes from.
    made : str
        When, ISO 8601, UTC.
    """

    id: str
    title: str
    model: str
    model_sha256: str
    note: str
    made: str


@dataclass(frozen=True, eq=False)
class OwnDirection:
    """One of the user's directions.

    Attributes
    ----------
    metadata : OwnMetadata
    vectors : float32 [1 or num_ws, w_dim]
        Step for an amount of 1.
    """

    metadata: OwnMetadata
    vectors: NDArray[np.float32]

    @property
    def id(self) -> str:
        """Its name in recipes."""
        return self.metadata.id

    @property
    def title(self) -> str:
        """Its name for people."""
        return self.metadata.title


def make_own(
    title: str, vectors: NDArray[np.float32], model: str, model_sha256: str, note: str = ""
) -> OwnDirection:
    """A direction with an id of its own: from the title, and from a hash of what it is."""
    rows = np.ascontiguousarray(vectors, dtype="<f4")
    shown = clean_title(title)
    digest = hashlib.sha256(f"{model_sha256} {rows.shape} ".encode() + rows.tobytes())
    name = f"{PREFIX}{_slug(shown)}-{digest.hexdigest()[:8]}"
    now = datetime.datetime.now(datetime.UTC).isoformat()
    metadata = OwnMetadata(
        id=name, title=shown, model=model, model_sha256=model_sha256, note=note[:MAX_NOTE], made=now
    )
    return OwnDirection(metadata, rows)


def clean_title(title: str) -> str:
    """A title on one line, of a length that can be shown; never empty."""
    return plain(title)[:MAX_TITLE].strip() or "Direction"


def _slug(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return words[:_SLUG].strip("-") or "direction"


def is_own_file(path: Path) -> bool:
    """Whether a file is one that `write_file` made, of whatever version."""
    if path.suffix.lower() != SUFFIX:
        return False
    try:
        with open_tensors(path, MAX_BYTES) as file:
            return file.said.get("format") == FORMAT
    except DAMAGED:
        return False


def write_file(path: Path, direction: OwnDirection) -> None:
    """Write a direction to a file of any name.

    Raises
    ------
    OSError
    """
    with replacing(path) as file:
        file.write(file_bytes(direction))


def file_bytes(direction: OwnDirection) -> bytes:
    """What the file of a direction holds."""
    header = {
        "format": FORMAT,
        "version": str(VERSION),
        "metadata": msgspec.json.encode(direction.metadata).decode(),
    }
    return as_bytes({TENSOR: direction.vectors}, header)


def read_file(path: Path) -> OwnDirection:
    """Read a direction.

    Raises
    ------
    WeightsError
        The file is missing, damaged, or from a newer facelab.
    """
    try:
        with open_tensors(path, MAX_BYTES) as file:
            header = file.said
            if header.get("format") != FORMAT:
                raise unusable(path, "It is not a facelab direction.")
            version = header.get("version", "")
            if version != str(VERSION):
                newer = version.isascii() and version.isdigit() and int(version[:9]) > VERSION
                fix = "Update facelab." if newer else ""
                raise unusable(path, f"Its format is version {version[:20]!r}.", fix)
            if TENSOR not in file.names:
                raise UnreadableError("the direction itself is missing from it")
            if file.kind(TENSOR) != "F32":
                raise UnreadableError(f"its numbers have the type {file.kind(TENSOR)}")
            vectors = file.array(TENSOR).astype(np.float32, copy=False)
            metadata = msgspec.json.decode(header.get("metadata", ""), type=OwnMetadata)
    except DAMAGED as error:
        raise unusable(path, cause(error)) from error
    shape = vectors.shape
    if len(shape) != 2 or not (1 <= shape[0] <= MAX_ROWS and 1 <= shape[1] <= MAX_W_DIM):
        raise unusable(path, f"It contains {list(shape)} numbers.")
    if not np.isfinite(vectors).all() or not vectors.any():
        raise unusable(path, "It contains only zeros, or invalid numbers.")
    if not ID.fullmatch(metadata.id):
        raise unusable(path, f"Its name {metadata.id[:80]!r} is not valid.")
    titled = msgspec.structs.replace(
        metadata, title=clean_title(metadata.title), note=metadata.note[:MAX_NOTE]
    )
    return OwnDirection(titled, vectors)


def unusable(path: Path, why: str, fix: str = "") -> WeightsError:
    """What is said of a file that is no direction."""
    what = f"The direction {path.name} cannot be used."
    return WeightsError(what, why, fix or f"Delete or repair it. It is in {path.parent}.")
