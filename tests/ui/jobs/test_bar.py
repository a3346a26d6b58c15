"""Jobs in the status bar, and all of them in a list."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from facelab.progress import Progress, Steps
from facelab.session import Session
from facelab.session.job import Job
from facelab.ui.jobs import bar as bar_module
from facelab.ui.jobs.bar import JobsBar

FAR = Progress(3200, 5000)


@pytest.fixture
def bar(qtbot, session: Session, theme, monkeypatch) -> JobsBar:
    monkeypatch.setattr(bar_module, "SHOWN_AFTER_MS", 0)
    made = JobsBar(session.jobs)
    made.resize(600, JobsBar.HEIGHT)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def begin(qtbot, session: Session) -> Iterator[Callable[..., Job]]:
    """Begin a job that is at 3,200 of 5,000 until it is cancelled or the test is over."""
    go = threading.Event()

    def make(title: str, lane: str = "library", now: Progress = FAR) -> Job:
        def work() -> Steps[None]:
            while not go.wait(0.001):
                yield now

        job = session.jobs.run(title, work(), lane=lane)
        qtbot.waitUntil(lambda: job.progress == now or len(session.jobs.listed) > 1)
        return job

    make.go = go  # type: ignore[attr-defined]
    yield make
    go.set()


def test_while_nothing_runs_it_is_not_there(bar):
    assert bar.isHidden()


def test_one_job_is_told_in_a_line(bar, begin, qtbot):
    begin("Exporting to faces.facelab")
    qtbot.waitUntil(lambda: bar.label.text() == "Exporting to faces.facelab: 64%")
    assert not bar.isHidden()
    assert bar.bar.value() / bar.bar.maximum() == pytest.approx(0.64)
    assert bar.stop.isVisibleTo(bar)
    assert not bar.several.isVisibleTo(bar)
    begin.go.set()
    qtbot.waitUntil(bar.isHidden)


def test_a_job_that_runs_already_is_shown(session, begin, bar, qtbot):
    begin("Exporting")
    made = JobsBar(session.jobs)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: not made.isHidden())


def test_what_is_done_in_a_moment_is_not_worth_a_flash(session, bar, monkeypatch, qtbot):
    monkeypatch.setattr(bar_module, "SHOWN_AFTER_MS", 60_000)
    seen: list[bool] = []
    session.jobs.changed.connect(lambda: seen.append(bar.isHidden()))

    def work() -> Steps[None]:
        yield Progress(1, 2)

    session.jobs.run("Opening face.png", work())
    qtbot.waitUntil(lambda: bool(seen) and not session.jobs.listed)
    assert all(seen)


def test_one_that_goes_on_is_shown_without_another_step(session, bar, monkeypatch, qtbot):
    monkeypatch.setattr(bar_module, "SHOWN_AFTER_MS", 30)
    go = threading.Event()

    def work() -> Steps[None]:
        go.wait(20)
        yield Progress()

    session.jobs.run("Reading", work())
    assert bar.isHidden()
    qtbot.waitUntil(lambda: not bar.isHidden())
    go.set()
    qtbot.waitUntil(bar.isHidden)


def test_a_download_that_a_job_needs_first_is_said(bar, begin, qtbot):
    begin("Making research-set", now=Progress(1, 4, "Downloading: 25.2 of 100.6 MB"))
    said = "Making research-set: Downloading: 25.2 of 100.6 MB"
    qtbot.waitUntil(lambda: bar.label.text().startswith(said))


def test_of_an_unknown_length_it_only_moves(bar, begin, qtbot):
    begin("Importing", now=Progress())
    qtbot.waitUntil(lambda: bar.label.text() == "Importing")
    assert bar.bar.maximum() == 0


def test_cancel_stops_it_and_is_ready_for_the_next(bar, begin, session, qtbot):
    begin("Exporting")
    qtbot.waitUntil(lambda: not bar.isHidden())
    QTest.mouseClick(bar.stop, Qt.MouseButton.LeftButton)
    assert not bar.stop.isEnabled()
    assert bar.label.text() == "Exporting: Stopping…"
    qtbot.waitUntil(bar.isHidden)
    begin("Importing")
    qtbot.waitUntil(lambda: not bar.isHidden())
    assert bar.stop.isEnabled()


def test_several_are_counted_and_listed_with_a_way_to_stop_each(bar, begin, session, qtbot):
    bar.show()
    first, second = begin("Exporting"), begin("Importing cast.facelab")
    other = begin("Downloading a network", lane="downloads")
    qtbot.waitUntil(lambda: bar.several.text().startswith("3 jobs"))
    assert not bar.stop.isVisibleTo(bar)
    bar.several.click()
    rows = bar.list.jobs.rows
    assert [row.job for row in rows] == [first, second, other]
    qtbot.waitUntil(lambda: rows[2].standing.text() == "64%")
    assert rows[1].standing.text() == "Waiting for the one before it"
    assert rows[0].stop.hasFocus()
    rows[2].stop.click()
    qtbot.waitUntil(lambda: [row.job for row in bar.list.jobs.rows] == [first, second])
    assert bar.list.isVisible()
    QTest.keyClick(bar.list, Qt.Key.Key_Escape)
    assert not bar.list.isVisible()


def test_the_list_goes_when_the_last_job_ends(bar, begin, session, qtbot):
    bar.show()
    begin("Exporting")
    begin("Importing", lane="other")
    qtbot.waitUntil(lambda: bar.several.text().startswith("2 jobs"))
    bar.several.click()
    begin.go.set()
    qtbot.waitUntil(lambda: not bar.list.isVisible())


def test_every_control_says_what_it_is(bar, begin, qtbot):
    bar.show()
    begin("Exporting")
    begin("Importing", lane="other")
    qtbot.waitUntil(lambda: bar.several.text().startswith("2 jobs"))
    bar.several.click()
    for row in bar.list.jobs.rows:
        assert row.stop.accessibleName() == f"Cancel {row.job.title}"
        assert row.bar.accessibleName() == f"Progress of {row.job.title}"
