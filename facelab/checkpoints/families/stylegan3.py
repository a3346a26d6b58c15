"""StyleGAN3 of NVIDIA's snapshots to named tensors, under their own names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facelab.checkpoints.families.constructor import (
    Arrays,
    does_not_fit,
    flat,
    limit_of,
    mapping_part,
    number_of,
    whole_of,
)


def convert(kwargs: Mapping[str, Any], arrays: Arrays) -> tuple[Arrays, dict[str, Any]]:
    """Tensors and configuration, as `facelab.networks.stylegan3` has them.

    Parameters
    ----------
    kwargs : mapping
        That the network was constructed with.
    arrays : dict
        Its state: float32 arrays by name.

    Raises
    ------
    WeightsError
        They contradict each other.
    """
    options = flat(kwargs)
    tensors, config = mapping_part(options, arrays, 2)
    tensors |= {name: array for name, array in arrays.items() if name.startswith("synthesis.")}
    if "synthesis.input.freqs" not in tensors:
        raise does_not_fit("Its tensor synthesis.input.freqs is missing.")
    return tensors, config | {
        "resolution": whole_of(options, "img_resolution", 0),
        "image_channels": whole_of(options, "img_channels", 3),
        "channel_base": whole_of(options, "channel_base", 32768),
        "channel_max": whole_of(options, "channel_max", 512),
        "num_layers": whole_of(options, "num_layers", 14),
        "num_critical": whole_of(options, "num_critical", 2),
        "first_cutoff": float(number_of(options, "first_cutoff", 2)),
        "first_stopband": float(number_of(options, "first_stopband", 2**2.1)),
        "last_stopband_rel": float(number_of(options, "last_stopband_rel", 2**0.3)),
        "margin": whole_of(options, "margin_size", 10),
        "output_scale": float(number_of(options, "output_scale", 0.25)),
        "half_octaves": max(0, whole_of(options, "num_fp16_res", 4)),
        "kernel": whole_of(options, "conv_kernel", 3),
        "filter_size": whole_of(options, "filter_size", 6),
        "lrelu_upsampling": whole_of(options, "lrelu_upsampling", 2),
        "radial": bool(options.get("use_radial_filters", False)),
        "clamp": limit_of(options),
    }
