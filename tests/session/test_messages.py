from __future__ import annotations

from pathlib import Path

from facelab.errors import ExportError, SettingsError
from facelab.session.messages import Message, Telling, message_of


def test_an_error_of_the_world_is_told_as_it_is(user_folders: Path):
    error = ExportError("Not saved.", "Disk full.", "Free some space.")
    assert message_of(error) == Message("error", "Not saved.", "Disk full.", "Free some space.")
    assert message_of(error, "warning").level == "warning"
    assert not (user_folders / "settings").exists()


def test_a_bug_is_told_in_a_line_and_written_down_with_its_traceback(user_folders: Path):
    try:
        raise ZeroDivisionError("division\nwith \x1b[31m a local variable")
    except ZeroDivisionError as error:
        message = message_of(error, "warning")
    log = user_folders / "settings" / "problems.log"
    assert message.level == "error"
    assert message.why == "ZeroDivisionError: division."
    assert message.fix.startswith("Your face is safe.")
    assert str(log) in message.fix
    assert "Traceback (most recent call last)" in log.read_text()


def test_a_bug_is_told_where_no_log_can_be_written(user_folders: Path):
    (user_folders / "settings").write_text("a file in the place of the folder")
    try:
        raise KeyError
    except KeyError as error:
        message = message_of(error)
    assert message.why == "KeyError."
    assert "test_a_bug_is_told_where" in message.fix


def test_that_nothing_is_saved_is_told_once():
    telling = Telling()
    said: list[Message] = []
    telling.message.connect(said.append)
    for _ in range(3):
        telling.tell_unsaved(SettingsError("Not saved.", "The disk is full."))
    telling.tell_error(SettingsError("Other."))
    telling.tell_error(SettingsError("Third."), "warning")
    assert [(m.level, m.what) for m in said] == [
        ("warning", "Not saved."),
        ("error", "Other."),
        ("warning", "Third."),
    ]
