"""kill -9 at any moment: what the user saw done is there at the next start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from facelab.checkpoints import converted_path, default_entry
from facelab.library import Library, Query, Reading, Record
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session.face.history_file import RESTORED_STEPS

PROCESS = Path(__file__).with_name("crash_process.py")


@pytest.fixture
def killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run the process until it has said some lines, kill it, and return the last whole one."""
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "weights"))
    (tmp_path / "weights").mkdir()
    converted_path(default_entry()).touch()

    def run(first: int, rounds: int) -> dict[str, Any]:
        with subprocess.Popen(
            [sys.executable, str(PROCESS), str(tmp_path), str(first)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(PROCESS.parents[2])},
        ) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(rounds)]
            process.kill()
            rest, _ = process.communicate()  # what it said until it was dead
            lines += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        said: dict[str, Any] = json.loads(lines[-1])
        return said

    return run


@pytest.mark.parametrize("rounds", [1, 4, 7])
def test_face_history_slots_settings_and_kept_faces_come_back(killed, world, pump, rounds):
    said = killed(100, rounds)
    session = world.started()
    seeds = [step.recipe.seed for step in session.face.steps]
    known, place = said["seeds"], said["place"]
    # The process may have gone a step further, which it could not say any more.
    assert seeds[: place + 1] == known[: place + 1]
    assert seeds == known or len(seeds) == place + 2
    assert session.face.place in (place, place + 1)
    assert session.slots.get("A").seed in (said["slot"], said["slot"] + 1)
    assert session.settings.save_size in (said["save_size"], said["save_size"] + 1)
    pump.until(lambda: session.kept.faces)
    kept = sorted(face.seed for face in session.kept.faces)
    assert kept[: said["kept"]] == list(range(100, 100 + said["kept"]))
    assert len(kept) <= said["kept"] + 1
    assert all(face.has_thumbnail for face in session.kept.faces)


def test_a_crash_beside_another_window_leaves_that_alone(killed, world, pump):
    """The second window dies; the first goes on, and both come back."""
    first = world.started()
    first.face.set_seed(11)
    said = killed(500, 2)
    pump.until(lambda: len(first.kept.faces) >= 2)  # seen here as well
    first.change_settings(theme="light")
    first.face.set_seed(12)
    assert first.close()
    again = world.started()
    assert [step.recipe.seed for step in again.face.steps] == [7, 11, 12]
    assert again.settings.theme == "light"
    beside = world.started()
    seeds = [step.recipe.seed for step in beside.face.steps]
    assert seeds[: said["place"] + 1] == said["seeds"][: said["place"] + 1]


def test_a_history_is_as_long_as_is_restored_after_many_steps(world):
    session = world.started()
    for seed in range(1000, 1000 + RESTORED_STEPS):
        session.face.set_seed(seed)
    session.close()
    again = world.started()
    assert len(again.face.steps) == RESTORED_STEPS
    assert again.face.recipe.seed == 1000 + RESTORED_STEPS - 1


def test_the_command_line_reads_and_writes_beside_an_open_window(world, pump):
    session = world.started()
    session.keep("window")
    pump.until(lambda: session.kept.faces)
    library = Library(world.library)
    library.keep(Record(Recipe(ModelRef("a" * 64, "fake"), Seed(1)), name="command"))
    library.close()
    pump.until(lambda: len(session.kept.faces) == 2)
    session.kept.remove(session.kept.faces[0])
    pump.until(lambda: len(session.kept.faces) == 1)
    reading = Reading(world.library)
    assert len(reading.ids(Query())) == 1
    reading.close()
