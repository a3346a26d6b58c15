from __future__ import annotations

import time
from dataclasses import replace

import pytest

from facelab.library import Query
from facelab.session.kept.view import LibraryView


def labels(hall):
    return [condition.label for condition in hall.gallery.browsing.conditions()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a", ["ann"]),
        ("AN", ["ann"]),
        ("hero", ["ann", "bob"]),
        ("quiet", ["ann"]),
        ("424", ["nameless"]),
        ("hero vill", ["bob"]),
        ("nobody", []),
        ("", ["ann", "bob", "carl", "nameless"]),
    ],
)
def test_words_look_in_name_tags_note_and_seed(hall, text, found):
    hall.gallery.browsing.search("no one has this")
    hall.shows()
    hall.gallery.browsing.search(text)
    hall.shows(*found)


def test_every_letter_asks_and_the_last_answer_stays(hall):
    lists = []
    hall.gallery.browsing.list_changed.connect(lambda: lists.append(hall.names()))
    for text in ("q", "qu", "q", "", "b", "bo"):
        hall.gallery.browsing.search(text)
    assert hall.gallery.browsing.loading
    hall.until(lambda: not hall.gallery.browsing.loading)
    assert lists == [["bob"]]


def test_filters_hold_together(hall):
    browsing = hall.gallery.browsing
    browsing.toggle_rating(3)
    hall.shows("ann", "bob")
    browsing.toggle_tag("VILLAIN")
    hall.shows("bob")
    browsing.toggle_date("Last 7 days")
    hall.shows("bob")
    browsing.toggle_model("f" * 64)
    browsing.toggle_cast(browsing.facets.casts[0].id)
    hall.until(lambda: not browsing.loading)
    hall.shows("bob")
    assert labels(hall) == ["Night", "★★★ and up", "Last 7 days", "fake", "VILLAIN"]
    browsing.ask(browsing.conditions()[1].without)
    assert "★★★ and up" not in labels(hall)
    browsing.show_all()
    assert labels(hall) == []
    hall.shows("ann", "bob", "carl", "nameless")


def test_a_filter_pressed_again_is_off(hall):
    browsing = hall.gallery.browsing
    toggles = (
        lambda: browsing.toggle_rating(5),
        lambda: browsing.toggle_tag("hero"),
        lambda: browsing.toggle_date("Today"),
        lambda: browsing.toggle_model("e" * 64),
        lambda: browsing.toggle_cast(1),
    )
    for toggle in toggles:
        toggle()
        assert len(labels(hall)) == 1
        toggle()
        assert browsing.query == Query()


def test_five_stars_have_no_more(hall):
    hall.gallery.browsing.toggle_rating(5)
    assert labels(hall) == ["★★★★★"]


def test_dates_begin_at_midnight(hall, monkeypatch):
    browsing = hall.gallery.browsing
    browsing.toggle_date("Today")
    assert browsing.date == "Today"
    midnight = time.localtime(browsing.query.since)
    assert (midnight.tm_hour, midnight.tm_min, midnight.tm_sec) == (0, 0, 0)
    assert midnight.tm_yday == time.localtime().tm_yday
    browsing.toggle_date("Last 365 days")
    assert browsing.date == "Last 365 days"
    hall.shows("ann", "bob", "carl")


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("newest", ["ann", "bob", "carl", "nameless"]),
        ("oldest", ["nameless", "carl", "bob", "ann"]),
        ("name", ["ann", "bob", "carl", "nameless"]),
        ("rating", ["bob", "ann", "carl", "nameless"]),
    ],
)
def test_orders(hall, sort, found):
    hall.gallery.browsing.ask(Query(sort="random", shuffle=3))
    hall.until(lambda: not hall.gallery.browsing.loading)
    hall.gallery.browsing.order(sort)
    hall.shows(*found)


def test_shuffling_again_is_another_order(hall, monkeypatch):
    moments = iter((1, 2))
    monkeypatch.setattr(time, "time_ns", lambda: next(moments))
    hall.gallery.browsing.order("random")
    first = hall.gallery.browsing.query
    hall.gallery.browsing.order("random")
    assert hall.gallery.browsing.query == replace(first, shuffle=2)


def test_the_bin_is_a_place_of_its_own(hall):
    browsing = hall.gallery.browsing
    browsing.search("hero")
    browsing.show_bin()
    hall.shows("dora")
    assert labels(hall) == ["Bin"]
    browsing.toggle_cast(1)
    assert not browsing.query.binned


def test_more_like_a_face_are_the_nearest_of_its_network(hall):
    browsing = hall.gallery.browsing
    browsing.show_like(hall.numbers["ann"], "Ann")
    hall.shows("ann", "bob", "nameless")
    assert labels(hall) == ["Like Ann"]
    browsing.search("bob")
    hall.shows("bob")
    browsing.ask(browsing.conditions()[0].without)
    assert browsing.query == Query(text="bob")
    browsing.show_like(hall.numbers["ann"], "Ann")
    browsing.order("name")
    assert (browsing.query.sort, browsing.query.like) == ("name", None)
    browsing.show_like(hall.numbers["ann"], "Ann")
    browsing.show_all()
    assert browsing.query == Query()


def test_the_same_question_is_not_asked_twice(hall, qtbot):
    asked = []
    hall.gallery.browsing.query_changed.connect(lambda: asked.append(1))
    hall.gallery.browsing.search("")
    hall.gallery.browsing.show_all()
    assert not asked


def test_a_cast_that_another_process_took_away_is_no_condition_any_more(hall, five):
    hall.gallery.browsing.toggle_cast(1)
    hall.shows("bob")
    five.library.remove_cast(1)
    hall.shows("ann", "bob", "carl", "nameless")
    assert hall.gallery.browsing.query == Query()


def test_faces_of_another_process_appear_and_go(hall, five, record):
    five.keep("eve", record(6, name="Eve"))
    five.library.update([five.numbers["carl"]], name="Charly")
    hall.until(lambda: "eve" in hall.names())
    five.library.remove([five.numbers["eve"]])
    hall.shows("ann", "bob", "carl", "nameless")
    hall.until(lambda: hall.gallery.faces.card(2) and hall.gallery.faces.card(2).name == "Charly")


def test_a_gallery_made_after_the_library_was_read_is_filled(hall, window):
    from facelab.ui.gallery import Gallery

    second = Gallery(hall.session, hall.session.pictures, window)
    hall.until(lambda: second.faces.rowCount() == 4)


def test_nothing_is_being_asked_while_the_same_list_is_read_again(hall, five, record):
    """Else a message about an empty list would flicker with every change elsewhere."""
    hall.gallery.browsing.search("nobody")
    hall.shows()
    hall.until(lambda: not hall.gallery.browsing.loading)
    seen = []
    hall.session.kept.changed.connect(lambda: seen.append(hall.gallery.browsing.loading))
    five.keep("eve", record(6, name="Eve"))
    hall.until(lambda: hall.session.kept.facets.total == 5)
    assert seen
    assert not any(seen)


def test_what_cannot_be_asked_is_told_and_the_list_stays(hall, monkeypatch):
    def fail(*_):
        raise OSError("broken")

    monkeypatch.setattr("facelab.library.reading.search.find", fail)
    hall.gallery.browsing.search("ann")
    hall.until(lambda: hall.told)
    assert not hall.gallery.browsing.loading
    assert hall.names() == ["ann", "bob", "carl", "nameless"]
    assert isinstance(hall.gallery.browsing._view, LibraryView)
