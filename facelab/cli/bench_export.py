"""`facelab bench --export N`: kept faces leave as they do by the export dialog, in a library, with
settings and keys of its own, without a window.
"""

from __future__ import annotations

import argparse
import os
import queue
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from facelab.cli import parsing
from facelab.cli.console import notices, say
from facelab.cli.models import model_metadata
from facelab.cli.progress import Counter, counting
from facelab.errors import ExportError, FacelabError
from facelab.export.provenance.facts import NOTHING, VARIABLE, Parts
from facelab.recipe import ModelRef, Recipe, Seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facelab.engine import Frame
    from facelab.session import Message, Session

TURNS, AT_A_TURN = 5, 4
FACES_AGAIN = 5  # exports of the face on show
# What is written, in turns: what each costs.
_WAYS = {
    "unmarked": NOTHING,
    "metadata": Parts(signature=False, watermark=False),
    "metadata and signature": Parts(watermark=False),
    "watermark": Parts(xmp=False, signature=False),
    "all": Parts(),
}


def add_options(parser: argparse.ArgumentParser, instead: argparse._MutuallyExclusiveGroup) -> None:
    """Describe what the measuring asks for."""
    instead.add_argument(
        "--export",
        type=parsing.count,
        metavar="N",
        help="measure exporting N kept faces as the window does instead, and what marks cost",
    )


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure with the session of the window."""
    model, metadata = model_metadata(arguments.model)
    ref = ModelRef(metadata.model_sha256, metadata.name)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place,
        _environment(FACELAB_SIGNING=str(Path(place, "signing"))),
    ):
        ids = _kept(Path(place, "library"), ref, max(arguments.export, AT_A_TURN))
        with counting(notices()) as counter, _session(Path(place), model) as (session, calls):
            measuring = _Measuring(session, calls, Path(place, "pictures"), counter)
            return measuring.all(ids, arguments.export)


@contextmanager
def _environment(**said: str) -> Iterator[None]:
    """With these variables, and without the one that would decide over what is written."""
    before = dict(os.environ)
    if os.environ.pop(VARIABLE, None):
        say(f"${VARIABLE} is not heeded here.")
    os.environ.update(said)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _kept(folder: Path, ref: ModelRef, count: int) -> list[int]:
    from facelab.library import Library

    library = Library(folder)
    try:
        return [library.add(Recipe(ref, Seed(seed), finish="clean")) for seed in range(count)]
    finally:
        library.close()


class _Calls:
    """What other threads send to the session's, which is this one."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def __call__(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def until(self, condition: Callable[[], object]) -> None:
        while not condition():
            self._calls.get()()


@contextmanager
def _session(place: Path, model: Path) -> Iterator[tuple[Session, _Calls]]:
    """A session that has drawn its first face."""
    from facelab.session import Session

    calls = _Calls()
    session = Session(calls, settings_folder=place / "settings", library_folder=place / "library")
    drawn: list[object] = []
    failed: list[FacelabError] = []

    def on_frame(frame: Frame) -> None:
        if frame.kind == "full":
            drawn.append(frame)

    def on_message(said: Message) -> None:
        if said.level == "error":
            failed.append(FacelabError(said.what, said.why, said.fix))

    session.frame_ready.connect(on_frame)
    session.message.connect(on_message)
    try:
        session.start(seed=0, network=model)
        calls.until(lambda: drawn or failed)
        if failed:
            raise failed[0]
        yield session, calls
    finally:
        session.close()


class _Measuring:
    def __init__(self, session: Session, calls: _Calls, folder: Path, counter: Counter) -> None:
        self._session, self._calls, self._folder = session, calls, folder
        self._counter = counter

    def all(self, ids: Sequence[int], count: int) -> dict[str, Any]:
        """The whole export first, then what it is made of."""
        from facelab.session.exporting.scope import chosen, shown

        self._say(Parts())
        self._counter.begin("Exporting", count)
        whole = self._seconds(chosen(tuple(ids[:count])))
        self._counter.begin("Face on show", FACES_AGAIN)
        single = []
        for _ in range(FACES_AGAIN):
            single.append(self._seconds(shown(self._session.face.recipe)))
            self._counter.step()
        self._counter.begin("What marks cost", TURNS * len(_WAYS))
        times: dict[str, list[float]] = {name: [] for name in _WAYS}
        for turn in range(TURNS):
            some = [ids[(turn * AT_A_TURN + k) % len(ids)] for k in range(AT_A_TURN)]
            for name, parts in _WAYS.items():
                self._say(parts)
                times[name].append(self._seconds(chosen(tuple(some))) / AT_A_TURN)
                self._counter.step()
        plain = times["unmarked"]
        return {
            "faces": count,
            "seconds": whole,
            "faces_a_second": count / whole,
            "one_face_seconds": statistics.median(single),
            "seconds_a_face": {name: statistics.median(each) for name, each in times.items()},
            "times_unmarked": {
                name: statistics.median(a / b for a, b in zip(each, plain, strict=True))
                for name, each in times.items()
            },
        }

    def _say(self, parts: Parts) -> None:
        wanted = {f"write_{name}": value for name, value in asdict(parts).items()}
        self._session.change_settings(**wanted)

    def _seconds(self, scope: Any) -> float:
        from facelab.session.choices.export import ExportChoice

        ended: list[Any] = []
        exporting = self._session.exporting
        exporting.ended.connect(ended.append)
        start = time.perf_counter()
        job = exporting.run(scope, ExportChoice(folder=str(self._folder)))
        if scope.count > AT_A_TURN:
            told = [0]

            def step() -> None:
                while told[0] < int((job.progress.fraction or 0) * scope.count):
                    told[0] += 1
                    self._counter.step()

            job.changed.connect(step)
        self._calls.until(lambda: ended)
        seconds = time.perf_counter() - start
        exporting.ended.disconnect(ended.append)
        if ended[0].faces != scope.count:
            raise ExportError("Not all faces could be exported.", str(ended[0].refused[:1]))
        return seconds
