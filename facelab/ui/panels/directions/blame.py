"""What is wrong with an edit, in words: for the sliders that are to blame, and in a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from facelab.engine import Strain

MOST = 3  # that are called by their names


@dataclass(frozen=True)
class Blame:
    """Words for the user.

    Attributes
    ----------
    line : str
        In a few words; empty if all is well.
    why : str
        The same in a sentence that says what to do.
    sliders : dict of str to str
        Why, for each direction that is to blame.
    """

    line: str = ""
    why: str = ""
    sliders: dict[str, str] = field(default_factory=dict)


def blame_of(
    strain: Strain, title_of: Callable[[str], str], lock_title_of: Callable[[str], str]
) -> Blame:
    """Words for what was found.

    Parameters
    ----------
    title_of, lock_title_of : callable
        The titles of directions, and of what can be locked, by their names.
    """
    sliders = {name: _held(title_of(name)) for name in strain.held}
    for name, locks in strain.stopped.items():
        sliders[name] = _stopped(title_of(name), [lock_title_of(each) for each in locks])
    line, why = "", next(iter(sliders.values()), "")
    if strain.stopped:
        name, locks = next(iter(strain.stopped.items()))
        line = f"{title_of(name)} does nothing: {_is_held([lock_title_of(e) for e in locks])}"
    if strain.beyond:
        line, why = _beyond([title_of(name) for name in strain.beyond])
        sliders |= dict.fromkeys(strain.beyond, why)
    return Blame(line, why, sliders)


def _beyond(titles: Sequence[str]) -> tuple[str, str]:
    if len(titles) == 1:
        return (
            f"{titles[0]} goes too far: lower it",
            f"{titles[0]} goes beyond what this network can draw for this face. Lower it.",
        )
    names = _listed(titles)
    return (
        f"{names} go too far together: lower one",
        f"{names} together go beyond what this network can draw. Lower one of them.",
    )


def _held(title: str) -> str:
    return f"Stay within blocks {title} completely. Raise its limit or switch it off."


def _stopped(title: str, locks: Sequence[str]) -> str:
    them = "it" if len(locks) == 1 else "one of them"
    return f"{title} does nothing because {_is_held(locks)}. Set {them} to Auto."


def _is_held(locks: Sequence[str]) -> str:
    return f"{_listed(locks)} {'is' if len(locks) == 1 else 'are'} on Hold"


def _listed(titles: Sequence[str]) -> str:
    shown = list(titles[:MOST])
    if len(titles) > MOST:
        shown.append(f"{len(titles) - MOST} more")
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
