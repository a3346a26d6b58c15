"""Thousands of damaged files of every kind raise nothing but facelab's own errors.

    python -m pytest tests/fuzz              some dozens of each kind, in seconds
    python -m pytest tests/fuzz -m slow -s   2,000 and more of each kind, in minutes; says how

`FACELAB_FUZZ_SEED=1` draws other ones. Of each failure its number is said, and its file is kept
in the folder that pytest names.
"""

from __future__ import annotations

import collections
import faulthandler
import importlib.util
import os
import random
import shutil
import signal
import time
import traceback
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from facelab.engine import load
from facelab.errors import FacelabError
from tests.fuzz.kinds import Ground, Kind, all_kinds
from tests.fuzz.mutations import mutated
from tests.tiny_network import write_tiny_network

FEW, MANY = 40, 2_000
OFTEN = {"snapshot": 7_000, "checkpoint": 3_000}  # where a file could ask for something to be run
SEED = int(os.environ.get("FACELAB_FUZZ_SEED", "0"))
MAX_SECONDS = 20  # of processor time for one file: a machine may have much else to do
MAX_MEMORY = 128 * 2**20  # beyond what the process had, for one file of some kilobytes
MAX_FAILURES = 5
FFMPEG_CLIPS = ("mp4", "h265", "av1", "prores", "webm")  # PyAV is an extra
NAMES = (
    *("recipe", "picture", "JPEG", "WebP", "TIFF", "EXR", "export", "thumbnail", "backdrop"),
    *("faces", "npy", "npz", "pt", "older pt", "safetensors", "own direction"),
    *("snapshot", "checkpoint"),
    *("network", "IR", "IR graph", "ncnn graph", "ncnn weights", "dlib", "wheel", "catalogue"),
    *("statistics", "preview head", "lattice", "named directions", "kept arrays"),
    *("settings", "history", "slots", "timeline", "wishes", "formats", "own formats"),
    "animating",
    *("sheet", "set", "own sets", "character", "cast", "stimuli", "reach"),
    *("marked picture", "XMP", "manifest", "key", "certificates"),
    *("clip gif", "clip apng", "clip webp"),
    *(f"clip {name}" for name in FFMPEG_CLIPS if importlib.util.find_spec("av")),
)


class TookTooLongError(BaseException):
    """A file is read without an end. Nobody catches it."""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kind]:
    folder = tmp_path_factory.mktemp("sound")
    network = write_tiny_network(folder)
    renderer = load(network, "cpu")
    renderer.close()
    return all_kinds(Ground(folder, network, renderer.info))


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """End what takes more processor time; a loop inside a library ends the run, and says where."""

    def stop(*_: object) -> None:
        raise TookTooLongError

    faulthandler.dump_traceback_later(30 * seconds, exit=True)
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        faulthandler.cancel_dump_traceback_later()


def one(kind: Kind, content: bytes, folder: Path) -> str:
    """Read a file; returns "read", "refused", or what went wrong."""
    folder.mkdir()
    path = folder / kind.name
    path.write_bytes(content)
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    try:
        with no_longer_than(MAX_SECONDS):
            kind.read(path)
        ended = "read"
    except FacelabError as error:
        ended = "refused" if str(error).isprintable() else f"not printable: {error!r}"
    except TookTooLongError:
        ended = "took too long"
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        ended = f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})"[:300]
    _, peak = tracemalloc.get_traced_memory()
    if peak - before > MAX_MEMORY:
        ended = f"took {(peak - before) >> 20} MB"
    return ended


def run(name: str, kind: Kind, count: int, folder: Path) -> None:
    """Read as many damaged files of a kind."""
    for k, content in enumerate(kind.sound):
        assert one(kind, content, folder / f"sound{k}") == "read", f"{name}: sound file {k}"
    counts: collections.Counter[str] = collections.Counter()
    wrong: list[str] = []
    started, slowest = time.monotonic(), 0.0
    for number in range(count):
        draw = random.Random(f"{SEED} {name} {number}")
        content = mutated(kind.sound, draw)
        place = folder / f"{number:05d}"
        begun = time.monotonic()
        ended = one(kind, content, place)
        slowest = max(slowest, time.monotonic() - begun)
        counts[ended if ended in ("read", "refused") else "wrong"] += 1
        if ended not in ("read", "refused"):
            wrong.append(f"{name} {number}: {ended} ({place / kind.name})")
            if len(wrong) >= MAX_FAILURES:
                break
        else:
            shutil.rmtree(place)
    taken = time.monotonic() - started
    print(
        f"\n{name}: {counts['refused']} refused, {counts['read']} read, {counts['wrong']} wrong, "
        f"{taken:.1f} s, slowest {slowest:.2f} s"
    )
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timers")


@pytest.mark.parametrize("name", NAMES)
def test_some_damaged_files(kinds, traced, tmp_path, name):
    run(name, kinds[name], FEW, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_thousands_of_damaged_files(asked_for, kinds, traced, tmp_path, name):
    run(name, kinds[name], OFTEN.get(name, MANY), tmp_path)


def test_every_kind_is_tried(kinds):
    assert set(kinds) == set(NAMES)
