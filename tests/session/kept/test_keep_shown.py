"""Keeping the face on show, with or without a picture of it."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import numpy as np

from facelab.errors import RecipeError
from facelab.library import KeptFace, Reading
from facelab.recipe import Latent
from facelab.session import Session
from facelab.session.kept.keep_shown import KeepOnShow


def newest(session: Session) -> KeptFace:
    """All of the face that was kept last."""
    with contextlib.closing(Reading(session.kept.folder)) as reading:
        return reading.face(session.kept.faces[0].id)


def test_a_face_is_kept_with_its_picture(session, told, pump):
    session.keep("Ada")
    pump.until(lambda: session.kept.faces)
    kept = newest(session)
    assert kept.recipe == session.face.recipe
    assert kept.name == "Ada"
    assert kept.thumbnail
    assert kept.ws is not None


def test_the_picture_of_another_network_is_not_kept(session, pump, renderer):
    """The preview of a network that stands in for a slow one: its own is drawn first."""
    pump.until(lambda: session.frame is not None)
    drawn = len(renderer.done)
    shown = replace(session.frame, kind="preview", stands_in=True)
    KeepOnShow(session.kept, session._screen.engine).keep(session.face.recipe, shown, "Ada")
    pump.until(lambda: session.kept.faces)
    assert len(renderer.done) > drawn
    assert newest(session).thumbnail


def test_a_face_without_a_picture_yet_is_kept_when_it_has_one(session, pump, renderer, make_face):
    renderer.previews.close()
    session.face.set_seed(8)
    renderer.previews.wait_for("8")
    session.face.set_seed(9)
    session.keep()
    session.face.set_seed(10)
    renderer.previews.open.set()
    pump.until(lambda: session.kept.faces)
    assert newest(session).recipe == make_face(9)
    assert newest(session).thumbnail


def test_a_face_that_cannot_be_drawn_is_kept_all_the_same(session, pump, renderer, make_face):
    renderer.errors["preview", make_face(8)] = RecipeError("It does not work.")
    session.face.set_seed(8)
    session.keep()
    pump.until(lambda: session.kept.faces)
    assert newest(session).recipe == make_face(8)
    assert not newest(session).thumbnail


def test_a_face_kept_while_another_device_is_loaded_is_kept(session, pump, world, make_face):
    world.loading.close()
    session.face.set_seed(8)
    session.keep()
    session.set_device("cpu")
    world.loading.wait_for("cpu")
    session.face.set_seed(9)
    session.keep()
    world.loading.open.set()
    pump.until(lambda: len(session.kept.faces) == 2)
    assert {face.seed for face in session.kept.faces} == {8, 9}


def test_a_kept_face_is_a_source_of_its_styles(session, pump, make_face):
    session.keep()
    pump.until(lambda: session.kept.faces)
    plain = newest(session)
    assert session.source_of(plain) == (plain.recipe.source, plain.recipe.truncation.psi)
    session.face.edit(make_face(8).with_amount("smile", 1.0), "Smile")
    pump.until(lambda: not session.busy)
    session.keep()
    pump.until(lambda: len(session.kept.faces) == 2)
    edited = newest(session)
    source, psi = session.source_of(edited)
    assert psi == 1.0
    assert isinstance(source, Latent)
    assert np.array_equal(source.array(), np.ones((4, 3)))


# -- whether the face on show is kept --------------------------------------------------------------


def test_the_face_on_show_is_known_as_kept(session, pump, make_face):
    on_show = session.kept_on_show
    assert on_show.number is None
    session.keep()
    pump.until(lambda: on_show.number is not None)
    number = on_show.number
    kept = session.face.recipe
    session.face.edit(kept.with_amount("smile", 1.0), "Smile")
    assert on_show.number is None, "it is another face with another smile"
    session.face.undo()
    pump.until(lambda: on_show.number == number)
    session.face.set_seed(8)
    assert on_show.number is None
    session.face.previous_face()
    pump.until(lambda: on_show.number == number)


def test_a_face_that_is_removed_is_kept_no_more(session, pump):
    session.keep()
    on_show = session.kept_on_show
    pump.until(lambda: on_show.number is not None)
    session.kept.remove([on_show.number])
    pump.until(lambda: on_show.number is None)
    session.kept.restore()
    pump.until(lambda: on_show.number is not None)


def test_the_library_is_not_asked_while_a_control_is_held(session, pump, monkeypatch):
    asked = []
    real = session.kept.find

    def find(recipe, done):
        asked.append(recipe)
        real(recipe, done)

    monkeypatch.setattr(session.kept, "find", find)
    recipe = session.face.recipe
    for amount in (0.1, 0.2, 0.3):
        session.face.edit(recipe.with_amount("smile", amount), "Smile", ("amount", "smile"))
    assert asked == []
    session.face.end_gesture()
    assert asked == [session.face.recipe]


def test_keeping_says_the_number_and_whether_it_is_new(session, pump):
    said = []
    session.kept.added.connect(lambda number, new: said.append((number, new)))
    session.keep()
    pump.until(lambda: said)
    session.keep()
    pump.until(lambda: len(said) == 2)
    (number, new), again = said
    assert new
    assert again == (number, False)


def test_that_a_face_was_kept_is_shown_without_words(session, told, pump):
    session.keep()
    pump.until(lambda: told.said("Face kept"))
    session.keep()
    pump.until(lambda: told.said("This face is already kept"))
    quiet = {message.what: message.quiet for message in told.messages}
    assert quiet == {"Face kept": True, "This face is already kept": False}
