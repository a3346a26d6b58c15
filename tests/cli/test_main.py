from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from facelab import __version__
from facelab.cli import main as command_line
from facelab.errors import FacelabError, LibraryError, RecipeError


def commands() -> Iterator[list[str]]:
    """Every command and every verb that a person may run."""

    def inner(parser: argparse.ArgumentParser, words: list[str]) -> Iterator[list[str]]:
        yield words
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, sub in action.choices.items():
                    yield from inner(sub, [*words, name])

    yield from inner(command_line.build_parser(), [])


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_has_help(facelab, words):
    ended = facelab(*words, "--help")
    assert ended.status == 0
    assert ended.out.startswith(f"usage: {' '.join(['facelab', *words])} ")
    assert ended.err == ""


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_refuses_an_unknown_option_in_one_line(facelab, words):
    ended = facelab(*words, "--nonsense")
    assert ended.status == 2
    assert ended.error.startswith("facelab")


def test_the_help_names_the_commands(facelab):
    out = facelab("--help").out
    for name in ("open", "render", "make", "library", "weights", "directions", "bench", "info"):
        assert f"\n    {name} " in out
    assert "drag-here" not in facelab("bench", "--help").out


def test_the_version(facelab):
    assert facelab("--version").out == f"facelab {__version__}\n"


# -- the window ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        ([], (None, (), None, None)),
        (["--seed", "7"], (7, (), None, None)),
        (["--seed", "-1"], (2**32 - 1, (), None, None)),
        (["--open", "a.png", "--device", "cpu"], (None, (Path("a.png"),), "cpu", None)),
        (["--library", "faces"], (None, (), None, Path("faces"))),
        (["open", "a.facelab"], (None, (Path("a.facelab"),), None, None)),
        (
            ["open", "a.json", "--device", "cuda", "--library", "x"],
            (None, (Path("a.json"),), "cuda", Path("x")),
        ),
        (["open", "a.png", "b"], (None, (Path("a.png"), Path("b")), None, None)),
        (["--library", "x", "open", "a.json"], (None, (Path("a.json"),), None, Path("x"))),
    ],
)
def test_the_window_is_opened(facelab, window, words, opened):
    assert facelab(*words).status == 0
    assert window.opened == [opened]


def test_it_may_be_said_what_vectors_are(facelab, window):
    assert facelab("open", "x.npy", "--as", "face").status == 0
    assert window.meant == "face"
    assert facelab("open", "x.npy").status == 0
    assert window.meant is None


@pytest.mark.parametrize("command", [[], ["open", "a.png"]])
def test_the_window_is_opened_with_a_network(facelab, window, tmp_path, command):
    file = tmp_path / "mine.pkl"
    file.write_bytes(b"")
    assert facelab(*command, "--model", str(file)).status == 0
    assert window.network == file
    assert facelab(*command, "--model", "mobilestylegan-ffhq-1024").status == 0
    assert window.network.name == "mobilestylegan-ffhq-1024.safetensors"
    assert facelab(*command, "--model", "nowhere").status == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--seed", "x"], "argument --seed: 'x' is not a seed"),
        (["--device", "tpu"], "invalid choice: 'tpu'"),
        (["open"], "required: FILE"),
        (["open", "a", "--as", "nose"], "invalid choice: 'nose'"),
        (["--seed", "1", "open", "a.png"], "--seed before open applies only to the window"),
        (["--open", "a.png", "render", "--seeds", "1", "-o", "x"], "--open before render"),
        (["--device", "cpu", "info"], "--device before info applies only to the window"),
        (
            ["--library", "x", "weights", "list"],
            "--library before weights applies only to the window",
        ),
        (["bogus"], "invalid choice: 'bogus'"),
    ],
)
def test_wrong_arguments_end_with_status_2_and_one_line(facelab, window, words, why):
    ended = facelab(*words)
    assert ended.status == 2
    assert why in ended.error
    assert window.opened == []


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["rendr"], "; did you mean render?"),
        (["render", "--seeds", "1", "--trnc", "0.7", "-o", "x"], "; did you mean --trunc?"),
        (["render", "--outdirr", "x"], "; did you mean --outdir?"),
        (["render", "--noise-mode", "cosnt", "--seeds", "1", "-o", "x"], "; did you mean const?"),
        (["--sed", "1"], "; did you mean --seed?"),
        (["library", "lst"], "; did you mean list?"),
        (["library", "list", "--tagg", "x"], "; did you mean --tag?"),
        (["directions", "exprt"], "; did you mean export?"),
    ],
)
def test_an_unknown_word_names_the_nearest(facelab, window, words, meant):
    ended = facelab(*words)
    assert ended.status == 2
    assert ended.error.endswith(meant)
    assert window.opened == []


def test_without_a_window_a_command_is_needed(capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main([])
    assert ended.value.code == 2
    assert "a command is needed" in capsys.readouterr().err


def test_the_drag_of_the_bench_prints_one_line(facelab):
    words = ("bench", "--drag-here", "speed", "--seconds", "1", "--device", "cpu")
    expected = '{"seconds": 1.0, "device": "cpu", "previews": "auto"}\n'
    assert facelab(*words).out == expected
    assert '"previews": "256"' in facelab(*words, "--previews", "256").out
    assert "invalid choice" in facelab(*words, "--previews", "300").err


def test_the_drag_is_of_the_network_that_is_named(facelab, tmp_path):
    own = tmp_path / "cats.pkl"
    own.write_bytes(b"a network")
    words = ("bench", "--drag-here", "all", "--seconds", "1", "--device", "cpu", "--model")
    assert '"network": "cats.pkl"' in facelab(*words, str(own)).out
    assert "network" not in facelab(*words, "mobilestylegan-ffhq-1024").out


def test_a_command_of_before_says_what_to_type_now(facelab):
    ended = facelab("drag-window", "0.5")
    assert ended.status == 2
    assert ended.error == "facelab: drag-window is now `facelab bench --drag`"


# -- what fails ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (RecipeError("It is\nwrong.", "Why.", "Fix."), 2, "facelab open: It is wrong. Why. Fix."),
        (LibraryError("It failed.", "Why.\n"), 1, "facelab open: It failed. Why."),
        (FacelabError("It failed."), 1, "facelab open: It failed."),
        (MemoryError(), 1, f"facelab open: {command_line.NO_MEMORY}"),
        (KeyboardInterrupt(), 130, "facelab: stopped"),
    ],
)
def test_a_failure_is_one_line_and_a_status(facelab, window, monkeypatch, error, status, line):
    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(window, "open", fail)
    ended = facelab("open", "x")
    assert (ended.status, ended.error) == (status, line)


def test_a_failure_of_the_window_itself_is_of_no_command(facelab, window, monkeypatch):
    def fail(*_: object) -> int:
        raise FacelabError("It failed.")

    monkeypatch.setattr(window, "open", fail)
    assert facelab().error == "facelab: It failed."


def test_a_bug_is_one_line_and_the_rest_in_a_file(facelab, window, monkeypatch, user_folders):
    def fail(*_: object) -> int:
        secret = "what a variable holds"
        raise ZeroDivisionError(f"division\n{secret}")

    monkeypatch.setattr(window, "open", fail)
    ended = facelab()
    log = user_folders / "settings" / "problems.log"
    assert ended.status == 1
    assert ended.error == (
        "facelab: Something went wrong in facelab. ZeroDivisionError: division. "
        f"Please report this, with the end of the file {log}."
    )
    assert "Traceback" in log.read_text()


def test_the_status_of_the_window_is_that_of_the_program(facelab, window, monkeypatch):
    monkeypatch.setattr(window, "open", lambda *_: 3)
    assert facelab().status == 3


# -- the start -----------------------------------------------------------------------------------


def test_no_command_waits_for_what_only_some_need():
    """Each of these takes some hundredths of a second, and torch seconds."""
    needless = ("torch", "onnxruntime", "cryptography", "c2pa", "numpy.ma", "PySide6")
    code = (
        "import sys, facelab.cli.main, facelab.session\n"
        f"found = [name for name in {(*needless, 'facelab.session.session')!r} "
        "if name in sys.modules]\n"
        "print(*found)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
