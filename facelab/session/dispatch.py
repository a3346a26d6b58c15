"""The way from other threads back to the session's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

# Runs a function soon, and on the session's thread: in the window, the GUI thread. May be called
# on any thread.
Dispatch: TypeAlias = Callable[[Callable[[], None]], None]
