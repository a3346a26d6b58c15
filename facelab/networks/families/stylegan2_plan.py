"""Which blocks a StyleGAN2 has, from the configuration in its file, without torch.

Karras et al., "Analyzing and Improving the Image Quality of StyleGAN", arXiv 1912.04958.
"""

from __future__ import annotations

from dataclasses import dataclass

from facelab.networks.families.mapping_config import MappingConfig, choice, clamp, mapping_config
from facelab.networks.family import NetworkConfig, cannot_build, count

MAX_CHANNELS = 8192
MAX_BLOCKS = 11  # resolution 4096
ARCHITECTURES = ("skip", "resnet", "orig")
ACTIVATIONS = ("lrelu", "linear", "relu", "tanh", "sigmoid", "elu", "selu", "softplus", "swish")
KNOWN = {
    "z_dim", "c_dim", "w_dim", "embed", "widths", "rate", "channels", "image_channels",
    "architecture", "clamp", "activation", "noise", "half_blocks", "taps",
}  # fmt: skip


@dataclass(frozen=True)
class StyleGAN2Config:
    """The shape of a network.

    Attributes
    ----------
    mapping : MappingConfig
    channels : tuple of int
        Of the blocks at 4, 8, 16, ... pixels.
    image_channels : int
        3 for colour, 1 for grey.
    architecture : "skip", "resnet" or "orig"
        skip sums the pictures of all blocks; the others draw in the last block alone.
    clamp : float or None
        Limit of what a convolution hands on, for float16.
    activation : str
    noise : bool
        Whether layers add noise.
    half_blocks : int
        How many of the last blocks were trained in float16.
    taps : int
        Of the filters that upsample, along each axis.
    """

    mapping: MappingConfig
    channels: tuple[int, ...]
    image_channels: int
    architecture: str
    clamp: float | None
    activation: str
    noise: bool
    half_blocks: int
    taps: int

    @property
    def resolution(self) -> int:
        """Width and height of the picture in pixels."""
        return 2 << len(self.channels)

    @property
    def num_ws(self) -> int:
        """Style rows: one a convolution, and one for the last picture head."""
        return 2 * len(self.channels)


def style_resolutions(blocks: int) -> tuple[int, ...]:
    """The resolution in pixels that each style row feeds.

    Row 0 is the convolution's at 4 px; block k has 2 k - 1 and 2 k, and its picture head 2 k + 1,
    which it shares with the first convolution of the next block.
    """
    return (4, *(2 ** (2 + (row + 1) // 2) for row in range(1, 2 * blocks - 1)), 2 << blocks)


def read_config(config: NetworkConfig) -> StyleGAN2Config:
    """The configuration in a file, checked.

    Raises
    ------
    ModelError
        It makes no sense.
    """
    if set(config) != KNOWN:
        raise cannot_build(f"Its configuration has {sorted(config)}; expected {sorted(KNOWN)}.")
    channels = config["channels"]
    if not isinstance(channels, list | tuple) or not 1 <= len(channels) <= MAX_BLOCKS:
        raise cannot_build(f"Its channels are {channels!r}.")
    for value in channels:
        if not isinstance(value, int) or not 1 <= value <= MAX_CHANNELS:
            raise cannot_build(f"Its channels are {channels!r}.")
    if config["noise"] not in (True, False):
        raise cannot_build(f"Its noise is {config['noise']!r}.")
    halves = config["half_blocks"]
    if not isinstance(halves, int) or not 0 <= halves <= MAX_BLOCKS:
        raise cannot_build(f"Its half_blocks is {halves!r}.")
    images = count(config, "image_channels", 3)
    if images == 2:
        raise cannot_build("Its pictures have 2 channels; facelab draws grey ones and RGB.")
    return StyleGAN2Config(
        mapping=mapping_config(config),
        channels=tuple(channels),
        image_channels=images,
        architecture=choice(config, "architecture", ARCHITECTURES),
        clamp=clamp(config["clamp"]),
        activation=choice(config, "activation", ACTIVATIONS),
        noise=config["noise"],
        half_blocks=halves,
        taps=count(config, "taps", 64),
    )
