from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from facelab.file_lock import FileLock


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[Callable[[], FileLock]]:
    """Makes locks of one file, as several processes have them."""
    made: list[FileLock] = []

    def make() -> FileLock:
        made.append(FileLock(tmp_path / "lock"))
        return made[-1]

    yield make
    for each in made:
        each.release()


def test_one_holder_at_a_time(lock) -> None:
    first, second = lock(), lock()
    assert first.try_acquire()
    assert first.try_acquire()  # it has it already
    assert not second.try_acquire()
    first.release()
    assert second.try_acquire()


def test_the_block_holds_it_and_gives_it_back(lock) -> None:
    second = lock()
    with lock().held(0) as is_mine:
        assert is_mine
        assert not second.try_acquire()
        with lock().held(0) as is_theirs:
            assert not is_theirs
        assert not second.try_acquire()  # who did not have it gave nothing back
    assert second.try_acquire()


def test_a_block_that_fails_gives_it_back(lock) -> None:
    with pytest.raises(ValueError, match="on the way"), lock().held(0):
        raise ValueError("on the way")
    assert lock().try_acquire()


def test_it_cannot_be_entered_without_a_word_on_waiting(lock) -> None:
    """`with FileLock(path)` once held nothing."""
    assert not hasattr(FileLock, "__enter__")


def test_a_killed_holder_gives_it_up(tmp_path: Path, lock) -> None:
    program = (
        "import sys, time; from pathlib import Path; from facelab.file_lock import FileLock;"
        "lock = FileLock(Path(sys.argv[1])); print(lock.try_acquire(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        mine = lock()
        assert not mine.try_acquire()
        holder.kill()
        holder.wait()
        assert mine.try_acquire()


def test_waiting_for_it_ends_when_it_is_free_or_the_time_is_up(lock) -> None:
    first, second = lock(), lock()
    assert first.acquire(0)
    assert not second.acquire(0)
    release = threading.Timer(0.05, first.release)
    release.start()
    assert second.acquire(30)
    release.join()
