"""A StyleGAN2 of random numbers that has the mapping network of a MobileStyleGAN: its twin."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from facelab.checkpoints import store
from facelab.engine import shared_w
from facelab.networks.families.stylegan2_plan import read_config
from facelab.networks.stylegan2.generator import StyleGAN2

Arrays = Mapping[str, NDArray[np.float32]]
RATE = 0.01
PSI_OFF = 0.02  # its mean of w was taken otherwise than the default network's


def default_is(monkeypatch: pytest.MonkeyPatch, path: Path) -> Path:
    """Let a network be the default one."""
    monkeypatch.setattr(shared_w, "converted_path", lambda _entry: path)
    return path


def write_network(path: Path, metadata: store.Metadata, tensors: Arrays) -> Path:
    """Write a network with these tensors."""
    said: dict[str, Any] = {name: getattr(metadata, name) for name in metadata.__struct_fields__}
    said |= {"model_sha256": store.tensors_sha256(tensors), "name": path.stem}
    store.write(path, tensors, store.Metadata(**said))
    return path


def twin_of(
    network: Path, folder: Path, channels: tuple[int, ...] = (4,) * 6, **changes: Any
) -> Path:
    """A StyleGAN2 with the mapping network of a MobileStyleGAN, its other weights random.

    `channels` (4,) * 6 draws 128 pixels, with 12 style rows.
    """
    metadata, theirs = store.read_arrays(network)
    sizes, count = metadata.config, int(metadata.config["mapping_layers"])
    config = {
        "z_dim": sizes["z_dim"], "c_dim": 0, "w_dim": sizes["w_dim"], "embed": sizes["w_dim"],
        "widths": [sizes["w_dim"]] * count, "rate": RATE, "channels": list(channels),
        "image_channels": 3, "architecture": "skip", "clamp": None, "activation": "lrelu",
        "noise": True, "half_blocks": 0, "taps": 4,
    }  # fmt: skip
    config |= changes
    own = StyleGAN2(read_config(config)).randomise(1)
    tensors = {name: tensor.numpy() for name, tensor in own.state_dict().items()}
    for k in range(count):
        weight, bias = (theirs[f"mapping.layers.{k}.{part}"] for part in ("weight", "bias"))
        tensors[f"mapping.fc{k}.weight"] = weight * np.float32(np.sqrt(weight.shape[1]) / RATE)
        tensors[f"mapping.fc{k}.bias"] = bias / np.float32(RATE)
    tensors["w_avg"] = theirs["w_avg"] + np.float32(PSI_OFF)
    said = store.Metadata(
        name="twin", title="Twin", family="stylegan2", resolution=2 << len(channels),
        config=config, model_sha256=store.tensors_sha256(tensors), licence="none",
        training_data="none", source="random numbers",
    )  # fmt: skip
    path = folder / "twin.safetensors"
    store.write(path, tensors, said)
    return path
