"""Which layers a StyleGAN3 has: sizes, sampling rates and cutoffs, without torch.

Karras et al., "Alias-Free Generative Adversarial Networks", arXiv 2106.12423, section 3.2 and
appendix B.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from facelab.networks.families.mapping_config import (
    MappingConfig,
    clamp,
    mapping_config,
    number,
)
from facelab.networks.family import NetworkConfig, cannot_build, count

MAX_CHANNELS = 8192
MAX_RESOLUTION = 4096
MAX_TAPS = 512
KNOWN = {
    "z_dim", "c_dim", "w_dim", "embed", "widths", "rate", "resolution", "image_channels",
    "channel_base", "channel_max", "num_layers", "num_critical", "first_cutoff", "first_stopband",
    "last_stopband_rel", "margin", "output_scale", "half_octaves", "kernel", "filter_size",
    "lrelu_upsampling", "radial", "clamp",
}  # fmt: skip


@dataclass(frozen=True)
class StyleGAN3Config:
    """The shape of a network.

    Attributes
    ----------
    mapping : MappingConfig
    resolution, image_channels : int
        Of the picture; 3 channels for colour, 1 for grey.
    channel_base, channel_max : int
        How many channels layers have, and at most.
    num_layers, num_critical : int
        Without the picture head; how many of the last are critically sampled.
    first_cutoff, first_stopband : float
        Of the first layer, in cycles a picture.
    last_stopband_rel : float
        Stopband of the last layer over its cutoff.
    margin : int
        Pixels around the picture that layers have.
    output_scale : float
    half_octaves : int
        How many of the last doublings of the sampling rate were trained in float16.
    kernel : int
        Side of the convolutions: 3 for t, 1 for r.
    filter_size : int
        Taps of a filter for each factor of resampling.
    lrelu_upsampling : int
        How much finer the signal is where it is activated.
    radial : bool
        Whether filters that downsample are round, as r has them.
    clamp : float or None
        Limit of what is activated, for float16.
    """

    mapping: MappingConfig
    resolution: int
    image_channels: int
    channel_base: int
    channel_max: int
    num_layers: int
    num_critical: int
    first_cutoff: float
    first_stopband: float
    last_stopband_rel: float
    margin: int
    output_scale: float
    half_octaves: int
    kernel: int
    filter_size: int
    lrelu_upsampling: int
    radial: bool
    clamp: float | None


@dataclass(frozen=True)
class LayerPlan:
    """One layer; sizes in pixels, rates and cutoffs in samples and cycles a picture.

    Attributes
    ----------
    name : str
        Of its tensors.
    up, down : int
        Factors of resampling around the activation.
    up_taps, down_taps : int
        Of the filters; 1 where there is none.
    padding : (int, int)
        Before and after, of the upsampled signal, along both axes; negative numbers crop.
    picture : bool
        Whether it is the picture head.
    critical : bool
        Whether it is critically sampled.
    half : bool
        Whether it was trained in float16.
    """

    name: str
    in_size: int
    out_size: int
    in_channels: int
    out_channels: int
    in_rate: int
    out_rate: int
    in_cutoff: float
    out_cutoff: float
    in_half_width: float
    out_half_width: float
    kernel: int
    up: int
    down: int
    up_taps: int
    down_taps: int
    padding: tuple[int, int]
    picture: bool
    critical: bool
    half: bool

    @property
    def inner_rate(self) -> int:
        """The sampling rate where the signal is activated."""
        return self.in_rate * self.up


def read_config(config: NetworkConfig) -> StyleGAN3Config:
    """The configuration in a file, checked.

    Raises
    ------
    ModelError
        It makes no sense.
    """
    if set(config) != KNOWN:
        raise cannot_build(f"Its configuration has {sorted(config)}; expected {sorted(KNOWN)}.")
    images = count(config, "image_channels", 3)
    if images == 2:
        raise cannot_build("Its pictures have 2 channels; facelab draws grey ones and RGB.")
    layers = count(config, "num_layers", 60)
    critical = config["num_critical"]
    if not isinstance(critical, int) or not 0 <= critical < layers:
        raise cannot_build(f"Its num_critical is {critical!r}; it must be below {layers}.")
    margin, octaves = config["margin"], config["half_octaves"]
    for name, value in (("margin", margin), ("half_octaves", octaves)):
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 128:
            raise cannot_build(f"Its {name} is {value!r}; it must be 0 to 128.")
    if config["radial"] not in (True, False):
        raise cannot_build(f"Its radial is {config['radial']!r}.")
    resolution = count(config, "resolution", MAX_RESOLUTION)
    if resolution < 8:
        raise cannot_build(f"Its resolution is {resolution}.")
    return StyleGAN3Config(
        mapping=mapping_config(config),
        resolution=resolution,
        image_channels=images,
        channel_base=count(config, "channel_base", 2**20),
        channel_max=count(config, "channel_max", MAX_CHANNELS),
        num_layers=layers,
        num_critical=critical,
        first_cutoff=number(config, "first_cutoff", 0.125, resolution / 2),
        first_stopband=number(config, "first_stopband", 0.125, 4 * resolution),
        last_stopband_rel=number(config, "last_stopband_rel", 1.0, 8.0),
        margin=margin,
        output_scale=number(config, "output_scale", 1e-6, 1e6),
        half_octaves=octaves,
        kernel=count(config, "kernel", 7),
        filter_size=count(config, "filter_size", 32),
        lrelu_upsampling=count(config, "lrelu_upsampling", 8),
        radial=config["radial"],
        clamp=clamp(config["clamp"]),
    )


@lru_cache(maxsize=32)
def layer_plan(config: StyleGAN3Config) -> tuple[LayerPlan, ...]:
    """The layers, the picture head last.

    Raises
    ------
    ModelError
        They cannot be: a layer would have no channels, or its rates are no multiples.
    """
    last = config.num_layers
    cutoffs, stopbands = [], []
    for i in range(last + 1):
        share = min(i / (last - config.num_critical), 1)
        highest = config.resolution / 2
        cutoffs.append(config.first_cutoff * (highest / config.first_cutoff) ** share)
        stop = highest * config.last_stopband_rel
        stopbands.append(config.first_stopband * (stop / config.first_stopband) ** share)
    rates = [
        2 ** math.ceil(math.log2(min(2 * stopband, config.resolution))) for stopband in stopbands
    ]
    widths = [
        max(stopband, rate / 2) - cutoff
        for stopband, rate, cutoff in zip(stopbands, rates, cutoffs, strict=True)
    ]
    sizes = [rate + 2 * config.margin for rate in rates]
    sizes[-2:] = [config.resolution] * 2
    channels = [
        round(min(config.channel_base / 2 / cutoff, config.channel_max)) for cutoff in cutoffs
    ]
    channels[-1] = config.image_channels
    if min(channels) < 1:
        raise cannot_build("One of its layers would have no channels.")
    layers = []
    for i in range(last + 1):
        before, picture = max(i - 1, 0), i == last
        rate = max(rates[before], rates[i]) * (1 if picture else config.lrelu_upsampling)
        up, down = rate // rates[before], rate // rates[i]
        if rate % rates[before] or rate % rates[i]:
            raise cannot_build("The sampling rates of its layers are no multiples of each other.")
        kernel = 1 if picture else config.kernel
        up_taps = config.filter_size * up if up > 1 and not picture else 1
        down_taps = config.filter_size * down if down > 1 and not picture else 1
        if max(up_taps, down_taps) > MAX_TAPS:
            raise cannot_build(f"Its filters would have {max(up_taps, down_taps)} taps.")
        total = (sizes[i] - 1) * down + 1 - (sizes[before] + kernel - 1) * up
        total += up_taps + down_taps - 2
        low = (total + up) // 2
        layers.append(
            LayerPlan(
                name=f"L{i}_{sizes[i]}_{channels[i]}",
                in_size=sizes[before],
                out_size=sizes[i],
                in_channels=channels[before],
                out_channels=channels[i],
                in_rate=rates[before],
                out_rate=rates[i],
                in_cutoff=cutoffs[before],
                out_cutoff=cutoffs[i],
                in_half_width=widths[before],
                out_half_width=widths[i],
                kernel=kernel,
                up=up,
                down=down,
                up_taps=up_taps,
                down_taps=down_taps,
                padding=(low, total - low),
                picture=picture,
                critical=i >= last - config.num_critical,
                half=rates[i] * 2**config.half_octaves > config.resolution,
            )
        )
    return tuple(layers)
