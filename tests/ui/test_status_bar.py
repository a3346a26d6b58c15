from __future__ import annotations

from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.status_bar import StatusLine


def test_it_tells_device_speed_zoom_and_network(session: Session, start, qtbot: QtBot):
    bar = StatusLine(session)
    qtbot.addWidget(bar)
    session.start(seed=1)
    assert bar.speed.text().startswith("Loading")
    qtbot.waitUntil(lambda: session.rates.full_ms is not None)
    bar.set_zoom(0.634)
    assert bar.speed.text().startswith("CPU  ·  fake  ·  16 px preview 1 ms → 64 px 1 ms")
    assert bar.network.text() == "63%  ·  Fake faces"


def test_the_rate_shows_only_while_frames_stream(session: Session, start, qtbot: QtBot):
    bar = StatusLine(session)
    qtbot.addWidget(bar)
    start()
    session.rates._shown.clear()
    bar.set_zoom(1.0)
    assert "frames/s" not in bar.speed.text()
    for _ in range(12):
        session.rates.note(session.frame)  # type: ignore[arg-type]
    bar.set_zoom(1.0)
    assert "12 frames/s" in bar.speed.text()
