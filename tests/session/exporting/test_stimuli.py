"""Sets for research out of a session: what is chosen, predicted, made and told."""

from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np
import pytest

from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.errors import RecipeError
from facelab.export.provenance.facts import Parts
from facelab.library import Query
from facelab.preparing.costs import Costs
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session import Session
from facelab.session.choices.stimuli import StimuliChoice
from facelab.session.exporting.scope import Scope, chosen, found, shown
from facelab.session.exporting.stimuli import exporting
from facelab.session.exporting.stimuli.command import stimuli_command
from facelab.session.exporting.stimuli.outlook import PICTURE, Faces, seconds_of
from facelab.session.exporting.stimuli.sight import EngineSight
from facelab.session.exporting.stimuli.words import heading, to_look_at, told_ended
from facelab.stimuli.plan import Cell, StimuliPlan
from facelab.stimuli.rows import Row
from tests.stimuli.conftest import FakeRuler

ALL = Parts()


@pytest.fixture
def choice(tmp_path: Path) -> StimuliChoice:
    return StimuliChoice(
        levels=(-1.0, 0.0, 1.0), format="portrait", folder=str(tmp_path), name="set"
    )


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> FakeRuler:
    """Networks that are here, and a ruler that answers to sliders."""
    ruler = FakeRuler(np.array([[0.6], [0.0], [0.0], [0.0]]))
    ruler.levers = ruler.levers[:1]  # type: ignore[assignment]  # the only direction of the network
    nothing = iter(())

    def fetch():
        yield from nothing
        return {}

    monkeypatch.setattr(PackagedSet, "fetch", lambda self: fetch())
    monkeypatch.setattr(exporting, "fetch_identity", fetch)
    monkeypatch.setattr(exporting, "Ruler", lambda *args: ruler)
    return ruler


@pytest.fixture
def unsealed(session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session whose network takes amounts of directions that it does not have."""
    monkeypatch.setattr(type(session.model), "sealed", lambda self, recipe: recipe)
    return session


def test_a_set_is_made_beside_the_window_and_told_of(
    unsealed, choice, measured, pump, told, tmp_path
):
    session = unsealed
    face = session.face.recipe
    session.stimuli.run(shown(face), choice)
    pump.until(lambda: not session.jobs.listed)
    assert told.said("Made a set of 3 pictures")
    assert {path.name for path in (tmp_path / "set" / "pictures").glob("*.png")} == {
        "f01_base.png", "f01_smile_m1.png", "f01_smile_p1.png",
    }  # fmt: skip
    assert session.settings.stimuli == choice
    assert session.stimuli.seconds(3, choice) is not None
    pictures = [path.stat().st_size for path in (tmp_path / "set" / "pictures").glob("*.png")]
    assert session.stimuli.bytes(3, choice) == pytest.approx(sum(pictures), rel=0.02)
    measured.seen.clear()
    session.stimuli.run(shown(face), choice)  # the same again: nothing is drawn
    pump.until(lambda: not session.jobs.listed)
    assert not measured.seen


def test_what_is_asked_of_the_network_comes_from_its_own_thread(session, pump):
    sight = EngineSight(session.stimuli._means, lambda: False)
    face = session.face.recipe
    got: list[object] = []

    def steps():
        yield from ()
        return sight.full(face), sight.compose(face)

    session.jobs.run("Drawing", steps(), got.append, got.append)
    pump.until(lambda: bool(got))
    assert isinstance(got[0], tuple)
    pixels, ws = got[0]
    assert pixels.shape[0] == session.model.resolution
    assert ws.shape[0] == session.model.num_ws


def test_a_network_without_labels_is_said(session, pump):
    with pytest.raises(Exception, match="cannot be measured"):
        session.stimuli.levers()
    looked: list[object] = []
    session.stimuli.look(shown(session.face.recipe), looked.append, looked.append)
    pump.until(lambda: bool(looked))
    assert isinstance(looked[0], Faces)
    assert looked[0].count == 1
    assert len(looked[0].ws) == 1


def test_pictures_are_counted_before(session, choice):
    assert session.stimuli.count(4, choice) == 12
    with pytest.raises(RecipeError, match="too many for one set"):
        session.stimuli.count(2000, choice)


def test_until_a_set_was_made_its_time_has_marking_and_writing_in_it():
    costs, plan = Costs(), StimuliPlan((FACE,), ("smile",))
    assert seconds_of(costs, 5, 1024, plan) is None
    costs.note("draw", 0.25, 1024)
    guessed = seconds_of(costs, 5, 1024, plan)
    assert guessed is not None
    assert 10 < guessed < 16, "a set of five took 13 seconds"
    costs.note(PICTURE, 4.0, 1024)
    assert seconds_of(costs, 5, 1024, plan) == 20.0


FACE = Recipe(ModelRef("0" * 64, "tiny"), Seed(7), finish="clean")


def test_the_command_makes_the_same(choice):
    words = shlex.split(stimuli_command(shown(FACE), choice, ALL, FACE, windows=False))
    assert words[:4] == ["facelab", "make", "stimuli", "7"]
    assert "--levels=-1,0,1" in words
    assert words[words.index("--attributes") + 1] == "smile"
    moved = stimuli_command(shown(FACE.with_amount("age", 1)), choice, ALL, FACE, windows=False)
    assert moved.startswith("printf")
    assert " | facelab make stimuli - " in moved
    kept = stimuli_command(chosen((4, 9)), choice, ALL, FACE, windows=False).splitlines()
    assert kept[0] == "facelab library export faces.facelab --ids 4,9"
    assert kept[1].startswith("facelab make stimuli faces.facelab --attributes smile ")
    assert "library export" in stimuli_command(
        found(Query(rating=3), 9), choice, ALL, FACE, windows=False
    )
    many = Scope("chosen", "many", 900, ids=tuple(range(900)))
    assert stimuli_command(many, choice, ALL, FACE) == ""


def test_what_was_not_made_is_listed_and_then_what_to_look_at():
    def row(name: str, **fields) -> Row:
        fields = {"left": {"turn": 0.1}} | fields
        return Row(
            Cell(name, "f01", {"smile": 1.0}), FACE, {"smile": 1.0}, {"smile": 1.0}, drift=0.1,
            rounds=3, **fields,
        )  # fmt: skip

    rows = [
        row("good", picture="a.png"),
        row("off", picture="b.png", left={"turn": -1.6}, beyond=("smile",)),
        row("gone", reason="smile came to 1.0 sd instead of 2.0: no."),
    ]
    listed = to_look_at(rows)
    assert [each.where for each in listed] == ["gone", "off"]
    assert "turn is off by -1.6 sd; its sliders together" in listed[1].error.why
    assert heading(listed) == "1 picture was not made; look at 1 picture before you use the set"
    stopped = told_ended(Path("out"), 2, 9, None)
    assert stopped.why == "2 of 9 pictures are done; the same export goes on from there."
