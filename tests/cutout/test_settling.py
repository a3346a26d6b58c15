from __future__ import annotations

import numpy as np

from facelab.cutout.person import SIDE, Person
from facelab.cutout.settling import settled

ROWS, COLUMNS = np.indices((SIDE, SIDE))
HEAD = ((ROWS - 150) / 100) ** 2 + ((COLUMNS - 128) / 70) ** 2 < 1
HAT = (np.abs(ROWS - 70) < 40) & (np.abs(COLUMNS - 128) < 110)
GREY, GREEN, BROWN = (0.5, 0.5, 0.5), (0.1, 0.4, 0.1), (0.5, 0.3, 0.2)


def said(*areas: tuple[np.ndarray, float]) -> Person:
    """Yes in the head, no around it, and what is said of other areas."""
    mean = HEAD.astype(np.float32)
    for area, answer in areas:
        mean[area & ~HEAD] = answer
    return Person(mean, mean, HEAD)


def pictured(*areas: tuple[np.ndarray, tuple[float, float, float]]) -> np.ndarray:
    """A grey head before a green wall, with some grain, and other areas."""
    picture = np.full((SIDE, SIDE, 3), GREEN, np.float32)
    picture[HEAD] = GREY
    for area, colour in areas:
        picture[area & ~HEAD] = colour
    grain = np.random.default_rng(0).normal(0, 0.01, (SIDE, SIDE, 1))
    return np.clip(picture + grain, 0, 1).astype(np.float32)


def test_a_brim_of_the_hat_s_colour_is_whole():
    person = settled(said((HAT, 0.35)), pictured((HAT, GREY)))
    brim = HAT & ~HEAD
    assert person.mean[brim].min() > 0.9
    assert person.mean[~HAT & ~HEAD].max() < 0.1


def test_a_wall_that_is_half_believed_is_none_of_it():
    corner = (ROWS < 90) & (COLUMNS < 70)
    person = settled(said((corner, 0.4)), pictured())
    assert person.mean[corner & ~HEAD].max() < 0.1
    assert person.most[corner & ~HEAD].max() < 0.1


def test_an_animal_of_which_half_is_seen_is_there_to_its_edge():
    animal = (ROWS > 120) & (COLUMNS < 75) & ~HEAD
    person = settled(said((animal, 0.97), (animal & (ROWS < 190), 0.35)), pictured((animal, BROWN)))
    assert person.mean[animal].min() > 0.9
    assert person.mean[~animal & ~HEAD].max() < 0.1


def test_what_is_said_of_an_edge_stays():
    """Hair is a thin line of doubt, and the matte's to find."""
    rim = ((ROWS - 150) / 104) ** 2 + ((COLUMNS - 128) / 74) ** 2 < 1
    person = said((rim, 0.5))
    assert settled(person, pictured()) is person


def test_a_pocket_at_the_side_is_doubted_with_what_is_around_it():
    wing = (np.abs(ROWS - 128) < 40) & (COLUMNS > 170)
    pocket = (np.abs(ROWS - 128) < 5) & (COLUMNS >= SIDE - 7)
    person = settled(said((wing, 0.4), (pocket, 0.0)), pictured((wing, GREY)))
    assert person.mean[pocket].min() > 0.9


def test_it_is_the_same_on_the_other_side():
    person, picture = said((HAT & (COLUMNS < 128), 0.3)), pictured((HAT, GREY))
    turned = Person(person.mean[:, ::-1], person.most[:, ::-1], person.face[:, ::-1])
    one, other = settled(person, picture), settled(turned, picture[:, ::-1])
    assert np.abs(one.mean - other.mean[:, ::-1]).max() < 0.02
