"""A new network is measured beside the window; then its components are listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facelab import paths
from facelab.checkpoints.statistics import measured_path
from facelab.engine import load_at_once
from facelab.session import Session
from tests.session.conftest import Pump
from tests.tiny_network import write_tiny_network


@pytest.fixture
def pump() -> Pump:
    return Pump()


@pytest.fixture
def session(pump: Pump, tmp_path: Path) -> Iterator[Session]:
    """One whose network is the tiny one, whatever is asked for."""
    path = write_tiny_network(tmp_path)
    made = Session(pump, lambda _, device, notify: load_at_once(path, "cpu", notify))
    yield made
    made.close()


def begin(session: Session) -> None:
    session._screen.engine.load(Path("any"), "cpu")


def groups(session: Session) -> list[str]:
    assert session.model is not None
    return list(dict.fromkeys(each.group for each in session.model.directions))


def test_components_come_once_they_are_measured(session, pump):
    told: list[list[str]] = []
    session.directions_changed.connect(lambda: told.append(groups(session)))
    begin(session)
    pump.until(lambda: session.model is not None)
    assert session.measuring.running
    assert [job.title for job in session.jobs.listed] == ["Measuring Tiny"]
    few = session.model.spread
    pump.until(lambda: session.model.measured)
    assert not session.measuring.running
    assert told[-1] == ["Found (PCA)", "Found (SeFa)"]
    assert measured_path(session.model.sha256).is_file()
    assert session.model.spread is not few


def test_the_next_time_they_are_there_at_once(session, pump):
    begin(session)
    pump.until(lambda: session.model is not None and session.model.measured)
    begin(session)
    loaded: list[object] = []
    session.model_changed.connect(loaded.append)
    pump.until(lambda: loaded)
    assert not session.measuring.running
    assert groups(session) == ["Found (PCA)", "Found (SeFa)"]


def test_a_network_that_stayed_loaded_is_not_measured_again(session, pump):
    begin(session)
    pump.until(lambda: session.model is not None)
    first = session.model
    assert not first.measured
    pump.until(lambda: session.model.measured)
    session._loaded.set(first)
    session.measuring.on_loaded(first)
    assert not session.measuring.running
    assert session.model.measured
    assert groups(session) == ["Found (PCA)", "Found (SeFa)"]


def test_it_can_be_stopped_and_says_so(session, pump, monkeypatch):
    begin(session)
    pump.until(lambda: session.model is not None)
    ended: list[bool] = []
    session.measuring.changed.connect(lambda: ended.append(session.model.measured))
    session.jobs.listed[0].cancel()
    pump.until(lambda: ended)
    assert ended == [False]
    assert groups(session) == []
    assert not measured_path(session.model.sha256).exists()
    assert not session.measuring.running


def test_another_network_takes_its_place(session, pump):
    begin(session)
    pump.until(lambda: session.model is not None)
    begin(session)
    pump.until(lambda: session.model.measured)
    pump.until(lambda: not session.jobs.listed)


def test_a_network_is_measured_where_nothing_can_be_kept(session, pump, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(paths, "STATISTICS", str(tmp_path / "file"))
    begin(session)
    pump.until(lambda: session.model is not None and session.model.measured)
    assert groups(session) == ["Found (PCA)", "Found (SeFa)"]
