"""The menu of a direction."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from facelab.engine import GROUPS, ModelInfo
from facelab.recipe import Recipe
from facelab.recipe.locks import Hold
from facelab.ui.panels.directions.lock_button import fill_lock_menu
from facelab.ui.panels.directions.row import DirectionRow

Span = tuple[int, int] | None


class RowCommands(Protocol):
    """What the menu's entries do."""

    def pin(self, name: str, on: bool) -> None: ...
    def set_layers(self, name: str, span: Span) -> None: ...
    def choose_layers(self, name: str) -> None: ...
    def set_hold(self, name: str, hold: Hold) -> None: ...
    def show_about(self, name: str) -> None: ...
    def export(self, name: str) -> None: ...
    def add_to_mine(self, name: str) -> None: ...
    def rename(self, name: str) -> None: ...
    def delete(self, name: str) -> None: ...


def make_menu(
    row: DirectionRow,
    recipe: Recipe,
    model: ModelInfo,
    commands: RowCommands,
    *,
    pinned: bool,
    own: bool,
    carried: bool,
    parent: QWidget,
) -> QMenu:
    """Reset, pin, layers, lock, about, export; for the user's own also rename and delete. One
    that only the face on show has can be added to them instead.
    """
    name = row.direction.id
    menu = QMenu(parent)
    menu.addAction("Reset", row.slider.reset).setEnabled(row.slider.value() != 0.0)
    menu.addAction("Unpin" if pinned else "Pin to the top", lambda: commands.pin(name, not pinned))
    menu.addSeparator()
    _fill_layers(menu.addMenu("Layers"), name, recipe, model, commands)
    if row.direction.named and model.directions.space is not None:
        lock = menu.addMenu("Lock")
        hold = partial(commands.set_hold, name)
        fill_lock_menu(lock, recipe.locks.of(name), row.direction.title, hold)
    menu.addSeparator()
    menu.addAction("About", partial(commands.show_about, name))
    if carried:
        menu.addAction("Add to Mine", partial(commands.add_to_mine, name))
        return menu
    menu.addAction("Export…", partial(commands.export, name))
    if own:
        menu.addSeparator()
        menu.addAction("Rename…", partial(commands.rename, name))
        menu.addAction("Delete", partial(commands.delete, name))
    return menu


def _fill_layers(
    menu: QMenu, name: str, recipe: Recipe, model: ModelInfo, commands: RowCommands
) -> None:
    used = next((m.layers for m in recipe.directions if m.direction == name), None)
    choices: list[tuple[str, Span]] = [("Default", None)]
    for group in GROUPS:
        rows = model.groups[group]
        if rows:
            choices.append((group.capitalize(), (rows[0], rows[-1])))
    exclusive = QActionGroup(menu)
    for title, span in choices:
        action = menu.addAction(title)
        action.setCheckable(True)
        action.setChecked(span == used)
        exclusive.addAction(action)
        action.triggered.connect(lambda _, span=span: commands.set_layers(name, span))
    menu.addSeparator()
    some = "From … to …" if used in [span for _, span in choices] else "From {} to {} …"
    other = menu.addAction(some.format(*(used or ())))
    other.setCheckable(True)
    other.setChecked("{" in some)
    exclusive.addAction(other)
    other.triggered.connect(lambda _: commands.choose_layers(name))
