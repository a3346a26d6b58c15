"""A network of random numbers, small enough for tests, as a converted file."""

from __future__ import annotations

from pathlib import Path

from facelab.checkpoints import store
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN

TINY = Config(z_dim=8, w_dim=12, mapping_layers=2, channels=(16, 16, 8, 8))


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
