"""What pictures cost in time and on the disk: measured in this run, never assumed."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from facelab.export.writer import Encoding
from facelab.preparing.preparation import Preparation

# Until it is measured, as it is with the default network on an ordinary computer.
CUT_OUT = 3.0  # seconds of a million pixels: to cut out and to put before something
MARK = 0.5  # seconds of a picture: its invisible watermark, at any size
WRITE = 0.35  # seconds of a million pixels: to make them smaller and to encode
# Bytes of a pixel in a picture of 1024 px, by format and, where that matters, bits.
_BYTES = {"png": 1.5, "png 16": 5.1, "jpeg": 0.3, "webp": 0.17, "tiff": 5.1, "exr": 3.8}
_FINER = 1.11  # times as many in one of half the side: what is left in it is finer


@dataclass(frozen=True)
class Cost:
    """Of one face.

    Attributes
    ----------
    seconds : float or None
        To draw, prepare and write it; None if one of its steps was not measured yet.
    bytes : float or None
        Of its file, or its share of a sheet; None if none was written yet.
    """

    seconds: float | None
    bytes: float | None


@dataclass
class _Mean:
    total: float = 0.0
    count: int = 0

    def add(self, value: float, weight: float = 0.5) -> None:
        """The newest counts half: other programs come and go."""
        self.count += 1
        share = max(weight, 1 / self.count)
        self.total += share * (value - self.total)


@dataclass
class Costs:
    """Measures steps as they are done, on any thread.

    The steps: "draw"; "tile", one of those that a picture is enhanced in; "cut out"; "landmarks";
    "shape", all that is quick; "write".
    """

    _seconds: dict[tuple[str, int], _Mean] = field(default_factory=dict)
    _bytes: dict[str, _Mean] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def timed(self, step: str, side: int = 0) -> Iterator[None]:
        """Measure a step, of pictures of a side in pixels where that matters."""
        start = perf_counter()
        yield
        self.note(step, perf_counter() - start, side)

    def note(self, step: str, seconds: float, side: int = 0) -> None:
        """A step took so long."""
        with self._lock:
            self._seconds.setdefault((step, side), _Mean()).add(seconds)

    def note_bytes(self, way: str, count: float) -> None:
        """A face that was prepared in a way takes so much on the disk."""
        with self._lock:
            self._bytes.setdefault(way, _Mean()).add(count)

    def seconds(self, step: str, side: int = 0) -> float | None:
        """What a step takes; None if it was not measured yet."""
        with self._lock:
            found = self._seconds.get((step, side))
        return None if found is None else found.total

    def of_bytes(self, way: str) -> float | None:
        """What `note_bytes` was told of a way; None if nothing."""
        with self._lock:
            found = self._bytes.get(way)
        return None if found is None else found.total

    def of(self, preparation: Preparation, side: int) -> Cost:
        """What one face costs.

        Parameters
        ----------
        preparation : Preparation
        side : int
            Of the pictures that the network draws.
        """
        steps = [self.seconds("draw", side)]
        for step, at, times in steps_of(preparation, side):
            one = self.seconds(step, at)
            steps.append(None if one is None else one * times)
        known = [each for each in steps if each is not None]
        seconds = sum(known) if len(known) == len(steps) else None
        with self._lock:
            held = self._bytes.get(bytes_key(preparation, side))
        return Cost(seconds, None if held is None else held.total)


def usual_bytes(encoding: Encoding, side: int) -> float:
    """What a picture takes on the disk, until one was written."""
    deep = f"{encoding.format} {encoding.bits}"
    one = _BYTES.get(deep, _BYTES.get(encoding.format, 1.0))
    return float(side**2 * one * _FINER ** math.log2(1024 / max(1, side)))


def bytes_key(preparation: Preparation, side: int) -> str:
    """By which sizes of files are known: pictures made in one way are about equally large."""
    return f"{preparation.way()} {preparation.format.encoding.format} {side}"


def steps_of(preparation: Preparation, side: int) -> list[tuple[str, int, int]]:
    """The steps that a face takes beside being drawn: which, at which side, how often."""
    from facelab.enhance.enlarge import tiles_of  # onnxruntime: a window starts without it

    enhance = preparation.format.enhance
    found = [("tile", 0, tiles_of(enhance))] if enhance else []
    if preparation.background is not None:
        found.append(("cut out", side, 1))
    if preparation.needs_landmarks:
        found.append(("landmarks", 0, 1))
    final = preparation.final_side(side)
    if not preparation.is_plain:
        found.append(("shape", final, 1))
    return [*found, (f"write {preparation.format.encoding.format}", final, 1)]
