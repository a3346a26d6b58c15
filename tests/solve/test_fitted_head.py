"""Preview heads of StyleGAN2 and StyleGAN3, made of networks of some kilobytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from facelab.checkpoints import store
from facelab.checkpoints.preview_heads import own_head_path
from facelab.cli.main import main
from facelab.engine import load
from facelab.errors import ModelError
from facelab.networks.preview_head import PreviewHead
from facelab.networks.stylegan2.generator import StyleGAN2
from facelab.networks.stylegan3.generator import StyleGAN3
from facelab.progress import finish
from facelab.recipe import Recipe, Seed
from facelab.solve import fitted_head
from facelab.solve.fitted_head import disk_space, fit_fitted_head
from facelab.solve.preview_quality import reduced
from tests.checkpoints.snapshot_files import dumped, snapshot
from tests.checkpoints.tiny_snapshots import KWARGS_2, KWARGS_3, config_2, config_3, state

SIDE = 64


def stylegan2(architecture: str = "skip") -> StyleGAN2:
    return StyleGAN2(config_2(architecture, channels=(8,) * 5)).randomise(1)


def stylegan3(radial: bool = False) -> StyleGAN3:
    changes: dict[str, Any] = {
        "resolution": SIDE, "num_layers": 9, "radial": radial, "kernel": 1 if radial else 3,
    }  # fmt: skip
    return StyleGAN3(config_3(**changes)).randomise(1)


NETWORKS: dict[str, Callable[[], StyleGAN2 | StyleGAN3]] = {
    "skip": stylegan2,
    "resnet": lambda: stylegan2("resnet"),
    "orig": lambda: stylegan2("orig"),
    "stylegan3-t": stylegan3,
    "stylegan3-r": lambda: stylegan3(radial=True),
}


@torch.no_grad()
def tame(generator: StyleGAN2 | StyleGAN3, side: int) -> None:
    """Let the layers after the features pass on what they are given, as those of networks that
    were trained do more or less: of random ones the picture hardly depends on the features.
    """
    for name, weight in generator.named_parameters():
        layer, _, part = name.rpartition(".")
        if part == "noise_strength":
            weight.zero_()
        if layer.endswith("affine") and part == "weight":
            weight.mul_(0.05)
        if part != "weight" or weight.ndim != 4 or "torgb" in name or weight.shape[0] == 3:
            continue
        size = getattr(getattr(generator.get_submodule(layer), "plan", None), "out_size", 0)
        size = size or int(name.split(".")[1].removeprefix("b"))
        if size > side:
            weight.mul_(0.02)
            middle = weight.shape[-1] // 2
            weight[:, :, middle, middle] += torch.eye(*weight.shape[:2])
    generator.prepare()


@torch.no_grad()
def explained(generator, head: PreviewHead) -> float:
    """How much of what is in pictures its previews show, 0 to 1."""
    pictures, previews = [], []
    for seed in range(6):
        z = torch.from_numpy(np.random.RandomState(seed).randn(1, 4).astype(np.float32))
        ws = generator.map(z)[:, None].repeat(1, generator.num_ws, 1)
        pictures.append(reduced(generator.synthesize(ws), head.size))
        previews.append(head(generator.features(ws, head.resolution), ws))
    picture, preview = torch.cat(pictures), torch.cat(previews)
    least = (picture - picture.mean((0, 2, 3), keepdim=True)).square().mean()
    return float(1 - (picture - preview).square().mean() / least)


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_head_is_made_for_each_family(kind: str, tmp_path: Path) -> None:
    generator = NETWORKS[kind]()
    size = fitted_head.sizes(generator)[-1]
    assert size < SIDE
    tame(generator, fitted_head._configs(generator)[size].resolution)
    head = finish(fit_fitted_head(generator, tmp_path, size, faces=12, steps=40))
    assert head.size == size
    assert explained(generator, head) > 0.5


def test_margins_are_left_out() -> None:
    head = fitted_head._configs(stylegan3())[32]
    assert head.margin == 2
    assert head.resolution == 16 + 2 * head.margin
    assert head.as_dict()["margin"] == 2
    plain = fitted_head._configs(stylegan2())[32]
    assert (plain.resolution, plain.first_row) == (16, 5)
    assert "margin" not in plain.as_dict()


def test_a_size_that_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot have a preview of 48 pixels.*8 or 16 or 32"):
        next(fit_fitted_head(stylegan2(), tmp_path, 48))
    assert disk_space(stylegan2(), 32, 10) == 10 * (2 * (16 * 16 * 8 + 3 * 32 * 32) + 4 * 10 * 6)


@pytest.mark.parametrize("family", ["stylegan2", "stylegan3"])
def test_of_a_file_of_the_user_s_own(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    """Made by the command, kept by hash, found whatever the file is called."""
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "networks"))
    kwargs: dict[str, Any] = {"img_resolution": SIDE, "channel_base": 512, "channel_max": 8}
    if family == "stylegan2":
        network: torch.nn.Module = stylegan2("orig")
        content = dumped(snapshot(state(network), KWARGS_2 | kwargs | {"architecture": "orig"}), 4)
    else:
        network = stylegan3()
        kwargs = KWARGS_3 | {"img_resolution": SIDE, "num_layers": 9}
        content = dumped(snapshot(state(network), kwargs), 4)
    path = tmp_path / "mine.pkl"
    path.write_bytes(content)
    options = ["--size", "32", "--faces", "4", "--steps", "5"]
    assert main(["weights", "fit-preview", str(path), *options]) == 0
    assert "psnr median" in capsys.readouterr().err
    renamed = path.rename(tmp_path / "other.pkl")
    renderer = load(renamed, "cpu")
    try:
        assert own_head_path(renderer.info.sha256, 32).is_file()
        assert renderer.info.preview_size == 32
        frame = renderer.preview(Recipe(renderer.info.ref, Seed(1)))
        assert frame is not None
        assert (frame.size, frame.kind, frame.stands_in) == (32, "preview", False)
    finally:
        renderer.close()


def test_of_a_network_that_was_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "networks"))
    kwargs = {"img_resolution": SIDE, "channel_max": 8, "architecture": "resnet"}
    path = tmp_path / "cats.pkl"
    path.write_bytes(dumped(snapshot(state(stylegan2("resnet")), KWARGS_2 | kwargs), 4))
    assert main(["weights", "add", str(path)]) == 0
    assert main(["weights", "fit-preview", "cats", "--faces", "3", "--steps", "2"]) == 0
    info = store.info(tmp_path / "networks" / "cats.safetensors")
    assert own_head_path(info.metadata.model_sha256, SIDE // 4).is_file()
