"""What an edit of kept faces says of itself, taken back and done again."""

from __future__ import annotations

import pytest

from facelab.library import Query
from facelab.library.changes import CAST, NAME, RATING, Change, Edit


@pytest.fixture
def three(library, record):
    return [library.keep(record(seed, name=f"n{seed}", tags=("old",))).id for seed in range(3)]


def back(library, edit):
    return library.carry_out(edit.flipped)


def test_an_edit_says_what_it_changed_and_nothing_else(library, three):
    one, two, _ = three
    assert library.update([one, two, 999], rating=4).changes == (Change(RATING, (one, two), 0, 4),)
    edit = library.update([one, two], name="n0", rating=4)
    assert edit.changes == (Change(NAME, (two,), "n1", "n0"),)
    assert not library.update([two], name="n0")
    assert not library.tag([one], add=["OLD"])
    assert not library.restore([one])


def test_each_kind_of_edit_is_taken_back_and_done_again(library, reading, three):
    one, two, _ = three

    def now():
        faces = [library.get(number) for number in three]
        said = [(f.name, f.note, f.rating, f.tags, f.casts, f.deleted_at) for f in faces]
        return said, reading.facets(), reading.ids(Query(text="hero")).tolist()

    cast = library.add_cast("Crew", [one])
    for write in (
        lambda: library.update(three, name="same", note="hero of old", rating=3),
        lambda: library.tag([one, two], add=["hero", "new"], remove=["Old"]),
        lambda: library.remove([one, two]),
        lambda: library.put_in_cast(cast, [one, two]),
        lambda: library.take_out_of_cast(cast, [one]),
        lambda: library.rename_cast(cast, "Night"),
        lambda: library.make_cast("Day", [two])[1],
        lambda: library.make_cast("crew", [two])[1],  # it is there
        lambda: library.remove_cast(cast),
    ):
        before = now()
        edit = write()
        after = now()
        outcome = back(library, edit)
        assert now() == before
        assert outcome.done == edit.flipped
        assert library.carry_out(edit).done == edit
        assert now() == after
        back(library, edit)


def test_what_was_changed_since_stays(library, three):
    one, two, three_ = three
    edit = library.update(three, rating=4)
    library.update([one], rating=5)
    library.update([two], rating=0)  # as it was before: nothing is lost there
    outcome = back(library, edit)
    assert [library.get(number).rating for number in three] == [5, 0, 0]
    assert outcome.left == {one}
    assert outcome.done.faces == (three_,)
    library.carry_out(outcome.done.flipped)
    assert [library.get(number).rating for number in three] == [5, 0, 4]


def test_another_spelling_and_another_time_in_the_bin_are_other_values(library, three):
    one, *_ = three
    named = library.update([one], name="Ann")
    library.update([one], name="ANN")
    assert back(library, named).left == {one}
    assert library.get(one).name == "ANN"
    removed = library.remove([one])
    library.restore([one])
    assert not back(library, removed).left
    library.remove([one])
    assert back(library, removed).left == {one}
    assert library.get(one).deleted_at is not None


def test_a_face_that_is_gone_is_told(library, three):
    one, two, _ = three
    edit = library.remove([one, two])
    library.purge([one])
    outcome = back(library, edit)
    assert (outcome.gone, outcome.done.faces) == ({one}, (two,))


def test_a_cast_that_others_have_filled_or_whose_name_is_taken_stays(library, reading, three):
    one, two, _ = three
    made, edit = library.make_cast("Crew", [one])
    library.put_in_cast(made, [two])
    outcome = back(library, edit)
    assert outcome.casts_left
    assert library.get(two).casts == ("Crew",)
    assert library.get(one).casts == ()
    gone = library.remove_cast(made)
    library.add_cast("crew")
    assert back(library, gone).casts_left
    assert [cast.name for cast in reading.facets().casts] == ["crew"]
    assert library.get(two).casts == ()
    number = library.add_cast("Day")
    renamed = library.rename_cast(number, "Night")
    library.add_cast("Day")
    assert back(library, renamed).casts_left


def test_several_edits_become_one(library, three):
    one, *_ = three
    first = library.update([one], note="a")
    both = first.then(library.update([one], note="ab"))
    assert [(c.ids, c.before, c.after) for c in both.changes] == [((one,), "", "ab")]
    assert not both.then(library.update([one], note=""))


def test_faces_that_are_deleted_for_good_are_forgotten(library, three):
    one, two, _ = three
    edit = library.make_cast("Crew", [one, two])[1]
    left = edit.without(frozenset([one]))
    assert left.faces == (two,)
    assert left.ids_of(CAST, "Crew") == edit.ids_of(CAST, "Crew") != ()
    rated = library.update([one], rating=2)
    assert not rated.without(frozenset([one]))


def test_a_selection_of_thousands_takes_little_memory():
    edit = Edit((Change(RATING, tuple(range(100_000)), 0, 3),))
    assert edit.bytes < 5_000_000
    short, long = (Edit((Change(NAME, (1,), "", name),)) for name in ("x", "x" * 200))
    assert long.bytes > short.bytes
