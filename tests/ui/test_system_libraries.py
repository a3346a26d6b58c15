"""A system that lacks what Qt needs: what to install is said, and nothing else."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from facelab.errors import DeviceError
from facelab.ui import system_libraries
from facelab.ui.system_libraries import needed

MISSING = "{}: cannot open shared object file: No such file or directory"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems bring Qt's libraries"
)


def refused() -> DeviceError:
    with pytest.raises(DeviceError) as told, needed():
        pass
    return told.value


def importing(error: ImportError) -> None:
    with needed():
        raise error


@pytest.fixture
def on_x(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")


def test_a_library_that_qt_cannot_be_imported_without(monkeypatch):
    monkeypatch.setattr(system_libraries, "_loads", lambda name: name != "libEGL.so.1")
    with pytest.raises(DeviceError) as told:
        importing(ImportError(MISSING.format("libEGL.so.1")))
    assert "Qt needs libEGL.so.1, which is missing" in told.value.why
    assert "apt-get install libegl1;" in told.value.fix
    assert "dnf install libglvnd-egl." in told.value.fix


def test_a_library_of_no_table_is_named(monkeypatch):
    monkeypatch.setattr(system_libraries, "_loads", lambda name: True)
    with pytest.raises(DeviceError, match=r"Qt needs libnew-thing\.so\.7, which is missing"):
        importing(ImportError(MISSING.format("libnew-thing.so.7")))


def test_an_import_that_fails_otherwise_is_a_bug():
    with pytest.raises(ImportError, match="cannot import name"):
        importing(ImportError("cannot import name 'x' from 'y'"))


def test_what_a_screen_of_x_needs_is_looked_at_before_qt_ends_the_process(on_x, monkeypatch):
    lacking = {"libxcb-cursor.so.0", "libxcb-shape.so.0"}
    monkeypatch.setattr(system_libraries, "_loads", lambda name: name not in lacking)
    error = refused()
    assert "Qt needs libxcb-cursor.so.0 and libxcb-shape.so.0, which are missing" in error.why
    assert "apt-get install libxcb-cursor0 libxcb-shape0;" in error.fix
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with needed():
        pass


def test_without_a_screen_that_is_said(on_x, monkeypatch):
    monkeypatch.delenv("DISPLAY")
    assert "neither DISPLAY nor WAYLAND_DISPLAY is set" in refused().why
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    with needed():
        pass


def test_the_set_up_installs_the_same(checkout):
    spec = importlib.util.spec_from_file_location("facelab_start", checkout / "start.py")
    assert spec is not None
    assert spec.loader is not None
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    assert start.OFFSCREEN_LIBRARIES == system_libraries.FOR_IMPORT
    assert start.SCREEN_LIBRARIES == system_libraries.FOR_SCREEN


@pytest.mark.parametrize("words", [[], ["--seed", "7"]])
def test_the_program_ends_in_one_line(checkout: Path, tmp_path: Path, words):
    code = f"""
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("PySide6"):
            raise ImportError("{MISSING.format("libGL.so.1")}")
sys.meta_path.insert(0, Finder())
sys.argv = ["facelab", *{words!r}]
import facelab.__main__
sys.exit(facelab.__main__.main())
"""
    env = {**os.environ, "PYTHONPATH": str(checkout), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", code]
    ended = subprocess.run(
        command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("facelab: The window cannot be opened. Qt needs libGL.so.1, which is")
