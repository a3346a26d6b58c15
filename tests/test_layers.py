"""The import rules of pyproject.toml: the tree keeps them, and they catch who does not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest


def parts(checkout: Path) -> list[str]:
    """All that the rules give a place to."""
    rules = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    layers = rules["tool"]["importlinter"]["contracts"][0]["layers"]
    return [part for layer in layers if "(" not in layer for part in layer.split(" | ")]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("lint-imports", path=sysconfig.get_path("scripts"))
    assert program is not None
    return subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env=dict(os.environ, COLUMNS="200"),
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def hollow(tmp_path: Path, checkout: Path) -> Path:
    """A package of facelab's shape, with nothing in it, under facelab's rules."""
    shutil.copy(checkout / "pyproject.toml", tmp_path)
    package = tmp_path / "facelab"
    package.mkdir()
    for name in ["__init__", *parts(checkout)]:
        (package / f"{name}.py").touch()
    return tmp_path


def test_an_empty_tree_keeps_the_rules(hollow: Path) -> None:
    done = lint(hollow)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("part", "imported"),
    [
        ("recipe", "facelab.engine"),
        ("checkpoints", "facelab.networks"),
        ("engine", "facelab.session"),
        ("library", "facelab.export"),
        ("session", "facelab.ui"),
        ("ui", "facelab.cli"),
        ("cli", "facelab.ui"),
        ("session", "PySide6.QtCore"),
        ("engine", "pyqtgraph"),
        ("cli", "PySide6.QtWidgets"),
        ("ui", "torch"),
        ("cli", "torch"),
        ("session", "torch"),
        ("library", "torch"),
        ("recipe", "torch"),
    ],
)
def test_a_forbidden_import_is_caught(hollow: Path, part: str, imported: str) -> None:
    (hollow / "facelab" / f"{part}.py").write_text(f"import {imported}\n")
    done = lint(hollow)
    assert done.returncode == 1
    assert f"facelab.{part} -> {imported.split('.')[0]}" in done.stdout + done.stderr


def test_a_new_part_must_be_given_its_place(hollow: Path) -> None:
    (hollow / "facelab" / "novelty.py").touch()
    done = lint(hollow)
    assert done.returncode == 1
    assert "novelty" in done.stdout + done.stderr
