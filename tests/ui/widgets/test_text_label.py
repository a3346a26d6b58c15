"""A word that does not fit makes nothing wider."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from facelab.ui.widgets.text_label import TextLabel, text_label

NAME = "Anna_" + "in_a_very_long_dress_" * 8 + "seed0007.png"
PATH = "/home/jane/" + "a folder/" * 4 + "Pictures/" * 20 + "seed0007.png"


def shown(qtbot: QtBot, label: TextLabel, width: int) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(label)
    column.addWidget(QPushButton("Change…", box))
    qtbot.addWidget(box)
    box.resize(width, 300)
    box.show()
    QApplication.processEvents()
    return box


def test_what_fits_is_shown_as_it_is(qtbot: QtBot):
    label = text_label("A sentence of several words, which wraps.")
    box = shown(qtbot, label, 120)
    assert box.width() == 120
    assert label.shown_text() == label.text()
    assert not label.is_elided()


def test_a_long_word_is_shortened_in_its_middle_and_makes_nothing_wider(qtbot: QtBot):
    label = text_label(f"Saved to {NAME}")
    box = shown(qtbot, label, 260)
    assert box.width() == 260
    assert label.width() == 260
    assert label.text() == f"Saved to {NAME}"
    assert label.shown_text().startswith("Saved to Anna_in")
    assert label.shown_text().endswith("seed0007.png")
    words = label.shown_text().split()
    assert max(label.fontMetrics().horizontalAdvance(word) for word in words) <= 260


def test_what_is_shortened_is_in_one_line(qtbot: QtBot):
    label = text_label(f"First: {NAME}")
    box = shown(qtbot, label, 200)
    assert box.width() == 200
    assert "\u2060…\u2060" in label.shown_text(), "or the line would end behind the ellipsis"
    assert label.heightForWidth(200) == 2 * label.fontMetrics().height()


def test_with_more_room_more_is_shown(qtbot: QtBot):
    label = text_label(NAME)
    box = shown(qtbot, label, 260)
    before = len(label.shown_text())
    box.resize(500, 300)
    QApplication.processEvents()
    assert before < len(label.shown_text()) < len(NAME)


def test_the_tooltip_has_the_whole_of_what_is_shortened(qtbot: QtBot, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_: told.append(text))
    label = text_label(NAME)
    label.setToolTip("Where it is")
    box = shown(qtbot, label, 260)
    for text in (NAME, "short"):
        label.setText(text)
        QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, QPoint(), QPoint()))
    assert box.isVisible()
    assert told == [f"{NAME}\nWhere it is", "Where it is"]


def test_it_is_as_high_as_what_it_will_show(qtbot: QtBot):
    label = text_label(f"Saved to {NAME} and nowhere else.")
    box = shown(qtbot, label, 400)
    foretold = label.heightForWidth(240)
    box.resize(240, 300)
    QApplication.processEvents()
    assert foretold == label.heightForWidth(240)


def test_of_many_lines_the_middle_is_left_out(qtbot: QtBot):
    label = text_label("First " + "word " * 200 + "last.", most_lines=3)
    box = shown(qtbot, label, 240)
    assert box.width() == 240
    assert label.heightForWidth(240) <= 3 * label.fontMetrics().lineSpacing()
    assert label.shown_text().startswith("First word")
    assert label.shown_text().endswith("word last.")
    assert label.is_elided()


def test_a_path_is_broken_at_its_folders_and_can_be_copied_whole(qtbot: QtBot):
    label = text_label(PATH)
    box = shown(qtbot, label, 240)
    assert box.width() == 240
    assert label.shown_text() == PATH


def test_where_lines_are_numbered_a_path_is_shortened(qtbot: QtBot):
    label = text_label(f"Saved to {PATH}", most_lines=4)
    box = shown(qtbot, label, 240)
    assert box.width() == 240
    assert label.shown_text().startswith("Saved to /home/jane/a folder/")
    assert label.shown_text().endswith("seed0007.png")
    assert label.heightForWidth(240) <= 4 * label.fontMetrics().lineSpacing()
