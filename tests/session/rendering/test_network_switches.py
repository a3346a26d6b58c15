"""Going from network to network leaves no more memory in use: 50 switches, three of four loaded.

`python -m pytest -m slow -s tests/session/rendering/test_network_switches.py` prints the figures.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from facelab.checkpoints import converted_path, default_entry, store
from facelab.checkpoints.outside import read_network
from facelab.engine import load
from facelab.networks.stylegan2.generator import StyleGAN2
from facelab.recipe import Recipe, Seed
from facelab.session.rendering.loaded_renderers import MOST, LoadedRenderers
from tests.checkpoints.snapshot_files import dumped, snapshot
from tests.checkpoints.tiny_snapshots import KWARGS_2, config_2, state
from tests.memory import growth, resident

SWITCHES = 50
WEIGHTS = 256  # channels: a network of some 20 MB, so that one that stays would be seen
MB = 2**20


def write(folder: Path, number: int) -> Path:
    """A network of the user's own, as facelab keeps it."""
    network = StyleGAN2(config_2(channels=(WEIGHTS,) * 4)).randomise(number)
    options = KWARGS_2 | {"img_resolution": 32, "channel_base": 1 << 20, "channel_max": WEIGHTS}
    snapshot_file = folder / f"net{number}.pkl"
    snapshot_file.write_bytes(dumped(snapshot(state(network), options), 4))
    metadata, tensors = read_network(snapshot_file)
    path = snapshot_file.with_suffix(".safetensors")
    store.write(path, tensors, metadata)
    return path


def switch(paths: list[Path]) -> list[int]:
    """Bytes in memory after each switch, each with a face drawn."""
    networks, held, times = LoadedRenderers(), [], []
    try:
        for turn in range(SWITCHES):
            start = time.perf_counter()
            path = paths[turn % len(paths)]
            renderer = networks.find(path, "cpu")
            if renderer is None:
                networks.make_way(path)
                renderer = load(path, "cpu", lambda error: None)
                networks.add(path, "cpu", renderer)
            networks.turn_to(renderer)
            times.append(time.perf_counter() - start)
            renderer.full(Recipe(renderer.info.ref, Seed(turn)))
            assert len(networks.infos) <= MOST
            held.append(resident())
    finally:
        networks.close()
    told = f"{held[9] / MB:.0f} MB after 10 switches, {held[-1] / MB:.0f} MB after {SWITCHES}; "
    sys.stdout.write(f"\n{told}a switch takes {sorted(times)[SWITCHES // 2]:.2f} s\n")
    return held[10:]


@pytest.mark.slow
def test_memory_does_not_grow_over_switches(tmp_path):
    assert growth(switch([write(tmp_path, number) for number in range(4)])) < 0.05


@pytest.mark.slow
def test_memory_does_not_grow_over_switches_to_the_real_network(tmp_path):
    path = converted_path(default_entry())
    if not path.is_file():
        pytest.skip("the default network is not here")
    others = [write(tmp_path, number) for number in range(3)]
    assert growth(switch([path, *others])) < 0.05
