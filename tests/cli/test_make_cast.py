"""`facelab make cast`: found faces as pictures with a manifest, and as a cast of the library."""

from __future__ import annotations

import csv
import json
import signal
from pathlib import Path

import pytest

from facelab.casting.wishes_file import read_wishes
from facelab.export.recipe_file import read_recipe
from facelab.library import Query, Reading
from tests.casting.world import World

LOOSE = ("--apart", "0.05", "--apart-in-w", "0.2", "--size", "32")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def cast(facelab, tiny, tiny_model, monkeypatch):
    """The command, where labels are those of a world without networks."""
    monkeypatch.setattr("facelab.cli.make_cast.fetched", lambda _: {})
    monkeypatch.setattr("facelab.cli.make_cast.measuring_identity", lambda: None)
    monkeypatch.setattr("facelab.cli.make_cast.eyes_of", lambda *_: World(model=tiny_model.ref))
    return lambda *words: facelab("make", "cast", *words)


def test_pictures_with_a_manifest_and_the_wishes_that_find_them_again(cast, out, tmp_path):
    words = ("--count", "4", "--wish", "age 20 to 40", "--share", "50%", "smile > 0")
    ended = cast(*words, *LOOSE, "-o", out)
    assert ended.status == 0
    assert "4 taken" in ended.err
    pictures = sorted(out.glob("*.png"))
    assert [each.name[:8] for each in pictures] == [f"0{k} seed " for k in (1, 2, 3, 4)]
    with (out / "index.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(20 <= float(row["measured:age-years"]) <= 40 for row in rows)
    assert sum(float(row["measured:smile"]) > 0 for row in rows) == 2
    lines = [json.loads(line) for line in (out / "index.jsonl").read_text().splitlines()]
    assert [each["file"] for each in lines] == [each.name for each in pictures]
    assert lines[1]["measured"]["apart"] >= 0.05
    assert "apart" not in lines[0]["measured"]  # from whom?
    assert (rows[0]["measured:apart"], rows[1]["measured:apart"] > "0.05") == ("", True)

    ended = cast("--wishes", out / "wishes.json", "-o", tmp_path / "again", "--size", "32")
    assert ended.status == 0
    again = sorted((tmp_path / "again").glob("*.png"))
    assert [read_recipe(each) for each in again] == [read_recipe(each) for each in pictures]
    assert read_wishes(tmp_path / "again" / "wishes.json") == read_wishes(out / "wishes.json")


def test_a_cast_of_the_library(cast, tmp_path):
    library = tmp_path / "library"
    words = ("--count", "3", "--wish", "smile > 0", *LOOSE[:4])
    assert cast(*words, "--to-cast", "Crew", "--library", library).status == 0
    reading = Reading(library)
    try:
        (crew,) = reading.facets().casts
        assert (crew.name, crew.count) == ("Crew", 3)
        cards = reading.cards(reading.ids(Query(cast=crew.id)).tolist())
    finally:
        reading.close()
    assert all(card.has_thumbnail for card in cards)


def test_fewer_than_were_wished_are_written_and_it_says_so(cast, out):
    words = ("--count", "3", "--wish", "age 90 to 99", "--look-at", "1000")
    ended = cast(*words, *LOOSE, "-o", out)
    assert ended.status == 1
    assert "Only 0 of 3 faces could be found" in ended.err
    assert "the nearest is seed" in ended.err
    assert not out.exists()


def test_ctrl_c_ends_the_search_and_what_was_found_is_written(cast, out, monkeypatch):
    """As a person presses it: once, when two were found."""
    see = World.see

    def see_and_press(self, recipe):
        if len(self.seen) == 2:
            signal.raise_signal(signal.SIGINT)
        return (yield from see(self, recipe))

    monkeypatch.setattr(World, "see", see_and_press)
    ended = cast("--count", "40", *LOOSE, "-o", out)
    assert ended.status == 1
    assert "Stopped with 3 of 40 faces found" in ended.err
    assert len(list(out.glob("*.png"))) == 3
    assert "could be found" not in ended.err


def test_words_are_listed(cast):
    ended = cast("--words")
    assert ended.status == 0
    assert any(line.split()[:2] == ["dark", "hair"] for line in ended.out.splitlines())
    assert "age" in ended.out
    assert "years" in ended.out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--wish", "drak hair"], "Did you mean “dark hair”"),
        (["--wish", "young, old"], "No face can be both"),
        (["--share", "half", "smiling"], "begin with a part, such as 0.5"),
        (["--share", "1.5", "smiling"], "must be 0 to 1"),
        (["--count", "5000"], "choose up to 1000"),
        (["--wish", "smiling"], "say where the faces go"),
        (["--wishes", "nothing.json"], "nothing.json"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_drawn(cast, words, why):
    ended = cast(*words)
    assert ended.status in (1, 2)
    assert why in ended.error
