"""Runs a part of the network, and keeps what it handed out last."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from facelab.engine.backend import OutOfMemoryError
from facelab.engine.onnx.segment import Segment
from facelab.engine.onnx_runtime import ort
from facelab.progress import Stop

Array = NDArray[np.float32]
Key = tuple[object, ...]


class Held(NamedTuple):
    """Numbers as numpy and as the runtime see them, in the same memory."""

    array: NDArray[Any]
    value: ort.OrtValue


def held(array: NDArray[Any]) -> Held:
    """Numbers for the runtime, C-contiguous: it reads and writes where they are."""
    return Held(array, ort.OrtValue.ortvalue_from_numpy(array))


def room(shape: Sequence[int], dtype: np.dtype[Any], resolution: int) -> Held:
    """Memory for what is to come.

    Raises
    ------
    OutOfMemoryError
        There is none.
    """
    try:
        return held(np.empty(shape, dtype))
    except MemoryError as error:
        raise no_room(resolution) from error


def styles(rows: Sequence[int], ws: Array) -> dict[str, Held]:
    """Rows of w+ [num_ws, w_dim] as inputs of a segment."""
    return {f"w{row}": held(np.ascontiguousarray(ws[row : row + 1], np.float32)) for row in rows}


class NoiseMap(NamedTuple):
    """One noise map [1, 1, r, r], and a name for what is in it."""

    key: object
    map: Held


def session_of(model: bytes, threads: int) -> ort.InferenceSession:
    """A model, ready to run; 0 threads is one for each processor of the machine."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # threads that wait in a loop would take the processor from the window, and from one another
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # the segments run one after another, so that they can work in the same memory;
    # planning a block for each would take twice as much
    if _share_memory():
        options.add_session_config_entry("session.use_env_allocators", "1")
    options.enable_mem_pattern = False
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class Keeping:
    """A part of the chain that keeps what it handed out last, and computes it anew only where
    what it came from has changed.

    Parameters
    ----------
    segment : Segment
        What it reads, and which size and kind of numbers it hands out.
    shape : sequence of int
        Of all that it hands out.

    Attributes
    ----------
    resolution : int
        Side of what it hands out.
    """

    def __init__(self, segment: Segment, shape: Sequence[int]) -> None:
        self._segment, self._shape = segment, shape
        self.resolution = segment.resolution
        self._key: Key | None = None
        self._y: Held | None = None  # memory of its own, used again for the next

    def run(
        self,
        x: Held | None,
        key: Key,
        ws: Array,
        maps: Sequence[NoiseMap],
        stop: Stop | None = None,
    ) -> tuple[Held, Key]:
        """Give what comes after `x`, whose history is `key`, and its own history."""
        segment = self._segment
        key = history(key, segment, ws, maps)
        if self._y is None:
            self._y = room(self._shape, segment.dtype, self.resolution)
        if key != self._key:
            self._key = None
            self._compute(x, ws, maps, self._y, stop)
            self._key = key
        return self._y, key

    def _compute(
        self, x: Held | None, ws: Array, maps: Sequence[NoiseMap], y: Held, stop: Stop | None
    ) -> None:
        """Put what comes after `x` into `y`."""
        raise NotImplementedError


class Runner(Keeping):
    """One segment as a whole."""

    def __init__(self, segment: Segment, threads: int) -> None:
        super().__init__(segment, segment.shape)
        self._session = session_of(segment.model, threads)

    def _compute(
        self,
        x: Held | None,
        ws: Array,
        maps: Sequence[NoiseMap],
        y: Held,
        stop: Stop | None,  # noqa: ARG002 - it is asked between segments
    ) -> None:
        binding = self._session.io_binding()
        inputs = styles(self._segment.rows, ws)
        inputs |= {f"noise{number}": maps[number].map for number in self._segment.noises}
        if x is not None:
            inputs["x"] = x
        for name, given in inputs.items():
            binding.bind_ortvalue_input(name, given.value)
        bind_outputs(binding, self._segment, y)
        run(self._session, binding, self.resolution)


def bind_outputs(binding: ort.IOBinding, segment: Segment, y: Held) -> None:
    """Let what a segment hands out come to `y`."""
    parts = np.split(y.array, len(segment.outputs))
    for name, part in zip(segment.outputs, parts, strict=True):
        binding.bind_ortvalue_output(name, held(part).value)


def history(key: Key, segment: Segment, ws: Array, maps: Sequence[NoiseMap]) -> Key:
    """What a segment's numbers come from: what comes in, style rows and noise maps."""
    rows = ws[list(segment.rows)].astype(np.float32).tobytes()
    return (*key, rows, *(maps[number].key for number in segment.noises))


def run(session: ort.InferenceSession, binding: ort.IOBinding, resolution: int) -> None:
    """Run a model once.

    Raises
    ------
    OutOfMemoryError
        There is no room for it.
    """
    try:
        session.run_with_iobinding(binding)
    except Exception as error:  # onnxruntime's own errors share no better base
        if "alloc" not in str(error).lower():
            raise
        raise no_room(resolution) from error


def no_room(resolution: int) -> OutOfMemoryError:
    """What is raised where there is none for numbers of a picture of this side."""
    return OutOfMemoryError(
        "The computer is out of memory.",
        f"There is no room for a layer at {resolution} pixels.",
        "Close other programs.",
    )


@functools.cache
def _share_memory() -> bool:
    """Make one pool of memory for all segments; False if this process has one of another kind."""
    limits = {"max_mem": 0, "initial_chunk_size_bytes": 2**20, "max_dead_bytes_per_chunk": 2**20}
    grow_as_needed = {"arena_extend_strategy": 1}
    kind = ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR
    place = ort.OrtMemoryInfo("Cpu", kind, 0, ort.OrtMemType.DEFAULT)
    try:
        ort.create_and_register_allocator(place, ort.OrtArenaCfg(limits | grow_as_needed))
    except RuntimeError:
        return False
    return True
