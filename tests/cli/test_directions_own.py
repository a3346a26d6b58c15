from __future__ import annotations

import numpy as np
import pytest

from facelab import paths
from facelab.checkpoints.own_direction_file import read_file
from facelab.library import Library
from facelab.recipe import Recipe, Seed

W_DIM, NUM_WS = 12, 11


@pytest.fixture
def imported(facelab, tiny, tmp_path) -> str:
    """The id of a direction that was imported."""
    np.save(tmp_path / "e4e_age.npy", np.eye(1, W_DIM))
    ended = facelab("directions", "import", tmp_path / "e4e_age.npy")
    assert (ended.status, ended.err) == (0, "")
    name, title = ended.out.strip().split("\t")
    assert title == "e4e age"
    return str(name)


def test_what_is_imported_is_listed_and_rendered_with(facelab, imported, tmp_path):
    line = next(x for x in facelab("directions", "list").out.splitlines() if imported in x)
    assert "Mine" in line
    out = tmp_path / "out"
    words = ("render", "--seeds", "1", "--direction", f"{imported}=1.5", "-o", out, "--json")
    assert facelab(*words).status == 0
    assert imported in (out / "seed0001.json").read_text()


def test_importing_again_and_under_another_title(facelab, imported, tmp_path):
    again = facelab("directions", "import", tmp_path / "e4e_age.npy")
    assert "already there" in again.out
    titled = facelab("directions", "import", tmp_path / "e4e_age.npy", "--title", "Old")
    assert titled.out.startswith("mine-old-")


def test_of_components_as_many_as_are_asked_for(facelab, tiny, tmp_path):
    np.savez(tmp_path / "pca.npz", lat_comp=np.eye(W_DIM)[:, None], lat_stdev=np.ones(W_DIM))
    ended = facelab("directions", "import", tmp_path / "pca.npz", "--count", 2, "--title", "P")
    assert [line.split("\t")[1] for line in ended.out.splitlines()] == ["P 1", "P 2"]
    assert "10 more" in ended.err


@pytest.mark.parametrize("suffix", [".npy", ".safetensors"])
def test_exporting_any(facelab, imported, tmp_path, suffix):
    for name in (imported, "pca-2", "sefa-1"):
        path = tmp_path / f"{name}{suffix}"
        assert facelab("directions", "export", name, path).status == 0
        shape = np.load(path).shape if suffix == ".npy" else read_file(path).vectors.shape
        assert shape == (1, W_DIM)
    if suffix == ".safetensors":
        assert read_file(tmp_path / f"{imported}.safetensors").id == imported


def test_renaming_and_deleting_by_name_or_title(facelab, imported):
    assert facelab("directions", "rename", imported, "Older").status == 0
    assert facelab("directions", "rename", "Older", "Oldest").status == 0
    assert "Oldest" in facelab("directions", "list").out
    assert facelab("directions", "delete", "Odlest").error.endswith("; did you mean Oldest?")
    assert "deleted" in facelab("directions", "delete", imported).err
    assert not list(paths.directions_dir().glob("*.safetensors"))


@pytest.fixture
def faces(tiny_model, user_folders) -> list[int]:
    """Numbers of two kept faces, and of one of another network."""
    library = Library(user_folders / "library")
    ids = [library.add(Recipe(tiny_model.ref, Seed(seed))) for seed in (1, 2)]
    other = type(tiny_model.ref)("b" * 64, "other")
    ids.append(library.add(Recipe(other, Seed(3))))
    library.close()
    return ids


def test_out_of_faces(facelab, tiny, faces):
    first, second, _ = faces
    one = facelab("directions", "from-faces", "--these", first, "--title", "Her")
    assert (one.status, one.out.split("\t")[1].strip()) == (0, "Her")
    two = facelab(
        "directions", "from-faces", "--these", first, "--those", second, "--title", "A minus B"
    )
    assert two.status == 0
    assert "Made from 1 face of yours." in facelab("directions", "list").out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("import", "none.npy"), "No such file"),
        (("import", "{wrong}"), "takes 1 or 10 or 11 rows of 12"),
        (("import", "{wrong}", "--count", "0"), "not a number from 1"),
        (("export", "nose", "a.npy"), "No direction is called 'nose'"),
        (("export", "pca-1", "a.txt"), ".npy or .safetensors"),
        (("rename", "pca-1", "x"), "none of your own"),
        (("rename", "pca-1", " "), "title is empty"),
        (("delete", "../x"), "none of your own"),
        (("from-faces", "--these", "x", "--title", "t"), "not a list of numbers"),
        (("from-faces", "--these", "1", "--title", " "), "title is empty"),
        (("from-faces", "--these", "4711", "--title", "t"), "not in the library"),
        (("from-faces", "--these", "3", "--title", "t"), "with another network"),
        (("from-faces", "--these", "1", "--those", "1", "--title", "t"), "the same face"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(facelab, tiny, faces, tmp_path, words, why):
    np.save(tmp_path / "wrong.npy", np.ones((14, W_DIM)))
    ended = facelab("directions", *(word.format(wrong=tmp_path / "wrong.npy") for word in words))
    assert ended.status == (1 if why == "No such file" else 2)
    assert why in ended.error


@pytest.mark.parametrize("words", [(), ("--overwrite",)])
def test_an_export_never_replaces_a_network_or_a_direction_of_mine(
    facelab, imported, tiny, tmp_path, monkeypatch, words
):
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "weights"))
    network = tmp_path / "weights" / "tiny.safetensors"
    network.parent.mkdir()
    network.write_bytes(tiny.read_bytes())
    mine = paths.directions_dir() / f"{imported}.safetensors"
    before = mine.read_bytes()
    for path in (network, mine, mine.with_name("new.safetensors")):
        ended = facelab("directions", "export", "pca-1", path, *words)
        assert ended.status == 2
        assert "facelab protects" in ended.error
    assert network.read_bytes() == tiny.read_bytes()
    assert mine.read_bytes() == before


@pytest.mark.parametrize("suffix", [".npy", ".safetensors"])
def test_an_export_replaces_a_file_only_if_that_is_said(facelab, tiny, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"precious")
    ended = facelab("directions", "export", "pca-1", path)
    assert (ended.status, path.read_bytes()) == (2, b"precious")
    assert "--overwrite" in ended.error
    assert facelab("directions", "export", "pca-1", path, "--overwrite").status == 0
    assert path.read_bytes() != b"precious"


def test_faces_are_drawn_where_nobody_knows_of_own_directions(facelab, tiny, tmp_path, monkeypatch):
    monkeypatch.setenv("FACELAB_DIRECTIONS", "~nobody-of-this-name")
    ended = facelab("render", "--seeds", "1", "--size", "16", "-o", tmp_path / "out")
    assert ended.status == 0
    assert "Your directions cannot be listed. No user is called" in ended.err
