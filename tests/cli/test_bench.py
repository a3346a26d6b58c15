"""`facelab bench`: what it refuses. What it measures is in tests/bench."""

from __future__ import annotations

import json

import pytest

from facelab.cli import bench_export


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--rounds", "0"], "'0' is not a number from 1"),
        (["--rounds", "-1"], "'-1' is not a number from 1"),
        (["--rounds", "²"], "is not a number from 1"),
        (["--drag", "--seconds", "0"], "not within 1 to"),
        (["--drag", "--seconds", "nan"], "not within 1 to"),
        (["--drag", "--seconds", "x"], "is not a valid number of seconds"),
        (["--drag", "--scaling"], "not allowed with argument"),
        (["--wheel", "nowhere.whl"], "no such file: nowhere.whl"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_one_line(facelab, words, why):
    ended = facelab("bench", *words)
    assert ended.status == 2
    assert why in ended.error


def test_what_an_export_takes(facelab, tiny, monkeypatch):
    """As the window does it, to the end; what marks cost is beside it."""
    for name in ("TURNS", "AT_A_TURN", "FACES_AGAIN"):
        monkeypatch.setattr(bench_export, name, 1)
    ended = facelab("bench", "--export", "1", "--model", tiny, "--json")
    assert ended.status == 0, ended.err
    found = json.loads(ended.out)
    assert found["faces"] == 1
    assert found["seconds"] > 0
    assert found["times_unmarked"]["unmarked"] == 1
    assert set(found["seconds_a_face"]) == set(found["times_unmarked"]) > {"watermark", "all"}
