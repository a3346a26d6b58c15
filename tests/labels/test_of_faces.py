"""Labels of single faces: what is measured in the picture, on the directions' own ruler."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.checkpoints.directions import directions_path, read_directions
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.engine import load
from facelab.errors import ModelError
from facelab.labels.nets import LabelNets
from facelab.labels.of_faces import FaceLabels, names_of, scale_for
from facelab.progress import finish
from facelab.recipe import Noise, Recipe, Seed
from facelab.solve.direction_bench import labeller
from facelab.solve.named_directions import scale_of
from tests.tiny_network import write_tiny_network


@pytest.fixture(scope="module")
def files():
    return finish(LABEL_NETS.fetch())


def test_they_are_those_that_directions_are_judged_by(model_path, files):
    renderer = load(model_path, "cpu")
    try:
        model = renderer.info
        face = Recipe(model.ref, Seed(7))
        found = FaceLabels(renderer, files, 1)(face)
        older = FaceLabels(renderer, files, 1)(face.with_amount("age", 2.0))
        pixels = renderer.draw(renderer.compose(face)[None], Noise(), 256)[0, :, :, 2::-1]
    finally:
        renderer.close()
    directions = read_directions(directions_path(model.name), model.sha256)
    scale = scale_of(directions)
    judged = labeller(LabelNets(files), scale)([np.ascontiguousarray(pixels)])[0]
    wanted = dict(zip(scale.names, judged, strict=True))
    assert found == {name: pytest.approx(wanted[name], abs=1e-3) for name in found}
    assert tuple(found) == names_of(scale)
    assert older["age"] > found["age"] + 0.5


def test_a_network_without_directions_has_no_ruler(tmp_path):
    renderer = load(write_tiny_network(tmp_path), "cpu", backend="torch")
    renderer.close()
    with pytest.raises(ModelError, match="cannot be measured in faces of Tiny"):
        scale_for(renderer.info)
