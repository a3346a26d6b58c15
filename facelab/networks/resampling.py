"""Up- and downsampling of images by FIR filters.

The filters are applied as true convolutions. Karras et al., "Analyzing and Improving the Image
Quality of StyleGAN", arXiv 1912.04958, and "Alias-Free Generative Adversarial Networks", arXiv
2106.12423. `upfirdn2d` is written down plainly; `inserted` and
`thinned` are its halves, arranged for speed.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

Padding = tuple[int, int, int, int]
"""Before x, after x, before y, after y; negative numbers crop."""


def upfirdn2d(
    x: Tensor,
    taps: Tensor | None,
    up: int | tuple[int, int] = 1,
    down: int | tuple[int, int] = 1,
    padding: int | Padding = 0,
    flip: bool = False,
    gain: float = 1.0,
) -> Tensor:
    """Insert zeros, pad or crop, filter, and keep every `down`-th sample.

    Parameters
    ----------
    x : Tensor
        [N, C, H, W].
    taps : Tensor or None
        [taps], applied along x and then y, or [taps y, taps x]. None filters nothing.
    up, down : int or (int, int)
        Along both axes, or along x and y.
    padding : int or (int, int, int, int)
        In samples of the upsampled image.
    flip : bool
        Correlate with the filter instead of convolving.
    gain : float
        Of the whole.
    """
    up_x, up_y = (up, up) if isinstance(up, int) else up
    down_x, down_y = (down, down) if isinstance(down, int) else down
    x = padded(_with_zeros(x, up_x, up_y), padding)
    if taps is None:
        x = x * gain if gain != 1.0 else x
    else:
        taps = taps.to(x.dtype) * gain ** (taps.ndim / 2)
        if not flip:
            taps = taps.flip(list(range(taps.ndim)))
        channels = x.shape[1]
        for kernel in (taps[None], taps[:, None]) if taps.ndim == 1 else (taps,):
            x = F.conv2d(x, kernel.expand(channels, 1, *kernel.shape), groups=channels)
    return x[:, :, ::down_y, ::down_x]


def inserted(
    x: Tensor, taps: Tensor, up: int, padding: int | Padding, gain: float, flip: bool = False
) -> Tensor:
    """As `upfirdn2d` without `down`, but no zeros are multiplied: a fifth of the time on a CPU.

    Both axes go in one pass, also where the filter is one along x and one along y.
    """
    kernel = _kernel(taps, x, gain)
    if flip:
        kernel = kernel.flip((2, 3))
    sides = (padding,) * 4 if isinstance(padding, int) else padding
    # A transposed convolution begins with the first sample under the last tap, and ends likewise.
    reach_x, reach_y = kernel.shape[3] - 1, kernel.shape[2] - 1
    left, right = sides[0] - reach_x, sides[1] - reach_x + up - 1
    top, bottom = sides[2] - reach_y, sides[3] - reach_y + up - 1
    crop_x, crop_y = max(0, -max(left, right)), max(0, -max(top, bottom))
    x = F.conv_transpose2d(x, kernel, stride=up, padding=(crop_y, crop_x), groups=x.shape[1])
    return padded(x, (left + crop_x, right + crop_x, top + crop_y, bottom + crop_y))


def thinned(x: Tensor, taps: Tensor, down: int, flip: bool = False) -> Tensor:
    """As `upfirdn2d` without `up`, but what is not kept is not computed."""
    kernel = _kernel(taps, x, 1.0)
    if not flip:
        kernel = kernel.flip((2, 3))
    return F.conv2d(x, kernel, stride=down, groups=x.shape[1])


def _kernel(taps: Tensor, x: Tensor, gain: float) -> Tensor:
    """The filter in two dimensions for each channel, [C, 1, taps, taps]."""
    taps = taps.to(x.dtype)
    whole = torch.outer(taps, taps) if taps.ndim == 1 else taps
    return (whole * gain).expand(x.shape[1], 1, -1, -1)


def _with_zeros(x: Tensor, up_x: int, up_y: int) -> Tensor:
    """Zeros after each sample: [N, C, H, W] -> [N, C, up_y H, up_x W]."""
    if up_x == up_y == 1:
        return x
    n, channels, height, width = x.shape
    wide = x.new_zeros((n, channels, height, up_y, width, up_x))
    wide[:, :, :, 0, :, 0] = x
    return wide.reshape(n, channels, height * up_y, width * up_x)


def padded(x: Tensor, padding: int | Padding) -> Tensor:
    """Zeros around x, or less of it where a number is negative."""
    sides = (padding,) * 4 if isinstance(padding, int) else padding
    return F.pad(x, sides) if any(sides) else x


def up_padding(taps: int, factor: int) -> tuple[int, int]:
    """Padding before and after for upsampling by a factor with a filter of so many taps."""
    return (taps + factor - 1) // 2, (taps - factor) // 2


def down_padding(taps: int, factor: int) -> tuple[int, int]:
    """Likewise for downsampling."""
    return (taps - factor + 1) // 2, (taps - factor) // 2


def upsample2d(x: Tensor, taps: Tensor, up: int = 2) -> Tensor:
    """[N, C, H, W] -> [N, C, up H, up W]; a filter of sum 1 keeps the brightness."""
    low_x, high_x = up_padding(taps.shape[-1], up)
    low_y, high_y = up_padding(taps.shape[0], up)
    return upfirdn2d(x, taps, up, padding=(low_x, high_x, low_y, high_y), gain=up * up)


def downsample2d(x: Tensor, taps: Tensor, down: int = 2) -> Tensor:
    """[N, C, H, W] -> [N, C, H / down, W / down]."""
    low_x, high_x = down_padding(taps.shape[-1], down)
    low_y, high_y = down_padding(taps.shape[0], down)
    return upfirdn2d(x, taps, down=down, padding=(low_x, high_x, low_y, high_y))


def conv2d_resample(
    x: Tensor,
    kernel: Tensor,
    taps: Tensor,
    up: int = 1,
    down: int = 1,
    padding: int = 0,
    flip: bool = True,
    groups: int = 1,
) -> Tensor:
    """A convolution with up- or downsampling around it.

    Parameters
    ----------
    x : Tensor
        [N, C, H, W].
    kernel : Tensor
        [O, C, k, k].
    taps : Tensor
        Filter of the resampling, of sum 1.
    padding : int
        Of the convolution, in samples of the upsampled image.
    flip : bool
        Correlate with the kernel, as torch does; else convolve.
    groups : int
    """
    if not flip and kernel.shape[-1] > 1:
        kernel = kernel.flip([2, 3])
    around = [padding] * 4
    if up > 1 or down > 1:
        for axis, size in ((0, taps.shape[-1]), (2, taps.shape[0])):
            for factor, rule in ((up, up_padding), (down, down_padding)):
                if factor > 1:
                    before, after = rule(size, factor)
                    around[axis] += before
                    around[axis + 1] += after
    sides = (around[0], around[1], around[2], around[3])
    x = upfirdn2d(x, taps if up > 1 else None, up, padding=sides, gain=up * up)
    x = F.conv2d(x, kernel, groups=groups)
    return upfirdn2d(x, taps, down=down) if down > 1 else x
