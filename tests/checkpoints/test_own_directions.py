from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from safetensors.numpy import save_file

from facelab import paths
from facelab.checkpoints.own_direction_file import (
    FORMAT,
    OwnDirection,
    is_own_file,
    make_own,
    read_file,
    write_file,
)
from facelab.checkpoints.own_directions import delete_own, list_own, rename_own, write_own
from facelab.errors import RecipeError, WeightsError
from facelab.recipe import DirectionAmount

SHA, OTHER = "ab" * 32, "cd" * 32


def own(title: str = "Älter, sehr", scale: float = 1.0, sha256: str = SHA) -> OwnDirection:
    return make_own(title, np.full((1, 4), scale, np.float32), "small", sha256, "Reads as: Age.")


def titles(sha256: str = SHA) -> list[str]:
    found, wrong = list_own(sha256)
    assert not wrong
    return [each.title for each in found]


def test_what_is_written_is_listed():
    assert titles() == []
    assert write_own(own())
    ((found,), _) = list_own(SHA)
    same = msgspec.structs.replace(own().metadata, made=found.metadata.made)
    assert found.metadata == same
    np.testing.assert_array_equal(found.vectors, np.ones((1, 4)))
    assert found.vectors.dtype == np.float32
    assert titles(OTHER) == []


def test_ids_tell_titles_and_contents_apart_and_fit_a_recipe():
    name = own().id
    assert name.startswith("mine-alter-sehr-")
    assert name == own().id
    ids = {
        name,
        own("b").id,
        own(scale=2).id,
        own(sha256=OTHER).id,
        own("日本").id,
        own("x" * 99).id,
    }
    assert len(ids) == 6
    for each in ids:
        DirectionAmount(each, 1.0)
        assert "=" not in each
        assert "@" not in each


def test_the_same_twice_is_one():
    assert write_own(own())
    assert not write_own(own())
    assert len(titles()) == 1


def test_a_new_title_keeps_the_id_and_the_place():
    first, second = own("a"), own("b")
    write_own(first)
    write_own(second)
    renamed = rename_own(first.id, "  new\nname ")
    assert (renamed.id, renamed.title) == (first.id, "new name")
    assert titles() == ["new name", "b"]
    assert rename_own(first.id, " ").title == "Direction"


def test_what_is_deleted_can_be_put_back():
    write_own(own("a"))
    write_own(own("b"))
    gone = delete_own(own("a").id)
    assert titles() == ["b"]
    write_own(gone)
    assert titles() == ["a", "b"]


@pytest.mark.parametrize("name", ["mine-none-12345678", "smile", "../mine-x", "mine-../x", ""])
def test_only_ones_own_are_renamed_and_deleted(name):
    with pytest.raises(RecipeError, match="own directions"):
        rename_own(name, "x")
    with pytest.raises(RecipeError, match="own directions"):
        delete_own(name)


def test_files_that_cannot_be_used_are_told_of_and_left_out():
    write_own(own("good"))
    folder = paths.directions_dir()
    good = read_file(folder / f"{own('good').id}.safetensors")
    header = {
        "format": FORMAT,
        "version": "1",
        "metadata": msgspec.json.encode(good.metadata).decode(),
    }
    ones = {"vectors": np.ones((1, 4), np.float32)}
    (folder / "empty.safetensors").write_bytes(b"")
    (folder / "noise.safetensors").write_bytes(b"\xff" * 64)
    (folder / ".part.safetensors").write_bytes(b"")
    save_file(ones, folder / "newer.safetensors", header | {"version": "2"})
    save_file(ones, folder / "network.safetensors", {"format": "facelab-weights"})
    save_file(ones, folder / "odd.safetensors", header | {"metadata": '{"id": 3}'})
    save_file(ones, folder / "renamed.safetensors", header)
    save_file({"x": ones["vectors"]}, folder / "lacks.safetensors", header)
    for number, array in enumerate(
        [np.full((1, 4), np.nan, np.float32), np.zeros((1, 4), np.float32),
         np.ones((1, 4), np.int32), np.ones(4, np.float32), np.ones((65, 4), np.float32)]
    ):  # fmt: skip
        save_file({"vectors": array}, folder / f"array{number}.safetensors", header)
    with (folder / "large.safetensors").open("wb") as file:
        file.truncate(5 * 2**20)
    found, wrong = list_own(SHA)
    assert [each.title for each in found] == ["good"]
    assert len(wrong) == 13
    said = " ".join(map(str, wrong))
    assert "Update facelab." in said
    assert "has a different name" in said


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WeightsError, match="was not saved"):
        write_own(own(), tmp_path / "file" / "folder")


def test_which_files_are_ones_own(tmp_path):
    write_file(tmp_path / "a.safetensors", own())
    save_file({"a": np.ones(3, np.float32)}, tmp_path / "b.safetensors")
    (tmp_path / "c.npy").write_bytes(b"")
    names = ("a.safetensors", "b.safetensors", "c.npy", "none.safetensors")
    assert [is_own_file(tmp_path / name) for name in names] == [True, False, False, False]


def test_two_processes_write_at_once(tmp_path):
    code = (
        "import sys, numpy as np; from pathlib import Path;"
        "from facelab.checkpoints.own_directions import rename_own, write_own;"
        "from facelab.checkpoints.own_direction_file import make_own;"
        "folder = Path(sys.argv[1]); each = make_own('a', np.ones((1, 4)), 'n', 'ab' * 32);"
        "[(write_own(each, folder), rename_own(each.id, f'{sys.argv[2]}{k}', folder))"
        " for k in range(20)]"
    )
    jobs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in ("p", "q")
    ]
    assert [job.wait(60) for job in jobs] == [0, 0]
    (found,), wrong = list_own(SHA, tmp_path)
    assert (found.title[1:], wrong) == ("19", ())
    assert {each.suffix for each in Path(tmp_path).iterdir()} == {".safetensors", ""}
