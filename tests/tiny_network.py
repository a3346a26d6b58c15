"""A network of random numbers, small enough for tests, as a converted file."""

from __future__ import annotations

from pathlib import Path

from facelab.checkpoints import store
from facelab.networks.mobilestylegan import Config, MobileStyleGAN

TINY = Config(z_dim=8, w_dim=12, mapping_layers=2, channels=(16, 16, 8, 8))


def write_tiny_network(folder: Path) -> Path:
    """Write it: 64 pixels, 11 style rows, w of 12, no preview head, no directions."""
    network = MobileStyleGAN(TINY).randomise(seed=1)
    tensors = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    path = folder / "tiny.safetensors"
    metadata = store.Metadata(
        name="tiny",
        title="Tiny",
        family="mobilestylegan",
        resolution=TINY.resolution,
        config={
            "z_dim": TINY.z_dim,
            "w_dim": TINY.w_dim,
            "mapping_layers": TINY.mapping_layers,
            "channels": list(TINY.channels),
        },
        model_sha256=store.tensors_sha256(tensors),
        licence="none",
        training_data="none",
        source="random numbers",
    )
    store.write(path, tensors, metadata)
    return path
