from __future__ import annotations

import logging

from facelab.recipe import ExportError, SettingsError
from facelab.session.messages import Message, Telling, message_of


def test_an_error_of_the_world_is_told_as_it_is(caplog):
    error = ExportError("Not saved.", "Disk full.", "Free some space.")
    assert message_of(error) == Message("error", "Not saved.", "Disk full.", "Free some space.")
    assert message_of(error, "warning").level == "warning"
    assert caplog.records == []


def test_a_bug_is_told_as_a_bug_and_logged_with_its_traceback(caplog):
    with caplog.at_level(logging.ERROR):
        message = message_of(ZeroDivisionError("division by zero"), "warning")
    assert message.level == "error"
    assert "ZeroDivisionError: division by zero" in message.why
    assert "report" in message.fix
    assert caplog.records[0].exc_info is not None


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
