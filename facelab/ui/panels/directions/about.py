"""What was measured of a direction, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from facelab.checkpoints.directions import Figures
from facelab.engine import GROUPS

_SELECTIVE, _FAIRLY = 8.0, 4.0
_STAYS, _ALIKE = 0.35, 0.7  # change of the person; 1 is as different as two people are


def measured(figures: Figures | None) -> list[tuple[str, str]]:
    """A name and a text for each thing that was measured; none if nothing was."""
    if figures is None:
        return []
    selective = figures.selectivity
    if selective >= _SELECTIVE:
        words = "hardly any"
    elif selective >= _FAIRLY:
        words = "some"
    else:
        words = "many"
    if figures.identity < _STAYS:
        person = "stays"
    elif figures.identity < _ALIKE:
        person = "changes a little"
    else:
        person = "changes"
    faces = "1 face" if figures.faces == 1 else f"{figures.faces} faces"
    return [
        (
            "Side effects",
            f"{words} (selectivity {selective:.1f}; {figures.selectivity_unlocked:.1f}"
            " without locks)",
        ),
        ("Identity", f"{person} ({figures.identity:.2f}; 1 is another person)"),
        ("Works", f"on {100 * figures.monotone:.0f}% of faces"),
        ("Measured on", faces),
    ]


def layers(
    span: tuple[int, int], groups: Mapping[str, Sequence[int]], used: Sequence[int], own: bool
) -> str:
    """Which layers a direction reaches: "Coarse and middle layers, 0 to 8".

    Parameters
    ----------
    span : (int, int)
        First and last.
    groups : mapping
        Rows of coarse, middle and fine.
    used : sequence of int
        Rows that the network reads.
    own : bool
        Whether they are the direction's own.
    """
    inside = [row for row in used if span[0] <= row <= span[1]]
    chosen = "" if own else ", as you chose"
    if list(used) == inside:
        return f"All layers{chosen}"
    names = [name for name in GROUPS if set(groups[name]) & set(inside)]
    if not names:
        return f"Layers the network does not use{chosen}"
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    where = f"{span[0]}" if span[0] == span[1] else f"{span[0]} to {span[1]}"
    return f"{listed.capitalize()} layers, {where}{chosen}"
