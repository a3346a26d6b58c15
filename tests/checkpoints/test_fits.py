"""The hash that says which named directions a face means, and the files of older ones."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from facelab import paths
from facelab.checkpoints.directions import directions_path, read_directions, write_directions
from facelab.checkpoints.fits import OLD, fit_of, read_old, replace_directions
from facelab.errors import WeightsError
from facelab.recipe.codec import FIT_OF_VERSION_2
from tests.engine.edit_files import make_file

MODEL = make_file().metadata.model_sha256


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where the named directions of "tiny" are."""
    monkeypatch.setattr(paths, "shipped_weights", lambda: tmp_path)
    path = directions_path("tiny")
    path.parent.mkdir()
    return path


def test_it_is_the_same_before_and_after_writing(place):
    write_directions(place, make_file())
    assert fit_of(read_directions(place)) == fit_of(make_file())


def test_other_steps_are_another_fit_and_other_words_are_not():
    file = make_file()
    smile, *rest = file.metadata.directions
    other = msgspec.structs.replace(smile, title="Grin", about="?", breaks_at=2.0)
    said = msgspec.structs.replace(file.metadata, directions=(other, *rest), made={"faces": 1})
    assert fit_of(replace(file, metadata=said)) == fit_of(file)
    assert fit_of(make_file(seed=1)) != fit_of(file)
    softer = msgspec.structs.replace(smile, softness=0.5)
    said = msgspec.structs.replace(file.metadata, directions=(softer, *rest))
    assert fit_of(replace(file, metadata=said)) != fit_of(file)


def test_a_new_fit_leaves_the_old_one_where_it_is_found(place):
    first, second = make_file(), make_file(seed=1)
    replace_directions(place, first)
    assert not (place.parent / OLD).exists()
    replace_directions(place, second)
    assert fit_of(read_directions(place)) == fit_of(second)
    found = read_old(place, MODEL, fit_of(first))
    assert found is not None
    assert fit_of(found) == fit_of(first)
    assert read_old(place, MODEL, "0" * 64) is None


def test_new_figures_leave_no_old_file(place):
    replace_directions(place, make_file())
    replace_directions(place, make_file())
    assert not (place.parent / OLD).exists()


def test_a_damaged_file_is_replaced(place):
    place.write_bytes(b"not one")
    replace_directions(place, make_file())
    assert fit_of(read_directions(place)) == fit_of(make_file())


def test_a_file_of_another_fit_is_not_taken_for_the_old_one(place):
    path = place.parent / OLD / f"{fit_of(make_file())}.safetensors"
    path.parent.mkdir()
    write_directions(path, make_file(seed=1))
    with pytest.raises(WeightsError, match="others than its name says"):
        read_old(place, MODEL, fit_of(make_file()))


def test_the_directions_that_faces_of_version_2_mean_are_there():
    """Those of before are shipped for ever: as the file of today, or in the folder of old ones."""
    for path in directions_path("x").parent.glob("*.safetensors"):
        file = read_directions(path)
        model = file.metadata.model_sha256
        fit = FIT_OF_VERSION_2[model]
        assert fit_of(file) == fit or read_old(path, model, fit) is not None
