"""Layers of another network, in the style mixing panel."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from facelab.recipe import ModelRef, NetworkMix
from facelab.session import Session
from facelab.session import networks as of_session
from facelab.ui.panels.mixing import networks
from facelab.ui.panels.mixing.panel import MixingPanel

CATS, DOGS = ModelRef("c" * 64, "cats"), ModelRef("d" * 64, "<b>dogs</b> & co")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[ModelRef]:
    """The networks that fit."""
    fitting = [CATS, DOGS]
    monkeypatch.setattr(of_session, "fitting_networks", lambda _model: tuple(fitting))
    return fitting


@pytest.fixture
def section(qtbot: QtBot, session: Session, here) -> networks.NetworkMixing:
    panel = MixingPanel(session)
    qtbot.addWidget(panel)
    panel.resize(290, 620)
    panel.show()
    return panel.networks


@pytest.fixture
def begun(qtbot: QtBot, section, start) -> None:
    """There is a face, and the files of networks were looked at."""
    start()
    qtbot.waitUntil(lambda: section.choice.count() == 3)


def choose(section: networks.NetworkMixing, place: int) -> None:
    section.choice.setCurrentIndex(place)
    section.choice.activated.emit(place)


def values(section: networks.NetworkMixing) -> list[float]:
    return [slider.value() for slider in section.sliders.values()]


def test_it_is_there_only_where_a_network_fits(section, session, start, here):
    assert section.isHidden()
    here.clear()
    start()
    assert section.isHidden()
    mixed = session.face.recipe.with_networks(NetworkMix(CATS, (1.0,) * session.model.num_ws))
    session.face.edit(mixed, "opened")
    assert not section.isHidden()
    assert section.choice.currentText() == "cats"


def test_a_network_that_is_chosen_gives_its_fine_layers(section, session, begun):
    assert [section.choice.itemText(k) for k in range(3)] == ["None", "cats", "<b>dogs</b> & co"]
    assert not section.sliders["fine"].isEnabled()
    choose(section, 1)
    mix = session.face.recipe.networks
    fine = session.model.groups["fine"]
    assert mix.other == CATS
    assert mix.weights == tuple(float(row in fine) for row in range(session.model.num_ws))
    assert values(section) == [0.0, 0.0, 1.0]
    choose(section, 2)
    assert session.face.recipe.networks == NetworkMix(DOGS, mix.weights)
    choose(section, 0)
    assert session.face.recipe.networks is None
    assert section.choice.currentText() == "None"


def test_sliders_weigh_their_layers(section, session, begun):
    choose(section, 1)
    section.sliders["coarse"].value_changed.emit(0.25)
    section.sliders["fine"].value_changed.emit(0.0)
    weights = session.face.recipe.networks.weights
    groups = session.model.groups
    assert {weights[row] for row in groups["coarse"]} == {0.25}
    assert {weights[row] for row in (*groups["middle"], *groups["fine"])} == {0.0}
    section.sliders["coarse"].value_changed.emit(0.0)
    assert session.face.recipe.networks is None
    assert section.choice.currentText() == "cats", "it stays chosen under the hand"
    section.sliders["middle"].value_changed.emit(0.5)
    assert session.face.recipe.networks == NetworkMix(
        CATS, tuple(0.5 * (row in groups["middle"]) for row in range(session.model.num_ws))
    )


def test_undo_shows_what_was_before(section, session, begun):
    choose(section, 1)
    section.sliders["middle"].value_changed.emit(0.5)
    session.face.end_gesture()
    assert session.face.undo_label == "Middle layers of cats"
    session.face.undo()
    assert values(section) == [0.0, 0.0, 1.0]
