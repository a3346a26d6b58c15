from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from facelab.checkpoints.directions import DirectionsFile
from facelab.engine import Composer, Direction, DirectionSet, Reach, Strain, StrainGauge
from facelab.engine.directions.direction_set import named_directions
from facelab.engine.directions.edit_space import EditSpace
from facelab.recipe import ModelRef, Recipe, Seed
from tests.engine.edit_files import NUM_WS, W_DIM, make_file

AVERAGE = np.linspace(-1, 1, W_DIM, dtype=np.float32)
FACE = Recipe(ModelRef("a" * 64), Seed(3)).with_truncation(psi=0.0)  # the average face
LIMIT = 4.0  # of every direction of the file


def as_turns(file: DirectionsFile) -> DirectionsFile:
    """The same with turns of the head instead of smile and age."""
    names = {"smile": "yaw", "age": "pitch"}
    directions = tuple(
        msgspec.structs.replace(each, id=names.get(each.id, each.id))
        for each in file.metadata.directions
    )
    return replace(file, metadata=msgspec.structs.replace(file.metadata, directions=directions))


def with_wide_faces(file: DirectionsFile) -> DirectionsFile:
    return replace(file, metadata=msgspec.structs.replace(file.metadata, farthest=1e6))


class Judge:
    """A gauge with what it needs to be asked by a recipe."""

    def __init__(self, file: DirectionsFile, *more: Direction) -> None:
        self.space = EditSpace(file, AVERAGE, NUM_WS)
        directions = DirectionSet((*named_directions(file, NUM_WS), *more), self.space)

        def map_z(z):
            return (0.5 * z[:, :W_DIM] + AVERAGE).astype(np.float32)

        self.composer = Composer(map_z, AVERAGE, NUM_WS, W_DIM, directions)
        self._reach = Reach(directions)
        self._gauge = StrainGauge(directions, self._reach)

    def __call__(self, recipe: Recipe) -> Strain:
        ws, share = self.composer.compose_held(recipe)
        self._reach.prepare(recipe, [move.direction for move in recipe.directions], 99)
        return self._gauge.of(ws, recipe, share)


@pytest.fixture
def judge() -> Judge:
    return Judge(with_wide_faces(make_file()))


@pytest.fixture
def turning() -> Judge:
    return Judge(with_wide_faces(as_turns(make_file())))


def moved(face: Recipe = FACE, **amounts: float) -> Recipe:
    for name, amount in amounts.items():
        face = face.with_amount(name, amount)
    return face


def test_ordinary_edits_are_not_to_blame(judge: Judge):
    assert judge(FACE) == Strain()
    assert judge(moved(smile=1.5)) == judge(moved(age=1.0)) == Strain()
    assert judge(moved(smile=2.5, age=-2.5)) == Strain()


def test_one_that_goes_beyond_its_limit_is(judge: Judge):
    assert judge(moved(smile=-4.2, age=0.5)).beyond == ("smile",)


def test_different_things_add_up_as_at_a_right_angle(judge: Judge):
    assert judge(moved(smile=2.8, age=2.8)).beyond == ()
    assert judge(moved(smile=2.9, age=3.0)).beyond == ("age", "smile")
    assert judge(moved(smile=3.9, age=0.9, light=0.1)).beyond == ("smile",), "0.9 matters little"


def test_turns_of_the_head_add_up_as_they_are(turning: Judge):
    yaw, pitch = shown(turning, "yaw"), shown(turning, "pitch")
    assert yaw == pytest.approx(1.0, abs=0.3), "a sigma is about a sigma by the predictor"
    assert pitch == pytest.approx(1.0, abs=0.3)
    strain = turning(moved(yaw=3.0, pitch=-3.0))
    assert set(strain.beyond) == {"yaw", "pitch"}
    assert turning(moved(yaw=1.0, pitch=-1.0)) == Strain()


def shown(judge: Judge, name: str) -> float:
    """How far an amount of 1 goes by the predictor of its label."""
    ws = judge.composer.compose(FACE.with_amount(name, 1.0))
    return judge.space.predicted(judge.space.predictor(name), ws)


def test_the_turn_of_the_face_itself_counts(turning: Judge):
    """Of faces that are turned already one way a turn that way breaks, and back it does not."""
    faces = [FACE.with_seed(seed).with_truncation(psi=1.0) for seed in range(40)]
    ways = [
        (bool(turning(moved(face, yaw=3.0)).beyond), bool(turning(moved(face, yaw=-3.0)).beyond))
        for face in faces
    ]
    assert (True, False) in ways
    assert (False, True) in ways


def test_what_the_limit_lets_nothing_of_through_is_held():
    judge = Judge(make_file())
    face = FACE.with_seed(3).with_truncation(psi=4.0)  # beyond the limit by itself
    out = [moved(face.with_guard(0.1), smile=amount, age=0.0) for amount in (3.0, -3.0)]
    assert Strain(held=("smile",)) in [judge(each) for each in out]


def test_far_out_by_many_small_moves_those_that_go_out_are_to_blame():
    random = np.random.RandomState(1)
    far = Direction(
        "far", "Far", "Found", random.randn(1, W_DIM).astype(np.float32), (0, NUM_WS - 1)
    )
    judge = Judge(make_file(), far)
    assert judge(moved(far=0.1)).beyond == ()
    assert judge(moved(far=20.0, smile=0.1)).beyond == ("far",)
    out = FACE.with_seed(3).with_truncation(psi=4.0)
    assert judge(moved(out, far=0.1)).beyond == (), "the face is out by itself"


def test_of_what_locks_leave_nothing_of_they_are_named():
    file = make_file()
    # What is taken away from a direction that must leave the smile alone, and nothing else.
    number = file.metadata.labels.index("smile")
    rows = np.zeros((NUM_WS, W_DIM), np.float32)
    for band, step in zip(file.metadata.bands, file.steps[0, number], strict=True):
        rows[list(band)] = step
    judge = Judge(file, Direction("found", "Found", "Found", rows, (0, NUM_WS - 1)))
    assert judge(moved(found=1.0)).stopped == {}
    held = moved(found=1.0, age=0.5).with_lock("smile", "held")
    assert judge(held).stopped == {"found": ("smile",)}
    assert judge(moved(found=1.0).with_lock("light", "held")).stopped == {}
    assert judge(moved(age=1.0).with_lock("age", "held")).stopped == {}, "its own lock is no stop"


def test_without_a_space_nobody_knows():
    directions = DirectionSet()
    gauge = StrainGauge(directions, Reach(directions))
    assert gauge.of(np.zeros((NUM_WS, W_DIM), np.float32), moved(smile=9.0)) == Strain()
