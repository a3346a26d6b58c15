from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.pip_download import pip_download
from facelab.errors import DownloadError

# A pip of our own: no test reaches a network
FAKE_PIP = """
import os, pathlib, shutil, sys, time
source, mode, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
assert arguments[0] == "download", arguments
assert {"--no-deps", "--only-binary=:all:", "--require-hashes"} <= set(arguments)
target = pathlib.Path(arguments[arguments.index("--dest") + 1])
wanted = pathlib.Path(arguments[arguments.index("--requirement") + 1]).read_text().split()
assert wanted[0] == "small-package==1.0" and wanted[1].startswith("--hash=sha256:"), wanted
scratch = pathlib.Path(os.environ["TMPDIR"])
assert os.environ["TEMP"] == os.environ["TMP"] == str(scratch) and scratch.is_dir()
if mode == "fail":
    print("ERROR: something new")
    sys.exit(1)
(scratch / "partial").write_bytes(bytes(12345))
if mode == "hang":
    (target / "started").touch()
    time.sleep(60)
    (scratch.parent / "late").touch()
time.sleep(0.3)
shutil.copy(source, target / ("other.whl" if mode == "other" else pathlib.Path(source).name))
"""


@pytest.fixture
def pip(small: Any, tmp_path: Path) -> Any:
    script = tmp_path / "fake_pip.py"
    script.write_text(FAKE_PIP, encoding="utf-8")
    return lambda mode: (sys.executable, str(script), str(small.wheel), mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "download"
    found.mkdir()
    return found


def downloaded(
    entry: CatalogueEntry,
    folder: Path,
    pip: Sequence[str],
    told: Callable[[int], None] = lambda done: None,
) -> Path:
    """Download to the end."""
    steps = pip_download(entry, folder, pip)
    with contextlib.closing(steps):
        while True:
            try:
                told(next(steps))
            except StopIteration as end:
                found: Path = end.value
                return found


def test_delivers_the_wheel_and_tells_the_bytes(small: Any, pip: Any, folder: Path) -> None:
    told: list[int] = []
    found = downloaded(small.entry, folder, pip("good"), told.append)
    assert found.read_bytes() == small.wheel.read_bytes()
    assert 12345 in told


def test_cancel_kills_pip(small: Any, pip: Any, folder: Path) -> None:
    steps = pip_download(small.entry, folder, pip("hang"))
    while not (folder / "wheel" / "started").exists():
        next(steps)
    steps.close()
    assert not (folder / "late").exists()  # did not wait for the minute


def test_an_error_in_the_progress_ends_pip_too(small: Any, pip: Any, folder: Path) -> None:
    def broken(done: int) -> None:
        if done:
            raise KeyError("a bug of ours")

    with pytest.raises(KeyError):
        downloaded(small.entry, folder, pip("hang"), broken)


def test_what_pip_says_is_told(small: Any, pip: Any, folder: Path) -> None:
    with pytest.raises(DownloadError, match="pip says: something new"):
        downloaded(small.entry, folder, pip("fail"))


def test_another_file(small: Any, pip: Any, folder: Path) -> None:
    with pytest.raises(DownloadError, match=r"other\.whl"):
        downloaded(small.entry, folder, pip("other"))


def test_no_python_to_run_pip(small: Any, folder: Path) -> None:
    with pytest.raises(DownloadError, match="ensurepip"):
        downloaded(small.entry, folder, ("/nowhere/python", "-m", "pip"))


def test_an_environment_without_pip(small: Any, folder: Path) -> None:
    # -I -S: a Python that sees no installed packages, as in uv's environments
    command = (sys.executable, "-I", "-S", "-m", "pip")
    with pytest.raises(DownloadError, match=r"no pip.*ensurepip.*--wheel"):
        downloaded(small.entry, folder, command)
