"""A network small enough for tests, as a file and loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from facelab.checkpoints import store
from facelab.engine import Renderer, load
from facelab.networks.mobilestylegan import Config, MobileStyleGAN

TINY = Config(z_dim=8, w_dim=12, mapping_layers=2, channels=(16, 16, 8, 8))


@pytest.fixture(scope="session")
def tiny_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A converted file: 64 pixels, 11 style rows, w of 12, no preview head, no directions."""
    network = MobileStyleGAN(TINY).randomise(seed=1)
    tensors = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    path = tmp_path_factory.mktemp("tiny") / "tiny.safetensors"
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


@pytest.fixture(scope="module")
def tiny(tiny_path: Path) -> Iterator[Renderer]:
    """The tiny network on the CPU."""
    renderer = load(tiny_path, "cpu")
    yield renderer
    renderer.close()


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny networks gain nothing from threads, and crawl if the machine is busy."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
