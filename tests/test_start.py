"""The set-up script: what it asks of the system, what it skips, how it explains trouble."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

LIBRARY_TO_LACK = "libxcb-icccm.so.4"


@pytest.fixture
def start(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, pointed at an empty checkout."""
    spec = importlib.util.spec_from_file_location("facelab_start", checkout / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    root = tmp_path / "checkout"
    scripts = root / ".venv" / "bin"
    scripts.mkdir(parents=True)
    (scripts / "python").touch()
    (root / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(module, "ROOT", str(root))
    monkeypatch.setattr(module, "VENV", str(root / ".venv"))
    monkeypatch.setattr(module, "STAMP", str(root / ".venv" / "facelab-setup.json"))
    monkeypatch.setattr(module, "SCRIPTS", str(scripts))
    monkeypatch.setattr(module, "PYTHON", str(scripts / "python"))
    return module


class Steps:
    """Stands in for the two expensive steps and notes that they were asked for."""

    def __init__(self, module: ModuleType, patch: pytest.MonkeyPatch) -> None:
        self.taken: list[tuple[str, bool]] = []
        patch.setattr(module, "ensure_system", lambda tests: self.taken.append(("system", tests)))
        patch.setattr(
            module, "ensure_packages", lambda tests: self.taken.append(("packages", tests))
        )


# -- old interpreters -----------------------------------------------------------------------


def test_python_3_5_can_read_the_script(checkout: Path) -> None:
    ast.parse((checkout / "start.py").read_text(encoding="utf-8"), feature_version=(3, 5))


def test_an_old_python_is_told_what_is_needed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(checkout / "start.py"), run_name="__main__")
    assert "needs Python 3.11 or newer; this one is 3.10" in str(stopped.value)


# -- system libraries -----------------------------------------------------------------------


@pytest.fixture
def lacking(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A Linux where one library of a real window is missing."""
    monkeypatch.setattr(start.sys, "platform", "linux")
    monkeypatch.setattr(start, "loads", lambda library: library != LIBRARY_TO_LACK)
    monkeypatch.setattr(start, "TEST_PROGRAMS", ())
    return start


def test_only_what_is_missing_is_named(lacking: ModuleType) -> None:
    assert [part[1] for part in lacking.missing_system_parts(False)] == ["libxcb-icccm4"]


def test_a_library_that_is_not_there_does_not_load(start: ModuleType) -> None:
    assert not start.loads("libfacelab-has-no-such-library.so.1")


def test_programs_are_asked_for_by_the_tests_only(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.sys, "platform", "linux")
    monkeypatch.setattr(start, "loads", lambda library: True)
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    assert start.missing_system_parts(False) == []
    assert [part[1] for part in start.missing_system_parts(True)] == ["xvfb", "xdotool"]


def test_other_systems_bring_qts_libraries(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.sys, "platform", "darwin")
    monkeypatch.setattr(start, "loads", lambda library: False)
    assert start.missing_system_parts(True) == []


@pytest.mark.parametrize(
    ("tool", "command"),
    [
        ("apt-get", "sudo apt-get install -y libxcb-icccm4"),
        ("dnf", "sudo dnf install -y xcb-util-wm"),
        ("none", "packages for: libxcb-icccm4"),
    ],
)
def test_a_user_who_may_not_install_gets_the_command(
    lacking: ModuleType, monkeypatch: pytest.MonkeyPatch, tool: str, command: str
) -> None:
    monkeypatch.setattr(
        lacking.shutil, "which", lambda name: "/usr/bin/x" if name == tool else None
    )
    monkeypatch.setattr(lacking, "as_root", lambda: None)
    with pytest.raises(lacking.SetupError, match=LIBRARY_TO_LACK) as stopped:
        lacking.ensure_system(False)
    assert command in str(stopped.value)


def test_apt_get_is_run_without_questions(
    lacking: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[list[str], str | None]] = []

    def run(command: list[str], **options: Any) -> SimpleNamespace:
        ran.append((command, options["env"].get("DEBIAN_FRONTEND")))
        if "install" in command:
            monkeypatch.setattr(lacking, "loads", lambda library: True)
        return SimpleNamespace(returncode=0, stdout="")

    monkeypatch.setattr(lacking.shutil, "which", lambda name: "/usr/bin/x")
    monkeypatch.setattr(lacking, "as_root", lambda: ["sudo", "-n"])
    monkeypatch.setattr(lacking.subprocess, "run", run)
    lacking.ensure_system(False)
    assert [command[:4] for command, _ in ran] == [
        ["sudo", "-n", "apt-get", "update"],
        ["sudo", "-n", "apt-get", "install"],
    ]
    assert ran[1][0][-1] == "libxcb-icccm4"
    assert {asked for _, asked in ran} == {"noninteractive"}


def test_a_failing_apt_get_says_why(lacking: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = SimpleNamespace(returncode=100, stdout="noise\nE: Unable to fetch some archives")
    monkeypatch.setattr(lacking.shutil, "which", lambda name: "/usr/bin/x")
    monkeypatch.setattr(lacking, "as_root", list)
    monkeypatch.setattr(lacking.subprocess, "run", lambda *a, **k: failed)
    with pytest.raises(lacking.SetupError, match="Unable to fetch some archives"):
        lacking.ensure_system(False)


# -- what is done and what is skipped -------------------------------------------------------


def test_the_second_start_does_nothing(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(start, monkeypatch)
    start.set_up(window=True, tests=False)
    start.set_up(window=True, tests=False)
    assert steps.taken == [("system", False), ("packages", False)]


def test_a_changed_project_file_is_looked_at_again(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Steps(start, monkeypatch)
    start.set_up(window=False, tests=False)
    Path(start.ROOT, "pyproject.toml").write_text("[project]\nname = 'x'\n")
    start.set_up(window=False, tests=False)
    assert steps.taken == [("packages", False)] * 2


def test_the_command_line_needs_no_system_libraries(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Steps(start, monkeypatch)
    start.set_up(window=False, tests=False)
    assert steps.taken == [("packages", False)]
    start.set_up(window=True, tests=False)
    assert steps.taken[1:] == [("system", False)]


def test_what_the_tests_need_covers_the_window(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Steps(start, monkeypatch)
    start.set_up(window=True, tests=True)
    start.set_up(window=True, tests=False)
    assert steps.taken == [("system", True), ("packages", True)]


def test_an_interrupted_set_up_is_taken_up_again(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = Steps(start, monkeypatch)

    def interrupted(tests: bool) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(start, "ensure_packages", interrupted)
        assert start.main(["setup"]) == 130
    assert "continue from here" in capsys.readouterr().err
    assert start.main(["setup"]) == 0
    assert ("packages", False) in steps.taken


def test_a_damaged_stamp_is_no_stamp(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(start, monkeypatch)
    for damage in ("", "[]", "{}", json.dumps({"of": start.fingerprint(), "done": 3})):
        Path(start.STAMP).write_text(damage)
        start.set_up(window=False, tests=False)
    assert steps.taken == [("packages", False)] * 4


def test_an_environment_from_another_folder_is_not_used(start: ModuleType) -> None:
    activate = Path(start.SCRIPTS, "activate")
    activate.write_text('VIRTUAL_ENV="{}"\n'.format("/somewhere/else/.venv"))
    assert start.moved()
    activate.write_text(f'VIRTUAL_ENV="{start.VENV}"\n')
    assert not start.moved()


def test_too_little_room_stops_before_the_download(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "ensure_venv", lambda: None)
    monkeypatch.setattr(start, "torch_fits", lambda: False)
    monkeypatch.setattr(start, "pip_install", lambda *a: pytest.fail("pip was run"))
    monkeypatch.setattr(start.shutil, "disk_usage", lambda path: SimpleNamespace(free=200 * 10**6))
    with pytest.raises(start.SetupError, match=r"0\.2 GB are free"):
        start.ensure_packages(False)


def test_torch_is_installed_first_and_exactly(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(start, "ensure_venv", lambda: None)
    monkeypatch.setattr(start, "torch_fits", lambda: False)
    monkeypatch.setattr(start, "pip_install", lambda what, words, wanted: asked.append(words))
    monkeypatch.setattr(
        start.subprocess, "run", lambda *a, **k: SimpleNamespace(returncode=0, stdout="")
    )
    start.ensure_packages(True)
    assert asked == [["torch==2.13.0"], ["-e", f".[{start.TEST_EXTRAS}]"]]


# -- how trouble is explained ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "why"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("NewConnectionError: [Errno -3] Temporary failure in name resolution", "not be reached"),
        ("ERROR: No matching distribution found for torch==2.13.0", "no build of torch"),
        ("ERROR: ... (from versions: none)\nERROR: No matching distribution", "not be reached"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "could not be written"),
        ("something else entirely", "something else entirely"),
    ],
)
def test_pips_complaints_become_reasons(start: ModuleType, output: str, why: str) -> None:
    assert why in start.explain_pip(output, "torch==2.13.0")[0]


def test_a_failing_pip_stops_the_set_up(
    start: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(start, "PYTHON", sys.executable)
    absent = str(tmp_path / "absent.whl")
    with pytest.raises(start.SetupError, match=r"Installing it failed[.]\n  Why: .*absent"):
        start.pip_install("Installing it", ["--no-index", absent], "it")
    assert "absent.whl" in capfd.readouterr().err, "what pip says is shown as well"


# -- what is run ----------------------------------------------------------------------------


@pytest.fixture
def commands(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Note what is run after a set-up that had nothing to do."""
    ran: list[list[str]] = []

    def run(command: list[str], **options: Any) -> SimpleNamespace:
        ran.append([Path(word).name or word for word in command])
        return SimpleNamespace(returncode=1 if "mypy" in command else 0)

    def become(program: str, words: list[str]) -> None:
        ran.append([Path(program).name, *words[1:]])

    monkeypatch.setattr(start, "set_up", lambda window, tests: None)
    monkeypatch.setattr(start, "WINDOWS", False)
    monkeypatch.setattr(start.subprocess, "run", run)
    monkeypatch.setattr(start.os, "execv", become)
    return ran


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["facelab"]),
        (["render", "--seeds", "1"], ["facelab", "render", "--seeds", "1"]),
        (["--", "info"], ["facelab", "info"]),
        (["--", "--help"], ["facelab", "--help"]),
    ],
)
def test_the_rest_goes_to_facelab(
    start: ModuleType, commands: list[list[str]], arguments: list[str], expected: list[str]
) -> None:
    start.main(arguments)
    assert commands == [expected]


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["setup"], True),
        (["--seed", "42"], True),
        (["--", "--seed", "42"], True),
        (["info"], False),
        (["--", "render", "--seeds", "1"], False),
    ],
)
def test_a_window_is_expected_without_a_command(
    start: ModuleType,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    window: bool,
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(start, "set_up", lambda window, tests: asked.append(window))
    start.main(arguments)
    assert asked == [window]


def test_all_checks_run_and_one_failure_fails(
    start: ModuleType, commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert start.main(["test"]) == 1
    assert [command[-1] for command in commands[:4]] == [".", ".", "lint-imports", "mypy"]
    shared_out = ["-n", "2", "--dist", "worksteal"]
    assert commands[4:] == [["python", "-m", "pytest", *shared_out]]
    summary = capsys.readouterr().out.splitlines()[-1]
    assert "mypy FAILED" in summary
    assert "tests ok" in summary


def test_pytest_alone_with_arguments(start: ModuleType, commands: list[list[str]]) -> None:
    assert start.main(["test", "-k", "wheel"]) == 0
    assert commands == [["python", "-m", "pytest", "-k", "wheel"]]


@pytest.mark.screen
def test_qt_opens_a_real_window_with_what_is_installed(xvfb_display: str) -> None:
    program = (
        "from PySide6.QtWidgets import QApplication, QWidget\n"
        "app = QApplication([]); w = QWidget(); w.show(); app.processEvents()\n"
        "print(app.platformName(), app.primaryScreen().size().toTuple())\n"
    )
    env = dict(os.environ, DISPLAY=xvfb_display, QT_QPA_PLATFORM="xcb")
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[0] == "xcb (1440, 900)"


def test_ci_also_installs_what_other_programs_are_tested_with(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for said, extras in (("", "test"), ("true", "test,interop,dask,motion")):
        monkeypatch.setenv("CI", said)
        script = runpy.run_path(str(checkout / "start.py"))
        assert script["TEST_EXTRAS"] == extras
