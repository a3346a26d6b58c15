"""What a format asks for, and what tells ways of making pictures apart."""

import pickle
from pathlib import Path

import pytest

from facelab.checkpoints.fetching.enlarging_net import ENLARGING_NET
from facelab.cutout.backgrounds import BLUR, Background
from facelab.cutout.person import PERSON_NETS
from facelab.errors import ExportError
from facelab.export.format_file import read_formats, write_formats
from facelab.export.named import NAMED
from facelab.export.writer import Encoding
from facelab.preparing.preparation import Preparation, preparation_of


def test_each_format_has_a_way_of_its_own_and_a_plain_picture_none():
    ways = [Preparation(named).way() for named in NAMED.values()]
    assert len(set(ways)) == len(ways)
    assert Preparation(NAMED["portrait"]).way() == ""


def test_the_way_is_that_of_the_pixels_not_of_words():
    avatar = NAMED["avatar"]
    way = Preparation(avatar).way()
    assert Preparation(avatar.changed(name="mine", title="Mine", pattern="{seed}")).way() == way
    assert Preparation(avatar.changed(longest=256)).way() != way
    assert Preparation(avatar.changed(encoding=Encoding("png", bits=16))).way() != way
    assert preparation_of(avatar, background=BLUR).way() != way
    assert preparation_of(avatar, enhance=2048).way() != way


def test_a_backdrop_is_known_by_its_content(tmp_path: Path):
    one, other = tmp_path / "a.png", tmp_path / "b.png"
    one.write_bytes(b"one"), other.write_bytes(b"other")
    ways = [
        preparation_of(NAMED["portrait"], background=Background("picture", picture=path)).way()
        for path in (one, other)
    ]
    other.write_bytes(b"one")
    moved = preparation_of(NAMED["portrait"], background=Background("picture", picture=other))
    assert ways[0] != ways[1]
    assert moved.way() == ways[0]
    assert moved.inputs == (other,)
    other.unlink()
    with pytest.raises(ExportError, match=r"b.png cannot be used as a background"):
        moved.way()


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("portrait", ()),
        ("avatar", ()),
        ("transparent-head", (PERSON_NETS,)),
        ("research", (PERSON_NETS,)),
    ],
)
def test_only_what_is_needed_is_asked_for(name, needs):
    assert Preparation(NAMED[name]).needs == needs
    assert preparation_of(NAMED[name], enhance=2048).needs == (ENLARGING_NET, *needs)


def test_what_is_missing_is_asked_of_its_sets(monkeypatch):
    monkeypatch.setattr(type(PERSON_NETS), "missing", lambda self: self.entries())
    assert [each.name for each in Preparation(NAMED["research"]).missing()] == ["mediapipe"]
    assert Preparation(NAMED["avatar"]).missing() == ()


def test_sizes():
    assert Preparation(NAMED["portrait"]).final_side(1024) == 1024
    assert preparation_of(NAMED["portrait"], enhance=4096).final_side(1024) == 4096
    assert preparation_of(NAMED["portrait"], size=300, enhance=4096).final_side(1024) == 300
    assert Preparation(NAMED["rpg-maker-set"]).final_side(1024) == 144
    assert preparation_of(NAMED["contact-sheet"], size=100).final_side(1024) == 100


def test_what_makes_no_sense_together_is_refused():
    with pytest.raises(ValueError, match="12000 pixels"):
        preparation_of(NAMED["contact-sheet"], size=4096)


@pytest.mark.parametrize("name", NAMED)
def test_a_format_that_came_from_elsewhere_says_the_same(name, tmp_path):
    """Out of a file, or sent to another process."""
    named = NAMED[name]
    way = Preparation(named).way()
    write_formats(tmp_path / "one.json", [named.changed(name="mine")])
    (read,) = read_formats(tmp_path / "one.json")
    assert Preparation(read).way() == way
    assert pickle.loads(pickle.dumps(Preparation(named))).way() == way
