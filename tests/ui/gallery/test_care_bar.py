from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from facelab.errors import JobCancelled
from facelab.ui.gallery import CareBar


@pytest.fixture
def bar(qtbot, session, theme):
    made = CareBar(session)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def ended():
    found: list[object] = []
    return found


@pytest.fixture
def job(qtbot, session, ended):
    """A job that is at 3,200 of 5,000 until it is cancelled or let go."""
    gate = threading.Event()

    def work(progress, stop):
        progress(3200, 5000)
        while not stop() and not gate.wait(0.001):
            pass
        if stop():
            raise JobCancelled

    session.kept.care.run("Exporting to faces.facelab", work, ended.append, ended.append)
    qtbot.waitUntil(lambda: bool(session.kept.care.job and session.kept.care.job.done))
    yield gate
    gate.set()


def test_while_nothing_runs_it_is_not_there(bar):
    assert bar.isHidden()


def test_it_says_what_runs_and_how_far_it_is(bar, job, ended, qtbot):
    assert not bar.isHidden()
    assert bar.label.text() == "Exporting to faces.facelab: 64%"
    assert (bar.bar.value(), bar.bar.maximum()) == (3200, 5000)
    job.set()
    qtbot.waitUntil(bar.isHidden)
    assert ended == [None]


def test_a_job_that_runs_already_is_shown(session, job, qtbot, theme):
    made = CareBar(session)
    qtbot.addWidget(made)
    assert not made.isHidden()


def test_of_an_unknown_length_it_only_moves(bar, session, qtbot):
    gate = threading.Event()
    session.kept.care.run("Importing", lambda *_: gate.wait(20), lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: not bar.isHidden())
    assert (bar.label.text(), bar.bar.maximum()) == ("Importing", 0)
    gate.set()
    qtbot.waitUntil(bar.isHidden)


def test_cancel_stops_it_and_is_ready_for_the_next(bar, job, ended, qtbot):
    QTest.mouseClick(bar.stop, Qt.MouseButton.LeftButton)
    assert not bar.stop.isEnabled()
    qtbot.waitUntil(bar.isHidden)
    assert ended == [None]
    assert bar.stop.isEnabled()
