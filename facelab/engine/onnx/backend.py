"""The network in ONNX Runtime: the fast way on a CPU. It needs no torch.

A frame is a chain of segments (`facelab.engine.onnx.network`). What each handed out last is kept
with the styles and the noise that it came from; a segment whose inputs have not changed is not
run again. So a full frame goes on where its preview stopped, and an edit of fine layers pays
only for these. Reuse is exact: the numbers are those that a fresh run would give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.engine.backend import Head
from facelab.engine.onnx import blocks as onnx_layout
from facelab.engine.onnx.blocks import in_planes
from facelab.engine.onnx.check import TITLE
from facelab.engine.onnx.crew import Crew
from facelab.engine.onnx.network import (
    End,
    head_segment,
    network_segments,
    strip_block,
    upsampling_segment,
)
from facelab.engine.onnx.runner import Held, Keeping, Key, NoiseMap, Runner, held
from facelab.engine.onnx.segment import Segment, StripBlock
from facelab.engine.onnx.strips import StripRunner
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
        last = 2 ** (len(channels) + 1)  # the size of the last block's layers
        middle = last // 4  # of the largest features that are kept
        whole = max(middle // 2, 4)  # of the largest that are not computed in strips
        cuts = {2**k for k in range(2, 16) if min(KEEP_FROM, whole) <= 2**k <= middle}
        cuts |= {head.resolution for head in all_heads if head.resolution <= middle}
        self._map = plain_mapping(
            [
                (tensors[f"mapping.layers.{k}.weight"].copy(), tensors[f"mapping.layers.{k}.bias"])
                for k in range(int(config["mapping_layers"]))
            ]
        )
        self._noise = _NoiseMaps(tensors, len(channels) - 1)
        self._cuts = at = sorted(cuts)
        self._crew = Crew(used)

        def upsampling(size: int) -> Runner:
            return Runner(upsampling_segment(channels, tensors, block, size), threads)

        def strips(size: int, end: End) -> StripRunner:
            return StripRunner(strip_block(channels, tensors, block, size, end), self._crew)

        small = [size for size in at if size <= whole]
        segments = network_segments(channels, tensors, block, small)
        self._chain: list[Keeping] = [Runner(segment, threads) for segment in segments]
        # where in the chain features are handed out, by their size
        self._ends = {size: number for number, size in enumerate(small)}
        if whole < middle:
            self._chain += [upsampling(whole), strips(middle, "features")]
            self._ends[middle] = len(self._chain) - 1
        self._chain += [upsampling(middle), strips(last // 2, "four"), strips(last, "picture")]
        self._block = block
        self._float = strip_block(channels, tensors, block, last, "floats")
        self._threads = threads
        self._heads: dict[tuple[int, bool], _HeadPart] = {}
        for head in all_heads:
            try:
                segment = head_segment(channels, tensors, head, block)
            except (KeyError, ValueError) as error:
                raise ModelError(
                    "This network's preview head cannot be used.",
                    f"Its tensors do not fit its configuration: {error}.",
                    "Reinstall facelab.",
                ) from error
            way = None
            if head.resolution > middle:
                way = strip_block(channels, tensors, block, head.resolution, "features")
            self._heads[head.size, head is light] = _HeadPart(head.resolution, way, segment)
        # others are made when they are asked for: many machines never do
        self._runners: dict[tuple[int, bool], list[Keeping]] = {}
        for size in self.preview_sizes[:1]:
            self._head_runners(size, light=size == self.light_size)

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
        part = self._heads[size, light]
        end = self._ends[min(part.reads, self._cuts[-1])]
        if part.way is not None:
            end += 1  # it takes what the next block of the network takes
        chain = [*self._chain[: end + 1], *self._head_runners(size, light)]
        return _pixels(self._run(chain, ws, noise, None))

    def _head_runners(self, size: int, light: bool) -> list[Keeping]:
        key = (size, light)
        if key not in self._runners:
            part = self._heads[key]
            self._runners[key] = [Runner(part.segment, self._threads)]
            if part.way is not None:
                self._runners[key].insert(0, StripRunner(part.way, self._crew))
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
        last = StripRunner(self._float, self._crew)
        values = self._run([*self._chain[:-1], last], ws, noise, stop)
        return unit_picture(values.array[..., 2::-1])

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
        found = [in_planes(self._run(chain, row, noise, stop).array, self._block) for row in ws]
        return np.concatenate(found)

    def _run(
        self,
        chain: Sequence[Keeping],
        ws: Array,
        noise: Noise,
        stop: Stop | None,
    ) -> Held:
        """What the last of a chain hands out."""
        maps = self._noise.select(noise)
        x: Held | None = None
        key: Key = ()
        for runner in chain:
            if stop is not None and stop():
                raise Stopped
            x, key = runner.run(x, key, ws, maps, stop)
        assert x is not None
        return x

    def close(self) -> None:
        """Give the memory back."""
        self._chain.clear()
        self._runners.clear()
        self._crew.close()


@dataclass(frozen=True, eq=False)
class _HeadPart:
    """A preview head, the side of the features that it reads, and how they are computed if they
    are larger than those that the network keeps.
    """

    reads: int
    way: StripBlock | None
    segment: Segment


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
        self._values: list[NoiseMap] = []

    def select(self, noise: Noise) -> list[NoiseMap]:
        """Each of them, lowest resolution first."""
        if noise.mode == "none" or noise.strength == 0.0:
            key: tuple[object, ...] = ("none",)
        else:
            seed = noise.seed if noise.mode == "random" else 0
            key = (noise.mode, seed, noise.strength)
        if key != self._key:
            self._values = [
                NoiseMap(key, held(each.transpose(0, 3, 1, 2).copy())) for each in self._draw(noise)
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


def _pixels(y: Held) -> Pixels:
    """A picture in memory of its own: the runner's is used again for the next."""
    return y.array.copy()
