"""Which blocks a MobileStyleGAN has, without torch.

Belousov, "MobileStyleGAN: A Lightweight Convolutional Neural Network for High-Fidelity Image
Synthesis", arXiv 2104.04767.
"""

from __future__ import annotations

from dataclasses import dataclass

BANDS = 4  # of a wavelet transform: low, lh, hl, hh


@dataclass(frozen=True)
class Config:
    """The shape of a network.

    Attributes
    ----------
    channels : tuple of int
        At 4, 8, 16, ... pixels; the picture is twice as large as the last of these.
    """

    z_dim: int
    w_dim: int
    mapping_layers: int
    channels: tuple[int, ...]

    @property
    def resolution(self) -> int:
        """Width and height of the picture in pixels."""
        return 4 << len(self.channels)


def style_resolutions(blocks: int) -> tuple[int, ...]:
    """The resolution in pixels that each style row feeds, 0 for rows that are not used.

    Row 0 is the first convolution's; block i has 3 i + 1 and 3 i + 2, and 3 i + 3 for a picture
    head that only the last block has; the last row of all is not used.
    """
    rows = [4]
    for i in range(blocks):
        rows += [2 ** (i + 3), 2 ** (i + 3), 0]
    rows[-1] = 2 ** (blocks + 3)  # the only picture head, and what it draws
    return (*rows, 0)
