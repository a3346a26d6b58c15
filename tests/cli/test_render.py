"""What `facelab render` writes, and how it refuses; on a tiny network, and once on the real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from facelab.cli.pictures import TOLD
from facelab.cli.render_faces import MAX_NAME, file_name
from facelab.engine import ModelInfo, load
from facelab.errors import DeviceError
from facelab.export.reading import read_picture_recipe
from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.files import next_free
from facelab.library import Library, Record, export_faces
from facelab.recipe import Blend, BlendPart, ModelRef, Recipe, Seed, recipe_to_json
from tests.png_files import write_png


@pytest.fixture
def face(tiny_model: ModelInfo) -> Callable[[int], Recipe]:
    """The face of a seed, for the tiny network."""
    return lambda seed: Recipe(tiny_model.ref, Seed(seed), finish="clean")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def render(facelab: Any, tiny: Path, out: Path) -> Callable[..., Any]:
    """Run `facelab render ... -o out`."""
    return lambda *words: facelab("render", *words, "-o", out)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_each_seed_is_a_picture_that_carries_its_recipe(render, out, face, tiny_path):
    ended = render("--seeds", "0,12,4-5,12", "--trunc", "0.5")
    assert (ended.status, ended.out, ended.error) == (0, "", f"4 faces rendered to {out}")
    assert names(out) == ["seed0000.png", "seed0004.png", "seed0005.png", "seed0012.png"]
    recipe = read_picture_recipe(out / "seed0012.png")
    assert recipe == face(12).with_truncation(psi=0.5)
    renderer = load(tiny_path, "cpu")
    with Image.open(out / "seed0012.png") as image:
        assert np.array_equal(np.asarray(image), renderer.full(recipe).rgb())
    renderer.close()


def test_the_finish_is_that_of_the_recipe_or_as_said(render, out, face):
    assert render("--seeds", "7", "--finish", "raw", "--json").status == 0
    assert read_picture_recipe(out / "seed0007.png") == face(7).with_finish("raw")
    assert render("--recipe", out / "seed0007.json").status == 0
    assert read_picture_recipe(out / "seed0007-2.png").finish == "raw"
    assert render("--recipe", out / "seed0007.json", "--finish", "clean").status == 0
    assert read_picture_recipe(out / "seed0007-3.png").finish == "clean"


def test_every_option_is_in_the_recipe(render, out, face):
    ended = render(
        *("--seeds", "7", "--trunc", "0.6", "--cutoff", "3"),
        *("--noise-mode", "random", "--noise-seed", "4", "--noise-strength", "0.5"),
        *("--mix", "coarse=5", "--mix", "9-10=12:0.5"),
    )
    assert ended.status == 0
    coarse = next(
        m for m in read_picture_recipe(out / "seed0007.png").mixing if m.source == Seed(5)
    )
    expected = (
        face(7)
        .with_truncation(psi=0.6, cutoff=3)
        .with_noise("random", 4, 0.5)
        .with_mix(coarse.layers, Seed(5), 1.0)
        .with_mix((9, 10), Seed(12), 0.5)
    )
    assert read_picture_recipe(out / "seed0007.png") == expected
    assert coarse.layers[0] == 0


def test_a_blend(render, out, face):
    assert render("--blend", "1:0.7,2:0.3").status == 0
    blend = Blend((BlendPart(Seed(1), 0.7), BlendPart(Seed(2), 0.3)))
    assert read_picture_recipe(out / "blend.png") == face(0).with_source(blend)


def test_size_and_recipes_beside_the_pictures(render, out):
    assert render("--seeds", "1", "--size", "16", "--json").status == 0
    assert size_of(out / "seed0001.png") == (16, 16)
    assert read_recipe(out / "seed0001.json") == read_picture_recipe(out / "seed0001.png")


def test_a_folder_that_is_there_keeps_all_its_files(render, out):
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    (out / "seed0001.png").write_bytes(b"old")
    ended = render("--seeds", "1-2")
    assert ended.status == 0
    assert ended.err.splitlines() == [
        "seed0001.png already exists; saved as seed0001-2.png",
        f"2 faces rendered to {out}",
    ]
    assert names(out) == ["mine.txt", "seed0001-2.png", "seed0001.png", "seed0002.png"]
    assert (out / "seed0001.png").read_bytes() == b"old"
    assert size_of(out / "seed0001-2.png") == (64, 64)


def test_pictures_are_replaced_where_that_is_asked_for(render, out):
    out.mkdir()
    (out / "seed0001.png").write_bytes(b"old")
    ended = render("--seeds", "1", "--overwrite")
    assert (ended.status, ended.error) == (0, f"1 face rendered to {out}")
    assert names(out) == ["seed0001.png"]
    assert size_of(out / "seed0001.png") == (64, 64)


def test_a_picture_and_its_recipe_get_the_same_number(render, out):
    out.mkdir()
    (out / "seed0001.json").write_text("edited by hand")
    assert render("--seeds", "1", "--json").status == 0
    assert names(out) == ["seed0001-2.json", "seed0001-2.png", "seed0001.json"]
    assert (out / "seed0001.json").read_text() == "edited by hand"


def test_of_many_names_that_are_taken_a_few_are_told(render, out):
    assert render("--seeds", "1-9", "--size", "16").status == 0
    ended = render("--seeds", "1-9", "--size", "16")
    assert ended.err.count("already exists;") == TOLD
    assert "More names" in ended.err
    assert len(names(out)) == 18


@pytest.mark.parametrize("name", ["self.png", "self.json"])
def test_the_recipe_that_is_read_is_never_replaced(render, out, face, name):
    write_recipe(out / "self.json", face(3))
    write_png(out / "self.png", np.zeros((4, 4, 3), np.uint8), face(3))
    before = (out / name).read_bytes()
    for words in ((), ("--overwrite",)):
        ended = render("--recipe", out / name, "--size", "16", "--json", *words)
        assert (out / name).read_bytes() == before
        if words:
            assert ended.status == 2
            assert f"This command reads {out / name}" in ended.error
        else:
            assert ended.status == 0
            assert (out / "self-2.png").exists()


def test_a_name_that_another_process_takes_meanwhile_is_counted_on(render, out, monkeypatch):
    def taken(path: Path, others: object) -> Path:
        free = next_free(path)
        if free == path:  # between the look and the writing
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"another's")
        return free

    monkeypatch.setattr("facelab.destinations.free", taken)
    assert render("--seeds", "1").status == 0
    assert (out / "seed0001.png").read_bytes() == b"another's"
    assert size_of(out / "seed0001-2.png") == (64, 64)


def test_pictures_do_not_go_among_the_backups_of_a_library(facelab, tiny, tmp_path):
    Library(tmp_path / "faces").close()
    out = tmp_path / "faces" / "backups"
    ended = facelab("render", "--seeds", "1", "-o", out)
    assert ended.status == 2
    assert "in the library's backup folder" in ended.error


# -- many ----------------------------------------------------------------------------------------


def test_of_many_seeds_one_is_tried_and_each_is_drawn_when_it_comes(
    render, out, tiny_path, monkeypatch
):
    """Nothing is made for the seeds that come later: the first file comes at once."""
    composed: list[int | None] = []

    def stop(recipe: Recipe) -> None:
        raise KeyboardInterrupt

    renderer = load(tiny_path, "cpu")
    monkeypatch.setattr("facelab.cli.pictures.load", lambda *_, **__: renderer)
    whole = renderer.compose

    def compose(recipe: Recipe) -> object:
        composed.append(recipe.seed)
        return whole(recipe)

    monkeypatch.setattr(renderer, "compose", compose)
    draw = renderer.full

    def full(recipe: Recipe, *_: object) -> object:
        if recipe.seed == 3:
            stop(recipe)
        return draw(recipe)

    monkeypatch.setattr(renderer, "full", full)
    ended = render("--seeds", "0-999999", "--size", "16")
    assert ended.status == 130
    assert ended.err.splitlines() == [
        f"3 faces saved to {out}; each file is whole.",
        "facelab: stopped",
    ]
    assert composed == [0]
    assert names(out) == ["seed0000.png", "seed0001.png", "seed0002.png"]


def test_all_faces_of_an_export_are_tried_before_the_first_file(render, out, export):
    ended = render("--recipe", export("Ann", "Bob"), "--mix", "10-40=3")
    assert ended.status == 2
    assert "uses layer 40" in ended.error
    assert not out.exists()


# -- recipes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["a.png", "a.json"])
def test_a_recipe_is_rendered_and_options_change_it(render, out, face, tmp_path, kind):
    recipe = face(31).with_truncation(psi=0.4).with_mix([0], Seed(2), 0.5)
    write_recipe(tmp_path / "a.json", recipe)
    source = tmp_path / kind
    if kind == "a.png":
        assert render("--recipe", tmp_path / "a.json").status == 0
        source = out / "a.png"
    assert render("--recipe", source, "--noise-mode", "none").status == 0
    changed = "a.png" if kind == "a.json" else "a-2.png"
    assert read_picture_recipe(out / changed) == recipe.with_noise("none")
    assert render("--recipe", source, "--seeds", "5").status == 0
    written = read_picture_recipe(out / "seed0005.png")
    assert written.seed == 5
    assert written.truncation == recipe.truncation


@pytest.fixture
def export(tmp_path: Path, face: Callable[[int], Recipe]) -> Callable[..., Path]:
    """Write a library export with faces of these names; of another model if told so."""

    def make(*faces: str, other: int | None = None) -> Path:
        library = Library(tmp_path / "library")
        for number, name in enumerate(faces):
            recipe = face(number)
            if number == other:
                recipe = msgspec.structs.replace(recipe, model=ModelRef("b" * 64, "other"))
            library.keep(Record(recipe, name=name))
        library.close()
        path = tmp_path / "cast.facelab"
        export_faces(tmp_path / "library", path)
        return path

    return make


def test_an_export_is_rendered_face_by_face(render, out, face, export):
    ended = render("--recipe", export("Ann", "", "a/b: Ann"), "--trunc", "0.3")
    assert (ended.status, ended.error) == (0, f"3 faces rendered to {out}")
    assert names(out) == ["001 Ann.png", "002 seed 1.png", "003 a-b- Ann.png"]
    assert read_picture_recipe(out / "002 seed 1.png") == face(1).with_truncation(psi=0.3)


def test_a_name_of_many_bytes_does_not_stop_the_others(render, out, export):
    file = export("😀" * 80, "Bob")
    for _ in range(2):  # with a number behind it as well
        assert render("--recipe", file, "--size", "16").status == 0
    first, second = "001 " + "😀" * 30, "002 Bob"
    assert names(out) == [f"{first}-2.png", f"{first}.png", f"{second}-2.png", f"{second}.png"]


def test_a_recipe_with_the_longest_name_that_a_disk_takes(render, out, face, tmp_path):
    source = tmp_path / ("ü" * 125 + ".json")
    write_recipe(source, face(1))
    assert render("--recipe", source, "--size", "16").status == 0
    assert names(out) == ["ü" * 60 + ".png"]


def test_faces_of_other_models_in_an_export_are_left_out_and_told(render, out, export):
    ended = render("--recipe", export("Ann", "Bob", other=0))
    assert ended.status == 0
    assert "1 face made with another network was skipped" in ended.err
    assert names(out) == ["002 Bob.png"]


def test_an_export_of_another_model_alone_is_refused(render, out, export):
    ended = render("--recipe", export("Ann", other=0))
    assert ended.status == 1
    assert "made with another network, other" in ended.error
    assert not out.exists()


def test_seeds_and_blends_change_one_face_only(render, export):
    ended = render("--recipe", export("Ann", "Bob"), "--seeds", "1")
    assert ended.status == 2
    assert " has 2" in ended.error


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Ann", "007 Ann"),
        ("", "007"),
        ("../../etc/passwd", "007 -..-etc-passwd"),
        ("C:\\x|y?", "007 C--x-y-"),
        ("two\nlines\t\x00", "007 two lines"),
        ("dots. . .", "007 dots"),
        ("Zoë ☺", "007 Zoë ☺"),
        ("x" * 500, "007 " + "x" * MAX_NAME),
        ("😀" * 80, "007 " + "😀" * 30),
        ("x" * 78 + " .y", "007 " + "x" * 78),
    ],
)
def test_names_of_faces_are_safe_names_of_files(name, file):
    assert file_name(7, name) == file


# -- what is refused -----------------------------------------------------------------------------


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


# -- recipes that are not sound ------------------------------------------------------------------


def changed(recipe: Recipe, **values: object) -> bytes:
    body = json.loads(recipe_to_json(recipe))
    body["recipe"] |= values
    return json.dumps(body).encode()


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


# -- the real network ----------------------------------------------------------------------------


def test_a_real_face_along_a_direction(facelab, model_path, out):
    ended = facelab(
        *("render", "--seeds", "7", "--direction", "pca-1=1.5", "--direction", "pca-2=-1@0-8"),
        *("--mix", "fine=5:0.5", "--size", "64", "--device", "cpu", "-o", out),
    )
    assert ended.status == 0, ended.err
    recipe = read_picture_recipe(out / "seed0007.png")
    assert (recipe.amount("pca-1"), recipe.amount("pca-2")) == (1.5, -1.0)
    assert size_of(out / "seed0007.png") == (64, 64)
    with Image.open(out / "seed0007.png") as image:
        assert np.asarray(image).std() > 20  # a picture, no flat colour


def test_a_real_face_under_locks(facelab, model_path, out):
    """What is locked is in the recipe, and the picture is another."""
    for name, words in (("auto", ()), ("held", ("--lock", "mouth-open,identity"))):
        ended = facelab(
            *("render", "--seeds", "7", "--direction", "smile=2", *words),
            *("--guard", "1.2", "--size", "128", "-o", out / name),
        )
        assert ended.status == 0, ended.err
    held = read_picture_recipe(out / "held" / "seed0007.png")
    assert held.locks.held == ("identity", "mouth-open")
    assert held.guard == 1.2
    pictures = [np.asarray(Image.open(out / name / "seed0007.png")) for name in ("auto", "held")]
    assert np.abs(pictures[0].astype(int) - pictures[1]).max() > 8
