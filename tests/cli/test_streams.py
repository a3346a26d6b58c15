"""The command line as a process: whatever its streams and folders are, it ends in words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from facelab.cli import console, streams
from facelab.errors import ExportError
from facelab.library import Library, Record
from facelab.recipe import ModelRef, Recipe, Seed

Process = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the shell of Windows has none of these")


@pytest.fixture
def shell(checkout: Path, tmp_path: Path) -> Process:
    """Run a line of the shell in which `$facelab` is the program."""

    def run(line: str, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": str(checkout), **environment}
        env["facelab"] = f"{sys.executable} -m facelab"
        return subprocess.run(
            ["sh", "-c", line],
            env=env,
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=60,
        )

    return run


def in_words(ended: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    assert "Traceback" not in ended.stderr
    assert "Exception ignored" not in ended.stderr
    assert ended.returncode == status, ended.stderr
    assert len(ended.stderr.splitlines()) == (1 if words else 0)
    for word in words:
        assert word in ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
def test_a_full_disk_under_the_output_is_told(shell):
    for command in ("weights list", "--help", "--version"):
        in_words(shell(f"$facelab {command} > /dev/full"), 1, "could not be written. No space left")


def test_a_closed_output_is_told_and_one_that_is_not_needed_is_not(shell, tmp_path):
    in_words(shell("$facelab weights list >&-"), 1, "could not be written")
    in_words(shell("$facelab --nonsense >&-"), 2, "unrecognized")
    assert shell("$facelab --nonsense 2>&-").returncode == 2
    assert shell("$facelab weights list <&- >&- 2>&-").returncode == 1
    # A file that is opened afterwards is not taken for the output.
    Library(tmp_path / "faces").keep(Record(Recipe(ModelRef("a" * 64, "tiny"), Seed(1))))
    assert shell("$facelab library --library faces export a.facelab >&- 2>&- <&-").returncode == 0
    assert (tmp_path / "a.facelab").read_bytes().startswith(b"PK")


def test_messages_that_nobody_takes_change_nothing(shell):
    ended = shell("$facelab weights list 2> /dev/full")
    assert ended.returncode == 0
    assert "name" in ended.stdout


def test_a_reader_that_has_gone_is_no_error_to_tell(shell):
    in_words(shell("$facelab --help | true"), 0)
    in_words(shell("$facelab weights list | true"), 0)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_every_encoding_can_be_written(shell, tmp_path, encoding):
    library = Library(tmp_path / "faces")
    name = "Zoë × 冬 → 😀"
    library.keep(Record(Recipe(ModelRef("a" * 64, "tiny"), Seed(1)), name=name))
    library.close()
    for command in ("show 1", "list --json", "list --cast “é→”"):
        run = shell(f"$facelab library --library faces {command}", PYTHONIOENCODING=encoding)
        assert "Traceback" not in run.stderr
        assert run.returncode == (2 if "cast" in command else 0)
    shown = shell("$facelab library --library faces show 1", PYTHONIOENCODING="ascii").stdout
    assert "Zoe x ? -> ?" in shown


def test_a_home_that_there_is_not(shell):
    unnamed = "unset FACELAB_LIBRARY; $facelab library list"  # else settings are not asked
    in_words(shell(unnamed, FACELAB_SETTINGS="~nosuch/x"), 1, "called nosuch")
    in_words(shell("$facelab weights list", FACELAB_WEIGHTS="~nosuch/x"), 1, "FACELAB_WEIGHTS")
    in_words(shell("$facelab library --library '~nosuch' list"), 2, "called nosuch")


def test_a_working_folder_that_has_gone(shell):
    gone = "mkdir gone && cd gone && rmdir ../gone && "
    in_words(shell(gone + "$facelab library --library x list"), 1, "no longer exists")


def test_names_that_are_too_long_and_folders_that_may_not_be_searched(facelab, tiny, monkeypatch):
    long = "x" * 300
    for words in (
        ("render", "--seeds", "1", "-o", long),
        ("render", "--seeds", "1", "-o", f"{long}/y"),
        ("library", "--library", long, "list"),
        ("directions", "export", "pca-1", f"{long}.npy"),
        ("render", "--recipe", f"{long}.json", "-o", "x"),
    ):
        ended = facelab(*words)
        assert ended.status in (1, 2)
        assert "name too long" in ended.error

    def refuse(self, **_):
        raise PermissionError(13, "Permission denied", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", refuse)
        ended = facelab("library", "--library", "locked", "list")
    assert ended.status == 1
    assert "Permission denied" in ended.error


# -- Ctrl+C --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.2])
def test_ctrl_c_during_the_imports_is_one_line(checkout, tmp_path, seconds):
    """The process says when it has begun, and is stopped so long after it."""
    code = (
        "import os, sys, facelab.__main__ as m; os.write(1, b'x');"
        "sys.argv = ['facelab', 'render', '--seeds', '0-99', '-o', 'out', '--size', '16'];"
        "sys.exit(m.main())"
    )
    env = {**os.environ, "PYTHONPATH": str(checkout)}
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.read(1)
    time.sleep(0.02 + seconds)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert said == "facelab: stopped\n"
    assert process.returncode == 130


def test_what_ignores_ctrl_c_goes_on_ignoring_it(shell):
    """As with nohup, or behind & in a script."""
    code = "import signal, facelab.__main__ as m; m.main(); print(repr(signal.getsignal(2)))"
    ended = shell(f'trap "" INT; exec {sys.executable} -c "{code}" --version')
    assert "SIG_IGN" in ended.stdout


# -- in this process -----------------------------------------------------------------------------


def test_json_for_programs_is_the_same_json_without_orders_to_a_terminal(capsys):
    console.out_json('{"name":"a\x9b31m\u202e\U000e0001 Zoë"}')
    assert capsys.readouterr().out == '{"name":"a\\u009b31m\\u202e\\udb40\\udc01 Zoë"}\n'


def test_lines_are_lines(capsys):
    console.out("a\tb\x1b[31m\nc")
    console.say("d\x1b]0;title\x07\r\ne")
    said = capsys.readouterr()
    assert said.out == "a\tb [31m c\n"
    assert said.err == "d ]0;title e\n"


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (SystemExit(None), 0),
        (SystemExit(0), 0),
        (SystemExit(2), 2),
        (SystemExit("x"), 1),
        (ExportError("It failed."), 1),
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(), 1),
    ],
)
def test_however_a_command_ends_there_is_a_status(monkeypatch, end, status):
    def command() -> int:
        raise end

    monkeypatch.setattr(streams, "prepare", lambda: None)
    assert streams.run(command) == status
    assert streams.run(lambda: 3) == 3
