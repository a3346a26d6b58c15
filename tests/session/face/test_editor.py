from __future__ import annotations

import msgspec
import numpy as np
import pytest

from facelab.recipe import Blend, BlendPart, Latent, Recipe, Seed
from facelab.recipe.blends import ratio, with_ratio
from facelab.session.face.editor import FaceEditor
from facelab.session.face.history import Step


class Shown:
    """What the editor asked to be shown, and what it told."""

    def __init__(self) -> None:
        self.shown: list[tuple[Recipe, bool]] = []
        self.face = FaceEditor()
        self.face.shown.connect(lambda recipe, resting: self.shown.append((recipe, resting)))
        self.told: list[Recipe] = []
        self.history_changes = 0
        self.settled: list[tuple[int, Step]] = []
        self.places: list[int] = []
        self.face.recipe_changed.connect(self.told.append)
        self.face.history_changed.connect(self._count)
        self.face.step_settled.connect(lambda index, step: self.settled.append((index, step)))
        self.face.place_changed.connect(self.places.append)

    def _count(self) -> None:
        self.history_changes += 1


@pytest.fixture
def world_of_one(make_face) -> Shown:
    made = Shown()
    made.face.begin(make_face(5))
    return made


@pytest.fixture
def face(world_of_one) -> FaceEditor:
    editor: FaceEditor = world_of_one.face
    return editor


def test_without_a_face_nothing_happens_and_nothing_breaks(make_face):
    world = Shown()
    face = world.face
    face.edit(make_face(1), "Edit")
    for act in (
        face.undo,
        face.redo,
        face.next_face,
        face.previous_face,
        face.random_face,
        face.reset_edits,
        face.end_gesture,
        face.show_again,
        lambda: face.set_seed(3),
        lambda: face.go_to(0),
    ):
        act()
    assert not face.has_recipe
    assert (face.undo_label, face.redo_label, face.steps, face.place) == (None, None, (), 0)
    assert world.shown == []
    assert world.told == []


def test_the_first_face_is_shown_and_told(world_of_one, face, make_face):
    assert face.has_recipe
    assert face.recipe == make_face(5)
    assert world_of_one.shown == [(make_face(5), True)]
    assert world_of_one.told == [make_face(5)]


def test_an_edit_is_shown_told_and_remembered(world_of_one, face, make_face):
    face.edit(make_face(6), "Seed")
    assert world_of_one.shown[-1] == (make_face(6), True)
    assert world_of_one.told[-1] == make_face(6)
    assert face.undo_label == "Seed"
    face.undo()
    assert world_of_one.shown[-1] == (make_face(5), True)
    assert face.recipe == make_face(5)
    assert face.redo_label == "Seed"
    face.redo()
    assert face.recipe == make_face(6)


def test_an_edit_that_changes_nothing_is_none(world_of_one, face, make_face):
    face.edit(make_face(5), "Nothing")
    assert len(world_of_one.shown) == len(world_of_one.told) == 1
    assert face.undo_label is None


def test_a_gesture_moves_and_then_rests(world_of_one, face, make_face):
    """One step of undo; the full frame may follow when the hand lets go."""
    start = make_face(5)
    for amount in (0.1, 0.2, 0.3):
        face.edit(start.with_amount("smile", amount), "Smile", ("amount", "smile"))
    moved = start.with_amount("smile", 0.3)
    assert [resting for _, resting in world_of_one.shown[1:]] == [False] * 3
    face.end_gesture()
    assert world_of_one.shown[-1] == (moved, True)
    face.end_gesture()
    assert len(world_of_one.shown) == 5
    face.undo()
    assert face.recipe == start
    assert face.undo_label is None


def test_a_gesture_that_came_back_leaves_no_step(world_of_one, face, make_face):
    for amount in (0.1, 0.0):
        face.edit(make_face(5).with_amount("smile", amount), "Smile", "smile")
    before = world_of_one.history_changes
    face.end_gesture()
    assert face.undo_label is None
    assert world_of_one.history_changes > before


def test_a_gesture_that_came_back_is_told_as_no_last_step_where_others_can_be_redone(
    world_of_one, face, make_face
):
    face.edit(make_face(6), "Other")
    face.undo()
    places: list[int] = []
    settled = list(world_of_one.settled)
    face.place_changed.connect(places.append)
    for amount in (0.1, 0.0):
        face.edit(make_face(5).with_amount("smile", amount), "Smile", "smile")
    face.end_gesture()
    assert (world_of_one.settled, places) == (settled, [0])
    assert face.redo_label == "Other"


def test_a_gesture_can_be_taken_back_by_its_own_hand(world_of_one, face, make_face):
    face.edit(make_face(6), "Other")
    face.edit(make_face(6).with_amount("smile", 0.1), "Smile", "smile")
    face.cancel_gesture("another")
    assert face.in_gesture
    face.cancel_gesture("smile")
    assert world_of_one.shown[-1] == (make_face(6), True)
    assert (face.recipe, face.undo_label, face.redo_label) == (make_face(6), "Other", None)
    face.cancel_gesture("smile")
    assert face.undo_label == "Other"


def test_a_step_settles_when_it_is_final(world_of_one, face, make_face):
    """A listener that writes settled steps to disk misses none and sees no half of one."""
    start = make_face(5)
    face.edit(start.with_amount("smile", 0.1), "Smile", "smile")
    assert world_of_one.settled == []
    face.edit(start.with_amount("smile", 0.2), "Smile", "smile")
    face.edit(start.with_seed(6), "Seed")  # with the slider still held
    face.edit(start.with_seed(7), "Drag", "a")
    face.edit(start.with_seed(8), "Drag", "b")
    face.undo()
    assert [(index, step.label) for index, step in world_of_one.settled] == [
        (1, "Smile"),
        (2, "Seed"),
        (3, "Drag"),
        (4, "Drag"),
    ]
    assert world_of_one.settled[0][1].recipe == start.with_amount("smile", 0.2)
    assert world_of_one.places == [3]


def test_next_and_previous_keep_the_edits(face, make_face):
    edited = make_face(5).with_amount("smile", 1.0).with_truncation(psi=0.3)
    face.edit(edited, "Smile")
    face.next_face()
    assert face.recipe == edited.with_seed(6)
    face.next_face()
    assert face.recipe.seed == 7
    face.previous_face()
    assert face.recipe.seed == 6
    face.previous_face()
    face.previous_face()
    assert face.recipe.seed == 4


def test_previous_goes_back_to_where_one_was(face):
    face.set_seed(100)
    face.set_seed(200)
    face.previous_face()
    assert face.recipe.seed == 100
    face.next_face()
    assert face.recipe.seed == 200
    face.next_face()
    assert face.recipe.seed == 201


@pytest.mark.parametrize(("seed", "step", "expected"), [(2**32 - 1, 1, 0), (0, -1, 2**32 - 1)])
def test_seeds_go_round(make_face, seed, step, expected):
    face = Shown().face
    face.begin(make_face(seed))
    (face.next_face if step > 0 else face.previous_face)()
    assert face.recipe.seed == expected


def test_a_face_without_a_seed_goes_on_from_the_last_seed(face):
    face.set_source(Latent.from_array(np.zeros(3)), "Latent")
    assert face.recipe.seed is None
    face.next_face()
    assert face.recipe.seed == 6


def test_random_faces_differ_and_are_seeds(face):
    found = set()
    for _ in range(5):
        face.random_face()
        found.add(face.recipe.seed)
    assert len(found) == 5


def test_reset_takes_mixing_and_directions_off(face, make_face):
    face.edit(make_face(5).with_amount("smile", 1.0).with_noise("none"), "Edit")
    face.reset_edits()
    assert face.recipe == make_face(5).with_noise("none")
    assert face.undo_label == "Reset edits"


def test_showing_again_changes_nothing(world_of_one, face, make_face):
    face.show_again()
    assert world_of_one.shown[-1] == (make_face(5), True)
    assert len(world_of_one.told) == 1


def test_a_history_that_was_kept_goes_on(world_of_one, face, make_face):
    steps = [Step(make_face(seed), str(seed)) for seed in (10, 11, 12)]
    face.restore(steps, 1)
    assert face.recipe == make_face(11)
    assert (face.undo_label, face.redo_label) == ("11", "12")
    face.previous_face()
    assert face.recipe == make_face(10)


def test_going_to_a_step_is_told(world_of_one, face):
    for seed in (6, 7, 8):
        face.set_seed(seed)
    face.go_to(1)
    assert face.recipe.seed == 6
    assert world_of_one.places == [1]
    face.go_to(1)
    face.go_to(99)
    assert world_of_one.places == [1]


def test_an_edit_made_while_another_is_shown_is_the_step_after_it(world_of_one, face):
    """A field that loses the focus by what is shown takes what was typed into it."""
    first = face.recipe

    def answer(recipe: Recipe) -> None:
        if recipe.noise.mode == "none" and recipe.noise.strength == 1.0:
            face.edit(recipe.with_noise(strength=2.0), "Typed")

    face.recipe_changed.connect(answer)
    face.edit(first.with_noise("none"), "Noise mode")
    assert [(index, step.label) for index, step in world_of_one.settled] == [
        (1, "Noise mode"),
        (2, "Typed"),
    ]
    assert face.recipe.noise.strength == 2.0


# -- truncation belongs to the user, unless it came with a face ------------------------------------


@pytest.fixture
def opened(face: FaceEditor, make_face) -> Recipe:
    """A face whose psi is not the user's, which is 0.7: it was opened, as a blend is."""
    recipe: Recipe = make_face(90).with_truncation(1.0)
    face.open(recipe, "Blend 1 and 2")
    return recipe


@pytest.mark.parametrize("go", ["next_face", "previous_face", "random_face"])
def test_the_truncation_of_an_opened_face_stays_with_it(face: FaceEditor, opened: Recipe, go: str):
    assert face.recipe == opened
    getattr(face, go)()
    assert face.recipe.truncation.psi == 0.7
    face.set_seed(4)
    assert face.recipe.truncation.psi == 0.7


def test_an_opened_face_is_the_same_when_one_comes_back(face: FaceEditor, opened: Recipe):
    face.next_face()
    face.previous_face()
    assert face.recipe == opened
    face.previous_face()
    assert (face.recipe.seed, face.recipe.truncation.psi) == (5, 0.7)
    face.next_face()
    assert face.recipe == opened


def test_what_the_user_sets_on_an_opened_face_holds_from_then_on(face: FaceEditor, opened: Recipe):
    face.edit(opened.with_amount("smile", 1.0), "Smile")
    face.edit(face.recipe.with_truncation(0.5), "Truncation", "psi")
    face.end_gesture()
    face.next_face()
    assert face.recipe.truncation.psi == 0.5
    face.previous_face()
    assert face.recipe.truncation.psi == 0.5


def test_one_opened_after_another_changes_nothing(face: FaceEditor, opened: Recipe, make_face):
    face.open(make_face(91).with_truncation(0.2, 4), "Open")
    face.next_face()
    assert (face.recipe.truncation.psi, face.recipe.truncation.cutoff) == (0.7, None)


def test_undo_brings_the_truncation_of_then(face: FaceEditor, opened: Recipe):
    face.edit(opened.with_truncation(0.5), "Truncation")
    face.undo()
    assert face.recipe == opened
    face.next_face()
    assert face.recipe.truncation.psi == 0.7


def test_after_a_restart_too(face: FaceEditor, opened: Recipe):
    again = FaceEditor()
    again.restore(face.steps, face.place)
    again.next_face()
    assert again.recipe.truncation.psi == 0.7
    again.previous_face()
    assert again.recipe == opened


def test_the_truncation_that_comes_with_another_face_is_its_own(face: FaceEditor, make_face):
    face.edit(make_face(77).with_truncation(1.0), "Swap coarse styles")
    face.next_face()
    assert face.recipe.truncation.psi == 0.7


def drag_a_blend(face: FaceEditor) -> None:
    """Drag the ratio of the blend on show from 10 to 100 per cent."""
    for percent in range(10, 110, 10):
        face.edit(with_ratio(face.recipe, percent / 100), "Blend", "blend")
    face.end_gesture()


def blend_of_two(recipe: Recipe) -> Recipe:
    return recipe.with_source(Blend((BlendPart(Seed(5), 0.5), BlendPart(Seed(9), 0.5))))


def test_faces_that_a_hand_passes_were_not_visited(face: FaceEditor):
    start, half = face.recipe.source, blend_of_two(face.recipe)
    face.open(half, "Blend")
    drag_a_blend(face)
    dragged = face.recipe.source
    face.previous_face()
    assert face.recipe.source == half.source
    face.previous_face()
    assert face.recipe.source == start
    face.next_face()
    face.next_face()
    assert face.recipe.source == dragged


def test_a_blend_that_was_dragged_keeps_its_truncation(face: FaceEditor):
    own = face.recipe.truncation
    face.open(blend_of_two(face.recipe).with_truncation(psi=0.31), "Blend")
    drag_a_blend(face)
    face.next_face()
    assert face.recipe.truncation == own
    face.previous_face()
    assert face.recipe.truncation.psi == 0.31
    assert ratio(face.recipe.source) == 1.0


def test_what_is_recorded_is_sealed(make_face):
    def seal(recipe: Recipe) -> Recipe:
        return msgspec.structs.replace(recipe, fit="a" * 64 if recipe.directions else None)

    face = FaceEditor(seal)
    face.begin(make_face(5))
    face.edit(face.recipe.with_amount("smile", 1.0), "Smile")
    assert face.recipe.fit == "a" * 64
    steps = len(face.steps)
    face.edit(msgspec.structs.replace(face.recipe, fit=None), "Nothing")
    assert len(face.steps) == steps
    face.edit_beside(make_face(6), "Open", [(make_face(7).with_amount("smile", 1.0), "Open")])
    assert {step.recipe.fit for step in face.steps if step.recipe.directions} == {"a" * 64}


def test_the_noise_of_an_opened_face_stays_with_it(face: FaceEditor, make_face):
    face.edit(face.recipe.with_noise("random", seed=3), "Fine noise")
    face.open(make_face(90).with_noise("none"), "Open")
    face.next_face()
    assert (face.recipe.noise.mode, face.recipe.noise.seed) == ("random", 3)
    face.previous_face()
    assert (face.recipe.seed, face.recipe.noise.mode) == (90, "none")
    face.edit(face.recipe.with_noise("const"), "Fine noise")
    face.next_face()
    assert face.recipe.noise.mode == "const"


def test_what_belongs_to_several_opened_faces_stays_with_them(face: FaceEditor, make_face):
    first, second = (make_face(n).with_truncation(1.0).with_noise("none") for n in (90, 40))
    face.edit_beside(first, "Open a", [(second, "Open b")])
    face.undo()
    assert face.recipe.truncation.psi == 0.7, "the face that was on show before"
    face.redo()
    face.next_face()
    assert (face.recipe.truncation.psi, face.recipe.noise.mode) == (0.7, "const")
    face.previous_face()
    assert face.recipe == first
