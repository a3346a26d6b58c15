"""`facelab bench`: what it refuses. What it measures is in tests/bench."""

from __future__ import annotations

import pytest


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
