"""A panel, where it is, how it is made and what it can be told to do: one entry.

The window makes its docks, its menus, the list of keys and its workspaces of the entries; a new
panel is a folder under `ui/panels` and an entry in `panel_entries`, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QMainWindow, QWidget

from facelab.session import Session
from facelab.ui.canvas import Canvas
from facelab.ui.gallery import Gallery
from facelab.ui.window.commands import Command
from facelab.ui.window.workspace import WorkspaceName

P = TypeVar("P", bound=QWidget)
SIDE_WIDTH = 290


class Docks(Protocol):
    """What a panel may ask of those around it."""

    def give_room(self, name: str, height: int) -> None:
        """Make a panel as high as its content, as far as its neighbours can give."""


class Ways(Protocol):
    """How a panel goes from one workspace to another.

    Attributes
    ----------
    current : str
        The one on show.
    changed : signal
        Another one is on show.
    """

    current: WorkspaceName
    changed: SignalInstance

    def show(self, name: WorkspaceName) -> None:
        """Show a workspace."""

    def show_panel(self, name: str) -> None:
        """Open a panel, where it is at home unless it is offered here."""

    def show_canvas(self) -> None:
        """Show the last workspace that had the picture in its middle."""

    def back(self) -> None:
        """Leave a page for the workspace from which it was opened."""


class Page(Protocol):
    """A panel in the middle of a workspace."""

    def take_keys(self) -> None:
        """The keys go to it."""

    def escape(self) -> bool:
        """Take one step out, of a search for example. Returns whether there was one to take."""


@runtime_checkable
class KeepsChosen(Protocol):
    """A page on which the command that keeps means the faces that are selected there."""

    def keep_chosen(self) -> None:
        """Keep them."""


@dataclass(frozen=True)
class Parts:
    """What panels are made of, and joined to.

    Attributes
    ----------
    escape : callable
        What Escape does in the window, for panels that notice it first.
    export : callable
        Shows a tab of the export dialog, by its name.
    """

    session: Session
    window: QMainWindow
    canvas: Canvas
    gallery: Gallery
    docks: Docks
    workspaces: Ways
    escape: Callable[[], None]
    export: Callable[[str], None] = lambda name: None


@dataclass(frozen=True)
class Place:
    """Where the dock of a panel is at first, until the user puts it elsewhere.

    Attributes
    ----------
    area : Qt.DockWidgetArea
    height : int
        Pixels; the panels of a side share what there is in these proportions.
    width : int
        Of its side, if it is the first there; narrow windows give no side more than `SIDE_WIDTH`.
    behind : str
        Name of the panel with which it shares its place, behind it.
    behind_when_low : str
        The same in a window too low for all.
    only_as_needed : bool
        It has no use for more height than its content: the others of its side take that.
    own_title : bool
        Its controls are in its title; it has them as `header`.
    """

    area: Qt.DockWidgetArea
    height: int
    width: int = SIDE_WIDTH
    behind: str = ""
    behind_when_low: str = ""
    only_as_needed: bool = False
    own_title: bool = False


@dataclass(frozen=True)
class PanelCommand(Generic[P]):
    """A command that a panel brings along.

    Attributes
    ----------
    menu : str
        Title of the menu, as in `commands.MENUS`.
    do : callable
        Gets the parts and the panel, and its state if the command is checkable.
    after : str
        Command below which it stands; by default it is the last of the menu.
    apart : bool
        With a line above it.
    """

    command: Command
    menu: str
    do: Callable[..., object]
    after: str = ""
    apart: bool = False


@dataclass(frozen=True)
class PanelEntry(Generic[P]):
    """A panel of the window.

    Attributes
    ----------
    name : str
        Settings and other entries know it by this; it never changes.
    title : str
        What users call it.
    workspace : str
        Where it is at home, and open at first. A workspace shows once something is at home there.
    place : Place or "centre"
        A dock; or the middle of the workspace, in the place of the picture. That is then a `Page`.
    make : callable
    commands : tuple of PanelCommand
    keys : mapping
        Keys of its controls for the list of keys, with what they do, by the titles of groups.
    needs_face : bool
        It is enabled while there is a face.
    also_in : tuple of str
        Workspaces in which its dock can be opened as well; at first it is closed there.
    also_open_in : tuple of str
        The same, but there it is open at first.
    """

    name: str
    title: str
    workspace: WorkspaceName
    place: Place | Literal["centre"]
    make: Callable[[Parts], P]
    commands: tuple[PanelCommand[P], ...] = ()
    keys: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    needs_face: bool = False
    also_in: tuple[WorkspaceName, ...] = ()
    also_open_in: tuple[WorkspaceName, ...] = ()

    def dock_place(self) -> Place | None:
        """Where its dock is; None of a page."""
        return None if self.place == "centre" else self.place

    def offered_in(self, workspace: WorkspaceName) -> bool:
        """Whether its dock can be opened there."""
        return workspace in self.also_in or self.open_in(workspace)

    def open_in(self, workspace: WorkspaceName) -> bool:
        """Whether its dock is open there at first."""
        return workspace in (self.workspace, *self.also_open_in)


AnyEntry = PanelEntry[Any]
