from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facelab.errors import WeightsError
from facelab.labels.definitions import ODD, Faces, landmark_labels
from facelab.labels.measure import SHAPES
from facelab.labels.named import NAMED
from facelab.labels.pose import align
from facelab.labels.scale import LabelScale, fit_scale, read_scale
from facelab.labels.survey import (
    BLOCK,
    block_path,
    measured_count,
    read_survey,
    stack,
    write_block,
)
from tests.labels.surveyed import survey_of


@pytest.fixture(scope="module")
def scale() -> LabelScale:
    return fit_scale(survey_of(400))


def test_labels_are_in_sigma(scale: LabelScale) -> None:
    labels = scale.label(survey_of(400))
    assert labels.shape == (400, len(scale.names))
    np.testing.assert_allclose(labels.mean(axis=0), 0, atol=0.1)
    np.testing.assert_allclose(labels.std(axis=0), 1, atol=0.1)


def test_there_is_a_label_for_every_named_direction_and_its_kin(scale: LabelScale) -> None:
    for named in NAMED:
        assert named.label in scale.names
        assert set(named.kin) <= set(scale.names), named.id
    assert len({named.id for named in NAMED}) == len(NAMED)


def test_a_ruler_reads_the_same_later(scale: LabelScale) -> None:
    again = read_scale(scale.names, {k: v.astype(np.float32) for k, v in scale.tensors().items()})
    other = survey_of(20, seed=5)
    np.testing.assert_allclose(again.label(other), scale.label(other), atol=2e-3)


def test_a_label_does_not_depend_on_who_else_is_labelled(scale: LabelScale) -> None:
    many = survey_of(20, seed=6)
    alone = {name: each[3:4] for name, each in many.items()}
    np.testing.assert_allclose(scale.label(alone)[0], scale.label(many)[3], atol=1e-9)


def test_in_a_mirror_a_turn_changes_its_sign_and_a_nose_does_not(scale: LabelScale) -> None:
    one = survey_of(10, seed=7)
    direct, mirrored = (
        Faces(align(one[f"{kind}mesh"], scale.reference), one[f"{kind}eyes"].astype(float))
        for kind in ("", "mirrored_")
    )
    there, back = landmark_labels(direct, mirrored), landmark_labels(mirrored, direct)
    for name in there:
        sign = -1 if name in ODD else 1
        np.testing.assert_allclose(there[name], sign * back[name], atol=1e-12)
    assert np.abs(there["turn"]).max() > 0


def test_a_ruler_with_parts_missing_is_refused(scale: LabelScale) -> None:
    tensors = {k: v.astype(np.float32) for k, v in scale.tensors().items()}
    for name in tensors:
        with pytest.raises(WeightsError, match=name):
            read_scale(scale.names, {k: v for k, v in tensors.items() if k != name})
    with pytest.raises(WeightsError, match="misshapen"):
        read_scale(scale.names[:-1], tensors)


def test_measurements_are_read_as_they_were_written(tmp_path: Path) -> None:
    found = survey_of(5)
    for name in ("chip", "small"):
        found[name] = found[name].clip(0, 1)
    write_block(block_path(tmp_path, 0), found)
    again = read_survey(tmp_path, BLOCK)
    for name, each in found.items():
        np.testing.assert_allclose(
            again[name], each, atol=0.003 if name in ("chip", "small") else 0
        )
    assert measured_count(block_path(tmp_path, 0)) == 5
    assert len(read_survey(tmp_path, 3)["score"]) == 3


def test_a_damaged_block_counts_as_none(tmp_path: Path) -> None:
    path = block_path(tmp_path, 0)
    assert measured_count(path) == 0
    write_block(path, survey_of(3))
    path.write_bytes(path.read_bytes()[:5000])
    assert measured_count(path) == 0
    short = survey_of(3)
    short["mesh"] = short["mesh"][:2]
    write_block(path, short)
    assert measured_count(path) == 0
    assert len(read_survey(tmp_path, 100)["score"]) == 0


def test_rows_of_single_faces_stack() -> None:
    many = survey_of(4)
    rows = [{name: each[k] for name, each in many.items()} for k in range(4)]
    again = stack(rows)
    assert all((again[name] == many[name]).all() for name in SHAPES)
