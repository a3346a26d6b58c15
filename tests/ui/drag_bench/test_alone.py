from __future__ import annotations

import pytest

from facelab.engine.preview_choice import PreviewKind
from facelab.session import Session
from facelab.ui.drag_bench import alone
from tests.ui.conftest import PREVIEW, FakeRenderer, Start

SMALL, LARGE, RARE = PreviewKind(256, light=True), PreviewKind(256), PreviewKind(512)


def test_a_mixture_takes_as_long_as_its_kinds_together(
    session: Session, monkeypatch: pytest.MonkeyPatch
):
    rates = {SMALL: 30.0, LARGE: 15.0}
    monkeypatch.setattr(alone, "_time_alone", lambda session, kind: rates[kind])
    found = alone.time_kinds_alone(session, {SMALL: 60, LARGE: 30, RARE: 1})
    assert found == pytest.approx(90 / (60 / 30 + 30 / 15))


def test_nothing_is_told_of_what_the_network_does_not_draw(
    session: Session, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(alone, "_time_alone", lambda session, kind: None)
    assert alone.time_kinds_alone(session, {SMALL: 60}) is None
    assert alone.time_kinds_alone(session, {}) is None


def test_the_network_draws_on_its_own_thread_and_the_settings_stay(
    session: Session, renderer: FakeRenderer, start: Start
):
    start()
    session.set_previews("512")
    renderer.rendered.clear()
    assert alone.time_kinds_alone(session, {PreviewKind(PREVIEW): 5})
    assert [kind for kind, _ in renderer.rendered].count("preview") == alone.PREVIEWS
    assert len({recipe for _, recipe in renderer.rendered}) > 1
    assert session.settings.previews == "512"


def test_a_network_that_fails_is_told(session: Session, renderer: FakeRenderer, start: Start):
    start()
    renderer.fault = ValueError("broken")
    with pytest.raises(ValueError, match="broken"):
        alone.time_kinds_alone(session, {PreviewKind(PREVIEW): 5})
