"""The faces that were visited, in order, so that "previous face" goes back to where one was."""

from __future__ import annotations

from collections.abc import Iterable

from facelab.recipe import Source

MAX_FACES = 1000


class Trail:
    """A line of sources and a place on it, like a browser's back and forward."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._sources: list[Source] = []
        for source in sources:
            if not self._sources or self._sources[-1] != source:
                self._sources.append(source)
        self._place = len(self._sources) - 1

    @property
    def before(self) -> Source | None:
        """The face that was visited before the current one."""
        return self._sources[self._place - 1] if self._place > 0 else None

    @property
    def after(self) -> Source | None:
        """The face that one came back from, if one went back."""
        later = self._place + 1
        return self._sources[later] if later < len(self._sources) else None

    def visit(self, source: Source) -> None:
        """Note the face on show: a step back, a step forward, or a new one."""
        if self._place >= 0 and source == self._sources[self._place]:
            return
        if source == self.before:
            self._place -= 1
        elif source == self.after:
            self._place += 1
        else:
            del self._sources[self._place + 1 :]
            self._sources.append(source)
            del self._sources[:-MAX_FACES]
            self._place = len(self._sources) - 1
