from __future__ import annotations

import pytest

from facelab import recipe
from facelab.recipe import FacelabError, JobCancelled


def test_an_error_reads_as_what_why_fix():
    error = FacelabError("It broke.", "It was old.", "Buy another.")
    assert str(error) == "It broke. It was old. Buy another."
    assert (error.what, error.why, error.fix) == ("It broke.", "It was old.", "Buy another.")


def test_what_is_not_known_is_left_out():
    assert str(FacelabError("It broke.", "", "Buy another.")) == "It broke. Buy another."
    assert str(FacelabError("It broke.")) == "It broke."


@pytest.mark.parametrize("name", [n for n in recipe.__all__ if n.endswith("Error")])
def test_every_error_belongs_to_the_family(name):
    assert issubclass(getattr(recipe, name), FacelabError)


def test_a_cancelled_job_is_not_an_error():
    assert not issubclass(JobCancelled, FacelabError)
