from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.ui.widgets import FaceThumb, ThumbItem, ThumbStrip


def red(size: int = 64) -> np.ndarray:
    pixels = np.full((size, size, 4), 255, np.uint8)
    pixels[..., :3] = (0, 0, 255)
    return pixels


@pytest.fixture
def thumb(qtbot: QtBot) -> FaceThumb:
    made = FaceThumb("coarse source", 48, "seed 42")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_thumb_shows_a_copy_of_its_picture(thumb: FaceThumb):
    pixels = red()
    thumb.set_image(pixels)
    pixels[:] = 0
    assert thumb.grab().toImage().pixelColor(24, 24) == QColor(255, 0, 0)
    thumb.set_image(None)
    assert not thumb.has_image()
    assert thumb.grab().toImage().pixelColor(24, 24) != QColor(255, 0, 0)


def test_a_picture_ends_the_loading(thumb: FaceThumb):
    thumb.set_loading(True)
    assert thumb.is_loading()
    thumb.set_image(red())
    assert not thumb.is_loading()


def test_a_thumb_is_pressed_by_the_space_bar(thumb: FaceThumb):
    pressed: list[bool] = []
    thumb.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(thumb, Qt.Key.Key_Space)
    assert len(pressed) == 1


def test_a_thumb_asks_for_its_menu(thumb: FaceThumb):
    asked: list[QPoint] = []
    thumb.menu_requested.connect(asked.append)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(105, 205))
    QApplication.sendEvent(thumb, event)
    assert asked == [QPoint(105, 205)]


def test_a_thumb_hands_on_drops(thumb: FaceThumb):
    thumb.set_drop_kinds(["application/x-face"])
    assert thumb.acceptDrops()
    got: list[bytes] = []
    thumb.mime_dropped.connect(lambda mime: got.append(mime.data("application/x-face").data()))
    data = QMimeData()
    data.setData("application/x-face", b"42")
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    thumb.dropEvent(event)  # Qt delivers drops only inside a real drag
    assert got == [b"42"]


def test_a_thumb_has_a_name(thumb: FaceThumb):
    assert thumb.accessibleName() == "coarse source"
    assert thumb.toolTip()


@pytest.fixture
def strip(qtbot: QtBot) -> ThumbStrip:
    made = ThumbStrip("Kept faces", 48)
    qtbot.addWidget(made)
    made.resize(400, 100)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_only_faces_in_sight_are_asked_for(strip: ThumbStrip, qtbot: QtBot):
    wanted: list[str] = []
    strip.image_wanted.connect(wanted.append)
    strip.set_items([ThumbItem(str(i), f"seed {i}") for i in range(500)])
    qtbot.waitUntil(lambda: "0" in wanted)
    strip.grab()
    QApplication.processEvents()
    assert len(wanted) < 30
    assert len(set(wanted)) == len(wanted)


def test_arrows_choose_and_enter_opens(strip: ThumbStrip):
    strip.set_items([ThumbItem(str(i), f"seed {i}") for i in range(5)])
    chosen: list[str] = []
    opened: list[str] = []
    strip.face_chosen.connect(chosen.append)
    strip.face_opened.connect(opened.append)
    strip.set_chosen("1")
    assert chosen == []
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert chosen == ["2"]
    QTest.keyClick(strip, Qt.Key.Key_Return)
    assert opened == ["2"]


def test_the_chosen_face_survives_new_items(strip: ThumbStrip):
    strip.set_items([ThumbItem(k, k) for k in "abc"])
    strip.set_chosen("b")
    chosen: list[str] = []
    strip.face_chosen.connect(chosen.append)
    strip.set_items([ThumbItem(k, k) for k in "xab"])
    assert strip.chosen() == "b"
    strip.set_items([ThumbItem(k, k) for k in "xa"])
    assert strip.chosen() is None
    assert chosen == []
    assert strip.count() == 2


def test_a_picture_arrives_later(strip: ThumbStrip):
    strip.set_items([ThumbItem("a", "seed 1", "kept today")])
    strip.set_image("a", red())
    strip.set_image("gone", red())
    assert strip.viewport().grab().toImage().pixelColor(28, 28) == QColor(255, 0, 0)
    index = strip.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "kept today"
    assert strip.accessibleName() == "Kept faces"


def test_ten_faces_whose_names_differ_at_the_end_look_different(qtbot: QtBot):
    strip = ThumbStrip("faces", 56)
    qtbot.addWidget(strip)
    strip.resize(80, strip.height())
    strip.show()
    looks = []
    for n in range(10):
        strip.set_items([ThumbItem("a", f"seed 246854171{n}")])
        looks.append(strip.grab().toImage())
    assert not any(a == b for k, a in enumerate(looks) for b in looks[:k])
