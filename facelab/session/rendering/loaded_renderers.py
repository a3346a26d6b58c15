"""The networks that stay loaded: the one in use, and some of before, while memory allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from facelab.engine import ModelInfo, Renderer
from facelab.engine.room import free_memory
from facelab.errors import FacelabError

MOST = 3
# Left for everything else: a network that comes, its frames, the system.
RESERVE = 2 * 2**30

LoadRenderer = Callable[[Path, str, Callable[[FacelabError], None]], Renderer]


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
    load : callable
    free : callable
        Bytes of memory that are free on a device, None if nobody knows.
    """

    def __init__(self, load: LoadRenderer, free: Callable[[str], int | None] = free_memory) -> None:
        self._load = load
        self._free = free
        self._held: list[_Held] = []
        self._current: _Held | None = None
        self._doubted: set[Path] = set()

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

    def of(self, sha256: str) -> Renderer | None:
        """The network of this hash, if it is loaded."""
        found = (each.renderer for each in self._held if each.renderer.info.sha256 == sha256)
        return next(found, None)

    def doubt(self, path: Path) -> None:
        """Load this file anew when it is asked for again."""
        self._doubted.add(path)

    def prepare(
        self, path: Path, device: str, notify: Callable[[FacelabError], None]
    ) -> tuple[Renderer, bool]:
        """Have a network loaded; `turn_to` puts it to use. Returns it, and whether it was loaded
        already.

        The one in use is loaded anew: that is what the user wants of it, on another device or
        after a fall-back, and it goes before, for the memory's sake.
        """
        stamp = _stamp(path)
        found = next((each for each in self._held if each.path == path), None)
        if found is not None:
            as_before = (found.device, found.stamp) == (device, stamp)
            if found is not self._current and as_before and path not in self._doubted:
                return found.renderer, True
            self._close(found)
        self._doubted.discard(path)
        self._make_room(MOST - 1)
        made = _Held(path, device, stamp, self._load(path, device, notify))
        self._held.append(made)
        return made.renderer, False

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
