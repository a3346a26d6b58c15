from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.window.status_bar import StatusLine


def test_it_tells_device_speed_zoom_and_network(session: Session, start, qtbot: QtBot):
    bar = StatusLine(session)
    qtbot.addWidget(bar)
    session.start(seed=1)
    assert bar.speed.text().startswith("Loading")
    qtbot.waitUntil(lambda: session.rates.full is not None)
    bar.set_zoom(0.634)
    assert bar.speed.text().startswith("CPU  ·  fake  ·  16 px preview 1 ms → 64 px 1 ms")
    assert bar.network.text() == "63%  ·  Fake faces"


def test_it_tells_the_size_of_the_previews_that_are_really_drawn(
    session: Session, start, qtbot: QtBot, renderer, monkeypatch
):
    """A machine may draw larger ones than the smallest that there are."""
    bar = StatusLine(session)
    qtbot.addWidget(bar)
    face = start()
    whole = renderer.preview

    def larger(recipe, smallest=False):
        frame = whole(recipe, smallest)
        return replace(frame, pixels=frame.pixels.repeat(2, 0).repeat(2, 1), milliseconds=21.4)

    monkeypatch.setattr(renderer, "preview", larger)
    session.face.edit(face.with_seed(3), "Seed")
    qtbot.waitUntil(lambda: not session.busy)
    bar.set_zoom(1.0)
    assert "32 px preview 21 ms → 64 px 1 ms" in bar.speed.text()
    # So fast that it draws full frames under the moving hand: there are no previews then.
    monkeypatch.setattr(renderer, "preview", lambda recipe: renderer.full(recipe))
    session.face.edit(face.with_seed(4), "Seed")
    qtbot.waitUntil(lambda: not session.busy)
    bar.set_zoom(1.1)
    assert "preview" not in bar.speed.text()
    assert "fake  ·  64 px 1 ms" in bar.speed.text()


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


def test_it_tells_what_was_really_drawn(session: Session, start, qtbot: QtBot, renderer):
    """The preview's own size, whatever it was sharpened to, and the finish of the full frame."""
    bar = StatusLine(session)
    qtbot.addWidget(bar)
    face = start()
    preview, full = renderer.preview(face), renderer.full(face)
    session.rates.note(replace(preview, pixels=full.pixels, sharpened_from=16, milliseconds=7.0))
    session.rates.note(replace(full, finish="clean"))
    bar.set_zoom(1.0)
    assert "16 px sharpened preview 7 ms → 64 px clean 1 ms" in bar.speed.text()
    session.rates.note(preview)
    session.rates.note(replace(full, finish="raw"))
    bar.set_zoom(1.1)
    assert "16 px preview 1 ms → 64 px raw 1 ms" in bar.speed.text()


def test_the_canvas_tells_the_engine_how_large_it_shows_pictures(
    session: Session, qtbot: QtBot, monkeypatch
):
    told: list[float] = []
    monkeypatch.setattr(session._engine, "set_zoom", told.append)
    session.set_zoom(0.7)
    assert told == [0.7]


def test_it_tells_which_network_drew_a_preview(qtbot, session, start, renderer, monkeypatch):
    """A fast one stands in for a slow one of the same w."""
    bar = StatusLine(session)
    qtbot.addWidget(bar)
    face = start()
    own = renderer.preview

    def stood_in(recipe, smallest=False):
        return replace(own(recipe, smallest), drawn_by="Fast faces", stands_in=True)

    monkeypatch.setattr(renderer, "preview", stood_in)
    session.face.edit(face.with_seed(3), "Seed")
    qtbot.waitUntil(lambda: not session.busy)
    bar.set_zoom(1.0)
    assert "16 px preview by Fast faces 1 ms → 64 px 1 ms" in bar.speed.text()
