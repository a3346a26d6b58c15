from __future__ import annotations

import pytest

from facelab.library import Query
from facelab.ui.gallery.nothing import nothing_of


@pytest.fixture
def said(hall):
    """What is said once a question is answered."""

    def ask(query: Query):
        hall.gallery.browsing.ask(query)
        hall.until(lambda: not hall.gallery.browsing.loading)
        return nothing_of(hall.gallery.browsing, True)

    return ask


def test_while_there_are_faces_nothing_is_said(hall):
    assert nothing_of(hall.gallery.browsing, True) is None


def test_an_empty_library_says_how_to_fill_it(make_hall):
    browsing = make_hall().gallery.browsing
    nothing, without_face = nothing_of(browsing, True), nothing_of(browsing, False)
    assert nothing is not None
    assert without_face is not None
    assert "Ctrl+D" in nothing.text
    assert (nothing.button, nothing.act) == ("Keep this face", "keep")
    assert (without_face.button, without_face.act) == ("Import faces…", "import")
    assert "once a network is loaded" in without_face.text


def test_a_library_whose_faces_are_all_in_the_bin_leads_there(hall, five):
    five.library.remove(five.numbers.values())
    hall.until(lambda: not hall.gallery.browsing.facets.total)
    hall.until(lambda: not len(hall.gallery.browsing.ids))
    nothing = nothing_of(hall.gallery.browsing, True)
    assert nothing is not None
    assert (nothing.title, nothing.act) == ("All kept faces are in the bin", "show_bin")
    hall.gallery.do(nothing)
    assert hall.gallery.browsing.query == Query(binned=True)


def test_the_button_of_a_library_without_a_network_imports(make_hall, monkeypatch):
    gallery = make_hall().gallery
    asked: list[bool] = []
    monkeypatch.setattr(gallery.actions, "import_file", lambda: asked.append(True))
    gallery.do(nothing_of(gallery.browsing, False))
    assert asked == [True]


def test_before_the_library_was_read_nobody_knows(qtbot, session, window):
    from facelab.ui.gallery import Gallery

    gallery = Gallery(session, session.pictures, window)
    assert nothing_of(gallery.browsing, False) is None


def test_before_the_answer_is_there_nobody_knows(hall):
    hall.gallery.browsing.search("nobody")
    hall.shows()
    hall.gallery.browsing.search("nobody at all")
    assert hall.gallery.browsing.loading
    assert nothing_of(hall.gallery.browsing, True) is None


def test_an_empty_bin(hall, five, said):
    five.library.restore([five.numbers["dora"]])
    hall.until(lambda: not hall.gallery.browsing.facets.binned)
    nothing = said(Query(binned=True))
    assert nothing.title == "The bin is empty"
    assert nothing.act == "show_all"


def test_nothing_in_the_bin_fits(said):
    assert said(Query(binned=True, text="ann")).title == "Nothing found"


def test_an_empty_cast_says_how_to_fill_it(hall, five, said):
    cast = five.library.add_cast("Day")
    hall.until(lambda: len(hall.gallery.browsing.facets.casts) == 2)
    assert said(Query(cast=cast)).title == "This cast is empty"
    assert said(Query(cast=cast, text="ann")).title == "Nothing found"
    # Others are in it, only none of this network.
    assert said(Query(cast=1, model="e" * 64)).title == "Nothing found"


def test_no_face_is_like_one_whose_w_is_unknown(hall, five, record, said):
    five.keep("eve", record(9, ws=None))
    hall.until(lambda: hall.gallery.browsing.facets.total == 5)
    assert said(Query(sort="similar", like=five.numbers["eve"])).title == "No similar faces"


def test_what_was_looked_for_is_said(said):
    assert said(Query(text="nobody")).text == (
        "No face has “nobody” in its name, tags, note or seed."
    )
    both = said(Query(text="ann", rating=5)).text
    assert both.endswith("and matches the other filters.")
    assert said(Query(rating=4, tags=("nobody",))).text == "No face matches every filter."
    assert len(said(Query(text="x" * 500)).text) < 140


def test_a_library_of_unreadable_faces_is_no_empty_one(make_hall, people, record):
    people.keep("ann", record(1))
    with people.library.database.writing("x") as db:
        db.execute("UPDATE face SET readable = 0")
        db.execute("UPDATE recipe SET json = '{}'")
    nothing = nothing_of(make_hall().gallery.browsing, True)
    assert nothing is not None
    assert nothing.title == "No faces can be shown"
    assert "1 kept face" in nothing.text
