from __future__ import annotations

import errno
import os
import stat
import threading
import time
from pathlib import Path

import pytest

from facelab.files import (
    NotRegularError,
    TooLargeError,
    next_free,
    open_regular,
    read_regular,
    replacing,
    sweep_parts,
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


@pytest.mark.parametrize("links", [True, False])
def test_only_a_new_file_is_made_if_that_is_asked_for(tmp_path, monkeypatch, links):
    path = tmp_path / "a.bin"
    if not links:

        def refuse(self, target):
            raise PermissionError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(Path, "hardlink_to", refuse)
    with replacing(path, only_new=True) as file:
        file.write(b"one")
    assert path.read_bytes() == b"one"
    with pytest.raises(FileExistsError), replacing(path, only_new=True) as file:
        file.write(b"two")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_has_left_is_swept_after_a_day(tmp_path):
    left = [".a.png.0123abcd.part", f".{'x' * 60}.89abcdef.part", ".two\nlines.01234567.part"]
    others = ["a.part", ".a.png.part", ".a.png.0123abcd.part2", ".a.0123ABCD.part", "b.png"]
    for name in (*left, *others):
        (tmp_path / name).touch()
    assert sweep_parts(tmp_path) == 0
    old = time.time() - 2 * 86_400
    for name in (*left[1:], *others):
        os.utime(tmp_path / name, (old, old))
    (tmp_path / ".folder.01234567.part").mkdir()
    assert sweep_parts(tmp_path) == 2
    assert sweep_parts(tmp_path / "none") == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        left[0],
        *others,
        ".folder.01234567.part",
    }


def test_the_parts_that_are_swept_are_those_that_are_made(tmp_path):
    for name in ("a", "x" * 200, "😀" * 60):
        with replacing(tmp_path / name) as file:
            (part,) = tmp_path.glob("*.part")
            (tmp_path / "kept").mkdir(exist_ok=True)
            file.write(b"x")
            old = time.time() - 2 * 86_400
            copy = tmp_path / "kept" / part.name
            copy.touch()
            os.utime(copy, (old, old))
    assert sweep_parts(tmp_path / "kept") == 3
