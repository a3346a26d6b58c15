from __future__ import annotations

import pytest

from facelab import errors
from facelab.errors import FacelabError, Stopped, is_out_of_memory


def test_an_error_reads_as_what_why_fix():
    error = FacelabError("It broke.", "It was old.", "Buy another.")
    assert str(error) == "It broke. It was old. Buy another."
    assert (error.what, error.why, error.fix) == ("It broke.", "It was old.", "Buy another.")


def test_what_is_not_known_is_left_out():
    assert str(FacelabError("It broke.", "", "Buy another.")) == "It broke. Buy another."
    assert str(FacelabError("It broke.")) == "It broke."


@pytest.mark.parametrize("name", [n for n in vars(errors) if n.endswith("Error")])
def test_every_error_belongs_to_the_family(name):
    assert issubclass(getattr(errors, name), FacelabError)


def test_a_cancelled_job_is_not_an_error():
    assert not issubclass(Stopped, FacelabError)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"),
        RuntimeError("MPS backend out of memory (MPS allocated: 18.12 GB, max allowed: 18.13)"),
    ],
    ids=["python", "cuda", "cpu", "mps"],
)
def test_a_lack_of_memory_is_known_by_what_libraries_say(error):
    assert is_out_of_memory(error)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("mat1 and mat2 shapes cannot be multiplied"),
        RuntimeError("CUDA error: an illegal memory access was encountered"),
        ValueError("cannot allocate memory"),
    ],
)
def test_other_errors_are_no_lack_of_memory(error):
    assert not is_out_of_memory(error)
