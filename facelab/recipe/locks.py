"""What stays as it is while directions are moved."""

from __future__ import annotations

from typing import Literal

import msgspec

MAX_LOCKS = 256

Hold = Literal["auto", "held", "free"]


class Locks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Attributes that moving directions leaves alone, by name.

    A named direction holds what it should by itself ("auto"): all but what changes by the
    meaning of the word, as a smile opens the mouth.

    Attributes
    ----------
    held : tuple of str
        What every direction holds, whatever it is; sorted.
    free : tuple of str
        What no direction holds; sorted.
    """

    held: tuple[str, ...] = ()
    free: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for names in (self.held, self.free):
            if len(names) > MAX_LOCKS:
                raise ValueError(f"more than {MAX_LOCKS} locks")
            if list(names) != sorted(set(names)):
                raise ValueError("the names of locks must be sorted and unique")
            if not all(1 <= len(name) <= 200 for name in names):
                raise ValueError("a lock's name must have 1 to 200 characters")
        if set(self.held) & set(self.free):
            raise ValueError("a lock cannot be held and free at once")

    def of(self, name: str) -> Hold:
        """How an attribute is held."""
        return "held" if name in self.held else "free" if name in self.free else "auto"

    def changed(self, name: str, hold: Hold) -> Locks:
        """These, with one attribute held otherwise."""
        held, free = set(self.held) - {name}, set(self.free) - {name}
        if hold == "held":
            held.add(name)
        elif hold == "free":
            free.add(name)
        return Locks(tuple(sorted(held)), tuple(sorted(free)))
