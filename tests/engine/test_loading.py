from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch

from facelab.checkpoints import store
from facelab.engine import load
from facelab.engine.backends import _check_mapping
from facelab.engine.loading import shape_of
from facelab.engine.network_files import NetworkFiles
from facelab.engine.on_torch.backend import to_pixels
from facelab.errors import DeviceError, ModelError, WeightsError
from facelab.recipe import Recipe, Seed


def test_a_loaded_network_describes_itself(tiny):
    info = tiny.info
    assert (info.name, info.title, info.resolution) == ("tiny", "Tiny", 64)
    assert (info.z_dim, info.w_dim, info.num_ws) == (8, 12, 11)
    assert info.preview_size is None
    assert "CPU" in info.device
    assert info.devices[-1][0] == "cpu"
    assert info.ref.sha256 == info.sha256
    assert info.layers == tuple(row for row in range(11) if info.style_resolutions[row])
    assert sorted(sum(info.groups.values(), ())) == list(info.layers)


def test_one_recipe_gives_one_picture(tiny, tiny_path):
    """Bit-equal on one machine: again, after others, and from a fresh load."""
    face = (
        Recipe(tiny.info.ref, Seed(3))
        .with_truncation(psi=0.9, cutoff=4)
        .with_mix([2, 5], Seed(8), 0.5)
        .with_noise("random", 11, 0.7)
    )
    first = tiny.full(face).pixels
    tiny.full(face.with_seed(4).with_noise("random", 12))
    assert np.array_equal(tiny.full(face).pixels, first)
    again = load(tiny_path, "cpu")
    assert np.array_equal(again.full(face).pixels, first)
    again.close()
    assert len(np.unique(first)) > 20


def test_every_part_of_a_recipe_reaches_the_picture(tiny):
    face = Recipe(tiny.info.ref, Seed(3))
    changes = [
        face,
        face.with_seed(4),
        face.with_truncation(psi=0.5),
        face.with_truncation(cutoff=3),
        face.with_mix([0], Seed(9)),
        face.with_mix([0], Seed(9), 0.5),
        face.with_noise("none"),
        face.with_noise("random"),
        face.with_noise("random", 1),
        face.with_noise(strength=2.0),
    ]
    pictures = {tiny.full(change).pixels.tobytes() for change in changes}
    assert len(pictures) == len(changes)


def test_a_recipe_and_its_w_plus_give_one_picture(tiny):
    faces = [Recipe(tiny.info.ref, Seed(seed)).with_noise("random", 4) for seed in range(3)]
    frames = [tiny.full(face) for face in faces]
    drawn = tiny.draw(np.stack([frame.ws for frame in frames]), faces[0].noise, 64)
    assert np.array_equal(drawn, np.stack([frame.pixels for frame in frames]))


def test_the_torch_network_is_the_callers_own_and_has_gradients(tiny):
    generator, heads = tiny.torch_networks()
    assert heads == ()
    assert tiny.torch_networks()[0] is not generator
    frame = tiny.full(Recipe(tiny.info.ref, Seed(3)))
    ws = torch.from_numpy(frame.ws)[None].requires_grad_(True)
    picture = generator.synthesize(ws)
    assert np.array_equal(to_pixels(picture.detach()), frame.pixels)
    picture.mean().backward()
    assert ws.grad is not None
    assert ws.grad.any()
    assert not any(each.requires_grad for each in generator.parameters())


def test_frames_do_not_share_memory(tiny):
    face = Recipe(tiny.info.ref, Seed(3))
    first = tiny.full(face)
    before = first.pixels.copy()
    tiny.full(face.with_seed(4))
    assert np.array_equal(first.pixels, before)


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads Linux's own figures")
def test_a_thousand_renders_take_no_more_memory(tiny):
    def render(seeds: range) -> None:
        for seed in seeds:
            tiny.full(Recipe(tiny.info.ref, Seed(seed)).with_noise("random", seed))
        gc.collect()

    render(range(300))  # caches fill
    before = resident_bytes()
    render(range(300, 1300))
    assert resident_bytes() - before < 8 * 2**20


def test_a_device_that_is_not_there_is_refused(tiny_path):
    with pytest.raises(DeviceError, match="quantum"):
        load(tiny_path, "quantum")


@pytest.mark.parametrize("content", [None, b"", b"not a network", b"\xff" * 1000])
def test_a_file_that_is_no_network_is_refused_in_words(tmp_path, content):
    path = tmp_path / "bad.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"bad\.safetensors"):
        load(path, "cpu")


def test_a_damaged_network_is_refused_in_words(tmp_path, tiny_path):
    whole = tiny_path.read_bytes()
    path = tmp_path / "cut.safetensors"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WeightsError, match="damaged"):
        load(path, "cpu")
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))  # one bit
    with pytest.raises(WeightsError, match="damaged"):
        load(path, "cpu")


def test_importing_the_engine_does_not_import_torch():
    """It takes seconds: the window must be up before."""
    code = "import sys, facelab.engine; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def altered(path: Path, source: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]):
    """The tiny network's file with tensors or configuration changed."""
    metadata, read_only = store.read_arrays(source)
    tensors, config = dict(read_only), dict(metadata.config)
    change(tensors, config)
    sha256 = store.tensors_sha256(tensors)
    store.write(
        path, tensors, msgspec.structs.replace(metadata, config=config, model_sha256=sha256)
    )
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda tensors, config: tensors.pop("synthesis.blocks.0.conv1.noise"),
        lambda tensors, config: tensors.pop("mapping.layers.1.bias"),
        lambda tensors, config: tensors.pop("w_avg"),
        lambda tensors, config: tensors.update(more=tensors["w_avg"]),
        lambda tensors, config: tensors.update(w_avg=tensors["w_avg"][:5]),
        lambda tensors, config: config.pop("channels"),
        lambda tensors, config: config.update(channels=[]),
        lambda tensors, config: config.update(channels=[16, 16]),
        lambda tensors, config: config.update(channels=[16] * 30),
        lambda tensors, config: config.update(channels="many"),
        lambda tensors, config: config.update(mapping_layers=3),
        lambda tensors, config: config.update(z_dim=10**9),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_in_words(tmp_path, tiny_path, change):
    with pytest.raises(ModelError, match="This checkpoint cannot be loaded"):
        load(altered(tmp_path / "odd.safetensors", tiny_path, change), "cpu")


@pytest.mark.parametrize(
    "change",
    [
        lambda tensors, config: config.update(z_dim=7),
        lambda tensors, config: config.update(z_dim=10**9),
        lambda tensors, config: config.update(w_dim=11),
        lambda tensors, config: config.update(mapping_layers=1),
        lambda tensors, config: config.update(mapping_layers="2"),
        lambda tensors, config: tensors.update(w_avg=tensors["w_avg"][:5]),
        lambda tensors, config: tensors.update(w_avg=tensors["w_avg"].astype(np.float64)),
    ],
)
def test_the_fast_back_end_is_not_given_what_contradicts_itself(tmp_path, tiny_path, change):
    metadata, tensors = store.read_arrays(altered(tmp_path / "odd.safetensors", tiny_path, change))
    with pytest.raises((LookupError, TypeError, ValueError)):
        _check_mapping(NetworkFiles(tmp_path, metadata, tensors))
    _check_mapping(NetworkFiles(tmp_path, *store.read_arrays(tiny_path)))


@pytest.mark.parametrize("channels", [None, 16, [], [16], [16] * 11, "16", {"a": 1}])
def test_a_configuration_with_an_impossible_number_of_levels_is_refused(tiny_path, channels):
    metadata = store.info(tiny_path).metadata
    config = {**metadata.config, "channels": channels}
    with pytest.raises(ModelError, match="does not know its family"):
        shape_of(msgspec.structs.replace(metadata, config=config))


def test_an_onnx_runtime_that_does_not_start_leaves_torch(tiny_path, monkeypatch):
    """As on Windows without Microsoft's run-time library."""
    monkeypatch.setitem(sys.modules, "facelab.engine.onnx.backend", None)
    told: list[Exception] = []
    renderer = load(tiny_path, "cpu", told.append)
    assert "torch" in renderer.info.backend
    assert ["ONNX Runtime cannot start." in str(error) for error in told] == [True]
    renderer.close()
