"""Back and forward among the faces that were visited."""

from __future__ import annotations

from facelab.recipe import Seed
from facelab.session.face.visited import MAX_FACES, Trail


def test_an_empty_trail_leads_nowhere():
    trail = Trail()
    assert trail.before is None
    assert trail.after is None


def test_back_and_forward_as_in_a_browser():
    trail = Trail()
    for seed in (1, 50, 7):
        trail.visit(Seed(seed))
    assert (trail.before, trail.after) == (Seed(50), None)
    trail.visit(Seed(50))  # back
    assert (trail.before, trail.after) == (Seed(1), Seed(7))
    trail.visit(Seed(7))  # forward
    assert (trail.before, trail.after) == (Seed(50), None)


def test_a_new_face_drops_those_that_one_came_back_from():
    trail = Trail()
    for seed in (1, 50, 7, 50, 99):
        trail.visit(Seed(seed))
    assert (trail.before, trail.after) == (Seed(50), None)


def test_edits_of_one_face_are_one_visit():
    trail = Trail([Seed(1), Seed(1), Seed(2), Seed(2)])
    trail.visit(Seed(2))
    assert trail.before == Seed(1)


def test_it_stays_small():
    trail = Trail()
    for seed in range(MAX_FACES + 10):
        trail.visit(Seed(seed))
    assert trail.before == Seed(MAX_FACES + 8)
    for seed in range(MAX_FACES + 8, 9, -1):
        trail.visit(Seed(seed))
    assert trail.before is None
