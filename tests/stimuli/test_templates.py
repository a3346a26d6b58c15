"""Points of WebMorph's templates, and their files."""

from __future__ import annotations

import math

import numpy as np
import pytest

from facelab.preparing.heads import Head, moved, standard
from facelab.stimuli.points import DLIB, FRL, FRL_HOW, Move, dlib_points, frl_points
from facelab.stimuli.templates import dlib_tem, frl_tem, points_table, tps
from tests.stimuli.conftest import FakeRuler


def read_tem(content: bytes) -> tuple[list[tuple[float, float]], list[list[int]]]:
    """By the grammar that WebMorph's readers know."""
    rows = [row for row in content.decode("ascii").split("\n") if row and row[0] != "#"]
    count = int(rows[0])
    points = [(float(x), float(y)) for x, y in (row.split("\t") for row in rows[1 : count + 1])]
    lines, at = [], count + 2
    for _ in range(int(rows[count + 1])):
        assert rows[at] in ("0", "1")
        line = list(map(int, rows[at + 2].split(" ")))
        assert len(line) == int(rows[at + 1])
        lines.append(line)
        at += 3
    assert at == len(rows)
    return points, lines


@pytest.fixture
def found(face):
    ruler = FakeRuler()
    seen = ruler.see(face, True)
    mesh, eyes = seen.mesh.astype(float), seen.eyes.astype(float)
    return frl_points(mesh, eyes, ruler.person(seen)), dlib_points(mesh, eyes)


def test_files_are_what_readers_know(found):
    frl, dlib = found
    points, lines = read_tem(frl_tem(100 * frl))
    assert (len(points), len(lines)) == (FRL, 44)
    assert sorted({k for line in lines for k in line}) == list(range(FRL))
    points, lines = read_tem(dlib_tem(100 * dlib))
    assert (len(points), len(lines)) == (DLIB, 13)
    np.testing.assert_allclose(points, 100 * dlib, atol=0.006)


def test_every_point_is_somewhere_and_estimates_are_said(found):
    assert np.isfinite(found[0]).all()
    assert len(FRL_HOW) == FRL
    rows = points_table().decode().splitlines()
    assert rows[0] == "point,how"
    assert rows[1] == "0,landmark"
    for ear, hairline, neck in ((117, 139, 183), (122, 134, 157)):
        assert {FRL_HOW[ear], FRL_HOW[hairline], FRL_HOW[neck]} == {"estimate"}


def test_the_outline_ends_where_the_person_does(found):
    outline = found[0][146:157]
    away = np.hypot(*(outline - 0.5).T)
    assert (away < 100 / 256 + 0.01).all()


def test_tps_counts_from_the_lower_edge():
    lines = tps(np.array([(10.0, 30.0)]), 100, "a.png", "a").splitlines()
    assert lines == ["LM=1", "10.00 70.00", "IMAGE=a.png", "ID=a"]


def test_points_go_where_the_head_is_moved_to():
    picture = np.zeros((128, 128, 3), np.float32)
    picture[38:42, 78:82] = 1
    head = Head(0.45, 0.42, 0.3, 0.2)
    to = standard(0.45)
    made = moved(picture, head, to)[..., 0]
    rows, columns = np.mgrid[:128, :128] + 0.5
    seen = np.array((columns * made).sum(), float), np.array((rows * made).sum(), float)
    move = Move(head.x, head.y, to.x, to.y, to.size / head.size, -head.angle)
    wanted = move.apply(np.array([(80 / 128, 40 / 128)]))[0] * 128
    assert math.isclose(seen[0] / made.sum(), wanted[0], abs_tol=0.5)
    assert math.isclose(seen[1] / made.sum(), wanted[1], abs_tol=0.5)
