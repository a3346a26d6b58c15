"""Every kind of hostile or broken file: nothing is run, nothing crashes, little memory is used, and
each is refused in a few plain words.
"""

from __future__ import annotations

import os
import subprocess
import tracemalloc

import pytest

from facelab.checkpoints.outside import read_network
from facelab.engine.loading import check_tensors
from facelab.errors import FacelabError
from tests.checkpoints.hostile_networks import ALL, write

MEMORY = 64 * 2**20


def test_there_are_many():
    assert len(ALL) >= 100


@pytest.mark.parametrize("name", list(ALL))
def test_is_refused(tmp_path, monkeypatch, name):
    ran: list[object] = []
    path = write(tmp_path, name, f"touch {tmp_path / 'ran'}")
    for module, what in ((os, "system"), (subprocess, "Popen")):
        monkeypatch.setattr(module, what, lambda *a, **k: ran.append(a))
    tracemalloc.start()
    try:
        with pytest.raises(FacelabError) as caught:
            check_tensors(*read_network(path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    monkeypatch.undo()
    assert not ran
    assert os.listdir(tmp_path) == ["a.pkl"]  # noqa: PTH208
    said = str(caught.value)
    assert said.isprintable()
    assert len(said) < 400
    assert caught.value.why
    assert peak < MEMORY


def test_what_a_file_asks_for_is_told(tmp_path):
    path = write(tmp_path, "os.system alone", "true")
    with pytest.raises(FacelabError, match=r"asks for os\.system.*was not run"):
        read_network(path)


def test_a_file_of_tensorflow_is_told_what_to_do(tmp_path):
    path = write(tmp_path, "a network of TensorFlow", "true")
    with pytest.raises(FacelabError, match=r"TensorFlow version.*legacy\.py"):
        read_network(path)
