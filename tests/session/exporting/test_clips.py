"""Clips out of a session, drawn by a tiny network."""

from __future__ import annotations

from pathlib import Path

import pytest

from facelab.errors import RecipeError
from facelab.export.timeline_file import read_timeline, write_timeline
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.timeline import Key, Timeline
from facelab.session import Session
from facelab.session.choices.clip import ClipChoice
from facelab.session.exporting.clips.exporting import ClipSource, timeline_of
from facelab.session.exporting.scope import chosen

FACE = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))


@pytest.fixture
def choice(tmp_path: Path) -> ClipChoice:
    return ClipChoice(kind="gif", rate=12, size=32, folder=str(tmp_path / "out"), seconds=0.5)


@pytest.fixture
def timeline(session: Session) -> Timeline:
    face = session.face.recipe
    return Timeline((Key(face, 0.5), Key(face.with_seed(5))))


def test_a_clip_is_made_and_told_of(session, timeline, choice, pump, told, tmp_path):
    session.clips.run(timeline, choice)
    pump.until(lambda: not session.jobs.listed)
    path = tmp_path / "out" / "clip.gif"
    assert read_timeline(path) == timeline
    assert read_timeline(path.with_suffix(".json")) == timeline
    assert told.said("Exported clip.gif: 6 pictures, 0.5 s")
    assert session.settings.clip == choice
    assert session.clips.cost(timeline, choice).seconds is not None


def test_a_timeline_file_and_kept_faces_are_sources(session, timeline, choice, pump, tmp_path):
    write_timeline(tmp_path / "a.json", timeline)
    got: list[object] = []
    session.clips.read(ClipSource("a", path=tmp_path / "a.json"), choice, got.append, got.append)
    pump.until(lambda: bool(got))
    assert got == [timeline]
    session.clips.read(ClipSource("b", path=tmp_path / "b.json"), choice, got.append, got.append)
    pump.until(lambda: len(got) == 2)
    assert isinstance(got[1], Exception)
    scopes = [chosen((1,)), chosen((1, 2))]
    assert [each.scope for each in session.clips.sources(scopes)] == [scopes[1]]


def test_faces_share_the_time_equally():
    faces = [FACE, FACE.with_seed(2), FACE.with_seed(3)]
    once = timeline_of(faces, ClipChoice(seconds=6.0))
    assert [key.seconds for key in once.keys] == [3.0, 3.0, 3.0]
    assert once.seconds == 6.0
    assert timeline_of(faces, ClipChoice(seconds=6.0, repeat="loop")).seconds == pytest.approx(6.0)
    assert timeline_of(faces, ClipChoice(seconds=6.0, repeat="ping-pong")).seconds == 6.0
    with pytest.raises(RecipeError, match="two faces"):
        timeline_of(faces[:1], ClipChoice())


def test_what_a_kind_cannot_is_refused(session, choice, tmp_path):
    for changes, why in (
        ({"kind": "mp4", "background": "transparent"}, "holds no transparency"),
        ({"kind": "gif", "rate": 60}, "choose 12 to 50"),
        ({"kind": "mp4", "size": 33}, "even number"),
    ):
        with pytest.raises(RecipeError, match=why):
            session.clips.order(ClipChoice(folder=str(tmp_path), **changes))


def test_the_timeline_of_the_session_is_the_first_source(session, timeline):
    assert session.clips.sources([chosen((1, 2))])[0].scope is not None
    session.animating.edit(timeline, "Open a.json")
    first = session.clips.sources([chosen((1, 2))])[0]
    assert (first.title, first.timeline) == ("The timeline", timeline)


def test_a_clip_that_is_opened_brings_its_timeline_back(session, timeline, choice, pump, tmp_path):
    session.clips.run(timeline, choice)
    pump.until(lambda: not session.jobs.listed)
    session.opening.open([tmp_path / "out" / "clip.gif"])
    pump.until(lambda: session.animating.timeline is not None)
    assert session.animating.timeline == timeline
