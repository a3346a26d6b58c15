"""What `facelab render` refuses, and how."""

from __future__ import annotations

import pytest
from PIL import Image

from facelab.engine import load
from facelab.errors import DeviceError
from facelab.export.reading import read_picture_recipe
from tests.cli.rendered import changed, names


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "say which faces"),
        (["--seeds", "5-x"], "is not a list of seeds"),
        (["--seeds", "1", "--size", "15"], "--size 15: choose 16 to 4096"),
        (["--seeds", "1", "--size", "4097"], "--size 4097: choose 16 to 4096"),
        (["--seeds", "1", "--size", "x"], "invalid int value"),
        (["--seeds", "1", "--trunc", "nan"], "psi is nan"),
        (["--seeds", "1", "--trunc", "1e308"], "psi is 1e+308"),
        (["--seeds", "1", "--trunc", "much"], "'much' is not a valid number"),
        (["--seeds", "1", "--cutoff", "-1"], "cutoff is -1"),
        (["--seeds", "1", "--noise-mode", "loud"], "invalid choice: 'loud'"),
        (["--seeds", "1", "--noise-seed", "-1"], "noise seed"),
        (["--seeds", "1", "--noise-strength", "inf"], "noise strength is inf"),
        (["--seeds", "1", "--mix", "fine=3:7"], "mix strength is 7"),
        (
            ["--seeds", "1", "--mix", "10-40=3"],
            "uses layer 40. This network only has layers 0 to 10",
        ),
        (["--seeds", "1", "--mix", "middling=3"], "'middling' is not a list of numbers"),
        (["--seeds", "1", "--direction", "nix=1"], "No direction is called 'nix'"),
        (["--seeds", "1", "--direction", "nix=1e308"], "amount of 'nix' is 1e+308"),
        (["--seeds", "1", "--direction", "nix=nan"], "amount of 'nix' is nan"),
        (["--seeds", "1", "--direction", "nix"], "is not NAME=AMOUNT"),
        (["--seeds", "1", "--lock", "nix"], "'nix' cannot be locked with this network"),
        (["--seeds", "1", "--unlock", "nix"], "'nix' cannot be locked with this network"),
        (["--seeds", "1", "--lock", "a,,b"], "is not a list of names"),
        (["--seeds", "1", "--guard", "1e308"], "guard is 1e+308"),
        (["--seeds", "1", "--guard", "nan"], "guard is nan"),
        (["--seeds", "1", "--guard", "1"], "cannot be limited"),
        (["--seeds", "1", "--device", "tpu"], "invalid choice: 'tpu'"),
        (["--blend", "1:1e308,2"], "blend weight is 1e+308"),
        (["--blend", "1:0,2:0"], "sum to zero"),
    ],
)
def test_wrong_arguments_end_with_status_2_and_one_line(render, out, words, why):
    ended = render(*words)
    assert ended.status == 2
    assert why in ended.error
    assert not out.exists()


@pytest.mark.parametrize("option", ["--outdir", "--out", "--out-dir", "--output", "--out_dir"])
def test_the_fields_spellings_of_options(facelab, tiny, out, option):
    ended = facelab(
        *("render", "--seeds", "2,", "1", "--truncation-psi=0.5", "--noise_mode", "none"),
        *("--noise_seed=3", "--network", "tiny", option, out),
    )
    assert ended.status == 0, ended.err
    assert names(out) == ["seed0001.png", "seed0002.png"]
    recipe = read_picture_recipe(out / "seed0001.png")
    assert (recipe.truncation.psi, recipe.noise.mode) == (0.5, "none")


@pytest.mark.parametrize(
    ("words", "seeds"),
    [
        (["3-1"], [1, 2, 3]),
        (["1,", "2,", "3"], [1, 2, 3]),
        (["1", "2"], [1, 2]),
        (["1–2"], [1, 2]),
        (["-1,1"], [1, 2**32 - 1]),
        (["-1"], [2**32 - 1]),
    ],
)
def test_the_fields_spellings_of_seeds(render, out, words, seeds):
    assert render("--seeds", *words, "--size", "16").status == 0
    assert names(out) == [f"seed{seed:04d}.png" for seed in seeds]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--trunc", "0,7"], "argument --trunc: write 0.7, not 0,7"),
        (["--trunc", "-0,7"], "argument --trunc: write -0.7, not -0,7"),
        (["--guard", "1,2"], "argument --guard: write 1.2, not 1,2"),
        (["--direction", "pca-1=1,5"], "argument --direction: write 1.5, not 1,5"),
        (["--direction", "pca1=1"], "Did you mean pca-1?"),
        (["--direction", "PCA_1=1"], "Did you mean pca-1?"),
    ],
)
def test_what_is_nearly_right_is_told_as_it_would_be_right(render, out, words, why):
    ended = render("--seeds", "1", *words)
    assert ended.status == 2
    assert why in ended.error
    assert not out.exists()


def test_a_folder_is_needed(facelab, tiny):
    ended = facelab("render", "--seeds", "1")
    assert ended.status == 2
    assert "-o/--out" in ended.error


def test_a_file_in_the_place_of_the_folder_is_refused_before_anything_is_drawn(render, out):
    out.write_bytes(b"")
    ended = render("--seeds", "1")
    assert ended.status == 2
    assert "is a file; give a folder" in ended.error


def test_a_model_that_there_is_not_is_refused(facelab, out):
    ended = facelab("render", "--seeds", "1", "--model", "nix", "-o", out)
    assert ended.status == 2
    assert "no network is called 'nix'; the catalogue has: " in ended.error


def test_a_device_that_there_is_not_here_is_a_failure(render, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise DeviceError("The device 'mps' cannot be used.", "This machine has: cpu.", "")

    monkeypatch.setattr("facelab.cli.pictures.load", refuse)
    ended = render("--seeds", "1", "--device", "mps")
    assert ended.status == 1
    assert ended.error == (
        "facelab render: The device 'mps' cannot be used. This machine has: cpu."
    )


def test_a_disk_that_is_full_is_a_failure_in_one_line(render, out, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ended = render("--seeds", "1")
    assert ended.status == 1
    assert "seed0001.png was not saved. No space left on device." in ended.error
    assert names(out) == []


def test_a_disk_that_fills_up_tells_how_many_are_whole(render, out, tiny_path, monkeypatch):
    load(tiny_path, "cpu").close()  # what is measured of a network once is kept by now
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ended = render("--seeds", "1-5")
    assert ended.status == 1
    assert f"No space left on device. 2 faces saved to {out} before that." in ended.error
    assert names(out) == ["seed0001.png", "seed0002.png"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"directions": [{"direction": "x", "amount": 1e308}]}, "amount of 'x' is 1e+308"),
        ({"truncation": {"psi": float("nan")}}, "not valid JSON"),
        ({"truncation": {"psi": "0.7"}}, "Expected `float`, got `str`"),
        ({"truncation": []}, "Expected `object`, got `array`"),
        ({"source": {"kind": "seed", "seed": -1}}, "Seed is -1"),
        ({"source": {"kind": "photo"}}, "photo"),
        ({"hologram": True}, "hologram"),
    ],
)
def test_a_recipe_that_is_not_sound_is_told_in_one_line(render, out, face, tmp_path, values, why):
    (tmp_path / "a.json").write_bytes(changed(face(1), **values))
    ended = render("--recipe", tmp_path / "a.json")
    assert ended.status == 2
    assert ended.error.startswith("facelab render: The recipe in a.json cannot be read.")
    assert why in ended.error
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"{}", "has no"),
        (b'{"format": "facelab-recipe", "version": 99, "recipe": {}}', "Update facelab"),
        (b'{"format": "facelab-recipe", "version": "1", "recipe": {}}', "Its version is '1'"),
    ],
    ids=["empty", "not UTF-8", "deep", "another", "newer", "wrong type"],
)
def test_a_file_that_is_no_recipe_is_told_in_one_line(render, out, tmp_path, content, why):
    (tmp_path / "a.json").write_bytes(content)
    ended = render("--recipe", tmp_path / "a.json")
    assert ended.status == 2
    assert why in ended.error
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere.png", "nowhere.png cannot be opened. No such file"),
        ("nowhere.json", "nowhere.json cannot be opened. No such file"),
        ("nowhere.facelab", "nowhere.facelab cannot be opened"),
        (".", "cannot be opened"),
        ("stripped.png", "stripped.png contains no recipe."),
        ("bomb.png", "bomb.png contains no recipe."),
        ("chunk.png", "chunk.png cannot be opened."),
        ("large.json", "It is larger than 16 MB"),
        ("text.txt", "neither a picture nor a recipe"),
        ("bad.facelab", "bad.facelab cannot be opened"),
    ],
)
def test_a_picture_without_a_sound_recipe_is_a_failure_in_one_line(
    render, out, face, tmp_path, name, why
):
    Image.new("RGB", (4, 4)).save(tmp_path / "stripped.png")
    whole = (tmp_path / "stripped.png").read_bytes()
    # A header that claims 100 gigapixels, and a chunk that claims 2 GiB.
    size = (10**5 * 3).to_bytes(4, "big") * 2
    (tmp_path / "bomb.png").write_bytes(whole[:16] + size + whole[24:])
    (tmp_path / "chunk.png").write_bytes(whole[:33] + b"\x7f\xff\xff\xffiTXt")
    (tmp_path / "large.json").write_bytes(b" " * (17 * 2**20))
    (tmp_path / "text.txt").write_text("hello")
    (tmp_path / "bad.facelab").write_bytes(b"PK\x03\x04 nonsense")
    ended = render("--recipe", tmp_path / name)
    assert ended.status == 1
    assert why in ended.error
    assert len(ended.error) < 1000
    assert not out.exists()
