"""Pauses in the middle of what threads do, so that tests that lean on their order fail.

`python3 start.py test --disorder background -n 2` runs all tests so. Each thread begins late, and
now and then stops at the beginning of a function of facelab's, as on a machine that is busy with
something else. With `--disorder main` the thread of the tests does, so that the others are early.
Another `--disorder-seed` pauses elsewhere.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

import pytest

CHANCE = 0.002  # of a pause, for each call
LONGEST_SECONDS = 0.03
LATEST_SECONDS = 0.05  # that a thread begins
SOURCES = Path(__file__).resolve().parent.parent / "facelab"


class Disorder:
    """What Python is to call at each call of a function.

    Parameters
    ----------
    seed : int
    chance : float
    """

    def __init__(self, seed: int, chance: float = CHANCE) -> None:
        self._random = random.Random(seed)
        self._chance = chance
        self._ours: dict[CodeType, bool] = {}
        self._thread = threading.local()

    def pause(self, frame: FrameType, event: str, argument: object) -> None:
        """Wait now and then, where a function of facelab's begins."""
        if event == "call" and self._is_ours(frame.f_code) and self._random.random() < self._chance:
            time.sleep(self._random.random() * LONGEST_SECONDS)

    def pause_thread(self, frame: FrameType, event: str, argument: object) -> None:
        """The same on a thread, which begins late."""
        if not hasattr(self._thread, "began"):
            self._thread.began = True
            time.sleep(self._random.random() * LATEST_SECONDS)
        self.pause(frame, event, argument)

    def _is_ours(self, code: CodeType) -> bool:
        """Whether a function is facelab's."""
        known = self._ours.get(code)
        if known is None:
            known = self._ours[code] = SOURCES in Path(code.co_filename).parents
        return known


def add_options(parser: pytest.Parser) -> None:
    """What asks for it."""
    parser.addoption("--disorder", choices=("background", "main"), help="Pause these threads.")
    parser.addoption("--disorder-seed", type=int, default=0, help="Where they pause.")


class OnMain:
    """Disorder on the thread of the tests, within a test: not while its fixtures are made."""

    def __init__(self, disorder: Disorder) -> None:
        self._disorder = disorder

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        """Around a test."""
        sys.setprofile(self._disorder.pause)
        try:
            yield
        finally:
            sys.setprofile(None)


def begin(config: pytest.Config) -> None:
    """What was asked for, in this process."""
    asked, disorder = config.getoption("--disorder"), Disorder(config.getoption("--disorder-seed"))
    if asked == "background":
        threading.setprofile(disorder.pause_thread)
    elif asked == "main":
        config.pluginmanager.register(OnMain(disorder))
