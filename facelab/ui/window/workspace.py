"""The workspaces of the window: what it can be arranged for, in the order of their switch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from facelab.ui.window.commands import Command

WorkspaceName = Literal["edit", "explore", "animate", "library"]


@dataclass(frozen=True)
class Workspace:
    """One arrangement of the window.

    Attributes
    ----------
    name : str
        Settings know it by this.
    title : str
        On the switch.
    command : Command
        Shows it. One whose middle is a page is left by the same key.
    """

    name: WorkspaceName
    title: str
    command: Command


# F keys: Ctrl+Alt is how Windows writes the third signs of keys, and digits want Shift in France.
WORKSPACES = (
    Workspace("edit", "Edit", Command(
        "edit_workspace", "&Edit", "Work on one face", ("F5",), checkable=True)),
    Workspace("explore", "Explore", Command(
        "explore_workspace", "E&xplore", "See many faces at once", ("F6",), checkable=True)),
    Workspace("animate", "Animate", Command(
        "animate_workspace", "A&nimate", "Set faces in motion", ("F7",), checkable=True)),
    Workspace("library", "Library", Command(
        "gallery", "Li&brary", "Browse all kept faces", ("F8", "Ctrl+L"), "G", checkable=True)),
)  # fmt: skip
FIRST: WorkspaceName = "edit"


def held(names: Iterable[WorkspaceName]) -> tuple[Workspace, ...]:
    """The workspaces that hold something: the others do not show."""
    there = {FIRST, *names}
    return tuple(each for each in WORKSPACES if each.name in there)
