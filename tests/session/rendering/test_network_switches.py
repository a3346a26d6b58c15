"""Going from network to network leaves no more memory in use: 50 switches, three of four loaded.

`python -m pytest -m slow -s tests/session/rendering/test_network_switches.py` prints the figures.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

import pytest

from facelab.checkpoints import converted_path, default_entry, store
from facelab.checkpoints.outside import read_network
from facelab.cli.bench_switches import WARM, switches
from facelab.networks.stylegan2.generator import StyleGAN2
from facelab.session.rendering.loaded_renderers import MOST
from tests.checkpoints.snapshot_files import dumped, snapshot
from tests.checkpoints.tiny_snapshots import KWARGS_2, config_2, state

SWITCHES = 50
WEIGHTS = 256  # channels: a network of some 20 MB, so that one that stays would be seen
FEWER = WARM + 10
SIZES = 2  # 4 and 8 pixels: quickly drawn


def write(folder: Path, number: int) -> Path:
    """A network of the user's own, as facelab keeps it."""
    network = StyleGAN2(config_2(channels=(WEIGHTS,) * SIZES)).randomise(number)
    options = KWARGS_2 | {
        "img_resolution": 2 << SIZES, "channel_base": 1 << 20, "channel_max": WEIGHTS,
    }  # fmt: skip
    snapshot_file = folder / f"net{number}.pkl"
    snapshot_file.write_bytes(dumped(snapshot(state(network), options), 4))
    metadata, tensors = read_network(snapshot_file)
    path = snapshot_file.with_suffix(".safetensors")
    store.write(path, tensors, metadata)
    return path


def growth(paths: list[Path], count: int = SWITCHES) -> float:
    """How much more memory is held after the last switches than after the first ten."""
    found = list(switches(paths, count, "cpu"))
    assert max(each.loaded for each in found) == MOST
    held = [each.resident_mb for each in found if each.resident_mb is not None][WARM:]
    if not held:
        pytest.skip("how much memory a process holds is read from /proc")
    quarter = len(held) // 4
    told = f"{held[0]:.0f} MB after {WARM + 1} switches, {held[-1]:.0f} MB after {count}"
    sys.stdout.write(f"\n{told}\n")
    return statistics.median(held[-quarter:]) / statistics.median(held[:quarter]) - 1


def test_memory_does_not_grow_over_switches(tmp_path):
    """A network that stays would add some 2 % with every switch."""
    assert growth([write(tmp_path, number) for number in range(4)], FEWER) < 0.05


@pytest.mark.slow
@pytest.mark.usefixtures("asked_for")
def test_memory_does_not_grow_over_switches_to_the_real_network(tmp_path):
    path = converted_path(default_entry())
    if not path.is_file():
        pytest.skip("the default network is not here")
    others = [write(tmp_path, number) for number in range(3)]
    assert growth([path, *others]) < 0.05
