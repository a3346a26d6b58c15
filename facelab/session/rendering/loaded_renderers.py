"""The networks that stay loaded: the one in use, and some of before, while memory allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from facelab.engine import ModelInfo, Renderer
from facelab.engine.room import free_memory

MOST = 3
# Left for everything else: a network that comes, its frames, the system.
RESERVE = 2 * 2**30


@dataclass(eq=False)
class _Held:
    """A renderer, the file and device that were asked for, and the state of the file then."""

    path: Path
    device: str
    stamp: tuple[int, int] | None
    renderer: Renderer


class LoadedRenderers:
    """Renderers by file, the one used last at the end. The engine's thread owns it.

    Parameters
    ----------
    free : callable
        Bytes of memory that are free on a device, None if nobody knows.
    """

    def __init__(self, free: Callable[[str], int | None] = free_memory) -> None:
        self._free = free
        self._held: list[_Held] = []
        self._current: _Held | None = None
        self._doubted: set[Path] = set()
        self._stamps: dict[Path, tuple[int, int] | None] = {}  # of files that are on their way

    @property
    def current(self) -> Renderer | None:
        """The one in use."""
        return None if self._current is None else self._current.renderer

    @property
    def asked(self) -> tuple[Path, str] | None:
        """File and device of the one in use."""
        return None if self._current is None else (self._current.path, self._current.device)

    @property
    def infos(self) -> tuple[ModelInfo, ...]:
        """Of all that are loaded, the one used last at the end."""
        return tuple(each.renderer.info for each in self._held)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Files of all that are loaded."""
        return tuple(each.path for each in self._held)

    def of(self, sha256: str) -> Renderer | None:
        """The network of this hash, if it is loaded."""
        found = (each.renderer for each in self._held if each.renderer.info.sha256 == sha256)
        return next(found, None)

    def doubt(self, path: Path) -> None:
        """Load this file anew when it is asked for again."""
        self._doubted.add(path)

    def is_current(self, path: Path) -> bool:
        """Whether this file is in use."""
        return self._current is not None and self._current.path == path

    def find(self, path: Path, device: str) -> Renderer | None:
        """A network that is loaded just as it is asked for, and not in use.

        The one in use is loaded anew: that is what the user wants of it, on another device or
        after a fall-back.
        """
        found = self._of(path)
        if found is None or found is self._current or path in self._doubted:
            return None
        return found.renderer if (found.device, found.stamp) == (device, _stamp(path)) else None

    def make_way(self, path: Path) -> None:
        """Before a file is loaded: let go of what it replaces, and of what there is no memory
        for beside it.
        """
        self._stamps[path] = _stamp(path)
        found = self._of(path)
        if found is not None:
            self._close(found)
        self._doubted.discard(path)
        self._make_room(MOST - 1)

    def add(self, path: Path, device: str, renderer: Renderer) -> None:
        """One that was loaded; `turn_to` puts it to use."""
        stamp = self._stamps.pop(path, None)
        self._held.insert(max(0, len(self._held) - 1), _Held(path, device, stamp, renderer))

    def turn_to(self, renderer: Renderer) -> None:
        """Put one that is loaded to use, and let go of what there is no memory for."""
        made = next(each for each in self._held if each.renderer is renderer)
        self._held.remove(made)
        self._held.append(made)
        self._current = made
        self._make_room(MOST)

    def close(self) -> None:
        """Give all memory back."""
        while self._held:
            self._close(self._held[-1])

    def _make_room(self, most: int) -> None:
        """Let go of those that were not used for the longest time, never of the one in use."""
        others = [each for each in self._held if each is not self._current]
        while others and (len(self._held) > most or self._is_short()):
            self._close(others.pop(0))

    def _is_short(self) -> bool:
        current = self._current
        free = self._free("cpu" if current is None else current.renderer.info.device_name)
        return free is not None and free < RESERVE

    def _of(self, path: Path) -> _Held | None:
        return next((each for each in self._held if each.path == path), None)

    def _close(self, held: _Held) -> None:
        self._held.remove(held)
        if held is self._current:
            self._current = None
        held.renderer.close()


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        said = path.stat()
    except OSError:  # told by whoever loads it
        return None
    return said.st_mtime_ns, said.st_size
