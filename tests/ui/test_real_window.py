"""The window as a user has it: a real X display, real weights, a mouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytestmark = [pytest.mark.screen, pytest.mark.slow]

DRIVE = Path(__file__).with_name("real_window_drive.py")
LIMIT_SECONDS = 240


@pytest.fixture(scope="module")
def run_folder(
    model_path: Path, xvfb_display: str, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What the driven window left behind, and the CLI's picture of the same recipe."""
    folder = tmp_path_factory.mktemp("window")
    env = {
        **os.environ,
        "DISPLAY": xvfb_display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": "1",
        "PYTHONPATH": str(checkout),
        "PYTHONFAULTHANDLER": "1",
    }
    for command in (
        [sys.executable, str(DRIVE), str(folder)],
        [
            sys.executable, "-m", "facelab", "render",
            "--recipe", str(folder / "recipe.json"), "-o", str(folder / "cli"),
        ],
    ):  # fmt: skip
        done = subprocess.run(
            command, env=env, cwd=checkout, capture_output=True, text=True, timeout=LIMIT_SECONDS
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def seen(run_folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run_folder / "seen.json").read_text())
    return found


@pytest.fixture(scope="module")
def rendered(run_folder: Path) -> Image.Image:
    (picture,) = (run_folder / "cli").glob("*.png")
    return Image.open(picture).convert("RGB")


def test_the_drag_changed_the_face_in_one_step(seen: dict[str, Any]):
    assert seen["changed"] > 5.0
    undo, slider = seen["undo"]
    assert undo == slider


def test_the_canvas_shows_exactly_what_the_command_line_renders(
    run_folder: Path, rendered: Image.Image
):
    shown = np.load(run_folder / "full.npy")
    assert np.array_equal(shown[..., 2::-1], np.asarray(rendered))


def test_the_screen_shows_it_too(run_folder: Path, rendered: Image.Image):
    screen = Image.open(run_folder / "screen.png").convert("RGB")
    assert min(screen.size) >= 400
    scaled = rendered.resize(screen.size, Image.Resampling.BOX)
    difference = np.abs(np.asarray(screen).astype(int) - np.asarray(scaled)).mean()
    assert difference < 4.0


def test_pictures_followed_the_hand(seen: dict[str, Any]):
    assert len(seen["held_kinds"]) >= 4
    if seen["has_previews"]:
        assert "preview" in seen["held_kinds"]


def test_holding_c_shows_the_face_before_and_letting_go_the_edited_one(seen: dict[str, Any]):
    assert seen["edited_again"] is True


@pytest.fixture(scope="module")
def by_hand(seen: dict[str, Any]) -> dict[str, Any]:
    """What was seen when the window system itself moved and pressed."""
    if shutil.which("xdotool") is None:
        pytest.skip("there is no xdotool here to move the pointer")
    return seen


def test_a_tooltip_does_not_swallow_the_drag_that_begins_below_it(by_hand: dict[str, Any]):
    assert by_hand["tip_covers_panel"] is False
    assert by_hand["cutoff"] is not None


def test_space_after_a_click_is_the_next_face(by_hand: dict[str, Any]):
    before, after = by_hand["next"]
    assert after == before + 1
