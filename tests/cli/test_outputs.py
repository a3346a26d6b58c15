"""Where the commands that make facelab's own files may write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab import destinations, paths
from facelab.cli.outputs import made_into, opened_output
from facelab.files import replacing

COMMANDS = [
    (("weights", "measure"), ".safetensors"),
    (("weights", "fit-preview"), ".safetensors"),
    (("directions", "fit"), ".safetensors"),
    (("directions", "report", "--no-sheet"), ".json"),
]


@pytest.fixture
def _nothing_is_made(model_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours of work may begin only when it is known that its result can be written."""

    def begin(*_: object) -> object:
        raise AssertionError("the work has begun")

    monkeypatch.setattr("facelab.cli.weights_make.run_steps", begin)
    monkeypatch.setattr("facelab.cli.directions_make.fetched", begin)


@pytest.mark.usefixtures("_nothing_is_made")
@pytest.mark.parametrize(("words", "suffix"), COMMANDS)
def test_a_place_where_nothing_may_be_written_is_refused_before_the_work(
    facelab, tmp_path, words, suffix
):
    there = tmp_path / f"there{suffix}"
    there.write_bytes(b"precious")
    for path, why in (
        (there, "--overwrite"),
        (tmp_path / "a.txt", f"must end in {suffix}"),
        (paths.shipped_weights() / f"new{suffix}", "part of facelab itself"),
    ):
        ended = facelab(*words, "-o", path)
        assert ended.status == 2
        assert why in ended.error
    assert there.read_bytes() == b"precious"
    assert "the work has begun" in facelab(*words, "-o", there, "--overwrite").err


@pytest.mark.usefixtures("_nothing_is_made")
def test_a_sheet_that_is_there_and_a_file_that_is_judged_are_not_replaced(facelab, tmp_path):
    (tmp_path / "a.png").touch()
    ended = facelab("directions", "report", "-o", tmp_path / "a.json")
    assert ended.status == 2
    assert f"{tmp_path / 'a.png'} already exists" in ended.error
    other = tmp_path / "other.json"
    words = ("--compare", f"smile={other}", "--overwrite")
    ended = facelab("directions", "report", "--no-sheet", "-o", other, *words)
    assert "This command reads" in ended.error


def test_the_usual_file_is_made_anew_and_another_only_if_that_is_said(tmp_path):
    usual, other = tmp_path / "usual.json", tmp_path / "other.json"
    for path in (usual, other):
        path.write_bytes(b"old")
    with opened_output(usual, usual, (".json",), overwrite=False) as file:
        file.write(b"new")
    assert usual.read_bytes() == b"new"

    def write() -> None:
        with opened_output(other, usual, (".json",), overwrite=False) as file:
            file.write(b"new")

    with pytest.raises(destinations.TakenError):
        write()
    assert other.read_bytes() == b"old"


def test_what_a_long_job_has_made_takes_no_place_that_is_taken_meanwhile(tmp_path):
    output, usual = tmp_path / "new" / "a.safetensors", tmp_path / "usual.safetensors"

    def make(path: Path) -> str:
        with replacing(path) as file:
            file.write(b"made")
        output.write_bytes(b"of another")
        return "figures"

    made, place = made_into(output, usual, overwrite=False, make=make)
    assert (made, place) == ("figures", output.with_name("a-2.safetensors"))
    assert (output.read_bytes(), place.read_bytes()) == (b"of another", b"made")
    made_into(output, usual, overwrite=True, make=make)
    assert sorted(path.name for path in output.parent.iterdir()) == [
        "a-2.safetensors",
        "a.safetensors",
    ]


def test_a_long_job_that_fails_leaves_nothing(tmp_path):
    def make(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        made_into(tmp_path / "a.safetensors", tmp_path / "usual.safetensors", False, make)
    assert list(tmp_path.iterdir()) == []


def test_measure_writes_where_it_is_told(facelab, model_path, tmp_path):
    output = tmp_path / "a.safetensors"
    ended = facelab("weights", "measure", "--samples", 600, "-o", output)
    assert (ended.status, output.is_file()) == (0, True)
    assert f"Ready: {output}" in ended.err
