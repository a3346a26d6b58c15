"""StyleGAN2 of NVIDIA's snapshots to named tensors: names are theirs, idle filters stay behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facelab.checkpoints.families.constructor import (
    Arrays,
    does_not_fit,
    flat,
    limit_of,
    mapping_part,
    take,
    whole_of,
)

ARCHITECTURES = ("skip", "resnet", "orig")


def convert(kwargs: Mapping[str, Any], arrays: Arrays) -> tuple[Arrays, dict[str, Any]]:
    """Tensors and configuration, as `facelab.networks.stylegan2` has them.

    Parameters
    ----------
    kwargs : mapping
        That the network was constructed with.
    arrays : dict
        Its state: float32 arrays by name. Those that it never uses are left out.

    Raises
    ------
    WeightsError
        They contradict each other.
    """
    options = flat(kwargs)
    tensors, config = mapping_part(options, arrays, 8)
    resolution = whole_of(options, "img_resolution", 0)
    blocks = resolution.bit_length() - 2
    if not 8 <= resolution <= 4096 or resolution != 2 ** (blocks + 1):
        raise does_not_fit(f"Its pictures have {resolution} pixels, which is no power of two.")
    architecture = options.get("architecture", "skip")
    if architecture not in ARCHITECTURES:
        raise does_not_fit(f"Its architecture is {str(architecture)[:40]!r}.")
    noise = bool(options.get("use_noise", True))
    activation = str(options.get("activation", "lrelu"))
    channels, taps = [], 0
    for k in range(blocks):
        size = 4 << k
        block = f"synthesis.b{size}"
        layers = ["conv1"] if k == 0 else ["conv0", "conv1"]
        last = k == blocks - 1
        if architecture == "skip" or last:
            layers.append("torgb")
        if k == 0:
            tensors[f"{block}.const"] = take(arrays, f"{block}.const", 3)
        for layer in layers:
            place = f"{block}.{layer}"
            names = [("weight", 4), ("bias", 1), ("affine.weight", 2), ("affine.bias", 1)]
            if noise and layer != "torgb":
                names += [("noise_const", 2), ("noise_strength", 0)]
            for name, axes in names:
                tensors[f"{place}.{name}"] = take(arrays, f"{place}.{name}", axes)
        ups = [f"{block}.conv0"] if k else []
        if k and architecture == "resnet":
            tensors[f"{block}.skip.weight"] = take(arrays, f"{block}.skip.weight", 4)
            ups.append(f"{block}.skip")
        if k and architecture == "skip":
            ups.append(block)
        for place in ups:
            found = take(arrays, f"{place}.resample_filter", 2)
            tensors[f"{place}.up.filter"] = found
            taps = taps or len(found)
        channels.append(len(tensors[f"{block}.conv1.bias"]))
    return tensors, config | {
        "channels": channels,
        "image_channels": whole_of(options, "img_channels", 3),
        "architecture": architecture,
        "clamp": limit_of(options),
        "activation": activation,
        "noise": noise,
        "half_blocks": max(0, whole_of(options, "num_fp16_res", 4)),
        "taps": taps,
    }
