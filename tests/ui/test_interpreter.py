"""Garbage is collected on the GUI thread, while nothing moves."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from facelab.session.signals import Signal
from facelab.ui import interpreter
from facelab.ui.interpreter import Interpreter, collect_due


class Screen:
    frame_ready = Signal(object)

    def __init__(self) -> None:
        self.face = SimpleNamespace(in_gesture=False)


@pytest.fixture
def session():
    return Screen()


@pytest.fixture
def made(session, qapp, monkeypatch):
    monkeypatch.setattr(interpreter, "LOOK_MS", 5)
    made = Interpreter(session, qapp)
    yield made
    made.stop()
    made.deleteLater()


class Knot:
    """An object in a cycle, that tells on which thread it goes."""

    def __init__(self, seen: list[threading.Thread]) -> None:
        self.own = self
        weakref.finalize(self, lambda: seen.append(threading.current_thread()))


def test_cycles_go_on_the_gui_thread_though_another_makes_more(made, qtbot):
    seen: list[threading.Thread] = []
    Knot(seen)
    kept: list[list[int]] = []
    worker = threading.Thread(target=lambda: kept.extend([k] for k in range(5000)))
    worker.start()
    worker.join()
    assert not seen
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [threading.main_thread()]


def test_a_hand_that_moves_is_not_disturbed(made, session, qtbot):
    session.face.in_gesture = True
    seen: list[threading.Thread] = []
    Knot(seen)
    kept = [[number] for number in range(5000)]
    qtbot.wait(30)
    assert not seen
    session.face.in_gesture = False
    qtbot.waitUntil(lambda: bool(seen))
    assert kept


def test_a_held_button_is_not_disturbed_whatever_it_moves(made, session, qtbot):
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.show()
    qtbot.waitExposed(ground)
    QTest.mousePress(ground.windowHandle(), Qt.MouseButton.LeftButton)
    seen: list[threading.Thread] = []
    Knot(seen)
    kept = [[number] for number in range(5000)]
    qtbot.wait(30)
    assert not seen
    QTest.mouseRelease(ground.windowHandle(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(seen))
    assert kept


def test_however_long_a_hand_moves_memory_does_not_fill(made, session, qtbot, monkeypatch):
    monkeypatch.setattr(interpreter, "PATIENCE", 1000)
    session.face.in_gesture = True
    seen: list[threading.Thread] = []
    Knot(seen)
    kept = [[number] for number in range(5000)]
    qtbot.waitUntil(lambda: bool(seen))
    assert kept


def test_what_the_program_consists_of_is_not_looked_at_again(made, session):
    session.frame_ready.emit(SimpleNamespace(kind="preview"))
    assert gc.get_freeze_count() == 0
    session.frame_ready.emit(SimpleNamespace(kind="full"))
    assert gc.get_freeze_count() > 10_000


def test_python_is_left_as_it_was(session, qapp):
    before = sys.getswitchinterval()
    made = Interpreter(session, QObject(qapp))
    assert not gc.isenabled()
    assert sys.getswitchinterval() == pytest.approx(interpreter.SWITCH_SECONDS)
    made.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    assert sys.getswitchinterval() == pytest.approx(before)


def test_all_objects_are_looked_at_when_the_young_ones_were_often_enough():
    few, _, often = gc.get_threshold()
    kept: list[list[int]] = []
    gc.disable()
    try:
        gc.collect()
        for _ in range(often):
            kept += [[number] for number in range(few + 100)]
            collect_due()
            assert gc.get_count()[2] > 0
        collect_due()  # nothing was made
        assert gc.get_count()[2] > 0
        kept += [[number] for number in range(few + 100)]
        collect_due()
        assert gc.get_count()[2] == 0
    finally:
        gc.enable()
