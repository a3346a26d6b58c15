from __future__ import annotations

import numpy as np

from facelab.checkpoints.own_direction_file import make_own
from facelab.engine.directions.direction_set import MINE_GROUP, Direction
from facelab.engine.model_info import ModelInfo
from facelab.engine.own_directions.on_disk import acting_rows, as_own, own_directions
from facelab.networks.family import groups_by_size

SHA = "0" * 64


def info() -> ModelInfo:
    return ModelInfo(
        name="tiny", title="Tiny", family="f", sha256=SHA, licence="", z_dim=2, w_dim=2,
        num_ws=4, resolution=8, style_resolutions=(4, 8, 8, 8),
        style_groups=groups_by_size((4, 8, 8, 8)), preview_size=None, device="",
        backend="",
    )  # fmt: skip


def test_files_become_directions_and_those_of_another_shape_do_not():
    files = [make_own(f"{n}", np.ones((n, 2), np.float32), "tiny", SHA, "x") for n in (1, 4, 3)]
    found = own_directions(files, num_ws=4, w_dim=2)
    assert [(each.title, each.group, each.layers) for each in found] == [
        ("1", MINE_GROUP, (0, 3)), ("4", MINE_GROUP, (0, 3))
    ]  # fmt: skip
    assert (found[0].id, found[0].note) == (files[0].id, "x")


def test_a_file_holds_what_a_direction_does():
    step = np.arange(8, dtype=np.float32).reshape(4, 2) + 1
    whole = Direction("a", "A", "g", step, (1, 2))
    np.testing.assert_array_equal(acting_rows(whole, 4)[[0, 3]], 0)
    np.testing.assert_array_equal(acting_rows(whole, 4)[1:3], step[1:3])
    part = Direction("a", "A", "g", step[:1], (0, 1))
    np.testing.assert_array_equal(acting_rows(part, 4), [step[0], step[0], [0, 0], [0, 0]])
    assert acting_rows(Direction("a", "A", "g", step[:1], (0, 3)), 4) is not None
    assert acting_rows(Direction("a", "A", "g", step[:1], (0, 3)), 4).shape == (1, 2)


def test_one_s_own_keep_their_id_in_a_file():
    (mine,) = own_directions([make_own("a", np.ones((1, 2), np.float32), "tiny", SHA)], 4, 2)
    assert as_own(mine, info()).id == mine.id
    named = Direction("smile", "Smile", "Expression", np.ones((4, 2), np.float32), (0, 3), "More.")
    made = as_own(named, info())
    assert made.id.startswith("mine-smile-")
    assert (made.title, made.metadata.note, made.metadata.model_sha256) == ("Smile", "More.", SHA)
