"""Eyes on the same pixels, by landmarks, on faces of the real network."""

import numpy as np
import pytest

from facelab.cutout.person import PERSON_NETS
from facelab.engine import load
from facelab.engine.characters import cells_of
from facelab.export.character_file import shipped_sets
from facelab.export.named import NAMED
from facelab.labels.nets import LabelNets
from facelab.preparing.character.drawing import CellDrawer, is_turned
from facelab.preparing.character.eyes import apart, brought, find_eyes, from_there
from facelab.preparing.heads import Head
from facelab.preparing.preparation import Preparation
from facelab.preparing.prepare import Preparer
from facelab.progress import finish
from facelab.recipe import ModelRef, Noise, Recipe, Seed
from facelab.recipe.character.sheet import Cell, CharacterSheet

SIDE = 256
CELLS = {"basic": ("happy", "sad", "afraid"), "turnaround": ("left", "up")}


def found(nets, picture) -> Head:
    eyes = find_eyes(nets, picture)
    assert eyes is not None
    return eyes


@pytest.fixture(scope="module")
def nets():
    return LabelNets(finish(PERSON_NETS.fetch()), 2, ("face_landmarks",))


@pytest.fixture(scope="module")
def pictures(model_path):
    """The face, and cells with whether their heads are turned."""
    renderer = load(model_path, "cpu")
    try:
        face = Recipe(renderer.info.ref, Seed(28))
        wanted = [
            cell.recipe
            for name, names in CELLS.items()
            for cell in cells_of(CharacterSheet("anna", face, shipped_sets()[name]), renderer)
            if cell.name in names
        ]
        ws = np.stack([renderer.compose(each) for each in (face, *wanted)])
        drawn = renderer.draw(ws, Noise(), SIDE, together=True)[..., 2::-1]
    finally:
        renderer.close()
    floats = drawn.astype(np.float32) / 255
    return floats[0], [
        (picture, is_turned(cell, face)) for picture, cell in zip(floats[1:], wanted, strict=True)
    ]


def test_the_eyes_of_every_cell_lie_where_those_of_the_face_do(nets, pictures):
    face, cells = pictures
    to = found(nets, face)
    assert [turned for _, turned in cells] == [False, False, False, True, True]
    before, after = [], []
    for picture, turned in cells:
        before.append(apart(found(nets, picture), to, turned) * SIDE)
        there = from_there(nets, picture, to, turned)
        assert there is not None
        made = brought(picture, there, to)
        after.append(apart(found(nets, made), to, turned) * SIDE)
    assert max(before) > 1.0
    assert max(after) <= 0.5


def test_a_cut_out_is_empty_where_it_ends_but_goes_on_below(nets, pictures):
    face, _ = pictures
    to = found(nets, face)
    there = Head(to.x + 0.05, to.y - 0.05, to.size, to.angle)  # the picture goes left and down
    clear = np.concatenate((face, np.ones((SIDE, SIDE, 1), np.float32)), axis=2)
    made = brought(clear, there, to)
    assert made[:8, :, 3].max() == 0  # above, where nothing was
    assert made[20:-20, -8:, 3].max() == 0
    up = brought(clear, Head(to.x, to.y + 0.05, to.size, to.angle), to)
    assert up[-3:, 20:-20, 3].min() > 0.99  # shoulders go on
    assert np.abs(up[100, 100, :3] - face[100 + round(0.05 * SIDE), 100]).max() < 0.1


def test_where_no_face_is_nothing_is_moved(nets):
    empty = np.full((64, 64, 3), 0.5, np.float32)
    assert find_eyes(nets, empty) is None


def test_a_drawer_brings_them_there_but_leaves_a_turned_head_with_its_background(nets, pictures):
    face, cells = pictures
    base = Recipe(ModelRef("0" * 64), Seed(28))
    recipes = {"sad": base.with_amount("smile", -2.0), "left": base.with_amount("yaw", -1.6)}
    drawn = {base: face, recipes["sad"]: cells[1][0], recipes["left"]: cells[3][0]}
    way = Preparation(NAMED["portrait"])
    drawer = CellDrawer(lambda recipe, _: drawn[recipe], Preparer(), base, [way])
    finish(drawer.ready(SIDE))
    made = {
        name: finish(drawer.drawn(Cell(name, (name,), name, 0, 0, 0, recipe)))
        for name, recipe in {"base": base, **recipes}.items()
    }
    assert np.array_equal(made["base"].at_size(way), face)
    assert made["base"].eyes == 0
    for each in made.values():
        assert each.eyes is not None
        assert each.eyes * SIDE <= 0.5
    sad = found(nets, made["sad"].at_size(way))
    assert apart(sad, found(nets, face), False) * SIDE <= 0.5
    assert np.array_equal(made["left"].at_size(way), cells[3][0])
