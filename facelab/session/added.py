"""What files bring to what users keep under names of their own: formats, sets of expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from facelab.plain_text import counted
from facelab.session.messages import Message

MOST_NAMED = 6


class Named(Protocol):
    """What has a name for the command line."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


@dataclass(frozen=True)
class Added(Generic[T]):
    """Something that was to be among the user's own: as it is there, and whether that is new."""

    item: T
    new: bool


@dataclass(frozen=True)
class Kind(Generic[T]):
    """What is added, in words.

    Attributes
    ----------
    one : str
        "set", which gets its plural.
    rest : str
        What follows: " of expressions".
    where : str
        How it is used, with a place for "it" or "them", and one for the name.
    title : callable
        The name for people.
    """

    one: str
    rest: str
    where: str
    title: Callable[[T], str]


def told_added(kind: Kind[T], added: Sequence[Added[T]]) -> Message:
    """What the user is told of what was in files."""
    new = [each.item for each in added if each.new]
    there = [each.item for each in added if not each.new]
    if len(added) == 1:
        (one,) = new or there
        what = f"Added {kind.title(one)} to your own {kind.one}s{kind.rest}"
        if there:
            what = f"{kind.title(one)} is already among the {kind.one}s{kind.rest}"
        return Message("info", what, kind.where.format("it", one.name))
    what = f"Added {counted(len(new), kind.one)}{kind.rest} to your own"
    again = f"{len(there)} {'was' if len(there) == 1 else 'were'} there already." if there else ""
    names = ", ".join(each.name for each in new[:MOST_NAMED])
    more = f" and {len(new) - MOST_NAMED} more" if len(new) > MOST_NAMED else ""
    where = kind.where.format("them", "NAME") + f" Their names: {names}{more}." if new else ""
    return Message("info", what, "\n".join(filter(None, (where, again))))
