"""The network in ONNX Runtime: the fast way on a CPU. It needs no torch.

A frame is a chain of segments (`facelab.engine.onnx.network`). What each handed out last is kept
with the styles and the noise that it came from; a segment whose inputs have not changed is not
run again. So a full frame goes on where its preview stopped, and an edit of fine layers pays
only for these. Reuse is exact: the numbers are those that a fresh run would give.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.engine.backend import Head, OutOfMemoryError
from facelab.engine.onnx import blocks as onnx_layout
from facelab.engine.onnx.blocks import in_planes
from facelab.engine.onnx.check import TITLE
from facelab.engine.onnx.network import (
    Segment,
    float_segment,
    head_segment,
    network_segments,
)
from facelab.engine.onnx_runtime import ort
from facelab.engine.plain_mapping import plain_mapping
from facelab.engine.unit_picture import unit_picture
from facelab.errors import ModelError, Stopped
from facelab.processors import processors, restricted
from facelab.progress import Stop
from facelab.recipe import UPRIGHT, Noise, Transform

Array = NDArray[np.float32]
Pixels = NDArray[np.uint8]

KEEP_FROM = 32  # pixels: what comes before is computed in no time


class OnnxBackend:
    """MobileStyleGAN, and its preview heads, on the CPU.

    Parameters
    ----------
    config : mapping
        Shape of the network, from the checkpoint's metadata.
    tensors : mapping
        Its weights, float32 by name.
    heads : sequence of Head
    light : Head or None
        One more, of the size of one of these, that is faster and less close.
    threads : int
        0 chooses: one for each core that this process may use.

    Raises
    ------
    DeviceError
        ONNX Runtime has no blocked kernels for this processor.
    ModelError
        The shape of this network does not suit them.
    """

    def __init__(
        self,
        config: Mapping[str, Any],
        tensors: Mapping[str, Array],
        heads: Sequence[Head] = (),
        threads: int = 0,
        light: Head | None = None,
    ) -> None:
        block = onnx_layout.block_size()
        channels = [int(width) for width in config["channels"]]
        self.title = TITLE
        self.at_once = 1
        used = threads or processors()
        self.device_title = f"CPU, {used} thread{'' if used == 1 else 's'}"
        if not threads and restricted():  # left to itself, the runtime counts the whole machine's
            threads = used
        self.preview_sizes = tuple(sorted(head.size for head in heads))
        self.light_size = None if light is None else light.size
        all_heads = (*heads, *([light] if light else []))
        middle = 2 ** (len(channels) - 1)  # a quarter of the last block's resolution
        cuts = {2**k for k in range(2, 16) if min(KEEP_FROM, middle) <= 2**k <= middle}
        cuts |= {head.resolution for head in all_heads if head.resolution <= middle}
        self._map = plain_mapping(
            [
                (tensors[f"mapping.layers.{k}.weight"].copy(), tensors[f"mapping.layers.{k}.bias"])
                for k in range(int(config["mapping_layers"]))
            ]
        )
        self._noise = _NoiseMaps(tensors, len(channels) - 1)
        segments = network_segments(channels, tensors, block, sorted(cuts))
        self._chain = [_Runner(segment, threads) for segment in segments]
        self._block = block
        self._ends = {size: number for number, size in enumerate(sorted(cuts))}
        self._float = float_segment(channels, tensors, block)
        self._threads = threads
        self._heads: dict[tuple[int, bool], _HeadPart] = {}
        for head in all_heads:
            try:
                segment = head_segment(channels, tensors, head, block, sorted(cuts))
            except (KeyError, ValueError) as error:
                raise ModelError(
                    "This network's preview head cannot be used.",
                    f"Its tensors do not fit its configuration: {error}.",
                    "Reinstall facelab.",
                ) from error
            self._heads[head.size, head is light] = _HeadPart(head.resolution, segment)
        # others are made when they are asked for: many machines never do
        self._runners: dict[tuple[int, bool], _Runner] = {}
        for size in self.preview_sizes[:1]:
            self._head_runner(size, light=size == self.light_size)

    def map(
        self,
        z: NDArray[np.float64],
        label: Array | None = None,  # noqa: ARG002 - no network that is drawn here has classes
    ) -> Array:
        """[N, z_dim] to w [N, w_dim]."""
        return self._map(z)

    def preview(
        self,
        ws: Array,
        noise: Noise,
        size: int,
        transform: Transform = UPRIGHT,  # noqa: ARG002 - none of them turns its input
        light: bool = False,
    ) -> Pixels:
        """w+ [num_ws, w_dim] to pixels of a size, one of `preview_sizes`."""
        head = self._head_runner(size, light)
        maps = self._noise.select(noise)
        # a segment may end in the middle of a resolution: a head goes on after the last of its own
        reads = self._heads[size, light].reads
        last = max(k for k, runner in enumerate(self._chain) if runner.resolution == reads)
        x: ort.OrtValue | None = None
        key: tuple[object, ...] = ()
        for runner in self._chain[: last + 1]:
            x, key = runner.run(x, key, ws, maps)
        y, _ = head.run(x, key, ws, maps)
        return _pixels(y)

    def _head_runner(self, size: int, light: bool) -> _Runner:
        key = (size, light)
        if key not in self._runners:
            self._runners[key] = _Runner(self._heads[key].segment, self._threads)
        return self._runners[key]

    def full(
        self,
        ws: Array,
        noise: Noise,
        stop: Stop | None = None,
        transform: Transform = UPRIGHT,  # noqa: ARG002 - as in `preview`
    ) -> Pixels:
        """w+ [num_ws, w_dim] to pixels at full resolution; `stop` is asked between segments."""
        return _pixels(self._run(self._chain, ws, noise, stop))

    def full_float(
        self,
        ws: Array,
        noise: Noise,
        stop: Stop | None = None,
        transform: Transform = UPRIGHT,  # noqa: ARG002 - as in `preview`
    ) -> Array:
        """w+ [num_ws, w_dim] to the full picture in 0..1, red, green, blue, float32 [R, R, 3]."""
        # made for the picture and let go with it: it would keep 16 MB
        last = _Runner(self._float, self._threads)
        values = self._run([*self._chain[:-1], last], ws, noise, stop)
        return unit_picture(values.numpy()[..., 2::-1])

    def draw_together(self, ws: Array, noise: Noise, size: int, stop: Stop | None = None) -> Pixels:
        """Pixels [1, size, size, 4] of w+ [1, num_ws, w_dim]: its graphs are of one face."""
        full = size == self._chain[-1].resolution
        return (self.full(ws[0], noise, stop) if full else self.preview(ws[0], noise, size))[None]

    def has_features(self, layer: int) -> bool:
        """Whether a segment ends after the last layer at this resolution."""
        return layer in self._ends

    def features(self, ws: Array, noise: Noise, layer: int, stop: Stop | None = None) -> Array:
        """w+ [N, num_ws, w_dim] to the activations where a segment ends, [N, C, layer, layer].

        One after another: a batch would need graphs of its own.
        """
        chain = self._chain[: self._ends[layer] + 1]
        found = [in_planes(self._run(chain, row, noise, stop).numpy(), self._block) for row in ws]
        return np.concatenate(found)

    def _run(
        self,
        chain: Sequence[_Runner],
        ws: Array,
        noise: Noise,
        stop: Stop | None,
    ) -> ort.OrtValue:
        """What the last of a chain hands out."""
        maps = self._noise.select(noise)
        x: ort.OrtValue | None = None
        key: tuple[object, ...] = ()
        for runner in chain:
            if stop is not None and stop():
                raise Stopped
            x, key = runner.run(x, key, ws, maps)
        assert x is not None
        return x

    def close(self) -> None:
        """Give the memory back."""
        self._chain.clear()
        self._runners.clear()


@dataclass(frozen=True, eq=False)
class _HeadPart:
    """A preview head, and the side of the features that it reads."""

    reads: int
    segment: Segment


class _Runner:
    """One segment, and what it handed out last."""

    def __init__(self, segment: Segment, threads: int) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # threads that wait in a loop for the next segment would take the window's time
        options.add_session_config_entry("session.force_spinning_stop", "1")
        # the segments run one after another, so that they can work in the same memory;
        # planning a block for each would take twice as much
        if _share_memory():
            options.add_session_config_entry("session.use_env_allocators", "1")
        options.enable_mem_pattern = False
        self._session = ort.InferenceSession(
            segment.model, options, providers=["CPUExecutionProvider"]
        )
        self._rows, self._noises = segment.rows, segment.noises
        self.resolution = segment.resolution
        self._key: tuple[object, ...] | None = None
        self._value: ort.OrtValue | None = None

    def run(
        self,
        x: ort.OrtValue | None,
        key: tuple[object, ...],
        ws: Array,
        maps: Sequence[tuple[object, ort.OrtValue]],
    ) -> tuple[ort.OrtValue, tuple[object, ...]]:
        """Give what comes after `x`, whose history is `key`, and its own history."""
        rows = np.ascontiguousarray(ws[list(self._rows)], np.float32)
        key = (*key, rows.tobytes(), *(maps[number][0] for number in self._noises))
        if self._value is None or key != self._key:
            self._key = self._value = None  # its memory can be used for the new one
            self._value = self._compute(x, rows, maps)
            self._key = key
        return self._value, key

    def _compute(
        self,
        x: ort.OrtValue | None,
        rows: Array,
        maps: Sequence[tuple[object, ort.OrtValue]],
    ) -> ort.OrtValue:
        feeds = {
            f"w{row}": ort.OrtValue.ortvalue_from_numpy(rows[k : k + 1])
            for k, row in enumerate(self._rows)
        }
        feeds |= {f"noise{number}": maps[number][1] for number in self._noises}
        if x is not None:
            feeds["x"] = x
        try:
            return self._session.run_with_ort_values(["y"], feeds)[0]
        except Exception as error:  # onnxruntime's own errors share no better base
            if "alloc" not in str(error).lower():
                raise
            raise OutOfMemoryError(
                "The computer is out of memory.",
                f"There is no room for a layer at {self.resolution} pixels.",
                "Close other programs.",
            ) from error


class _NoiseMaps:
    """Noise maps by mode, seed and strength, each with a name for what is in it.

    The same as `facelab.networks.noise`, in numpy: a seed gives one picture everywhere.
    """

    def __init__(self, tensors: Mapping[str, Array], blocks: int) -> None:
        names = ["synthesis.first.noise"]
        for i in range(blocks):
            names += [f"synthesis.blocks.{i}.conv{k}.noise" for k in (1, 2)]
        self._const = [np.array(tensors[name], np.float32) for name in names]
        self._key: tuple[object, ...] | None = None
        self._values: list[tuple[object, ort.OrtValue]] = []

    def select(self, noise: Noise) -> list[tuple[object, ort.OrtValue]]:
        """Each map [1, 1, r, r], lowest resolution first, with its key."""
        if noise.mode == "none" or noise.strength == 0.0:
            key: tuple[object, ...] = ("none",)
        else:
            seed = noise.seed if noise.mode == "random" else 0
            key = (noise.mode, seed, noise.strength)
        if key != self._key:
            self._values = [
                (key, ort.OrtValue.ortvalue_from_numpy(each.transpose(0, 3, 1, 2).copy()))
                for each in self._draw(noise)
            ]
            self._key = key
        return self._values

    def _draw(self, noise: Noise) -> list[Array]:
        if noise.mode == "none" or noise.strength == 0.0:
            return [np.zeros_like(own) for own in self._const]
        maps = self._const
        if noise.mode == "random":
            random = np.random.RandomState(noise.seed)
            maps = [
                (random.standard_normal(own.shape) * own.astype(np.float64).std()).astype(
                    np.float32
                )
                for own in self._const
            ]
        return [each * np.float32(noise.strength) for each in maps]


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


def _pixels(value: ort.OrtValue) -> Pixels:
    """A picture in memory of its own: the runtime's is used again for the next."""
    return np.array(value.numpy(), np.uint8, order="C")
