from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from facelab.recipe import ModelRef, Seed
from facelab.session import Session
from facelab.ui.panels.mixing.source_picker import SourcePicker
from facelab.ui.widgets.thumb_strip import ThumbModel

# The offscreen platform has no windows that a pop-up could rise over.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def test_without_kept_faces_it_asks_for_a_seed_only(ground: QWidget, session: Session, start):
    start()
    picker = SourcePicker(session, "Styles from", Seed(3), ground)
    picker.show_below(QRect(0, 0, 20, 20))
    assert picker.seed.seed() == 3
    assert not picker.kept.isVisible()
    assert picker.seed.edit.hasFocus()
    picker.close()


def test_seeds_wrap_around(ground: QWidget, session: Session, start):
    start()
    picker = SourcePicker(session, "Styles from", Seed(0), ground)
    told: list[object] = []
    picker.source_chosen.connect(lambda source, psi, label: told.append((source, psi, label)))
    picker.seed.previous_button.click()
    picker.seed.next_button.click()
    assert told == [(Seed(2**32 - 1), None, ""), (Seed(0), None, "")]
    picker.close()


def test_a_kept_face_is_chosen(ground: QWidget, session: Session, start, qtbot: QtBot):
    start()
    session.keep("Ada")
    qtbot.waitUntil(lambda: len(session.kept.faces) == 1)
    picker = SourcePicker(session, "Styles from", None, ground)
    picker.show_below(QRect(0, 0, 20, 20))
    told: list[object] = []
    picker.source_chosen.connect(lambda source, psi, label: told.append((source, psi, label)))
    picker.kept.setFocus()
    QTest.keyClick(picker.kept, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: bool(told))  # all of it is read now
    assert told == [(Seed(42), 0.7, "Ada")]
    assert picker.seed.seed() is None
    picker.close()


def test_a_face_that_is_opened_is_chosen_though_the_picker_closes(
    ground: QWidget, session: Session, start, qtbot: QtBot
):
    start()
    session.keep("Ada")
    qtbot.waitUntil(lambda: len(session.kept.faces) == 1)
    picker = SourcePicker(session, "Styles from", None, ground)
    picker.show_below(QRect(0, 0, 20, 20))
    told: list[object] = []
    picker.source_chosen.connect(lambda source, psi, label: told.append((source, psi, label)))
    gone: list[bool] = []
    picker.destroyed.connect(lambda: gone.append(True))
    key = str(session.kept.faces[0].id)
    picker.kept.face_chosen.emit(key)
    picker.kept.face_opened.emit(key)
    assert not picker.isVisible()
    qtbot.waitUntil(lambda: bool(gone))
    assert told == [(Seed(42), 0.7, "Ada")]


def test_the_pictures_of_kept_faces_come(ground: QWidget, session: Session, start, qtbot: QtBot):
    start()
    session.keep("Ada")
    qtbot.waitUntil(lambda: len(session.kept.faces) == 1)
    picker = SourcePicker(session, "Styles from", None, ground)
    picker.show_below(QRect(0, 0, 20, 20))
    key = str(session.kept.faces[0].id)
    model = picker.kept.model()
    assert isinstance(model, ThumbModel)
    qtbot.waitUntil(lambda: model.pixmap(key, 56, 1.0) is not None)
    picker.close()


def test_faces_of_another_network_are_left_out(
    ground: QWidget, session: Session, start, qtbot: QtBot
):
    recipe = start()
    foreign = msgspec.structs.replace(recipe, model=ModelRef("a" * 64, "another"))
    session.kept.add(foreign, None)
    qtbot.waitUntil(lambda: len(session.kept.faces) == 1)
    picker = SourcePicker(session, "Styles from", None, ground)
    assert picker.kept.model().rowCount() == 0
    picker.close()


def test_a_face_without_a_name_is_called_as_in_the_gallery(
    ground: QWidget, session: Session, start, qtbot: QtBot
):
    start()
    session.keep()
    qtbot.waitUntil(lambda: len(session.kept.faces) == 1)
    picker = SourcePicker(session, "Styles from", None, ground)
    assert picker.kept.model().index(0, 0).data() == "seed 42"
    picker.close()


def test_it_stays_on_the_screen(ground: QWidget, session: Session, start):
    start()
    room = ground.screen().availableGeometry()
    picker = SourcePicker(session, "Styles from", None, ground)
    picker.show_below(QRect(room.right() - 5, room.bottom() - 25, 20, 20))
    assert room.adjusted(-4, -4, 4, 4).contains(picker.geometry())
    picker.close()
