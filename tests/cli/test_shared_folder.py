"""The folder that workers of a cluster leave files in."""

from __future__ import annotations

import pytest

from facelab.cli.many.shared import Left, SharedFolder
from facelab.errors import ExportError, ModelError
from facelab.export.orders import Unsigned
from facelab.export.spreading import Lost

TASK = "0123abcd"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out"


def test_what_a_worker_leaves_is_taken_whole_and_nothing_stays(folder):
    command, worker = SharedFolder(folder, TASK), SharedFolder(folder, TASK)
    command.open()
    refused = ModelError("It could not be drawn.")
    left = worker.leave([Unsigned(b"one", True, 1.5), refused, Unsigned(b"two")])
    assert [each.drawn.content for each in left if isinstance(each, Left)] == [b"", b""]
    assert command.taken(left) == [Unsigned(b"one", True, 1.5), refused, Unsigned(b"two")]
    command.close()
    assert not list(folder.iterdir())


def test_what_a_killed_worker_left_goes_and_nobody_leaves_more(folder):
    command, worker = SharedFolder(folder, TASK), SharedFolder(folder, TASK)
    command.open()
    worker.leave([Unsigned(b"of one who was killed before it could say so")])
    command.close()
    assert not list(folder.iterdir())
    with pytest.raises(ExportError, match="does not see the folder"):
        worker.leave([Unsigned(b"late")])
    assert not list(folder.iterdir())


def test_what_is_not_there_any_more_is_lost_work(folder):
    shared = SharedFolder(folder, TASK)
    shared.open()
    (left,) = shared.leave([Unsigned(b"one")])
    assert isinstance(left, Left)
    (folder / left.name).unlink()
    assert isinstance(shared.taken([left]), Lost)


def test_another_folder_of_that_name_is_told(folder):
    folder.mkdir()
    with pytest.raises(ExportError, match="does not see the folder"):
        SharedFolder(folder, TASK).leave([Unsigned(b"one")])


def test_names_lead_nowhere_else(folder, tmp_path):
    (tmp_path / "secret").write_bytes(b"x")
    shared = SharedFolder(folder, TASK)
    shared.open()
    assert isinstance(shared.taken([Left("../secret", Unsigned(b""))]), Lost)
    assert (tmp_path / "secret").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot share"):
        SharedFolder(tmp_path / "file", TASK).open()
