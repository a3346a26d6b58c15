from __future__ import annotations

import pytest

from facelab.checkpoints import converted_path, default_entry
from facelab.cli.models import model_entry, model_path
from facelab.errors import RecipeError, WeightsError


def test_a_network_is_the_default_or_one_by_name():
    assert model_entry(None) == default_entry()
    assert model_entry(default_entry().name) == default_entry()


def test_a_name_that_there_is_not_is_told_with_those_that_there_are():
    with pytest.raises(RecipeError, match=f"no network is called 'x'.*{default_entry().name}"):
        model_entry("x")


def test_a_network_that_was_not_fetched_is_told_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path))
    with pytest.raises(WeightsError, match=f"`facelab weights fetch {default_entry().name}`"):
        model_path(None)
    path = converted_path(default_entry())
    path.write_bytes(b"")
    assert model_path(None) == path
