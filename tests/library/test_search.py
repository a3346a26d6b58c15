from __future__ import annotations

import numpy as np
import pytest

from facelab.errors import Stopped
from facelab.library import Library, Query, Reading, text_index
from facelab.library.similar import nearest
from facelab.recipe import ModelRef, Recipe, Seed


@pytest.fixture
def people(library, record):
    """Four faces; the third is the newest, the fourth the one before it."""
    library.keep(record(42, name="Ánna Bell", note="tall, quiet", rating=3, tags=("hero",)))
    library.keep(record(43, name="bob", rating=5, tags=("Hero", "night shift")))
    library.keep(record(4200, rating=1))
    library.keep(record(50, name="Carl 100%", note="_odd_", tags=("villain",)))
    return library


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anna", [1]),
        ("BEL", [1]),
        ("her", [2, 1]),
        ("hero bob", [2]),
        ("quiet", [1]),
        ("42", [3, 1]),
        ("seed 43", [2]),
        ("nobody", []),
        ("  ", [3, 4, 2, 1]),
        ("!!", [3, 4, 2, 1]),
        ('"', [3, 4, 2, 1]),
        ("night OR villain", []),
        ("shift*", [2]),
        ("100%", [4]),
        ("x" * 5000, []),
    ],
)
def test_words_find_faces_by_their_beginning(people, reading, text, found):
    assert reading.ids(Query(text=text)).tolist() == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\U0001f3ad", [1]),
        ("bell \U0001f3ad", [1]),
        ("\U0001f319", [2]),
        ("bell \U0001f319", []),
        ("\U0001f319 & \U0001f44d", [2]),
    ],
)
def test_emoji_are_found(people, reading, text, found):
    people.update([1], name="Bell \U0001f3ad")
    people.update([2], note="shift\U0001f319")
    people.tag([2], add=["hero \U0001f44d"])
    assert reading.ids(Query(text=text)).tolist() == found


@pytest.mark.parametrize("text", ["bel", "hero", "shift", "42", "seed 43", "100%", "_odd", "%"])
def test_without_fts5_the_same_is_found(people, folder, monkeypatch, text):
    with_index = Reading(folder)
    expected = with_index.ids(Query(text=text)).tolist()
    with_index.close()
    monkeypatch.setattr(text_index, "has_fts5", lambda db: False)
    without = Reading(folder)
    assert without.ids(Query(text=text)).tolist() == expected
    without.close()


def test_faces_kept_without_fts5_are_found_once_it_is_there(folder, record, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(text_index, "has_fts5", lambda db: False)
        library = Library(folder)
        library.keep(record(1, name="Ann"))
        library.close()
    library = Library(folder)
    reading = Reading(folder)
    assert reading.ids(Query(text="ann")).tolist() == [1]
    reading.close()
    library.close()


def test_the_index_follows_changes(people, reading):
    people.rename(2, "Robert")
    people.tag([1], add=["pirate"], remove=["hero"])
    assert reading.ids(Query(text="bob")).tolist() == []
    assert reading.ids(Query(text="robert")).tolist() == [2]
    assert reading.ids(Query(text="pirate")).tolist() == [1]
    people.remove([2])
    people.purge()
    assert reading.ids(Query(text="hero")).tolist() == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(rating=3), [2, 1]),
        (Query(tags=("HERO",)), [2, 1]),
        (Query(tags=("hero", "night shift")), [2]),
        (Query(tags=("absent",)), []),
        (Query(since=1043.0, until=1050.0), [2]),
        (Query(since=1050.0), [3, 4]),
        (Query(model="a" * 64), [3, 4, 2, 1]),
        (Query(model="b" * 64), []),
        (Query(cast=77), []),
        (Query(sort="oldest"), [1, 2, 4, 3]),
        (Query(sort="name"), [2, 4, 1, 3]),
        (Query(sort="rating"), [2, 1, 3, 4]),
        (Query(sort="rating", limit=2), [2, 1]),
        (Query(text="hero", rating=4), [2]),
        (Query(sort="similar", like=99), []),
        (Query(sort="similar"), []),
    ],
)
def test_filters_and_orders(people, reading, query, found):
    assert reading.ids(query).tolist() == found


def test_random_order_depends_on_the_seed_and_stays_when_faces_come(library, reading, record):
    for seed in range(40):
        library.keep(record(seed))
    first = reading.ids(Query(sort="random", shuffle=1)).tolist()
    assert first != reading.ids(Query(sort="random", shuffle=2)).tolist()
    assert sorted(first) == list(range(1, 41))
    library.keep(record(100))
    after = reading.ids(Query(sort="random", shuffle=1)).tolist()
    assert [number for number in after if number != 41] == first


def test_more_like_this_goes_by_distance_in_w(library, reading, record):
    ws = np.zeros((4, 16), dtype=np.float32)
    for seed, away in enumerate([0.0, 3.0, 1.0, 2.0]):
        library.keep(record(seed, ws=ws + away))
    library.keep(record(9, ws=None))
    other = Recipe(ModelRef("b" * 64), Seed(1))
    library.add(other, ws + 0.1)
    assert reading.ids(Query(sort="similar", like=1)).tolist() == [1, 3, 4, 2]
    assert reading.ids(Query(sort="similar", like=1, limit=2)).tolist() == [1, 3]
    library.remove([3])
    assert reading.ids(Query(sort="similar", like=1)).tolist() == [1, 4, 2]
    assert reading.ids(Query(sort="similar", like=5)).tolist() == []
    ids, distances = nearest(library.database.db, 1, np.array([2, 4]), 10)
    assert ids.tolist() == [4, 2]
    assert distances.tolist() == [8.0, 12.0]


def test_a_search_by_likeness_can_be_broken_off(library, record):
    library.keep(record(1))
    with pytest.raises(Stopped):
        nearest(library.database.db, 1, np.array([1]), 10, stop=lambda: True)


def test_cards_come_in_the_order_asked_for(people, reading):
    first, second = reading.cards([2, 99, 1])
    assert (first.id, first.name, first.rating, first.tags) == (
        2,
        "bob",
        5,
        ("Hero", "night shift"),
    )
    assert (second.title, second.seed, second.source) == ("Ánna Bell", 42, "seed 42")
    assert reading.cards([3])[0].title == "seed 4200"
    assert second.has_thumbnail
    assert sorted(reading.thumbnails([1, 2, 99])) == [1, 2]


def test_thousands_of_cards_at_once(library, reading, record):
    library.keep(record(1))
    assert [card.id for card in reading.cards([5, 1, *range(10_000, 13_000)])] == [1]


def test_a_question_does_not_hide_a_change(library, reading, record):
    reading.has_changed()
    library.keep(record(1))
    reading.ids(Query())
    assert reading.has_changed()


def test_another_connections_write_is_seen(library, reading, record):
    assert reading.has_changed()
    assert not reading.has_changed()
    library.keep(record(1))
    assert reading.has_changed()
    assert reading.ids(Query()).tolist() == [1]


def test_facets_count_what_is_not_in_the_bin(people, reading):
    people.remove([1])
    facets = reading.facets()
    assert [(tag.lower(), count) for tag, count in facets.tags] == [
        ("hero", 1),
        ("night shift", 1),
        ("villain", 1),
    ]
    assert facets.models == (("a" * 64, "tiny", 3),)
    assert (facets.total, facets.binned) == (3, 1)
