"""Heads brought to one place and one size."""

import numpy as np
import pytest

from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.cutout.person import PERSON_NETS
from facelab.errors import ModelError
from facelab.labels.nets import LabelNets
from facelab.preparing.heads import Head, find_head, head_of, moved, standard
from facelab.progress import finish


@pytest.fixture(scope="module")
def nets():
    assert PERSON_NETS.catalogue == LABEL_NETS.catalogue
    return LabelNets(finish(PERSON_NETS.fetch()), 2, ("face_landmarks",))


def spot(x, y, side=200):
    """A bright spot at a place of a dark picture."""
    rows, columns = np.mgrid[:side, :side]
    away = (columns + 0.5 - x * side) ** 2 + (rows + 0.5 - y * side) ** 2
    return np.repeat(np.exp(-away / 18.0)[..., None], 3, 2).astype(np.float32)


def place(picture):
    weight = picture[..., 0].astype(np.float64)
    rows, columns = np.mgrid[: len(weight), : len(weight)] + 0.5
    total = weight.sum() * len(weight)
    return (columns * weight).sum() / total, (rows * weight).sum() / total


def test_the_eyes_come_to_their_place_however_the_head_is_held():
    head, to = Head(0.42, 0.5, 0.3, 0.25), standard(0.4)
    x, y = place(moved(spot(head.x, head.y), head, to))
    assert (x, y) == (pytest.approx(to.x, abs=0.002), pytest.approx(to.y, abs=0.002))


def test_the_chin_comes_below_them_at_the_wanted_distance():
    head, to = Head(0.45, 0.4, 0.3, 0.25), standard(0.4)
    chin = head.x - np.sin(head.angle) * head.size, head.y + np.cos(head.angle) * head.size
    x, y = place(moved(spot(*chin), head, to))
    assert (x, y) == (pytest.approx(0.5, abs=0.003), pytest.approx(to.y + to.size, abs=0.003))


def test_the_oval_is_in_the_middle_of_a_standard_picture():
    oval = standard(0.45).oval()
    assert (oval.x, oval.angle) == (0.5, 0.0)
    assert oval.y == pytest.approx(0.5)
    assert oval.tall < 0.5
    assert oval.wide < oval.tall


def test_a_head_that_nods_is_as_large_as_one_that_looks_at_us():
    mesh = np.zeros((468, 3))
    mesh[[33, 133]], mesh[[362, 263]] = (0.4, 0.5, 0), (0.6, 0.5, 0)
    mesh[152] = 0.5, 0.9, 0
    straight = head_of(mesh)
    mesh[152] = 0.5, 0.5 + 0.4 * np.cos(0.4), 0.4 * np.sin(0.4)
    assert head_of(mesh).size == pytest.approx(straight.size)


def test_a_real_face_ends_where_it_is_wanted(nets, face):
    to = standard(0.42)
    again = find_head(nets, moved(face, find_head(nets, face), to))
    assert again.x == pytest.approx(to.x, abs=0.01)
    assert again.y == pytest.approx(to.y, abs=0.01)
    assert again.size == pytest.approx(to.size, rel=0.06)
    assert again.angle == pytest.approx(0, abs=0.03)


def test_no_face_is_told(nets):
    with pytest.raises(ModelError, match="No face was found"):
        find_head(nets, np.full((64, 64, 3), 0.5, np.float32))
