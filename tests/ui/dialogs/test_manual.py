from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from facelab.ui.dialogs.manual import ORDER, ManualDialog


@pytest.fixture
def manual(qtbot: QtBot) -> ManualDialog:
    dialog = ManualDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def titles(manual: ManualDialog) -> list[str]:
    return [manual.list.item(row).text() for row in range(manual.list.count())]


def test_it_opens_with_the_first_page(manual: ManualDialog):
    assert len(titles(manual)) == len(ORDER)
    assert manual.text.toPlainText().startswith("First steps")


def test_a_search_leaves_the_pages_that_say_it_and_marks_it(manual: ManualDialog):
    manual.search.setText("projected_w")
    assert titles(manual) == ["Command line", "Files"]
    marks = manual.text.extraSelections()
    assert marks
    assert {mark.cursor.selectedText() for mark in marks} == {"projected_w"}
    manual.search.setText("projected_w  latents")
    assert titles(manual) == ["Command line", "Files"]
    manual.search.clear()
    assert len(titles(manual)) == len(ORDER)
    assert not manual.text.extraSelections()
    assert manual.text.toPlainText().startswith("Command line"), "the page stays"


def test_what_is_nowhere_is_said(manual: ManualDialog):
    manual.search.setText("zebra crossing")
    assert titles(manual) == []
    assert "zebra crossing" in manual.text.toPlainText()
    manual.search.clear()
    assert manual.text.toPlainText().startswith("First steps")


def test_links_lead_to_pages_also_to_those_that_a_search_left_out(manual: ManualDialog):
    manual.text.anchorClicked.emit(QUrl("keys.md"))
    assert manual.text.toPlainText().startswith("Keys")
    manual.search.setText("zebra crossing")
    assert "Files" not in titles(manual)
    manual.text.anchorClicked.emit(QUrl("files.md"))
    assert manual.text.toPlainText().startswith("Files")
    manual.text.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert manual.text.toPlainText().startswith("Files")
