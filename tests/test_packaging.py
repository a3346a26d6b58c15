"""The built wheel: it carries its data and its licence and runs away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

BIG_BYTES = 30 * 2**20


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("facelab-*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel installed into a folder of its own; what it depends on is here already."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    done = subprocess.run(
        [*command, "--target", str(target), str(wheel)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return target


def run_there(installed: Path, folder: Path, *words: str) -> str:
    """Run Python with the installed wheel before the checkout, from another folder."""
    env = {key: value for key, value in os.environ.items() if key != "FACELAB_WEIGHTS"}
    env["PYTHONPATH"] = str(installed)
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_carries_every_tracked_data_file(checkout: Path, names: list[str]) -> None:
    for folder in ("weights", "resources"):
        for path in (checkout / folder).rglob("*"):
            inside = path.relative_to(checkout)
            if path.is_file() and inside.parts[:2] != ("weights", "cache"):
                assert f"facelab/_data/{inside.as_posix()}" in names


def test_fetched_networks_stay_out(wheel: Path, names: list[str]) -> None:
    assert not [name for name in names if "/cache/" in name]
    assert wheel.stat().st_size < BIG_BYTES


def test_only_the_package_is_in_it(names: list[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert len(tops) == 2
    assert "facelab" in tops
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_it_finds_its_data_from_anywhere(installed: Path, tmp_path: Path, checkout: Path) -> None:
    program = (
        "from facelab import paths\n"
        "from facelab.checkpoints.catalogue import load_catalogue\n"
        "print(paths.shipped_weights()); print(paths.resources()); print(paths.weights_cache())\n"
        "print(len(load_catalogue()))\n"
    )
    weights, resources, cache, entries = run_there(installed, tmp_path, "-c", program).splitlines()
    assert Path(weights) == installed / "facelab" / "_data" / "weights"
    assert (Path(weights) / "catalogue.toml").is_file()
    assert Path(resources) == installed / "facelab" / "_data" / "resources"
    assert not Path(cache).is_relative_to(checkout)
    assert int(entries) >= 1


def test_its_command_runs(wheel: Path, installed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/entry_points.txt"))
        assert "facelab = facelab.__main__:main" in archive.read(name).decode()
    assert "facelab" in run_there(installed, tmp_path, "-m", "facelab", "--help")
