"""Looks: given to a face in one step, one in place of another, and saved of its sliders."""

from __future__ import annotations

import contextlib

import pytest

from facelab.export.character_file import write_set
from facelab.recipe.character.sets import MAX_VARIANTS, Step, Variant, VariantSet, set_of_amounts
from facelab.session.character import looks as looks_module
from facelab.session.character.looks import USUAL_SET, layers_of
from facelab.session.character.own_sets import read_own_sets

GLAD = Variant("glad", "Glad", (Step("smile", 1.0),))
SAD = Variant("sad", steps=(Step("smile", -1.5),))
LOST = Variant("lost", steps=(Step("horns", 1.0),))


@pytest.fixture
def looks(session):
    return session.looks


@pytest.fixture
def give(session, pump):
    """Gives a look and waits for it."""

    def given(look: Variant) -> float:
        before = session.face.recipe
        session.looks.give(look)
        pump.until(lambda: session.face.recipe != before)
        return float(session.face.recipe.amount("smile"))

    return given


def kept(world):
    """What is on the disk."""
    return read_own_sets(world.settings)[0]


@pytest.fixture
def save(session, pump, told):
    """Saves a look and waits until that is told."""

    def saved(title: str, into: str = USUAL_SET) -> None:
        count = len(told.messages)
        session.looks.save(title, into)
        pump.until(lambda: len(told.messages) > count)

    return saved


def test_a_look_is_one_step_on_top_of_the_face(session, give):
    session.face.edit(session.face.recipe.with_amount("smile", 0.25), "Smile")
    assert give(GLAD) == 1.25
    assert session.face.undo_label == "Glad"
    session.face.undo()
    assert session.face.recipe.amount("smile") == 0.25


def test_another_takes_its_place(session, give):
    assert give(GLAD) == 1.0
    assert give(SAD) == -1.5
    assert session.face.undo_label == "Sad"
    session.face.undo()
    assert give(SAD) == -1.5  # in place of the one on show now


def test_what_was_done_since_stays(session, give):
    give(GLAD)
    session.face.set_seed(99)
    assert give(SAD) == -0.5


def test_one_that_ends_late_does_not_disturb(session, pump, renderer):
    renderer.fulls.close()
    session.face.set_seed(5)
    renderer.fulls.wait_for("5")
    session.looks.give(GLAD)
    session.face.set_seed(6)
    renderer.fulls.open.set()
    pump.until(lambda: session.frame is not None and session.frame.recipe.seed == 6)
    pump.until(lambda: not session.busy)
    assert session.face.recipe.amount("smile") == 0.0


def test_what_locks_hold_is_told(session, told, pump):
    """The fake network has no locks: what the real one makes of them is tried with the engine."""
    session.face.edit(session.face.recipe.with_lock("smile", "held"), "Lock")
    session.looks.give(GLAD)
    pump.until(lambda: told.said("Glad changes nothing in this face"))
    assert told.said("held by locks")
    assert session.face.undo_label == "Lock"


def test_one_that_this_network_does_not_know_is_told(session, told, pump):
    session.looks.give(LOST)
    pump.until(lambda: told.messages)
    assert told.messages[0].level == "error"
    assert told.said("horns")


def test_the_sliders_are_saved_and_found(session, world, looks, save, give):
    assert not looks.can_save
    session.face.edit(session.face.recipe.with_amount("smile", 2.0), "Smile")
    assert looks.can_save
    save("Älter, Schurke")
    assert looks.find("älter, schurke", USUAL_SET).steps == (Step("smile", 2.0),)
    ((name, variants),) = kept(world).items()
    assert (name, variants.shown) == ("my_looks", USUAL_SET)
    session.face.edit(session.face.recipe.without_directions(), "Reset")
    assert give(variants.variants[0]) == 2.0


def test_one_of_the_same_title_is_replaced_and_others_stay(session, world, looks, save):
    for amount, title in ((1.0, "One"), (2.0, "Two"), (3.0, "one")):
        session.face.edit(session.face.recipe.with_amount("smile", amount), "Smile")
        save(title)
    found = kept(world)["my_looks"].variants
    assert [(each.name, each.shown, each.steps[0].amount) for each in found] == [
        ("one", "one", 3.0), ("two", "Two", 2.0),
    ]  # fmt: skip


def test_titles_that_make_the_same_name_both_stay(session, world, save):
    session.face.edit(session.face.recipe.with_amount("smile", 1.0), "Smile")
    save("Old!")
    save("Old?")
    assert [each.name for each in kept(world)["my_looks"].variants] == ["old", "old_2"]


def test_what_another_window_saved_meanwhile_stays(session, world, save):
    other = world.started()
    for each, title in ((session, "Mine"), (other, "Yours")):
        each.face.edit(each.face.recipe.with_amount("smile", 1.0), "Smile")
        each.looks.save(title, USUAL_SET)
        world.pump.until(lambda title=title: title in [
            look.shown for look in kept(world)["my_looks"].variants
        ] if "my_looks" in kept(world) else False)  # fmt: skip
    assert [each.shown for each in kept(world)["my_looks"].variants] == ["Mine", "Yours"]


def test_a_full_disk_is_told_and_what_was_there_stays(make_world, small_disk, listen):
    world = make_world(small_disk)
    session = world.started()
    told = listen(session)
    session.face.edit(session.face.recipe.with_amount("smile", 1.0), "Smile")
    session.looks.save("One", USUAL_SET)
    world.pump.until(lambda: session.own_sets.own)
    before = kept(world)
    with (small_disk / "full").open("wb", 0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    session.looks.save("Two", USUAL_SET)
    world.pump.until(lambda: told.said("could not be saved"))
    assert kept(world) == before


def test_a_full_set_takes_no_more_and_loses_none(session, world, told, save, pump):
    many = tuple(Variant(f"v{k}", steps=(Step("smile", 1.0),)) for k in range(MAX_VARIANTS))
    session.own_sets.keep(USUAL_SET, VariantSet("x", many))
    session.face.edit(session.face.recipe.with_amount("smile", 1.0), "Smile")
    save("One more")
    assert told.messages[-1].what == "The look cannot be saved."
    assert told.messages[-1].why == f"My looks has {MAX_VARIANTS} looks already."
    assert told.messages[-1].fix == "Choose another set."
    assert len(kept(world)["my_looks"].variants) == MAX_VARIANTS


def test_one_is_deleted_and_the_last_takes_its_set_along(session, world, looks, save, pump):
    session.face.edit(session.face.recipe.with_amount("smile", 1.0), "Smile")
    save("One")
    save("Two")
    one, two = session.own_sets.own["my_looks"].variants
    looks.forget(one, session.own_sets.own["my_looks"])
    pump.until(lambda: session.own_sets.own["my_looks"].variants == (two,))
    looks.forget(two, session.own_sets.own["my_looks"])
    pump.until(lambda: not session.own_sets.own)
    assert not kept(world)


def test_the_set_that_was_meant_loses_it_where_two_have_a_title(looks, session, world, pump):
    folder = session.own_sets.folder
    folder.mkdir(parents=True)
    for name in ("mine", "other"):
        write_set(folder / f"{name}.json", VariantSet(name, (GLAD, SAD), "Moods"))
    session.own_sets.look()
    pump.until(lambda: len(session.own_sets.own) == 2)
    looks.forget(SAD, session.own_sets.own["other"])
    pump.until(lambda: session.own_sets.own["other"].variants == (GLAD,))
    assert kept(world)["mine"].variants == (GLAD, SAD)


def test_more_sliders_than_a_look_can_have_are_told(session, save, told, world, monkeypatch):
    monkeypatch.setattr(looks_module, "MAX_STEPS", 0)
    session.face.edit(session.face.recipe.with_amount("smile", 1.0), "Moved")
    save("Too much")
    assert told.messages[-1].why == "1 slider is set, and a look has up to 0."
    assert told.messages[-1].fix == "Reset some."
    assert not kept(world)


def test_layers_chosen_by_hand_are_said(make_face):
    face = make_face(1).with_amount("smile", 1.0, (0, 2)).with_amount("age", 1.0)
    assert layers_of(face) == ("smile",)
    assert layers_of(face.with_amount("smile", 0.0)) == ()


def test_sets_of_amounts_are_looks_as_well(session, give):
    assert give(set_of_amounts("smile", (2.0,)).variants[0]) == 2.0
