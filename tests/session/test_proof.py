"""What the window has said is there after kill -9: kept faces, their names, the history.

The long version, 200 killed processes: `python -m pytest -m slow tests/session/test_proof.py`
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.session.on_disk import history_on_disk, kept_on_disk

PROGRAM = Path(__file__).with_name("keeping_process.py")
PER_RUN = 10_000


def kill_one(folder: Path, first: int, after: float, wait: bool) -> list[tuple[str, int]]:
    """Start a session, kill it at some moment; returns what it had said by then."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(folder), str(first)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    begun = process.stdout.readline() if wait else ""
    time.sleep(after)
    ended = process.poll()
    process.send_signal(signal.SIGKILL)
    process.wait()
    lines = [begun, *process.stdout.read().splitlines(keepends=True)]
    process.stdout.close()
    assert ended is None, "it ended by itself"
    said = [line.split() for line in lines if line.endswith("\n")]
    return [(what, int(seed)) for what, seed in said]


def kill_runs(folder: Path, make_world, listen, runs: int) -> None:
    chance = random.Random(7)
    kept: set[int] = set()
    named: set[int] = set()
    for run in range(runs):
        # Most are killed while they write, some while they start and open the files.
        waits = bool(run % 4)
        after = chance.uniform(0.0, 0.25 if waits else 1.0)
        said = kill_one(folder, run * PER_RUN + 100, after, waits)
        kept |= {seed for what, seed in said if what == "kept"}
        named |= {seed for what, seed in said if what == "named"}
        steps = [seed for what, seed in said if what == "step"]

        world = make_world(folder)
        session = world.session()
        told = listen(session)
        session.start()
        world.pump.until(lambda session=session: session.frame and not session.busy)
        if steps:
            assert steps[-1] in [step.recipe.seed for step in session.face.steps]
            assert session.face.recipe.seed >= steps[-1]
        session.close()
        assert told.messages == [], f"run {run}"
        if kept:
            found = kept_on_disk(world.library)
            assert kept <= found.keys(), f"lost after run {run}: {sorted(kept - found.keys())}"
            assert {seed: found[seed] for seed in named} == {seed: f"n{seed}" for seed in named}
        assert history_on_disk(world.settings)
    assert len(kept) > runs
    assert named


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of Unix")
def test_what_the_window_has_said_is_there_after_kill_9(tmp_path, make_world, listen):
    kill_runs(tmp_path, make_world, listen, 3)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of Unix")
def test_what_the_window_has_said_is_there_after_kill_9_200_times(
    asked_for, tmp_path, make_world, listen
):
    """`python -m pytest -m slow -k 200_times tests/session/test_proof.py`."""
    kill_runs(tmp_path, make_world, listen, 200)
