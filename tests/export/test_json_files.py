"""JSON files of ours on the disk, whatever is in them."""

from __future__ import annotations

import pytest

from facelab.errors import DestinationError, ExportError, RecipeError
from facelab.export.json_files import read_json, write_json


def test_what_was_written_is_read(tmp_path):
    path = tmp_path / "a.json"
    write_json(path, "{}", overwrite=False)
    assert read_json(path, 10, len, "timeline") == 2
    with pytest.raises(DestinationError):
        write_json(tmp_path / "a.txt", "{}", overwrite=True)


def test_what_is_refused_is_told_with_the_files_name_and_what_was_looked_for(tmp_path):
    def refuse(_):
        raise RecipeError("This timeline cannot be read.", "It is empty.", "Check the file.")

    path = tmp_path / "a.json"
    with pytest.raises(ExportError) as gone:
        read_json(path, 10, refuse, "timeline")
    assert gone.value.fix == "Choose a timeline saved by facelab."
    path.write_bytes(b"x" * 11)
    with pytest.raises(ExportError):
        read_json(path, 10, refuse, "timeline")
    path.write_bytes(b"x")
    with pytest.raises(RecipeError) as refused:
        read_json(path, 10, refuse, "timeline")
    assert str(refused.value) == (
        "The timeline in a.json cannot be read. It is empty. Check the file."
    )
