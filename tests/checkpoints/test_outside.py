"""Files of other programs become networks, and nothing in them is run."""

from __future__ import annotations

import argparse
import io
import shutil
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save

from facelab.checkpoints import store
from facelab.checkpoints.families import stylegan2, stylegan3
from facelab.checkpoints.outside import NVIDIA, ROSINALITY, is_network, read_network
from facelab.errors import WeightsError
from facelab.networks import build
from tests.checkpoints.snapshot_files import dumped, snapshot
from tests.checkpoints.tiny_snapshots import checkpoint, snapshot_2, snapshot_3
from tests.networks.reference_files import FOLDER, arrays_of, far, kwargs_of, state_of, tensor
from tests.tiny_network import write_tiny_network

ORIG, ALIAS_FREE = "stylegan2_orig_clamp_32", "stylegan3_t_cond_clamp_32"
CONVERT = {ORIG: stylegan2.convert, ALIAS_FREE: stylegan3.convert}


def write(path, name, protocol, old_numpy=False, nested=False, **options):
    kwargs = kwargs_of(name)
    if nested:  # as stylegan2-ada keeps them
        synthesis = {"architecture", "conv_clamp", "channel_base", "channel_max", "num_fp16_res"}
        inner = {key: kwargs.pop(key) for key in synthesis & kwargs.keys()}
        kwargs["synthesis_kwargs"] = inner
    path.write_bytes(dumped(snapshot(state_of(name), kwargs, **options), protocol, old_numpy))
    return path


def same(found, wanted):
    assert found.keys() == wanted.keys()
    assert all(np.array_equal(found[name], wanted[name]) for name in wanted)


@pytest.mark.parametrize("name", [ORIG, ALIAS_FREE])
@pytest.mark.parametrize("protocol", [3, 4, 5])
@pytest.mark.parametrize("old_numpy", [False, True], ids=["numpy 2", "numpy 1"])
def test_snapshots(tmp_path, name, protocol, old_numpy):
    path = write(tmp_path / "a.pkl", name, protocol, old_numpy)
    metadata, tensors = read_network(path)
    wanted, config = CONVERT[name](kwargs_of(name), state_of(name))
    same(tensors, wanted)
    assert metadata.config == config
    assert metadata.family == name.partition("_")[0]
    assert metadata.resolution == 32
    assert metadata.source == f"a.pkl, {NVIDIA}"


@pytest.mark.parametrize(
    "options",
    [{"whole": True}, {"ordered": True}, {"strided": True}, {"nested": True}],
    ids=lambda options: next(iter(options)),
)
def test_forms_of_snapshots(tmp_path, options):
    path = write(tmp_path / "a.pkl", ORIG, 4, **options)
    metadata, tensors = read_network(path)
    wanted, config = stylegan2.convert(kwargs_of(ORIG), state_of(ORIG))
    same(tensors, wanted)
    assert metadata.config == config


def part_of(whole, *names):
    part = whole["G_ema"]
    for name in names:
        part = part.state["_modules"][name]
    return part


def test_what_layers_were_built_with_counts_more_than_defaults(tmp_path):
    """stylegan2-ada built layers without a clamp where nothing was said; stylegan3 with 256."""
    kwargs = {name: value for name, value in kwargs_of(ORIG).items() if name != "conv_clamp"}
    whole = snapshot(state_of(ORIG), kwargs)
    path = tmp_path / "a.pkl"
    for clamp, wanted in ((..., 256.0), (None, None), (8, 8.0)):
        if clamp is not ...:
            part_of(whole, "synthesis", "b4", "conv1").state["conv_clamp"] = clamp
        path.write_bytes(dumped(whole, 4))
        assert read_network(path)[0].config["clamp"] == wanted


@torch.no_grad()
@pytest.mark.parametrize("train", [False, True], ids=["converter", "train.py"])
@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "before torch 1.6"])
def test_rosinality(tmp_path, train, zipped):
    path = FOLDER / "rosinality64.pt"
    saved = torch.load(path, weights_only=True)
    if train:
        arguments = argparse.Namespace(size=64, channel_multiplier=2)
        saved = {"g": saved["g_ema"], "d": {}, "g_ema": saved["g_ema"], "args": arguments}
        saved |= {"g_optim": {"state": {0: {"step": 1}}, "param_groups": [{"lr": 0.1}]}}
    file = io.BytesIO()
    torch.save(saved, file, _use_new_zipfile_serialization=zipped)
    path = tmp_path / "a.pt"
    path.write_bytes(file.getvalue())
    metadata, arrays = read_network(path)
    assert metadata.source == f"a.pt, {ROSINALITY}"
    io_ = arrays_of("rosinality64_io")
    tensors = {name: torch.from_numpy(each) for name, each in arrays.items()}
    network: Any = build(metadata.family, metadata.config, tensors)
    assert far(network.map(tensor(io_["z"])), io_["w"]) <= 5e-6
    for key in ("trunc1", "trunc0.7", "mix", "plus"):
        pictures = network.synthesize(tensor(io_[f"latent_{key}"]))
        assert far(pictures, io_[f"img_{key}"]) <= 5e-5
    known, own = io_["latent_avg"], arrays["w_avg"]
    if not train:
        assert np.array_equal(own, known)
    else:  # computed, and the same at each reading
        exact = network.map(torch.randn(20_000, 64, generator=torch.Generator().manual_seed(5)))
        assert np.abs(own - exact.mean(0).numpy()).max() < 0.05
        assert read_network(path)[0].model_sha256 == metadata.model_sha256


def test_the_name_says_nothing(tmp_path):
    path = write(tmp_path / "a.pkl", ORIG, 4)
    for name in ("a.pt", "a.safetensors", "a.png", "a"):
        shutil.copy(path, tmp_path / name)
        assert read_network(tmp_path / name)[0].family == "stylegan2"


def test_ours(tmp_path):
    metadata, tensors = read_network(write(tmp_path / "a.pkl", ORIG, 4))
    store.write(tmp_path / "b.pkl", tensors, metadata)
    again, read = read_network(tmp_path / "b.pkl")
    assert again == metadata
    same(read, tensors)


def test_foreign_safetensors_are_refused(tmp_path):
    shutil.copy(FOLDER / f"{ORIG}.safetensors", tmp_path / "a.safetensors")
    with pytest.raises(WeightsError, match="not a network converted by facelab"):
        read_network(tmp_path / "a.safetensors")
    assert load_file(tmp_path / "a.safetensors")


def _saved(value: object, zipped: bool = True) -> bytes:
    file = io.BytesIO()
    torch.save(value, file, _use_new_zipfile_serialization=zipped)
    return file.getvalue()


def _npz() -> bytes:
    file = io.BytesIO()
    np.savez(file, w=np.zeros((1, 18, 512), np.float32))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (snapshot_2(), True),
        (snapshot_3(), True),
        (checkpoint(), True),
        (checkpoint(zipped=False), True),
        (_saved(torch.zeros(18, 512)), False),
        (_saved(torch.zeros(18, 512), zipped=False), False),
        (_saved({"latent": torch.zeros(1, 512)}), False),
        (_npz(), False),
        (save({"smile": np.zeros((1, 512), np.float32)}), False),
        (b"\x89PNG\r\n\x1a\n", False),
        (b"{}", False),
        (b"", False),
    ],
)
def test_networks_are_told_from_latents_by_their_content(tmp_path, content, expected):
    path = tmp_path / "anything"
    path.write_bytes(content)
    assert is_network(path) is expected
    assert not is_network(tmp_path / "nowhere")


def test_what_facelab_wrote_is_a_network(tmp_path):
    assert is_network(write_tiny_network(tmp_path))
