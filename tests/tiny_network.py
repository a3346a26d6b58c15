"""A network of random numbers, small enough for tests, as a converted file."""

from __future__ import annotations

from pathlib import Path

import torch

from facelab.checkpoints import store
from facelab.checkpoints.preview_heads import HeadMetadata, own_head_path, write_preview_head
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN
from facelab.networks.preview_head import PreviewHead
from facelab.networks.preview_head_plan import HeadConfig

TINY = Config(z_dim=8, w_dim=12, mapping_layers=2, channels=(16, 16, 8, 8))
HEAD_SIZE = 32
BLOCKS = Config(z_dim=8, w_dim=12, mapping_layers=2, channels=(64, 64, 64, 64))


def write_tiny_network(folder: Path, config: Config = TINY) -> Path:
    """Write it: 64 pixels, 11 style rows, w of 12, no preview head, no directions.

    With TINY it is too small for ONNX Runtime's blocks of channels, with BLOCKS it is not.
    """
    network = MobileStyleGAN(config).randomise(seed=1)
    tensors = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    path = folder / "tiny.safetensors"
    metadata = store.Metadata(
        name="tiny",
        title="Tiny",
        family="mobilestylegan",
        resolution=config.resolution,
        config={
            "z_dim": config.z_dim,
            "w_dim": config.w_dim,
            "mapping_layers": config.mapping_layers,
            "channels": list(config.channels),
        },
        model_sha256=store.tensors_sha256(tensors),
        licence="none",
        training_data="none",
        source="random numbers",
    )
    store.write(path, tensors, metadata)
    return path


def write_tiny_head(sha256: str, seed: int = 0) -> HeadConfig:
    """Write a preview head of random numbers, for previews of 32 pixels of a network of TINY's
    shape: it reads activations at 16 pixels, and stands in for style rows 7 and above.
    """
    config = HeadConfig(16, 8, 12, 11, 7, (8, 8))
    head = PreviewHead(config)
    generator = torch.Generator().manual_seed(seed)
    for each in head.parameters():
        torch.nn.init.normal_(each, std=0.3, generator=generator)
    said = HeadMetadata(
        model="tiny", model_sha256=sha256, config=config.as_dict(), made={}, figures={}
    )
    tensors = {name: tensor.numpy() for name, tensor in head.state_dict().items()}
    write_preview_head(own_head_path(sha256, HEAD_SIZE), tensors, said)
    return config
