"""What every face generator can do, and the checks that they share.

The names are those of the StyleGAN papers: z is drawn at random, the mapping network turns it
into w, and the synthesis network turns w+ (one row of w for each style input, Abdal et al.,
"Image2StyleGAN", arXiv 1904.03189) into a picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from facelab.errors import ModelError, Stopped
from facelab.progress import Stop
from facelab.recipe import Noise

if TYPE_CHECKING:
    from torch import Tensor

CONST_NOISE = Noise()
SMALLEST_PICTURE, LARGEST_PICTURE = 64, 256  # of those on the way that serve as previews


@runtime_checkable
class Generator(Protocol):
    """A generator network with frozen weights; gradients flow to z, w and w+.

    Attributes
    ----------
    z_dim, w_dim : int
        Lengths of z and of one row of w+.
    num_ws : int
        Number of style rows of w+.
    resolution : int
        Width and height of the picture in pixels.
    w_avg : Tensor
        [w_dim], mean of w, the centre of truncation.
    style_resolutions : tuple of int
        For each style row the resolution in pixels that it feeds; 0 for a row that the
        network does not use.
    half_layers : tuple of str
        Its modules that may compute in float16 with nobody seeing it (about 1/255 from float32):
        they get tensors of that, and what they hand on may be of it. Empty where that was never
        measured.
    """

    z_dim: int
    w_dim: int
    num_ws: int
    resolution: int
    w_avg: Tensor
    style_resolutions: tuple[int, ...]
    half_layers: tuple[str, ...]

    def map(self, z: Tensor) -> Tensor:
        """Map z [N, z_dim] to w [N, w_dim]."""
        ...

    def synthesize(
        self, ws: Tensor, noise: Noise = CONST_NOISE, stop: Stop | None = None
    ) -> Tensor:
        """Draw the pictures of w [N, w_dim] or w+ [N, num_ws, w_dim].

        Parameters
        ----------
        ws : Tensor
            On the network's device, float32.
        noise : Noise
            Mode, seed and strength of the per-pixel noise; shared by the whole batch.
        stop : callable, optional
            Asked between layers; when it returns True, `Stopped` is raised.

        Returns
        -------
        Tensor
            [N, 3, resolution, resolution], RGB, about [-1, 1], not clamped.

        Raises
        ------
        ModelError
            The shape of `ws` does not fit the network.
        Stopped
            `stop` returned True.
        """
        ...

    def features(
        self, ws: Tensor, resolution: int, noise: Noise = CONST_NOISE, stop: Stop | None = None
    ) -> Tensor:
        """Return the activations after the last layer at `resolution`, [N, C, r, r].

        Raises
        ------
        ModelError
            The network has no layer at this resolution, or `ws` does not fit.
        """
        ...


def small_sizes(generator: Generator) -> tuple[int, ...]:
    """Sides of the pictures on the way to the full one that serve as previews, ascending.

    Few networks draw such: they say so by `small_sizes`, and draw them by `draw_small(ws, size,
    noise)`, [N, 3, size, size].
    """
    found: tuple[int, ...] = getattr(generator, "small_sizes", ())
    return tuple(size for size in found if SMALLEST_PICTURE <= size <= LARGEST_PICTURE)


def check_z(z: Tensor, z_dim: int) -> None:
    """Raise ModelError unless z is [N, z_dim] with N >= 1."""
    if z.ndim != 2 or z.shape[1] != z_dim or z.shape[0] < 1:
        raise ModelError(
            "This latent does not fit the network.",
            f"z has the shape {list(z.shape)}, but the network takes [N, {z_dim}].",
            "Use a latent made for this network.",
        )


def as_rows(ws: Tensor, num_ws: int, w_dim: int) -> Tensor:
    """Return ws as w+ [N, num_ws, w_dim]; a w [N, w_dim] is repeated without a copy.

    Raises
    ------
    ModelError
        `ws` is of another shape.
    """
    if ws.ndim == 2 and ws.shape[1] == w_dim and ws.shape[0] >= 1:
        return ws[:, None, :].expand(-1, num_ws, -1)
    if ws.ndim == 3 and ws.shape[1:] == (num_ws, w_dim) and ws.shape[0] >= 1:
        return ws
    raise ModelError(
        "This latent does not fit the network.",
        f"It has the shape {list(ws.shape)}, but the network takes [N, {w_dim}] or [N, "
        f"{num_ws}, {w_dim}].",
        "Use a latent made for this network.",
    )


def poll(stop: Stop | None) -> None:
    """Raise Stopped if `stop` says so."""
    if stop is not None and stop():
        raise Stopped
