"""Small pictures of the faces that were on show, so that the history has them at once after a
restart.

`history-pictures.bin` beside the history is a cache for all windows: bounded, and thrown away
without a word where it is damaged or of another version, since the engine can draw all of it.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import deque
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.damage import DAMAGED
from facelab.engine import Frame
from facelab.export import thumbnail
from facelab.files import MEGABYTE, read_regular, replacing
from facelab.recipe import Recipe
from facelab.recipe.codec import lasting_text
from facelab.session.disk import Writer
from facelab.session.rendering.thumbnails import SIDE
from facelab.session.signals import Signal

FORMAT = "facelab-history-pictures"
VERSION = 1
FILE_NAME = "history-pictures.bin"
MAX_BYTES = 16 * MEGABYTE
MOST = 400
MOST_WAITING = 4  # frames of 4 MB each; a disk that hangs must not fill the memory
AT_ONCE = 20  # new ones after which the file is written, also for a window that crashes later
_MOST_BYTES = 32 * 1024  # of one picture

Pixels = NDArray[np.uint8]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int
    pictures: dict[bytes, bytes]  # JPEG by `_key`, the newest last


class StepPictures:
    """Makes a picture of each full frame that it is told of, away from the window's thread, and
    keeps it.

    Parameters
    ----------
    folder : Path
        That of the history.
    writer : Writer
        Its thread makes and writes them.

    Signals
    -------
    made(Recipe, ndarray): a picture was made, uint8 [128, 128, 4].
    """

    made = Signal(Recipe, np.ndarray)

    def __init__(self, folder: Path, writer: Writer) -> None:
        self._path = folder / FILE_NAME
        self._writer = writer
        # Changed on the writer's thread only; looked into from the session's.
        self._jpegs: dict[bytes, bytes] = {}
        self._new = 0
        self._waiting: deque[Frame] = deque(maxlen=MOST_WAITING)

    def load(self) -> None:
        """Take what was kept; before there are frames."""
        self._jpegs = _read(self._path)

    def find(self, recipe: Recipe) -> Pixels | None:
        """The picture of a face, uint8 [128, 128, 4] blue, green, red, 255; None if not kept."""
        jpeg = self._jpegs.get(_key(recipe)) if self._jpegs else None
        pixels = None if jpeg is None else thumbnail.decode(jpeg)
        return None if pixels is None or pixels.shape != (SIDE, SIDE, 4) else pixels

    def follow(self, frame: Frame) -> None:
        """A frame is on show: keep a picture of it if it is a full one.

        Where the writer falls behind the oldest go without: the engine can draw them.
        """
        if frame.kind == "full":
            self._waiting.append(frame)
            self._writer.run(self._make_next, self._on_made)

    def _on_made(self, made: tuple[Recipe, Pixels] | None) -> None:
        if made is not None:
            self.made.emit(*made)

    def save(self) -> None:
        """Write the file, if there is anything new."""
        self._writer.run(self._write)

    # -- on the writer's thread -----------------------------------------------------------

    def _make_next(self) -> tuple[Recipe, Pixels] | None:
        try:
            frame = self._waiting.popleft()
        except IndexError:
            return None  # it went without
        return self._make(frame)

    def _make(self, frame: Frame) -> tuple[Recipe, Pixels]:
        size = (frame.size, frame.size)
        # As RGBX, for RGBA is multiplied by its alpha and back, in five times the time.
        whole = Image.frombuffer("RGBX", size, frame.pixels, "raw", "RGBX", 0, 1)
        small = whole.resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=1.0)
        pixels = np.array(small)
        rgb = Image.fromarray(np.ascontiguousarray(pixels[..., 2::-1]))
        key = _key(frame.recipe)
        self._jpegs.pop(key, None)
        self._jpegs[key] = thumbnail.jpeg_of(rgb, 85)
        while len(self._jpegs) > MOST:
            del self._jpegs[next(iter(self._jpegs))]
        self._new += 1
        if self._new >= AT_ONCE:
            self._write()
        return frame.recipe, pixels

    def _write(self) -> None:
        if not self._new:
            return
        pictures = _read(self._path)  # another window may have written since
        for key, jpeg in self._jpegs.items():
            pictures.pop(key, None)
            pictures[key] = jpeg
        for key in list(pictures)[:-MOST]:
            del pictures[key]
        body = msgspec.msgpack.encode(_File(FORMAT, VERSION, pictures))
        # A disk that is full has been told of where something is lost by it.
        with contextlib.suppress(OSError), replacing(self._path) as file:
            file.write(body)
        self._new = 0


def _key(recipe: Recipe) -> bytes:
    return hashlib.sha256(lasting_text(recipe).encode()).digest()[:16]


def _read(path: Path) -> dict[bytes, bytes]:
    try:
        found = msgspec.msgpack.decode(read_regular(path, MAX_BYTES), type=_File)
    except DAMAGED:
        return {}
    if found.format != FORMAT or found.version != VERSION:
        return {}
    small = {key: jpeg for key, jpeg in found.pictures.items() if len(jpeg) <= _MOST_BYTES}
    return dict(list(small.items())[-MOST:])
