"""What can be done with kept faces, whoever asks for it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox

from facelab.library import Query
from facelab.recipe import Blend, Seed
from facelab.ui.dialogs.compare_two import CompareTwo
from facelab.ui.dialogs.make_direction import MakeDirection


@pytest.fixture
def opened(actions):
    found: list[int] = []
    actions.opened.connect(lambda: found.append(1))
    return found


# -- faces on show --------------------------------------------------------------------------------


def test_opening_shows_the_face_whole(hall, actions, opened, five, rich, record):
    from facelab.library import Record

    five.keep("rich", Record(rich, name="Rich"))
    actions.open(five.numbers["rich"])
    hall.until(lambda: opened)
    assert hall.session.face.recipe == rich
    assert hall.session.face.undo_label == "Open Rich"
    hall.session.face.undo()
    assert hall.session.face.recipe.seed == 42


def test_a_face_of_another_network_is_told_and_the_gallery_stays(hall, actions, opened):
    before = hall.session.face.recipe
    actions.open(hall.numbers["carl"])
    hall.until(lambda: hall.told)
    assert hall.told[0].level == "warning"
    assert hall.session.face.recipe == before
    assert opened == []


def test_a_face_that_is_gone_is_told(hall, actions, opened):
    actions.open(4711)
    hall.until(lambda: any("no kept face 4711" in what for what in hall.whats()))
    assert opened == []


def test_of_two_opened_quickly_the_last_is_on_show(hall, actions, opened):
    for _ in range(5):
        actions.open(hall.numbers["ann"])
        actions.open(hall.numbers["bob"])
    hall.until(lambda: len(opened) == 10)
    assert hall.session.face.recipe.source == Seed(2)


def test_taking_styles(hall, actions):
    actions.take_styles(hall.numbers["bob"], "middle")
    hall.until(lambda: hall.session.face.recipe.mixing)
    (mix,) = hall.session.face.recipe.mixing
    assert (mix.source, mix.layers, mix.label) == (Seed(2), (4, 5, 7, 8), "Bob")
    assert hall.session.face.undo_label == "Middle styles"


def test_styles_of_another_network_are_refused(hall, actions):
    actions.take_styles(hall.numbers["carl"], "fine")
    hall.until(lambda: hall.told)
    assert hall.session.face.recipe.mixing == ()


def test_styles_that_are_not_known_are_refused(hall, actions, five, record):
    from facelab.library import Record

    edited = record(8).recipe.with_amount("pca-1", 1.0)
    number = five.keep("edited", Record(edited, None))
    actions.take_styles(number, "fine")
    hall.until(lambda: hall.told)
    assert "has never been drawn" in hall.told[0].why
    assert hall.session.face.recipe.mixing == ()


def test_holding_in_a_slot(hall, actions):
    actions.hold(hall.numbers["bob"], "B")
    hall.until(lambda: hall.session.slots.get("B"))
    assert hall.session.slots.get("B").source == Seed(2)


def test_blending_two(hall, actions, opened):
    actions.blend((hall.numbers["nameless"], hall.numbers["ann"]))
    hall.until(lambda: opened)
    source = hall.session.face.recipe.source
    assert isinstance(source, Blend)
    assert [part.source for part in source.parts] == [Seed(4242), Seed(1)]
    assert hall.session.face.undo_label == "Blend seed 4242 and Ann"


def test_blending_more(hall, actions, opened):
    actions.blend([hall.numbers[name] for name in ("ann", "bob", "nameless")])
    hall.until(lambda: opened)
    assert hall.session.face.undo_label == "Blend 3 faces"


def test_a_face_said_twice_counts_once(hall, actions, opened):
    actions.blend([hall.numbers[name] for name in ("ann", "bob", "ann")])
    hall.until(lambda: opened)
    assert len(hall.session.face.recipe.source.parts) == 2
    actions.open(hall.numbers["ann"])
    hall.until(lambda: len(opened) > 1)
    assert len(opened) == 2


@pytest.mark.parametrize("count", [0, 1, 9])
def test_too_few_or_too_many_cannot_be_blended(hall, actions, count):
    actions.blend(range(1, count + 1))
    assert hall.told[0].what == "You can blend 2 to 8 faces"
    assert ("fewer" in hall.told[0].why) == (count > 8)


def test_faces_of_two_networks_cannot_be_blended(hall, actions, opened):
    actions.blend((hall.numbers["ann"], hall.numbers["carl"]))
    hall.until(lambda: hall.told)
    assert "different networks" in hall.told[0].why
    assert opened == []


def test_more_like_this(hall, actions):
    hall.read_cards()
    actions.more_like(hall.numbers["bob"])
    assert hall.gallery.browsing.query == Query(sort="similar", like=hall.numbers["bob"])
    assert hall.gallery.browsing.conditions()[0].label == "Like Bob"
    actions.more_like(4711)
    assert hall.gallery.browsing.conditions()[0].label == "Like face 4711"


# -- side by side ---------------------------------------------------------------------------------


def compared(hall):
    return hall.window.findChildren(CompareTwo)


def test_two_are_compared_as_they_lie_in_the_list(hall, actions):
    actions.compare((hall.numbers["nameless"], hall.numbers["ann"]))
    hall.until(lambda: compared(hall))
    assert compared(hall)[0].windowTitle() == "Ann and seed 4242"
    compared(hall)[0].close()


def test_one_is_compared_with_the_face_on_show(hall, actions):
    actions.compare((hall.numbers["bob"],))
    hall.until(lambda: compared(hall))
    assert compared(hall)[0].windowTitle() == "Bob and Current face"
    compared(hall)[0].close()


# -- directions -----------------------------------------------------------------------------------


def test_a_direction_is_asked_for_as_the_faces_lie_in_the_list(hall, actions):
    hall.read_cards()
    actions.make_direction([])
    actions.make_direction((hall.numbers["bob"], hall.numbers["ann"]))
    (dialog,) = hall.window.findChildren(MakeDirection)
    assert dialog.choice() == ((hall.numbers["ann"],), (hall.numbers["bob"],))
    dialog.reject()


# -- the bin --------------------------------------------------------------------------------------


def test_removing_and_restoring(hall, actions, five):
    actions.remove([hall.numbers["ann"], hall.numbers["carl"]])
    hall.shows("bob", "nameless")
    assert hall.session.kept.can_restore
    hall.gallery.browsing.show_bin()
    hall.until(lambda: len(hall.names()) == 3)
    actions.restore([hall.numbers["ann"]])
    hall.gallery.browsing.show_all()
    hall.shows("ann", "bob", "nameless")


def test_in_the_bin_removing_is_for_good_and_asks(hall, actions, five, answer):
    hall.gallery.browsing.show_bin()
    hall.shows("dora")
    answer("Cancel")
    actions.remove([hall.numbers["dora"]])
    assert hall.names() == ["dora"]
    answer("Delete")
    actions.remove([hall.numbers["dora"]])
    hall.shows()
    assert hall.gallery.browsing.facets.total == 4
    assert (
        hall.window.findChildren(QMessageBox) == []
        or not hall.window.findChildren(QMessageBox)[0].isVisible()
    )


def test_emptying_the_bin(hall, actions, five, answer):
    five.library.remove([hall.numbers["ann"], hall.numbers["bob"]])
    hall.until(lambda: hall.gallery.browsing.facets.binned == 3)
    answer("Delete")
    actions.empty_bin()
    hall.until(lambda: hall.gallery.browsing.facets.binned == 0)
    hall.shows("carl", "nameless")
    actions.empty_bin()  # there is nothing to ask


def test_what_is_deleted_for_good_is_not_offered_back_but_the_rest_is(hall, actions, answer):
    actions.remove([hall.numbers["ann"]])
    actions.remove([hall.numbers["bob"]])
    hall.shows("carl", "nameless")
    hall.gallery.browsing.show_bin()
    hall.until(lambda: len(hall.names()) == 3)
    answer("Delete")
    actions.remove([hall.numbers["bob"]])
    hall.until(lambda: len(hall.names()) == 2)
    assert hall.session.kept.can_restore
    hall.session.kept.restore()
    hall.gallery.browsing.show_all()
    hall.shows("ann", "carl", "nameless")
    assert not hall.session.kept.can_restore


def test_what_was_restored_by_hand_is_not_offered_back(hall, actions):
    actions.remove([hall.numbers["ann"], hall.numbers["bob"]])
    hall.shows("carl", "nameless")
    actions.restore([hall.numbers["bob"]])
    hall.shows("bob", "carl", "nameless")
    assert hall.session.kept.can_restore
    actions.restore([hall.numbers["ann"]])
    hall.shows("ann", "bob", "carl", "nameless")
    assert not hall.session.kept.can_restore


def test_of_no_faces_nothing_is_done(hall, actions, monkeypatch):
    def fail(*_, **__):
        pytest.fail("it was written")

    for method in ("update", "tag", "remove", "restore", "purge", "put_in_cast"):
        monkeypatch.setattr(hall.session.kept, method, fail)
    actions.rate([], 3)
    actions.tag([], ["x"])
    actions.remove([])
    actions.restore([])
    actions.put_in_cast(1, [])
    actions.take_out([1])  # no cast is on show
