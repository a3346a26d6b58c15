from __future__ import annotations

import math
import sys

import pytest
from pytestqt.qtbot import QtBot

from facelab.engine.preview_choice import PreviewKind
from facelab.session import Session
from facelab.ui.drag_bench import alone, drag, measure
from facelab.ui.drag_bench.drag import Drag
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow
from tests.ui.conftest import PREVIEW, FakeRenderer, Start


@pytest.fixture
def window(qtbot: QtBot, session: Session, theme: Theme, start: Start) -> MainWindow:
    made = MainWindow(session, theme)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    with qtbot.waitActive(made):
        made.show()
    start()
    return made


@pytest.fixture
def direction(window: MainWindow, session: Session) -> str:
    assert session.model is not None
    return next(iter(session.model.directions)).id


def test_a_swing_moves_the_face_and_lets_go_of_it(
    window: MainWindow, session: Session, direction: str
):
    before = session.face.recipe
    dragged = Drag(session, window, direction)
    swing = dragged.swing(0.3)
    assert set(swing.kinds) == {PreviewKind(PREVIEW)}
    assert swing.rate == pytest.approx(sum(swing.kinds.values()) / 0.3)
    assert session.face.recipe.amount(direction) != 0
    assert not session.face.in_gesture
    session.face.undo()
    assert session.face.recipe == before  # the whole swing is one step


def test_what_was_felt_is_told_of_all_swings_together(
    window: MainWindow, session: Session, direction: str
):
    dragged = Drag(session, window, direction)
    swings = [dragged.swing(0.2), dragged.swing(0.2)]
    told = dragged.figures()
    assert told.seconds == pytest.approx(0.4)
    assert told.previews == sum(swing.kinds.total() for swing in swings) > 0
    assert told.drawn == {f"{PREVIEW} px": told.previews}
    assert 0 < told.latency_median_ms <= told.latency_p95_ms
    assert told.settle_ms > 0
    assert told.platform == "offscreen"


def test_a_full_frame_that_never_comes_is_not_waited_for(
    window: MainWindow,
    session: Session,
    renderer: FakeRenderer,
    direction: str,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(drag, "SETTLE_LIMIT", 0.2)
    renderer.open.clear()
    dragged = Drag(session, window, direction)
    dragged.swing(0.2)
    assert math.isnan(dragged.figures().settle_ms)


def test_each_swing_is_compared_with_the_network_alone_after_it(
    window: MainWindow, session: Session, direction: str, monkeypatch: pytest.MonkeyPatch
):
    rates = iter([100.0, None, 50.0, 200.0])
    monkeypatch.setattr(alone, "time_kinds_alone", lambda session, kinds: next(rates))
    told = measure.dragged(session, window, direction, 0.8, 4)
    assert told["network_alone_a_second"] == 100.0
    if sys.platform.startswith("linux"):
        assert told["memory_after_first_swing_mb"] > 0 < told["memory_after_last_swing_mb"]
    assert 0 < told["share_of_network_alone"] < told["previews_a_second"] / 20


def test_a_single_swing_is_compared_with_nothing(
    window: MainWindow, session: Session, direction: str
):
    told = measure.dragged(session, window, direction, 0.2, 1)
    assert "share_of_network_alone" not in told
