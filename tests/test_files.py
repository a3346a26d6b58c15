from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from facelab.files import (
    NotRegularError,
    TooLargeError,
    next_free,
    open_regular,
    read_regular,
    replacing,
)


def test_the_file_appears_whole(tmp_path):
    path = tmp_path / "a.bin"
    with replacing(path) as file:
        file.write(b"one")
        assert not path.exists()
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("kind", [ValueError, OSError, KeyboardInterrupt])
def test_a_write_that_fails_leaves_everything_as_it_was(tmp_path, kind):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def fail() -> None:
        with replacing(path) as file:
            file.write(b"half")
            raise kind

    with pytest.raises(kind):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_folders_are_made(tmp_path):
    path = tmp_path / "a" / "b" / "c.bin"
    with replacing(path) as file:
        file.write(b"one")
    assert path.read_bytes() == b"one"


def test_a_folder_of_that_name_is_an_error_and_nothing_is_left(tmp_path):
    path = tmp_path / "a.bin"
    path.mkdir()
    with pytest.raises(OSError, match=r"\w"), replacing(path) as file:
        file.write(b"one")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["x" * 255, "ü" * 127, "😀" * 63])
def test_the_longest_names_that_a_disk_takes(tmp_path, name):
    path = tmp_path / name
    with replacing(path) as file:
        file.write(b"one")
    assert path.read_bytes() == b"one"


def test_two_writers_of_one_file_do_not_mix(tmp_path):
    path = tmp_path / "a.bin"
    both = threading.Barrier(2, timeout=10)

    def write(letter: bytes) -> None:
        with replacing(path) as file:
            file.write(letter * 1000)
            both.wait()
            file.write(letter * 1000)

    threads = [threading.Thread(target=write, args=(letter,)) for letter in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert path.read_bytes() in (b"a" * 2000, b"b" * 2000)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such mode")
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_saved_file_has_the_mode_of_any_new_file(tmp_path, umask):
    before = os.umask(umask)
    try:
        with replacing(tmp_path / "a.bin") as file:
            file.write(b"one")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == 0o666 & ~umask


@pytest.mark.skipif(os.name != "posix", reason="Windows has no umask")
def test_writing_never_touches_the_umask_of_other_threads(tmp_path, monkeypatch):
    """A thread that makes a file meanwhile would make it writable for everybody."""

    def forbidden(mask: int) -> int:
        raise AssertionError("umask belongs to the whole process")

    monkeypatch.setattr(os, "umask", forbidden)
    with replacing(tmp_path / "a.bin") as file:
        file.write(b"one")


def test_a_file_is_read_and_so_is_a_link_to_one(tmp_path):
    path, link = tmp_path / "a.bin", tmp_path / "link.bin"
    path.write_bytes(b"one")
    link.symlink_to(path)
    assert read_regular(path, 3) == read_regular(link, 3) == b"one"
    with open_regular(path, 3) as file:
        assert file.read() == b"one"


def test_what_is_larger_than_its_kind_is_not_read(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"four")
    with pytest.raises(TooLargeError):
        read_regular(path, 3)


@pytest.mark.skipif(os.name != "posix", reason="Windows has none of these")
@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "link to a device"])
def test_what_is_no_file_is_refused_at_once(tmp_path, kind):
    path = tmp_path / "a.bin"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(NotRegularError) as told:
        open_regular(path, 100)
    assert told.value.strerror


def test_a_missing_file_and_an_impossible_name_are_errors_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "none", 1)
    with pytest.raises(OSError, match="name"):
        open_regular(tmp_path / "a\0b", 1)


def test_the_next_free_name_counts_up(tmp_path):
    path = tmp_path / "seed0007.png"
    assert next_free(path) == path
    path.touch()
    (tmp_path / "seed0007-2.png").symlink_to(tmp_path / "gone")  # a link counts, too
    assert next_free(path) == tmp_path / "seed0007-3.png"
