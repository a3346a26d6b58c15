from __future__ import annotations

import errno
import json
import os
import subprocess
import sys

import msgspec
import pytest

from facelab.errors import SettingsError
from facelab.session.settings import (
    FILE_NAME,
    VERSION,
    Settings,
    load_settings,
    read_settings,
    save_changes,
    save_settings,
)

FULL = Settings(
    device="cpu",
    theme="light",
    model="mobilestylegan-ffhq-1024",
    recipe="{}",
    window_geometry="QUJD",
    window_state="REVG",
    map_directions=("pca-1", "pca-2"),
    map_span=2.5,
    save_folder="/tmp/Bilder ☺",
    open_folder="/tmp/a",
    recipe_folder="/tmp/b",
    directions_folder="/tmp/c",
    exports_folder="/tmp/d",
    pictures_folder="/tmp/pictures",
    save_size=512,
    save_name="hero-{face}",
    previews="off",
    recent_files=("/tmp/a.png",),
    closed_sections=("A", "B"),
    open_sections=("C",),
    pinned_directions=("smile", "pca-1"),
    library="/tmp/library",
)


def test_settings_come_back(tmp_path):
    folder = tmp_path / "new"
    save_settings(FULL, folder)
    assert load_settings(folder) == (FULL, None)


def test_without_a_file_there_are_defaults_and_no_complaint(tmp_path):
    assert load_settings(tmp_path / "nowhere") == (Settings(), None)


def test_fields_of_a_later_facelab_are_left_as_they_are(tmp_path):
    body = {**msgspec.to_builtins(FULL), "hologram": {"on": True}}
    (tmp_path / FILE_NAME).write_text(json.dumps(body))
    assert load_settings(tmp_path) == (FULL, None)
    assert save_changes({"theme": "dark"}, Settings(), tmp_path) is None
    there = json.loads((tmp_path / FILE_NAME).read_text())
    assert (there["hologram"], there["theme"]) == ({"on": True}, "dark")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"version": "1"}',
        b'{"version": 1, "device": "quantum"}',
        b'{"version": 1, "map_span": 1e308}',
        b'{"version": 1, "map_span": "3"}',
        b'{"version": 1, "save_size": 1}',
        b'{"version": 1, "map_directions": ["one"]}',
        b'{"version": 1, "previews": "1024"}',
        b'{"version": 1, "recent_files": [1]}',
        b'{"version": 1, "window_state": null}',
    ],
)
def test_settings_that_make_no_sense_are_kept_aside_and_told(tmp_path, content):
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    settings, error = load_settings(tmp_path)
    assert settings == Settings()
    assert error is not None
    assert "could not be understood" in error.what
    assert len(str(error)) < 1000
    assert not path.exists()
    assert (tmp_path / f"{FILE_NAME}.broken").read_bytes() == content
    save_settings(settings, tmp_path)
    assert load_settings(tmp_path) == (Settings(), None)


def test_settings_of_a_newer_facelab_are_kept_aside_and_told(tmp_path):
    content = json.dumps({"version": VERSION + 1, "device": "cpu"})
    (tmp_path / FILE_NAME).write_text(content)
    settings, error = load_settings(tmp_path)
    assert settings == Settings()
    assert error is not None
    assert f"version {VERSION + 1}" in str(error)
    assert (tmp_path / f"{FILE_NAME}.v{VERSION + 1}").read_text() == content


def test_settings_that_cannot_be_read_are_told_and_left(tmp_path, monkeypatch):
    save_settings(FULL, tmp_path)

    def refuse(path, limit):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("facelab.session.saved_file.read_regular", refuse)
    settings, error = load_settings(tmp_path)
    assert settings == Settings()
    assert error is not None
    assert "Permission denied" in error.why
    monkeypatch.undo()
    assert load_settings(tmp_path) == (FULL, None)


def test_a_full_disk_leaves_the_old_settings(tmp_path, monkeypatch):
    save_settings(FULL, tmp_path)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SettingsError, match="No space left on device"):
        save_settings(Settings(), tmp_path)
    assert load_settings(tmp_path) == (FULL, None)
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


# -- beside another window -----------------------------------------------------------------------


def test_what_cannot_be_read_at_all_is_set_aside_before_it_is_replaced(tmp_path, monkeypatch):
    save_settings(FULL, tmp_path)
    before = (tmp_path / FILE_NAME).read_bytes()

    def refuse(path, limit):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as disk:
        disk.setattr("facelab.session.saved_file.read_regular", refuse)
        said = save_changes({"map_span": 1.0}, Settings(), tmp_path)
    assert said is not None
    assert "Input/output error" in said.why
    assert (tmp_path / f"{FILE_NAME}.broken").read_bytes() == before
    assert load_settings(tmp_path)[0].map_span == 1.0


def test_what_another_facelab_wrote_meanwhile_is_set_aside_and_told(tmp_path):
    newer = json.dumps({"version": VERSION + 1})
    (tmp_path / FILE_NAME).write_text(newer)
    said = save_changes({"map_span": 1.0}, FULL, tmp_path)
    assert said is not None
    assert f"{FILE_NAME}.v{VERSION + 1}" in said.fix
    assert (tmp_path / f"{FILE_NAME}.v{VERSION + 1}").read_text() == newer


@pytest.mark.parametrize("left", [None, b"{"])
def test_settings_that_are_gone_are_written_whole_again(tmp_path, left):
    own = msgspec.structs.replace(FULL, theme="dark")
    if left is not None:
        (tmp_path / FILE_NAME).write_bytes(left)
    save_changes({"map_span": 1.0}, own, tmp_path)
    assert load_settings(tmp_path) == (msgspec.structs.replace(own, map_span=1.0), None)


def test_reading_alone_leaves_a_broken_file_where_it_is(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"{")
    with pytest.raises(SettingsError, match="could not be understood"):
        read_settings(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_many_processes_write_their_fields_at_once(tmp_path):
    """What one has written the others do not take back."""
    program = (
        "import sys; from pathlib import Path;"
        "from facelab.session.settings import Settings, save_changes;"
        "folder, name, value = Path(sys.argv[1]), sys.argv[2], sys.argv[3];"
        "[save_changes({name: f'{value} {turn}'}, Settings(), folder) for turn in range(20)]"
    )
    save_settings(Settings(), tmp_path)
    names = ("save_folder", "window_state", "window_geometry")
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), name, name])
        for name in names
    ]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    settings, error = load_settings(tmp_path)
    assert error is None
    assert [getattr(settings, name) for name in names] == [f"{name} 19" for name in names]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_settings_as_an_editor_on_windows_saves_them(tmp_path, encoding):
    save_settings(FULL, tmp_path)
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_text().encode(encoding))
    assert load_settings(tmp_path) == (FULL, None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_is_not_waited_for_and_a_device_not_read(tmp_path):
    os.mkfifo(tmp_path / FILE_NAME)
    for _ in range(2):
        settings, error = load_settings(tmp_path)
        assert settings == Settings()
        assert error is not None
        assert "device or a pipe" in error.why
        assert not os.path.lexists(tmp_path / FILE_NAME), "it was set aside"
        (tmp_path / FILE_NAME).symlink_to("/dev/zero")
