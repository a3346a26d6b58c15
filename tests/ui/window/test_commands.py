from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from facelab.ui.icons import ICONS
from facelab.ui.window.command_actions import CommandActions
from facelab.ui.window.command_table import table_of
from facelab.ui.window.commands import CANVAS_MENU, TOOLBAR_LEFT, TOOLBAR_RIGHT
from facelab.ui.window.panel_entries import ENTRIES

TABLE = table_of(ENTRIES)
COMMANDS, MENUS = TABLE.commands, TABLE.menus


class Recorder(dict[str, Callable[..., object]]):
    """A handler for each command, and what was called."""

    def __init__(self) -> None:
        self.called: list[object] = []
        for name, command in COMMANDS.items():
            note = self._note_switch if command.checkable else self.called.append
            self[name] = partial(note, name)

    def _note_switch(self, name: str, on: bool) -> None:
        self.called.append((name, on))


class Window(QMainWindow):
    """Hands plain keys on as the main window does."""

    actions_made: CommandActions
    slots: QLabel

    def keyPressEvent(self, event):
        if not self.actions_made.plain_key_pressed(event):
            super().keyPressEvent(event)


@pytest.fixture
def handlers() -> Recorder:
    return Recorder()


@pytest.fixture
def window(qtbot: QtBot, handlers: Recorder) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.actions_made = CommandActions(made, TABLE, handlers)
    others = (
        "<recent>",
        "<panels>",
        "<theme>",
        "<device>",
        "<background>",
        "<networks>",
        "<looks>",
    )
    made.actions_made.fill_menus({name: lambda menu: None for name in others})
    made.slots = QLabel("A B")
    made.addToolBar(
        made.actions_made.make_toolbar({"<slots>": made.slots, "<workspaces>": QLabel("Edit")})
    )
    made.show()
    qtbot.waitActive(made)
    return made


def test_every_command_is_in_a_menu_and_only_once():
    entries = [entry for menu in MENUS.values() for entry in menu if entry in COMMANDS]
    assert Counter(entries) == Counter(COMMANDS.keys())
    known = {*COMMANDS, None, "<slots>", "<workspaces>"}
    assert {*TOOLBAR_LEFT, *TOOLBAR_RIGHT} <= known


def test_no_key_means_two_things():
    keys = [QKeySequence(key).toString() for command in COMMANDS.values() for key in command.keys]
    plain = [command.plain_key for command in COMMANDS.values() if command.plain_key]
    assert [key for key, count in Counter([*keys, *plain]).items() if count > 1] == []
    assert all(keys), "a key that Qt does not know"


def test_texts_tips_and_icons():
    for command in COMMANDS.values():
        assert command.tip
        assert not command.tip.endswith(".")
        assert command.text.count("&") == 1
        assert not command.icon or command.icon in ICONS
    for entries in MENUS.values():
        letters = [
            COMMANDS[entry].text[COMMANDS[entry].text.index("&") + 1].lower()
            for entry in entries
            if entry in COMMANDS
        ]
        assert len(letters) == len(set(letters)), letters


def test_the_tool_bar_holds_what_the_window_gives_it(window: Window):
    assert window.slots.isVisible()


def test_menus_and_toolbar_do_what_they_say(window: Window, handlers: Recorder):
    for name, command in COMMANDS.items():
        action = window.actions_made[name]
        assert action.toolTip().startswith(command.tip)
        action.trigger()
        expected = (name, True) if command.checkable else name
        assert handlers.called[-1] == expected
    assert len(handlers.called) == len(COMMANDS)


def test_the_menu_of_the_picture_is_made_of_commands(window: Window, handlers: Recorder):
    menu = window.actions_made.canvas_menu()
    actions = [action for action in menu.actions() if not action.isSeparator()]
    assert actions == [window.actions_made[entry] for entry in CANVAS_MENU if entry]
    menu.close()


def test_macos_finds_what_belongs_into_its_own_menu(window: Window):
    roles = {name: window.actions_made[name].menuRole() for name in COMMANDS}
    own = {name for name, role in roles.items() if role != QAction.MenuRole.NoRole}
    assert own == {"settings", "about", "quit"}


def test_what_needs_a_face_waits_for_one(window: Window, handlers: Recorder):
    window.actions_made.set_face_there(False)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert handlers.called == []
    window.actions_made.set_face_there(True)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert handlers.called == ["next_face"]


def test_what_acts_on_the_canvas_waits_until_it_is_seen(window: Window, handlers: Recorder):
    actions = window.actions_made
    actions.set_canvas_covered(True)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_A, Qt.Key.Key_R):
        QTest.keyClick(window, key)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert handlers.called == []
    QTest.keyClick(window, Qt.Key.Key_G)
    assert handlers.called == [("gallery", True)]
    actions.set_face_there(False)
    actions.set_canvas_covered(False)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert len(handlers.called) == 1, "there is no face yet"
    actions.set_face_there(True)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert handlers.called[-1] == "next_face"


def test_shift_makes_another_key(window: Window, handlers: Recorder):
    QTest.keyClick(window, Qt.Key.Key_A)
    QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    assert handlers.called == ["show_a", "store_a", "store_b"]


def test_plain_keys_have_no_modifiers(window: Window, handlers: Recorder):
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert handlers.called == ["random_face"]
    QTest.keyClick(window, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    assert handlers.called == ["random_face", "keys"]


def test_the_list_of_keys_knows_them_all():
    listed = " ".join(keys for group in TABLE.key_groups() for keys, _ in group.keys)
    for command in COMMANDS.values():
        for key in (*command.keys, *filter(None, (command.plain_key,))):
            assert key in listed
    assert "Hold C" in listed


def test_keys_of_no_command_join_the_menu_of_their_title():
    groups = TABLE.key_groups()
    titles = [group.title for group in groups]
    assert len(titles) == len(set(titles))
    (compare,) = (group for group in groups if group.title == "Compare")
    assert {"W", "Shift+A", "Hold C"} <= {keys for keys, _ in compare.keys}
