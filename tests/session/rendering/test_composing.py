from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from facelab.errors import RecipeError
from facelab.recipe import Recipe
from facelab.session.rendering import composing
from facelab.session.rendering.composing import Composing
from facelab.session.rendering.tasks import Step


@pytest.fixture
def found() -> list[Any]:
    return []


def make(make_face, found: list[Any], count: int) -> Composing:
    faces = tuple(make_face(seed) for seed in range(count))
    return Composing("sum", faces, found.append, found.append)


def steps_of(task: Composing, renderer, stop=lambda: False) -> list[Step]:
    steps = [task.step(renderer, stop)]
    while not steps[-1].last:
        steps.append(task.step(renderer, stop))
    return steps


def test_some_faces_a_step_and_all_in_the_end(renderer, make_face, found):
    count = 2 * composing.AT_ONCE + 1
    task = make(make_face, found, count)
    steps = steps_of(task, renderer)
    assert len(steps) == 3
    assert [step.tell for step in steps[:-1]] == [None, None]
    assert steps[-1].tell is not None
    steps[-1].tell()
    (ws,) = found
    assert ws.shape == (count, 4, 3)
    np.testing.assert_allclose(ws[:, 0, 0], 0.7 * np.arange(count), rtol=1e-6)


def test_it_steps_aside_after_a_face_and_none_is_done_twice(
    renderer, make_face, found, monkeypatch
):
    composed: list[int] = []
    real = renderer.compose

    def compose(face: Recipe) -> Any:
        composed.append(face.seed or 0)
        return real(face)

    monkeypatch.setattr(renderer, "compose", compose)
    steps = steps_of(make(make_face, found, 4), renderer, lambda: True)
    assert len(steps) == 4
    assert composed == [0, 1, 2, 3]


def test_its_network_owes_it(renderer, make_face, found):
    assert make(make_face, found, 1).owed_by == renderer.info.sha256


def test_a_face_that_does_not_fit_fails_all(renderer, make_face, found, monkeypatch):
    def refuse(face) -> None:
        raise RecipeError("no such direction")

    monkeypatch.setattr(renderer, "compose", refuse)
    with pytest.raises(RecipeError):
        make(make_face, found, 2).step(renderer, lambda: False)
