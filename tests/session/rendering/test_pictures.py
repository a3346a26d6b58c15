"""Pictures of other faces: the preview first, then the full frame; forgotten when unwanted."""

from __future__ import annotations

import threading

import pytest

from facelab.errors import RecipeError
from facelab.recipe import Recipe
from facelab.session.rendering.pictures import Wanted


class Looker:
    """Someone who looks at a picture, and on which thread it came."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.errors: list[Exception] = []
        self.threads: set[int] = set()

    def at(self, key: str, recipe: Recipe) -> Wanted:
        return Wanted(key, recipe, self.done, self.failed)

    def done(self, frame) -> None:
        self.threads.add(threading.get_ident())
        self.seen.append(f"{frame.kind} {frame.recipe.seed}")

    def failed(self, error: Exception) -> None:
        self.threads.add(threading.get_ident())
        self.errors.append(error)


@pytest.fixture
def session(world):
    return world.started()


@pytest.fixture
def looker() -> Looker:
    return Looker()


def test_the_preview_then_the_full_frame(session, pump, make_face, looker):
    session.pictures.show(looker.at("left", make_face(1)))
    pump.until(lambda: len(looker.seen) == 2)
    assert looker.seen == ["preview 1", "full 1"]
    assert looker.threads == {threading.get_ident()}


def test_a_preview_only(session, pump, make_face, looker):
    session.pictures.preview(looker.at("left", make_face(1)))
    session.pictures.preview(looker.at("other", make_face(2)))
    pump.until(lambda: "preview 2" in looker.seen)
    assert looker.seen == ["preview 1", "preview 2"]


def test_of_two_the_previews_come_before_the_full_frames(session, pump, make_face, looker):
    session.pictures.show(looker.at("left", make_face(1)), looker.at("right", make_face(2)))
    pump.until(lambda: len(looker.seen) == 4)
    assert looker.seen == ["preview 1", "preview 2", "full 1", "full 2"]


def test_another_face_for_the_same_looker_replaces_the_first(
    session, pump, renderer, make_face, looker
):
    renderer.previews.close()
    session.pictures.preview(looker.at("busy", make_face(9)))
    renderer.previews.wait_for("9")
    session.pictures.show(looker.at("left", make_face(1)))
    session.pictures.show(looker.at("left", make_face(2)))
    renderer.previews.open.set()
    pump.until(lambda: "full 2" in looker.seen)
    assert looker.seen == ["preview 9", "preview 2", "full 2"]


def test_what_is_forgotten_is_not_made(session, pump, renderer, make_face, looker):
    renderer.previews.close()
    session.pictures.preview(looker.at("busy", make_face(9)))
    renderer.previews.wait_for("9")
    session.pictures.show(looker.at("left", make_face(1)))
    session.pictures.show(looker.at("right", make_face(2)))
    session.pictures.forget("left")
    renderer.previews.open.set()
    pump.until(lambda: "full 2" in looker.seen)
    assert "preview 1" not in renderer.did()


def test_what_cannot_be_made_is_told_and_the_others_go_on(
    session, pump, renderer, make_face, looker
):
    renderer.errors["preview", make_face(1)] = RecipeError("no")
    renderer.errors["full", make_face(1)] = RecipeError("no")
    session.pictures.show(looker.at("left", make_face(1)))
    session.pictures.show(looker.at("right", make_face(2)))
    pump.until(lambda: "full 2" in looker.seen)
    assert len(looker.errors) == 2
    assert looker.seen == ["preview 2", "full 2"]


def test_the_face_on_show_goes_first(session, pump, renderer, make_face, looker):
    renderer.fulls.close()
    session.pictures.show(looker.at("left", make_face(1)))
    renderer.fulls.wait_for("1")
    session.face.set_seed(5)
    renderer.fulls.open.set()
    pump.until(lambda: "full 1" in looker.seen)
    did = renderer.did()
    assert did.index("preview 5") < did.index("full 1")
