from __future__ import annotations

import pytest

from facelab.engine import Strain
from facelab.session import Session
from facelab.ui.panels.directions import DirectionsPanel
from facelab.ui.panels.directions.blame import blame_of
from tests.ui.panels.directions.named import BREAKS_AT, NamedRenderer

TITLES = {"yaw": "Turn", "pitch": "Look up", "a": "A", "b": "B", "id": "Identity", "pca": "PCA 1"}


def said(strain: Strain):
    return blame_of(strain, TITLES.__getitem__, TITLES.__getitem__)


@pytest.fixture
def renderer() -> NamedRenderer:
    return NamedRenderer()


def test_nothing_is_said_where_all_is_well():
    assert said(Strain()).sliders == {}
    assert said(Strain()).line == said(Strain()).why == ""


def test_a_combination_says_what_goes_too_far_and_what_to_do():
    blame = said(Strain(beyond=("yaw", "pitch")))
    why = "Turn and Look up together go beyond what this network can draw. Lower one of them."
    assert blame.why == why
    assert blame.line == "Turn and Look up go too far together: lower one"
    assert blame.sliders == {"yaw": why, "pitch": why}
    many = said(Strain(beyond=("yaw", "pitch", "a", "b")))
    assert many.line == "Turn, Look up, A and 1 more go too far together: lower one"
    alone = said(Strain(beyond=("yaw",)))
    assert alone.why == "Turn goes beyond what this network can draw for this face. Lower it."


def test_what_does_nothing_says_what_holds_it():
    held = said(Strain(held=("yaw", "a")))
    assert "Stay within blocks Turn completely" in held.sliders["yaw"]
    assert held.line == "", "how much it holds is said there already"
    stopped = said(Strain(stopped={"pca": ("id",)}))
    why = "PCA 1 does nothing because Identity is on Hold. Set it to Auto."
    assert stopped.sliders == {"pca": why}
    two = said(Strain(stopped={"pca": ("id", "a")}))
    assert "because Identity and A are on Hold. Set one of them to Auto." in two.why


def test_the_sliders_that_are_to_blame_are_amber_and_no_other(
    panel: DirectionsPanel, session: Session, start, rest
):
    start()
    face = session.face.recipe.with_truncation(psi=0.0)
    well = face.with_amount("smile", 1.5).with_amount("age", 1.0)
    session.face.edit(well, "well")
    rest()
    assert all(not row.slider.blame() for row in panel.rows.values())
    far = round(0.9 * BREAKS_AT, 2)
    session.face.edit(face.with_amount("smile", far).with_amount("age", -far), "far")
    rest()
    for name in ("smile", "age"):
        slider = panel.rows[name].slider
        assert "together" in slider.blame()
        assert slider.edit.property("tone") == "warning"
        assert slider.edit.toolTip() == slider.blame()
        assert slider.blame() in slider.track.accessibleDescription()
    assert not panel.rows["light"].slider.blame()
    assert panel.guard.readout.text() == "Smile and Age go too far together: lower one"
    assert panel.guard.readout._tone == "warning"
    assert "together go beyond" in panel.guard.readout.toolTip()
    session.face.edit(well, "well")
    rest()
    assert all(not row.slider.blame() for row in panel.rows.values())
    assert "from the average" in panel.guard.readout.text()
    assert panel.rows["smile"].slider.edit.toolTip() == panel.rows["smile"].slider.track.toolTip()


def test_amber_is_seen(panel: DirectionsPanel, session: Session, start, rest):
    start()
    slider = panel.rows["smile"].slider
    slider.set_value(1.0)
    before = slider.track.grab().toImage()
    slider.set_blame("Why.")
    assert slider.track.grab().toImage() != before
    slider.set_blame("")
    assert slider.track.grab().toImage() == before


def test_what_the_limit_holds_at_nothing_is_amber(
    panel: DirectionsPanel, session: Session, start, rest
):
    start()
    out = session.face.recipe.with_truncation(psi=4.0).with_guard(0.1)
    for amount in (3.0, -3.0):
        session.face.edit(out.with_amount("smile", amount), "x")
        rest()
        assert session.frame is not None
        if session.frame.share < 0.005:
            assert panel.guard.readout.text().endswith("reduced to 0%")
            assert panel.guard.readout._tone == "warning"
            assert "Stay within" in panel.rows["smile"].slider.blame()
            return
    pytest.fail("one of the ways must go out")


def test_a_title_that_looks_like_markup_is_none(panel: DirectionsPanel, start):
    start()
    slider = panel.rows["smile"].slider
    slider.set_blame("<img src=x> does nothing.")
    assert slider.edit.toolTip() == "<qt>&lt;img src=x&gt; does nothing.</qt>"
