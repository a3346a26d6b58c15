"""All commands of a window in one table: the program's, its panels', its workspaces'."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from facelab.ui.dialogs.keyboard_help import KeyGroup
from facelab.ui.window.commands import COMMANDS, MENUS, MORE_KEYS, Command
from facelab.ui.window.panel_entry import AnyEntry, PanelCommand
from facelab.ui.window.workspace import Workspace, held

Rows = list[str | None]


@dataclass(frozen=True)
class CommandTable:
    """What the menus, the tool bar and the list of keys are made of.

    Attributes
    ----------
    commands : dict of str to Command
        By their ids.
    menus : dict of str to tuple
        Titles of menus, and what is in them: see `commands.MENUS`.
    more_keys : dict of str to tuple
        Keys that belong to no command, with what they do, by the titles of groups.
    """

    commands: dict[str, Command]
    menus: dict[str, tuple[str | None, ...]]
    more_keys: dict[str, tuple[tuple[str, str], ...]]

    def key_groups(self) -> list[KeyGroup]:
        """Every key of the window, for the list of keys."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for title, entries in self.menus.items():
            for entry in entries:
                command = self.commands.get(entry or "")
                if command is None:
                    continue
                shortcuts = " / ".join((*command.keys, *filter(None, (command.plain_key,))))
                if shortcuts:
                    keys = groups.setdefault(title.replace("&", ""), [])
                    keys.append((shortcuts, command.text.replace("&", "").rstrip("…")))
        for title, more in self.more_keys.items():
            groups.setdefault(title, []).extend(more)
        return [KeyGroup(title, tuple(keys)) for title, keys in groups.items()]


def table_of(entries: Iterable[AnyEntry]) -> CommandTable:
    """The table of a window that has these panels."""
    entries = tuple(entries)
    workspaces = held(entry.workspace for entry in entries)
    menus = {title: _rows(rows, workspaces) for title, rows in MENUS.items()}
    commands = dict(COMMANDS)
    commands |= {each.command.id: each.command for each in workspaces}
    more_keys = dict(MORE_KEYS)
    for entry in entries:
        for each in entry.commands:
            assert each.command.id not in commands, f"two commands {each.command.id}"
            commands[each.command.id] = each.command
            _insert(menus[each.menu], each)
        for title, keys in entry.keys.items():
            more_keys[title] = more_keys.get(title, ()) + keys
    return CommandTable(
        commands, {title: tuple(_without_double_lines(rows)) for title, rows in menus.items()},
        more_keys,
    )  # fmt: skip


def _rows(rows: Iterable[str | None], workspaces: Iterable[Workspace]) -> Rows:
    ids = [each.command.id for each in workspaces]
    return [each for row in rows for each in (ids if row == "<workspaces>" else [row])]


def _insert(rows: Rows, each: PanelCommand) -> None:  # type: ignore[type-arg]
    at = rows.index(each.after) + 1 if each.after else len(rows)
    rows[at:at] = [None, each.command.id] if each.apart else [each.command.id]


def _without_double_lines(rows: Rows) -> Rows:
    return [row for at, row in enumerate(rows) if row is not None or (at and rows[at - 1])]
