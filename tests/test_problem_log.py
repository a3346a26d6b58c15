from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from facelab.problem_log import MAX_BYTES, MAX_ENTRY, log_problem


def problem(text: str = "wrong") -> ZeroDivisionError:
    try:
        raise ZeroDivisionError(text)
    except ZeroDivisionError as error:
        return error


def test_an_error_is_written_with_where_it_happened(tmp_path: Path) -> None:
    folder = tmp_path / "settings"
    log = log_problem(problem(), folder, "1.2.3")
    assert log == folder / "problems.log"
    text = log.read_text()
    assert "facelab 1.2.3, Python " in text
    assert "Traceback (most recent call last)" in text
    assert "ZeroDivisionError: wrong" in text
    assert log_problem(problem("again"), folder, "1.2.3") == log
    assert log.read_text().startswith(text)


def test_the_log_does_not_grow_without_end(tmp_path: Path) -> None:
    for k in range(60):
        log = log_problem(problem(f"number {k} " + "x" * 2 * MAX_ENTRY), tmp_path, "1")
    assert log is not None
    assert log.stat().st_size <= MAX_BYTES
    text = log.read_text()
    assert text.startswith("== ")
    assert "number 59" in text
    assert "number 0 " not in text


def test_lone_surrogates_are_written(tmp_path: Path) -> None:
    assert log_problem(problem("\ud800"), tmp_path, "1") is not None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_where_it_cannot_be_written_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert log_problem(problem(), tmp_path / "file", "1") is None
    os.mkfifo(tmp_path / "problems.log")
    assert log_problem(problem(), tmp_path, "1") is None
