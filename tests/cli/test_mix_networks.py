"""`facelab render --mix-networks`."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.cli.main import main
from facelab.cli.mix_networks import layer_weights, wanted_mix
from facelab.errors import RecipeError
from facelab.export.recipe_file import read_recipe
from facelab.networks.stylegan2.generator import StyleGAN2
from tests.checkpoints.snapshot_files import dumped, snapshot
from tests.checkpoints.tiny_snapshots import KWARGS_2, config_2, state
from tests.engine.vectors import network


def read_picture(path: Path):
    return np.asarray(Image.open(path))


def snapshot_file(path: Path, seed: int, side: int = 32) -> Path:
    channels = (4,) * (side.bit_length() - 2)
    network = StyleGAN2(config_2(channels=channels)).randomise(seed)
    path.write_bytes(dumped(snapshot(state(network), KWARGS_2 | {"img_resolution": side}), 4))
    return path


@pytest.fixture(autouse=True)
def own_networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "networks"
    monkeypatch.setenv("FACELAB_WEIGHTS", str(folder))
    return folder


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cats:fine=1", ("cats", (("fine", 1.0),))),
        ("C:\\cats.pkl:coarse=0, fine=0.5", ("C:\\cats.pkl", (("coarse", 0.0), ("fine", 0.5)))),
        ("cats:64px=0.25,4-7=1,9=0", ("cats", (("64px", 0.25), ("4-7", 1.0), ("9", 0.0)))),
    ],
)
def test_how_it_is_written(text, wanted):
    assert wanted_mix(text) == wanted


@pytest.mark.parametrize("text", ["cats", "cats:fine", "cats:fine=2", "cats:top=1", ":fine=1",
                                  "cats:fine=x", "cats:fine=nan"])  # fmt: skip
def test_what_makes_no_sense_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError):
        wanted_mix(text)


def test_layers_are_groups_resolutions_and_rows():
    model = network()
    assert layer_weights((("coarse", 1.0), ("16px", 0.5)), model) == (1, 1, 1, 0.5, 0.5, 0)
    assert layer_weights((("0-5", 1.0), ("4", 0.25)), model) == (1, 1, 1, 1, 0.25, 1)
    for layers in ("6", "3-9", "512px"):
        with pytest.raises(RecipeError, match=f"--mix-networks {layers}.*rows 0 to 5"):
            layer_weights(((layers, 1.0),), model)


def test_a_face_of_two_networks(tmp_path: Path, own_networks: Path, capsys) -> None:
    one, two = snapshot_file(tmp_path / "one.pkl", 1), snapshot_file(tmp_path / "two.pkl", 2)
    render = ["render", "--model", str(one), "--seeds", "3"]
    mixing = ["--mix-networks", f"{two}:0-7=1"]
    assert main([*render, "-o", str(tmp_path / "mixed"), "--json", *mixing]) == 0
    assert main([*render, "-o", str(tmp_path / "plain")]) == 0
    picture = tmp_path / "mixed" / "seed0003.png"
    mixed, plain = read_picture(picture), read_picture(tmp_path / "plain" / "seed0003.png")
    assert not np.array_equal(mixed, plain)
    recipe = read_recipe(picture)
    assert recipe.networks is not None
    assert (recipe.networks.other.name, recipe.networks.weights) == ("two", (1.0,) * 8)

    # the picture's recipe needs both: the other one is found once it was added
    again = ["render", "--model", str(one), "--recipe", str(picture), "-o", str(tmp_path / "again")]
    capsys.readouterr()
    assert main(again) == 1
    assert "one of them two. Add it with `facelab weights add FILE`" in capsys.readouterr().err
    assert main(["weights", "add", str(two), "--name", "renamed"]) == 0
    assert main(again) == 0
    assert np.array_equal(read_picture(tmp_path / "again" / "seed0003.png"), mixed)


def test_networks_that_do_not_fit_are_refused(tmp_path: Path, capsys) -> None:
    one, two = snapshot_file(tmp_path / "one.pkl", 1), snapshot_file(tmp_path / "two.pkl", 2, 16)
    command = ["render", "--model", str(one), "--seeds", "3", "-o", str(tmp_path / "out")]
    assert main([*command, "--mix-networks", f"{two}:0=1"]) == 1
    assert "one and two cannot be mixed. Their layers have different" in capsys.readouterr().err
    assert main([*command, "--mix-networks", "nobody:fine=1"]) == 2
