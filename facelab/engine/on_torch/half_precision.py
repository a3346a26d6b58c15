"""The network with its last layers in float16, and the check that nobody can see it.

Memory traffic is what costs on a GPU, and half of it is in the last block. What comes before
stays in float32, since its errors grow on their way. Which layers these are, a network says
(`Generator.half_layers`); of MobileStyleGAN it was measured with every number between two
layers rounded to float16, farthest pixel of a picture from float32, in steps of 255:

======================  =======  =====  =======
half precision from     psi 0.7  psi 1  psi 1.3
======================  =======  =====  =======
the first block (8 px)        2      9       24
the block at 128 px           1      2        3
the block at 256 px           1      1        3
the last one (512 px)         1      1        1
======================  =======  =====  =======

In float32 are also the mapping network (a seed is the same person everywhere), the preview
heads, which are small, and the last step to bytes.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, cast

from torch import Tensor, nn

from facelab.engine.backend import Backend
from facelab.engine.comparison import LARGEST_DIFFERENCE, CannotDrawError, farthest_pixel
from facelab.engine.on_torch.backend import device_pixels
from facelab.errors import ModelError
from facelab.networks.generator import Generator, small_sizes
from facelab.networks.preview_head import PreviewHead
from facelab.recipe import Noise

Draw = Callable[[Tensor, Noise], Tensor]


def halved(generator: Generator) -> Generator:
    """A copy of a network whose last layers compute in float16.

    Raises
    ------
    ModelError
        It is not known of this network which part can.
    """
    if not generator.half_layers:
        raise _unfit(f"It does not support {type(generator).__name__}.")
    mixed = copy.deepcopy(generator)
    for name in generator.half_layers:
        module = cast(nn.Module, mixed).get_submodule(name)
        module.half().register_forward_pre_hook(_halve_inputs)
    return mixed


def half_drawers(generator: Generator, heads: Sequence[PreviewHead]) -> dict[int, Draw]:
    """What draws frames of each size, partly in half precision: full ones, and previews.

    Each takes w+ [1, num_ws, w_dim] and a Noise, and returns uint8 [H, W, 4] on the device.
    """
    mixed = halved(generator)

    def draw_full(ws: Tensor, noise: Noise) -> Tensor:
        return device_pixels(mixed.synthesize(ws, noise))

    def previewer(head: PreviewHead) -> Draw:
        def draw_preview(ws: Tensor, noise: Noise) -> Tensor:
            features = mixed.features(ws, head.resolution, noise)
            return device_pixels(head(features, ws))

        return draw_preview

    def small(size: int) -> Draw:
        return lambda ws, noise: device_pixels(mixed.draw_small(ws, size, noise))  # type: ignore[attr-defined]

    return {
        **{size: small(size) for size in small_sizes(generator)},
        **{head.size: previewer(head) for head in heads},
        generator.resolution: draw_full,
    }


def refuse_if_far(fast: Backend, exact: Backend, z_dim: int, num_ws: int) -> None:
    """Compare frames of each size with float32.

    Raises
    ------
    ModelError
        One differs by more than 2/255, or cannot be drawn.
    OutOfMemoryError
    """
    try:
        far = farthest_pixel(fast, exact, z_dim, num_ws)
    except CannotDrawError as error:
        raise _unfit(f"Its graph cannot be captured: {error}.") from error
    if far > LARGEST_DIFFERENCE:
        raise _unfit(f"Half precision is off by {far}/255.")


def _halve_inputs(_module: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Noise is not among them: it is the block's own, and so already in half precision."""
    return tuple(each.half() if isinstance(each, Tensor) else each for each in inputs)


def _unfit(why: str) -> ModelError:
    return ModelError(
        "The fast path for NVIDIA GPUs is not used.", why, "The GPU uses float32 instead."
    )
