"""Thumbnails and the face before its edits, as a session gives them."""

from __future__ import annotations

from facelab.engine import Frame
from facelab.errors import RecipeError
from facelab.session.rendering import thumbnails as module
from facelab.session.rendering.thumbnails import SIDE


def test_a_thumbnail_comes_later_and_is_told(world, pump, make_face):
    session = world.started()
    ready: list[int | None] = []
    session.thumbnails.ready.connect(lambda recipe: ready.append(recipe.seed))
    assert session.thumbnails.get(make_face(1)) is None
    assert session.thumbnails.get(make_face(1)) is None
    pump.until(lambda: 1 in ready)  # that of the face on show may come before
    picture = session.thumbnails.get(make_face(1))
    assert picture is not None
    assert picture.shape == (SIDE, SIDE, 4)
    assert picture.flags.c_contiguous
    assert ready.count(1) == 1
    assert world.renderer.did().count("preview 1") == 1


def test_a_thumbnail_that_fails_is_asked_for_again_when_it_is_wanted(
    world, pump, renderer, make_face
):
    session = world.started()
    renderer.errors["preview", make_face(1)] = RecipeError("not now")
    assert session.thumbnails.get(make_face(1)) is None
    session.thumbnails.get(make_face(2))
    pump.until(lambda: session.thumbnails.get(make_face(2)) is not None)
    del renderer.errors["preview", make_face(1)]
    pump.until(lambda: session.thumbnails.get(make_face(1)) is not None)


def test_a_thumbnail_outlives_a_change_of_device(world, pump, renderer, make_face):
    """It was asked of the network before; nobody asks again, and it must come all the same."""
    session = world.started()
    renderer.previews.close()
    session.thumbnails.get(make_face(1))
    renderer.previews.wait_for("1")
    session.thumbnails.get(make_face(2))
    ready: list[int | None] = []
    session.thumbnails.ready.connect(lambda recipe: ready.append(recipe.seed))
    session.set_device("cpu")
    renderer.previews.open.set()
    pump.until(lambda: 2 in ready)


def test_thumbnails_are_bounded_and_the_oldest_go(world, pump, monkeypatch, make_face):
    monkeypatch.setattr(module, "CACHED", 3)
    session = world.started()
    pump.until(lambda: session.thumbnails.peek(session.face.recipe) is not None)  # of its history
    ready: list[int | None] = []
    session.thumbnails.ready.connect(lambda recipe: ready.append(recipe.seed))
    for seed in (1, 2, 3):
        session.thumbnails.get(make_face(seed))
        pump.until(lambda seed=seed: seed in ready)
    session.thumbnails.get(make_face(1))  # looked at: the second is the oldest now
    session.thumbnails.get(make_face(4))
    pump.until(lambda: 4 in ready)
    kept = [seed for seed in range(1, 5) if session.thumbnails.peek(make_face(seed)) is not None]
    assert kept == [1, 3, 4]


def test_a_frame_that_is_there_serves_as_thumbnail(world, make_face):
    session = world.started()
    session.thumbnails.offer(session.frame)
    assert session.thumbnails.get(session.frame.recipe) is not None


# -- the face before its edits --------------------------------------------------------------------


def test_the_face_before_is_made_only_while_someone_looks(world, pump, renderer):
    session = world.started()
    session.face.edit(session.face.recipe.with_amount("smile", 1.0), "Smile")
    pump.until(lambda: not session.busy)
    assert session.before.frame is None
    seen: list[Frame] = []
    session.before.changed.connect(seen.append)
    session.before.set_wanted(True, session.face.recipe)
    pump.until(lambda: [frame.kind for frame in seen] == ["preview", "full"])
    assert [frame.recipe.seed for frame in seen] == [7, 7]
    assert not seen[-1].recipe.edited


def test_the_face_before_follows_another_face_but_not_an_edit(world, pump):
    session = world.started()
    seen: list[str] = []
    session.before.changed.connect(lambda frame: seen.append(f"{frame.kind} {frame.recipe.seed}"))
    session.before.set_wanted(True, session.face.recipe)
    pump.until(lambda: "full 7" in seen)
    session.face.edit(session.face.recipe.with_amount("smile", 1.0), "Smile")
    pump.until(lambda: not session.busy)
    assert seen == ["preview 7", "full 7"]
    session.face.set_seed(8)
    pump.until(lambda: "full 8" in seen)
    assert seen[2:] == ["preview 8", "full 8"]


def test_a_face_before_that_comes_late_is_not_shown(world, pump, renderer, make_face):
    session = world.started()
    session.before.set_wanted(True, session.face.recipe)
    pump.until(lambda: session.before.frame is not None and session.before.frame.kind == "full")
    seen: list[int | None] = []
    session.before.changed.connect(lambda frame: seen.append(frame.recipe.seed))
    renderer.previews.close()
    session.thumbnails.get(make_face(1))
    renderer.previews.wait_for("1")
    session.before.follow(make_face(8))
    session.before.follow(make_face(7))  # back before any picture of 8 was made
    renderer.previews.open.set()
    session.thumbnails.get(make_face(2))
    pump.until(lambda: session.thumbnails.get(make_face(2)) is not None)
    assert seen == []
    assert session.before.frame.recipe.seed == 7


def test_looking_away_and_back_makes_what_is_missing(world, pump, renderer):
    session = world.started()
    renderer.fulls.close()
    session.before.set_wanted(True, session.face.recipe)
    pump.until(lambda: session.before.frame is not None)
    session.before.set_wanted(False, session.face.recipe)
    renderer.fulls.open.set()
    session.before.set_wanted(True, session.face.recipe)
    pump.until(lambda: session.before.frame.kind == "full")


def test_looking_away_before_the_first_picture_came_loses_none(world, pump, renderer, make_face):
    """Back at the same face: its preview was cancelled, and is made now."""
    session = world.started()
    seen: list[str] = []
    session.before.changed.connect(lambda frame: seen.append(frame.kind))
    renderer.previews.close()
    session.thumbnails.get(make_face(1))
    renderer.previews.wait_for("1")
    session.before.set_wanted(True, session.face.recipe)
    session.before.set_wanted(False, session.face.recipe)
    renderer.previews.open.set()
    session.before.set_wanted(True, session.face.recipe)
    pump.until(lambda: "full" in seen)
    assert seen == ["preview", "full"]


def test_another_device_makes_the_face_before_anew(world, pump):
    session = world.started()
    session.before.set_wanted(True, session.face.recipe)
    pump.until(lambda: session.before.frame is not None and session.before.frame.kind == "full")
    seen: list[str] = []
    session.before.changed.connect(lambda frame: seen.append(frame.kind))
    session.set_device("cpu")
    pump.until(lambda: seen == ["preview", "full"])
