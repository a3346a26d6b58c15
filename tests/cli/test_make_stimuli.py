"""`facelab make stimuli`: what it refuses before anything is drawn; sets are tests/stimuli's."""

from __future__ import annotations

import pytest


@pytest.fixture
def stimuli(facelab, tiny, tmp_path):
    return lambda *words: facelab("make", "stimuli", *words, "-o", tmp_path / "set")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("7", "--attributes", "smile", "--name", "{seed}"), "unrecognized arguments: --name"),
        (("7", "--attributes", "smile", "--format", "contact-sheet"), "pictures of their own"),
        (("7", "--attributes", "smile", "--levels=1,0"), "lowest first"),
        (("7", "--attributes", "smile,smile"), "named twice"),
        (("7", "--attributes", "smile", "--tolerance", "5"), "tolerance must be"),
        (("7", "--attributes", "smile"), "cannot be measured in faces of Tiny"),
        (("nobody", "--attributes", "smile"), "There is no face nobody"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(stimuli, tmp_path, words, why):
    ended = stimuli(*words)
    assert ended.status != 0
    assert why in ended.error
    assert not (tmp_path / "set").exists()


def test_a_folder_that_holds_a_set_is_left_alone(stimuli, tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "stimuli.csv").write_text("mine")
    assert "already exists" in stimuli("7", "--attributes", "smile").error
    assert (tmp_path / "set" / "stimuli.csv").read_text() == "mine"


def test_help_says_what_is_so_for_stimuli(facelab):
    said = " ".join(facelab("make", "stimuli", "--help").out.split())
    assert "what the pictures are for (research)" in said
    assert "a number is added" not in said


def test_attributes_are_asked_for(stimuli):
    assert "--attributes" in stimuli("7").err
