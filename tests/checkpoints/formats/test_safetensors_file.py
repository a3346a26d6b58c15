from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facelab.checkpoints.formats.safetensors_file import OfNetwork, TensorFormat, write_tensors
from facelab.errors import WeightsError


class Said(OfNetwork, frozen=True, kw_only=True):
    name: str


SAID = Said(model="small", model_sha256="ab" * 32, name="one")
FILES = TensorFormat("facelab-thing", 3, Said, "a thing", "It cannot be used.", "Make it again.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "folder" / "thing.safetensors"
    turned = np.arange(6, dtype=np.float32).reshape(2, 3).T
    write_tensors(made, {"a": turned}, FILES.header(SAID))
    return made


def test_what_was_written_is_read(path):
    said, tensors = FILES.read(path)
    assert said == SAID
    assert tensors["a"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert [each.name for each in path.parent.iterdir()] == ["thing.safetensors"]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({}, "is not a thing of version 3"),
        ({"format": "facelab-thing", "version": "4"}, "is not a thing of version 3"),
        ({"format": "facelab-thing", "version": "3"}, "The header of"),
        ({"format": "facelab-thing", "version": "3", "metadata": "{}"}, "The header of"),
        ({"format": "facelab-thing", "version": "3", "metadata": "[" * 10**5}, "The header of"),
    ],
)
def test_another_header_is_refused(path, header, why):
    write_tensors(path, {"a": np.zeros(1, np.float32)}, header)
    with pytest.raises(WeightsError, match=why) as caught:
        FILES.read(path)
    assert (caught.value.what, caught.value.fix) == ("It cannot be used.", "Make it again.")


def test_a_damaged_file_and_one_that_is_not_there_are_refused(path):
    path.write_bytes(path.read_bytes()[:20])
    for each in (path, path.with_name("none.safetensors")):
        with pytest.raises(WeightsError, match="cannot be read"):
            FILES.read(each)


def test_a_file_for_another_network_is_refused(path):
    assert FILES.read(path, "ab" * 32)[0] == SAID
    with pytest.raises(WeightsError, match="was made for other weights"):
        FILES.read(path, "cd" * 32)


def test_floats_are_finite(path):
    floats = FILES.as_floats(path, {"a": np.ones(2, np.float16), "b": np.ones(2, np.float64)})
    assert {each.dtype for each in floats.values()} == {np.dtype(np.float32)}
    for wrong in (np.nan, np.inf, 1e300):
        with pytest.raises(WeightsError, match="contains invalid numbers"):
            FILES.as_floats(path, {"a": np.ones(2), "b": np.array([0.0, wrong])})
