"""What all tests share: no screen, no user's files, no thread left behind, the real network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from facelab import paths
from tests import disorder

# Before anything imports Qt. Tests of a real window start a process of their own, on a
# display of their own (`xvfb_display`).
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Before a test imports ONNX Runtime on its own, see facelab/engine/onnx_runtime.py.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# Before a test imports torch. Nearly all networks here are tiny: threads gain them nothing, and
# where tests run side by side they would spend their time waiting for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# A shell lets what it starts with & ignore Ctrl+C, and what that starts; tests send it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent
# How long threads may take to end, on a busy machine too: none takes that long that ends at all.
THREAD_GRACE_SECONDS = 20.0
# They wait for work as long as their back end is there, which many tests may share.
OF_BACK_ENDS = "facelab-strips"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of facelab's own tests."""
    disorder.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """What was asked for by them."""
    disorder.begin(config)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def _own_user_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep fixtures that outlive a test away from the settings and the library of the user."""
    with pytest.MonkeyPatch.context() as patch:
        _set_user_folders(patch, tmp_path_factory.mktemp("user"))
        yield


@pytest.fixture(autouse=True)
def user_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give each test settings and a library of its own, empty; returns their folder."""
    folder = tmp_path_factory.mktemp("user")
    _set_user_folders(monkeypatch, folder)
    # A test that does a worker's work has a worker's share of the machine, and the next has not.
    monkeypatch.setattr("facelab.processors._share", [])
    return folder


def _set_user_folders(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setenv("FACELAB_SETTINGS", str(folder / "settings"))
    patch.setenv("FACELAB_LIBRARY", str(folder / "library"))
    patch.setenv("FACELAB_DIRECTIONS", str(folder / "directions"))
    patch.setenv("FACELAB_SIGNING", str(folder / "signing"))
    # What is measured of networks and fitted to them; the networks themselves stay where they are.
    patch.setattr(paths, "STATISTICS", str(folder / "statistics"))
    patch.setattr(paths, "DIRECTIONS", str(folder / "named-directions"))
    # What is compared to the bit is compared before the marks; tests of these turn them on.
    patch.setenv("FACELAB_MARKS", "none")


@pytest.fixture(autouse=True)
def _no_thread_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread of facelab's, or one that would hold up the exit."""
    before = set(threading.enumerate())
    yield
    left = [
        thread
        for thread in threading.enumerate()
        if thread not in before
        and (not thread.daemon or thread.name.startswith("facelab"))
        and not thread.name.startswith(OF_BACK_ENDS)
    ]
    for thread in left:
        thread.join(THREAD_GRACE_SECONDS)
    names = [thread.name for thread in left if thread.is_alive()]
    if names:
        pytest.fail(f"the test left threads running: {', '.join(names)}")


@pytest.fixture
def patient_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session's threads have the time to end that a busy machine needs; users wait 2 seconds."""
    monkeypatch.setattr("facelab.session.session.CLOSE_SECONDS", THREAD_GRACE_SECONDS)
    monkeypatch.setattr("facelab.session.ending.END_SECONDS", THREAD_GRACE_SECONDS)


@pytest.fixture
def hasty_end(patient_end: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session does not wait long for threads that are known not to end."""
    monkeypatch.setattr("facelab.session.session.CLOSE_SECONDS", 0.2)


@pytest.fixture
def asked_for(request: pytest.FixtureRequest) -> None:
    """Runs of minutes are for those who ask for them with `-m slow`."""
    if "slow" not in request.config.option.markexpr:
        pytest.skip("takes minutes: run it with -m slow")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("a small disk is mounted on Linux by root only")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount a disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture(scope="session")
def model_path() -> Path:
    """The default network, fetched and converted once for this checkout.

    Never skipped: what facelab draws is what the tests are about.
    """
    from facelab.checkpoints import default_entry, fetch
    from facelab.errors import WeightsError
    from facelab.progress import finish

    entry = default_entry()
    try:
        return finish(fetch(entry))
    except WeightsError as error:
        pytest.fail(
            f"The tests need the network {entry.name}: {error}\n"
            f"Fetch it by hand with: facelab weights fetch {entry.name}",
            pytrace=False,
        )


@pytest.fixture(scope="session")
def xvfb_display() -> Iterator[str]:
    """A virtual X display, 1440 x 900, as ":N", for processes that open a real window.

    Where CI is set a missing Xvfb is a failure: `start.py test` installs it.
    """
    program = shutil.which("Xvfb")
    if program is None:
        if os.environ.get("CI") and sys.platform.startswith("linux"):
            pytest.fail("Xvfb is missing; `python3 start.py test` installs it", pytrace=False)
        pytest.skip("there is no Xvfb here; on Debian it is in the package xvfb")
    read_end, write_end = os.pipe()
    command = [program, "-displayfd", str(write_end), "-screen", "0", "1440x900x24"]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp", "-noreset"],
        pass_fds=[write_end],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        # The server writes its number once it takes connections; nothing if it cannot start.
        with os.fdopen(read_end) as numbers:
            number = numbers.readline().strip()
        if not number:
            pytest.fail("Xvfb did not start", pytrace=False)
        yield f":{number}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
