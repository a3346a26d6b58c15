"""Faces drawn by many hands, and brought in by one: each comes back in its place in the list.

Hands are processes of this machine or of a cluster. They are given chunks of recipes and hand back
finished files, so they own nothing: what a hand was at when it was lost is given to another, face
by face, and a face over which hands are lost again and again is refused.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from facelab.errors import FacelabError, ModelError
from facelab.export.orders import Drawing, DrawnStep, Step, Unsigned, Wanted
from facelab.progress import Stop, go_on
from facelab.recipe import Recipe

CHUNK = 4  # faces that are given at once
AHEAD = 2  # chunks for each hand: one that it is at, one that waits
TRIES = 3  # hands that may be lost over one face
_POLL_SECONDS = 0.1

# What became of each face of a chunk.
Answers = Sequence[Unsigned | FacelabError]


class Lost:
    """Whoever had a chunk is gone, and so is what was made of it."""


class Hands(Protocol):
    """Draw chunks of faces.

    Attributes
    ----------
    count : int
        How many there are, as of now.
    """

    @property
    def count(self) -> int: ...

    def give(self, number: int, recipes: Sequence[Recipe]) -> None:
        """Have a chunk drawn. Its number is new.

        Raises
        ------
        FacelabError
            There is nobody any more to give it to.
        """

    def brought(self, seconds: float) -> Sequence[tuple[int, Answers | Lost]]:
        """What has come back by now; waits so long for the first.

        Raises
        ------
        FacelabError
            What would end all of them, such as a network that is not there.
        """


def spread_over(hands: Hands, stop: Stop = go_on) -> Drawing:
    """How hands draw, for `Plan.brought_in`; it ends early if `stop` says so."""

    def drawing(steps: Iterator[Step]) -> Iterator[DrawnStep]:
        lines = _Lines(steps, CHUNK * AHEAD)
        try:
            yield from _Spreading(lines, hands, stop).run()
        finally:
            lines.close()

    return drawing


@dataclass(eq=False)
class _Place:
    """A place in the list."""

    step: Step
    drawn: Unsigned | FacelabError | None = None
    tries: int = 0

    @property
    def is_done(self) -> bool:
        return self.drawn is not None or not isinstance(self.step, Wanted)

    @property
    def result(self) -> DrawnStep:
        if not isinstance(self.step, Wanted):
            return self.step
        assert self.drawn is not None
        return self.step, self.drawn


class _Spreading:
    """One list on its way through hands. What is held is bounded by how many hands there are."""

    def __init__(self, lines: _Lines, hands: Hands, stop: Stop) -> None:
        self._lines, self._hands, self._stop = lines, hands, stop
        self._places: deque[_Place] = deque()
        self._again: deque[list[_Place]] = deque()
        self._away: dict[int, list[_Place]] = {}
        self._number = 0

    def run(self) -> Iterator[DrawnStep]:
        while not self._stop():
            self._give()
            while self._places and self._places[0].is_done and not self._stop():
                yield self._places.popleft().result
                self._give()  # meanwhile it was written
            if not self._places and self._lines.ended:
                if self._lines.error is not None:
                    raise self._lines.error
                return
            if self._away:
                for number, answers in self._hands.brought(_POLL_SECONDS):
                    self._note(number, answers)
            elif not self._places:
                self._lines.wait(_POLL_SECONDS)

    def _give(self) -> None:
        hands = max(self._hands.count, 1)
        while len(self._away) < AHEAD * hands:
            if self._again:
                chunk = self._again.popleft()
            else:
                # One that takes long must not let the others run ahead for ever.
                chunk = self._next_chunk(4 * CHUNK * AHEAD * hands - len(self._places))
            if not chunk:
                return
            self._number += 1
            self._away[self._number] = chunk
            recipes = [each.step.order.recipe for each in chunk if isinstance(each.step, Wanted)]
            self._hands.give(self._number, recipes)

    def _next_chunk(self, room: int) -> list[_Place]:
        """What is to be drawn of the lines that are there by now."""
        chunk: list[_Place] = []
        while room > 0 and len(chunk) < CHUNK:
            step = self._lines.get()
            if step is None:
                break
            place = _Place(step)
            self._places.append(place)
            room -= 1
            if isinstance(step, Wanted):
                chunk.append(place)
        return chunk

    def _note(self, number: int, answers: Answers | Lost) -> None:
        chunk = self._away.pop(number)
        if not isinstance(answers, Lost):
            for place, drawn in zip(chunk, answers, strict=True):
                place.drawn = drawn
            return
        for place in chunk:  # each by itself: one of them may be why
            place.tries += 1
            if place.tries < TRIES:
                self._again.append([place])
            else:
                place.drawn = ModelError(
                    "It could not be drawn.",
                    f"{TRIES} workers ended while they drew it; memory may have run out.",
                    "Try it with fewer workers, or by itself.",
                )


class _Lines:
    """Reads the list on a thread of its own: a line that has not come yet keeps nothing up."""

    def __init__(self, steps: Iterator[Step], room: int) -> None:
        self._steps = steps
        self._queue: queue.Queue[Step | BaseException | None] = queue.Queue(room)
        self._held: Step | None = None
        self._closed = threading.Event()
        self.ended = False
        self.error: BaseException | None = None  # what it ended with
        # Whoever writes to our standard input may never end: nobody waits for this thread.
        self._thread = threading.Thread(target=self._read, name="facelab-list", daemon=True)
        self._thread.start()

    def get(self) -> Step | None:
        """The next, if it is there by now."""
        if self._held is not None:
            step, self._held = self._held, None
            return step
        if self.ended:
            return None
        with suppress(queue.Empty):
            return self._taken(self._queue.get_nowait())
        return None

    def wait(self, seconds: float) -> None:
        """Wait until there is one, but not for ever."""
        if self._held is None and not self.ended:
            with suppress(queue.Empty):
                self._held = self._taken(self._queue.get(timeout=seconds))

    def close(self) -> None:
        """Read no more."""
        self._closed.set()
        with suppress(queue.Empty):
            while True:
                self._queue.get_nowait()

    def _taken(self, found: Step | BaseException | None) -> Step | None:
        if isinstance(found, BaseException):
            self.ended, self.error = True, found
            return None
        self.ended = found is None
        return found

    def _read(self) -> None:
        last: BaseException | None = None
        try:
            for step in self._steps:
                if not self._put(step):
                    return
        except BaseException as error:  # told where it is waited for
            last = error
        self._put(last)

    def _put(self, step: Step | BaseException | None) -> bool:
        while not self._closed.is_set():
            with suppress(queue.Full):
                self._queue.put(step, timeout=_POLL_SECONDS)
                return True
        return False
