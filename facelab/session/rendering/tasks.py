"""What the engine's thread can be given to do: tasks, a step at a time.

A task of many steps (the pictures of a sheet, a search, a fit with gradients) is a class of its
own, in a file of its own; `EngineThread.submit` takes it. Between two steps, and where a step
asks `stop`, whatever is more urgent goes first: above all the face under the user's hand.

Whoever submits a task hears of its end in one of three ways: its last step tells, or `failed`
is called, or `dropped`. After `EngineThread.cancel` nothing is told any more, and nothing when
the program ends.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from facelab.engine import Renderer
from facelab.progress import Stop


class Rank(enum.IntEnum):
    """What is done first; of one rank the oldest, and those of many steps take turns."""

    HAND = 0
    """The face on the canvas. Only `CanvasTask` has it."""
    PROMISED = 1
    """The user counts on it: it is done even if the program is about to end."""
    AWAITED = 2
    """Somebody looks where it will be: side pictures, what a dialog waits for."""
    STILL = 3
    """The full frame for a hand that still holds a control. Only `CanvasTask` has it."""
    BACKGROUND = 4
    """Nobody waits. Done while the hand rests, and given up for anything else."""


@dataclass(frozen=True)
class Step:
    """What came of a step.

    Attributes
    ----------
    tell : callable or None
        Called on the session's thread, unless the task was cancelled meanwhile.
    last : bool
        Whether the task is done.
    """

    tell: Callable[[], None] | None = None
    last: bool = False


MORE = Step()


class Task(Protocol):
    """Work with the loaded network.

    Attributes
    ----------
    key : hashable
        By which it is cancelled. One that waits under the same key is replaced.
    rank : Rank
        Asked before each step: it may change.
    owed_by : str or None
        SHA-256 of the network that owes it: that one does it before another is loaded, since
        nobody asks for it again. None if loading another network drops it.
    what : str
        What it makes, in words, for a user who would lose it by quitting.
    dropped : callable or None
        Called on the session's thread if it will not be done: another network is loaded, or
        another task has taken its key.
    """

    @property
    def key(self) -> Hashable: ...
    @property
    def rank(self) -> Rank: ...
    @property
    def owed_by(self) -> str | None: ...
    @property
    def what(self) -> str: ...
    @property
    def dropped(self) -> Callable[[], None] | None: ...

    def step(self, renderer: Renderer, stop: Stop) -> Step:
        """Do a part, on the engine's thread: best some hundredths of a second, or less.

        Parameters
        ----------
        renderer : Renderer
            Belongs to the engine's thread: not to be used outside of this call.
        stop : callable
            Says within a long step that something more urgent waits, or that the task was
            cancelled: to be handed on to the renderer, which raises Stopped. The same
            step is then asked for again later, so it must not have changed the task before.

        Raises
        ------
        Exception
            Told through `failed`; the task is over.
        """

    def failed(self, error: Exception) -> None:
        """A step raised this; called on the session's thread."""


@runtime_checkable
class OfNetwork(Protocol):
    """A task that says for which network it is, whoever owes it: that one does it while it is
    loaded, also if another is in use.

    Attributes
    ----------
    network : str
        SHA-256.
    """

    @property
    def network(self) -> str: ...
