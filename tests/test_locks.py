from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from facelab.locks import FileLock


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second = FileLock(path), FileLock(path)
    with first, second:
        assert first.try_acquire()
        assert not second.try_acquire()
        first.release()
        assert second.try_acquire()


def test_a_killed_holder_gives_it_up(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    program = (
        "import sys, time; from pathlib import Path; from facelab.locks import FileLock;"
        "lock = FileLock(Path(sys.argv[1])); print(lock.try_acquire(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        with FileLock(path) as mine:
            assert not mine.try_acquire()
            holder.kill()
            holder.wait()
            assert mine.try_acquire()


def test_waiting_for_it_ends_when_it_is_free_or_the_time_is_up(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second = FileLock(path), FileLock(path)
    with first, second:
        assert first.acquire(0)
        assert not second.acquire(0)
        release = threading.Timer(0.05, first.release)
        release.start()
        assert second.acquire(30)
        release.join()
