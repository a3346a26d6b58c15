"""Snapshots and checkpoints of some kilobytes, of random weights."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from facelab.networks.families.mapping_config import MappingConfig
from facelab.networks.families.stylegan2_plan import StyleGAN2Config
from facelab.networks.families.stylegan3_plan import StyleGAN3Config
from facelab.networks.stylegan2.generator import StyleGAN2
from facelab.networks.stylegan3.generator import StyleGAN3
from tests.checkpoints.snapshot_files import dumped, snapshot

KWARGS: dict[str, Any] = {
    "z_dim": 4, "w_dim": 6, "c_dim": 0, "img_resolution": 16, "img_channels": 3,
    "channel_base": 64, "channel_max": 4, "num_fp16_res": 0,
}  # fmt: skip
MAPPING = {"mapping_kwargs": {"num_layers": 2}}
KWARGS_2 = KWARGS | MAPPING
KWARGS_3 = KWARGS | MAPPING | {"num_layers": 4, "margin_size": 2, "first_cutoff": 1}


def config_2(architecture: str = "skip", classes: int = 0, **changes: Any) -> StyleGAN2Config:
    """A StyleGAN2 of 16 pixels."""
    known: dict[str, Any] = {
        "mapping": MappingConfig(4, classes, 6, 6, (6, 6), 0.01), "channels": (4, 4, 4),
        "image_channels": 3, "architecture": architecture, "clamp": 256.0, "activation": "lrelu",
        "noise": True, "half_blocks": 0, "taps": 4,
    }  # fmt: skip
    return StyleGAN2Config(**(known | changes))


def config_3(classes: int = 0, **changes: Any) -> StyleGAN3Config:
    """A StyleGAN3 of 16 pixels."""
    known: dict[str, Any] = {
        "mapping": MappingConfig(4, classes, 6, 6, (6, 6), 0.01), "resolution": 16,
        "image_channels": 3, "channel_base": 64, "channel_max": 4, "num_layers": 4,
        "num_critical": 2, "first_cutoff": 1.0, "first_stopband": 2**2.1,
        "last_stopband_rel": 2**0.3, "margin": 2, "output_scale": 0.25, "half_octaves": 0,
        "kernel": 3, "filter_size": 6, "lrelu_upsampling": 2, "radial": False, "clamp": 256.0,
    }  # fmt: skip
    return StyleGAN3Config(**(known | changes))


def state(network: torch.nn.Module) -> dict[str, NDArray[np.float32]]:
    """Its tensors as NVIDIA's files name them."""
    return {
        name.replace("up.filter", "resample_filter").replace("w_avg", "mapping.w_avg"): each.numpy()
        for name, each in network.state_dict().items()
    }


def snapshot_2(protocol: int = 4, architecture: str = "skip") -> bytes:
    """A file of StyleGAN2."""
    network = StyleGAN2(config_2(architecture)).randomise(1)
    return dumped(snapshot(state(network), KWARGS_2 | {"architecture": architecture}), protocol)


def snapshot_3(protocol: int = 4, classes: int = 0) -> bytes:
    """A file of StyleGAN3."""
    network = StyleGAN3(config_3(classes)).randomise(1)
    return dumped(snapshot(state(network), KWARGS_3 | {"c_dim": classes}), protocol)


def checkpoint(zipped: bool = True) -> bytes:
    """A file of rosinality's."""
    own = StyleGAN2(config_2()).randomise(1).state_dict()
    found: dict[str, torch.Tensor] = {}

    def conv(target: str, source: str, kernel: bool, noise: int | None) -> None:
        found[f"{target}.conv.weight"] = own[f"{source}.weight"][None]
        for part in ("weight", "bias"):
            found[f"{target}.conv.modulation.{part}"] = own[f"{source}.affine.{part}"]
        if kernel:
            found[f"{target}.conv.blur.kernel"] = own[f"{source}.up.filter"] * 4
        if noise is not None:
            found[f"{target}.activate.bias"] = own[f"{source}.bias"]
            found[f"{target}.noise.weight"] = own[f"{source}.noise_strength"][None]
            found[f"noises.noise_{noise}"] = own[f"{source}.noise_const"][None, None]
        else:
            found[f"{target}.bias"] = own[f"{source}.bias"][None, :, None, None]

    for k in range(2):
        for part in ("weight", "bias"):
            found[f"style.{k + 1}.{part}"] = own[f"mapping.fc{k}.{part}"]
    found["input.input"] = own["synthesis.b4.const"][None]
    conv("conv1", "synthesis.b4.conv1", False, 0)
    conv("to_rgb1", "synthesis.b4.torgb", False, None)
    for k in (1, 2):
        block = f"synthesis.b{4 << k}"
        conv(f"convs.{2 * k - 2}", f"{block}.conv0", True, 2 * k - 1)
        conv(f"convs.{2 * k - 1}", f"{block}.conv1", False, 2 * k)
        conv(f"to_rgbs.{k - 1}", f"{block}.torgb", False, None)
        found[f"to_rgbs.{k - 1}.upsample.kernel"] = own[f"{block}.up.filter"] * 4
    file = io.BytesIO()
    saved = {"g_ema": found, "latent_avg": own["w_avg"]}
    torch.save(saved, file, _use_new_zipfile_serialization=zipped)
    return file.getvalue()
