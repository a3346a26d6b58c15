#!/usr/bin/env python3
"""Set facelab up in this folder and run it. Needs Python 3.11 or newer, nothing else.

python3 start.py                    set up what is missing, open the window
python3 start.py setup              only set up
python3 start.py test               set up, run every check and all tests
python3 start.py test ARGUMENT ...  set up, run pytest alone with these arguments
python3 start.py check              set up, run the checks without the tests
python3 start.py COMMAND ...        set up, hand the rest to facelab's command line
                                    (info, render, weights; after -- anything: -- --help)

On Windows say `py start.py`. Everything is installed into the folder .venv beside this file;
delete it and nothing is left. On Debian and Ubuntu missing system libraries come through
apt-get where this user may do that, elsewhere the command to run is printed.
"""

import sys

# Up to here and in the whole file: only syntax that Python 3.5 can read, so that an old
# interpreter comes as far as this message. (No f-strings, no annotated variables.)
OLDEST = (3, 11)
if sys.version_info < OLDEST:
    import shutil
    import subprocess

    newer = [
        name
        for name in ("python3.13", "python3.12", "python3.11")
        if shutil.which(name) and subprocess.call([name, "-c", ""], stderr=subprocess.PIPE) == 0
    ]
    sys.exit(
        "facelab needs Python {}.{} or newer; this one is {}.{}.\n{}".format(
            OLDEST[0],
            OLDEST[1],
            sys.version_info[0],
            sys.version_info[1],
            "A newer one is installed. Run: {} start.py".format(newer[0])
            if newer
            else "Install a newer Python (from your system or python.org), then run this again.",
        )
    )

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import time

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "facelab-setup.json")
WINDOWS = os.name == "nt"
SCRIPTS = os.path.join(VENV, "Scripts" if WINDOWS else "bin")
PYTHON = os.path.join(SCRIPTS, "python.exe" if WINDOWS else "python")
EXE = ".exe" if WINDOWS else ""

# Installed first and by its exact version: a looser wish would be met with the newest build,
# which brings gigabytes of libraries for graphics cards to machines that have none.
TORCH = "torch==2.13.0"
FREE_BYTES = 3 * 10**9

# What Qt opens at run time: library, package on Debian and Ubuntu, package on Fedora.
OFFSCREEN_LIBRARIES = (
    ("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    ("libGL.so.1", "libgl1", "libglvnd-glx"),
    ("libEGL.so.1", "libegl1", "libglvnd-egl"),
    ("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    ("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    ("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
)
SCREEN_LIBRARIES = (
    ("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
    ("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    ("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    ("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
)
# What is installed for tests; in CI also what programs of others, and a cluster, are tested with.
TEST_EXTRAS = "test,interop,dask,motion" if os.environ.get("CI") else "test"
# What the tests of a real window start: program, and its packages likewise.
TEST_PROGRAMS = (
    ("Xvfb", "xvfb", "xorg-x11-server-Xvfb"),
    ("xdotool", "xdotool", "xdotool"),
)


class SetupError(Exception):
    """The set-up cannot go on: what happened, why, and what to do about it."""

    def __init__(self, what: str, why: str, fix: str) -> None:
        super().__init__("\n{}\n  Why: {}\n  What to do: {}".format(what, why, fix))


def say(text: str) -> None:
    """Tell the user something, at once also where the output goes to a file."""
    print(text, flush=True)


# -- system packages ------------------------------------------------------------------------


def loads(library: str) -> bool:
    """Whether the dynamic linker finds a library; the same question that Qt will ask."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_system_parts(tests: bool) -> list[tuple[str, str, str]]:
    """What Qt (and the real-window tests) need from the system and is not there."""
    if not sys.platform.startswith("linux"):
        return []
    missing = [part for part in OFFSCREEN_LIBRARIES + SCREEN_LIBRARIES if not loads(part[0])]
    if tests:
        missing += [part for part in TEST_PROGRAMS if shutil.which(part[0]) is None]
    return missing


def as_root() -> list[str] | None:
    """The words to put before a command to run it as root, None if this user may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def install_command(debian: list[str], fedora: list[str]) -> str:
    """The command that a person can run to get packages, for the system's own tool."""
    if shutil.which("apt-get"):
        return "sudo apt-get update && sudo apt-get install -y " + " ".join(debian)
    if shutil.which("dnf"):
        return "sudo dnf install -y " + " ".join(fedora)
    return "install your system's packages for: " + " ".join(debian) + " (Debian's names)"


def install_system_packages(why: str, debian: list[str], fedora: list[str]) -> None:
    """Install through apt-get where that is possible, else stop with the command to run."""
    by_hand = install_command(debian, fedora) + "\n  Then run this again; it continues from here."
    before = as_root() if shutil.which("apt-get") else None
    if before is None:
        raise SetupError("Something facelab needs is missing from the system.", why, by_hand)
    say(why)
    say("Installing the system packages " + " ".join(debian) + " ...")
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    log = ""
    for arguments in (
        ["update", "-q"],
        ["install", "-y", "-q", "--no-install-recommends", *debian],
    ):
        command = [*before, "apt-get", *arguments]
        done = subprocess.run(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        log = done.stdout
    if done.returncode != 0:
        tail = " | ".join(line for line in log.splitlines() if line.startswith("E:"))
        raise SetupError(
            "apt-get could not install the missing packages.",
            tail or "apt-get ended with {}.".format(done.returncode),
            "Check the internet connection and the disk, or run it yourself: " + by_hand,
        )


def ensure_system(tests: bool) -> None:
    """See to it that Qt finds its libraries and the tests their programs."""
    missing = missing_system_parts(tests)
    if not missing:
        return
    names = ", ".join(part[0] for part in missing)
    debian = sorted({part[1] for part in missing})
    fedora = sorted({part[2] for part in missing})
    install_system_packages("Not on this system: " + names + ".", debian, fedora)
    left = missing_system_parts(tests)
    if left:
        raise SetupError(
            "Something is still missing after apt-get installed it.",
            "Not found: " + ", ".join(part[0] for part in left) + ".",
            "Run `sudo ldconfig`, then run this again.",
        )


# -- the Python environment -----------------------------------------------------------------


def venv_works() -> bool:
    """Whether .venv has a Python that runs, is new enough, and has pip."""
    if not os.path.exists(PYTHON):
        return False
    question = "import sys, pip; sys.exit(sys.version_info < {!r})".format(OLDEST)
    try:
        return subprocess.run([PYTHON, "-c", question], capture_output=True).returncode == 0
    except OSError:
        return False


def moved() -> bool:
    """Whether .venv was made in another folder: the programs in it would start that one's."""
    try:
        with open(os.path.join(SCRIPTS, "activate"), encoding="utf-8", errors="replace") as file:
            return VENV not in file.read()
    except OSError:
        return True


def has_venv_module() -> bool:
    """Whether this Python can make environments; Debian packs that part separately."""
    try:
        import ensurepip
        import venv
    except ImportError:
        return False
    return ensurepip is not None and venv is not None


def ensure_venv() -> None:
    """Make .venv, or make it anew if it is broken or was copied here."""
    if venv_works() and not moved():
        return
    if os.path.exists(VENV):
        say(
            "The environment in .venv is broken, incomplete or from another folder. Making a "
            "new one."
        )
    if not has_venv_module():
        package = "python3.{}-venv".format(sys.version_info[1])
        install_system_packages(
            "This Python cannot make environments (module venv or ensurepip is missing).",
            [package],
            ["python3"],
        )
    say("Making the environment .venv (Python {}.{}) ...".format(*sys.version_info[:2]))
    # The interpreter below an active environment: .venv may be the one being replaced.
    base = getattr(sys, "_base_executable", None) or sys.executable
    done = subprocess.run(
        [base, "-m", "venv", "--clear", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0 or not venv_works():
        lines = done.stdout.strip().splitlines()
        raise SetupError(
            "The environment .venv could not be made.",
            lines[-1] if lines else "python -m venv ended with {}.".format(done.returncode),
            "Make sure this folder is writable and the disk is not full, delete .venv if it "
            "exists, and run this again.",
        )


def explain_pip(output: str, wanted: str) -> tuple[str, str]:
    """Why pip failed and what to do, from what it printed."""
    low = output.lower()
    if "no space left" in low or "errno 28" in low:
        return "The disk is full.", "Free about 3 GB, then run this again; it continues from here."
    offline = ("connection", "timed out", "name resolution", "getaddrinfo", "network is unreach")
    if any(word in low for word in offline) or "(from versions: none)" in low:
        return (
            "The package registry could not be reached or returned nothing.",
            (
                "Check the internet connection, the proxy and pip's settings (`pip config "
                "list`), then run this again. Finished downloads are kept."
            ),
        )
    if "no matching distribution" in low:
        return (
            "There is no build of {} for this computer and Python {}.{}.".format(
                wanted, *sys.version_info[:2]
            ),
            "Use a 64-bit Python 3.11 to 3.13 on Linux, Windows, or a Mac with Apple silicon; "
            "delete .venv to change the Python.",
        )
    if "permission denied" in low or "errno 13" in low or "read-only" in low:
        return "A file could not be written.", "Make this folder writable, then run this again."
    last = [line for line in output.splitlines() if line.strip()][-1:]
    return (
        last[0] if last else "pip gave no reason.",
        "Read pip's output above. If .venv is damaged, delete it and run this again.",
    )


def pip_install(what: str, arguments: list[str], wanted: str) -> None:
    """Run pip in .venv; its progress goes to the screen, its complaints are read too."""
    command = [PYTHON, "-m", "pip", "install"]
    if not sys.stdout.isatty():
        command += ["-q", "--progress-bar", "off"]
    env = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    complaints = []
    with subprocess.Popen(
        command + arguments,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as pip:
        assert pip.stderr is not None
        for line in pip.stderr:
            sys.stderr.write(line)
            complaints.append(line)
    if pip.returncode != 0:
        why, fix = explain_pip("".join(complaints), wanted)
        raise SetupError(what + " failed.", why, fix)


def torch_fits() -> bool:
    """Whether .venv has a torch within the project's bounds, whoever put it there."""
    question = (
        "from importlib.metadata import version as v;"
        "n = tuple(int(p) for p in v('torch').split('+')[0].split('.')[:2]);"
        "raise SystemExit(not (2, 6) <= n < (3, 0))"
    )
    return subprocess.run([PYTHON, "-c", question], capture_output=True).returncode == 0


def ensure_packages(tests: bool) -> None:
    """Install torch, then facelab itself (editable) with everything it needs."""
    ensure_venv()
    if not torch_fits():
        free = shutil.disk_usage(ROOT).free
        if free < FREE_BYTES:
            raise SetupError(
                "There is not enough disk space.",
                "{:.1f} GB are free here; up to {:.0f} GB are needed.".format(
                    free / 1e9, FREE_BYTES / 1e9
                ),
                "Free some space or move this folder to a larger disk, then run this again.",
            )
        say(
            "Installing torch, which computes the faces. This is the largest part: about 200 "
            "MB to download,"
        )
        say("750 MB on disk (several GB if pip chooses the build for NVIDIA cards) ...")
        if WINDOWS:
            say(
                "On Windows this is the CPU build. To use an NVIDIA card, install the build "
                "named in"
            )
            say("the README into .venv; this script leaves it alone.")
        pip_install("Installing torch", [TORCH], TORCH)
    more = ", and what the tests need (OpenVINO, mypy ...)" if tests else ""
    say("Installing facelab and the rest: Qt (PySide6: about 100 MB to download, 235 MB on disk)")
    say("and small packages{} ...".format(more))
    pip_install(
        "Installing facelab's packages",
        ["-e", ".[{}]".format(TEST_EXTRAS) if tests else "."],
        "a package it needs",
    )
    say("Testing it ...")
    tried = subprocess.run(
        [PYTHON, "-c", "import torch, numpy, PySide6, facelab"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if tried.returncode != 0:
        raise SetupError(
            "The installation does not work.",
            (tried.stdout.strip().splitlines() or ["no message"])[-1],
            "Delete the folder .venv and run this again.",
        )


# -- what was done already ------------------------------------------------------------------


def fingerprint() -> str:
    """Hash of all that the environment depends on; another one means: look again."""
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        digest = hashlib.sha256(file.read())
    for part in (TORCH, VENV, os.path.realpath(PYTHON)):
        digest.update(part.encode("utf-8") + b"\0")
    return digest.hexdigest()


def steps_done() -> set[str]:
    """The steps that earlier runs finished and that still hold."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            stamp = json.load(file)
        return set(stamp["done"]) if stamp["of"] == fingerprint() else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def remember(done: set[str]) -> None:
    """Write down the finished steps, whole or not at all."""
    part = STAMP + ".part"
    with open(part, "w", encoding="utf-8") as file:
        json.dump({"of": fingerprint(), "done": sorted(done)}, file)
    os.replace(part, STAMP)


def set_up(window: bool, tests: bool) -> None:
    """Do what is not done yet. Every step can be stopped and taken up again.

    `window`: Qt's system libraries are needed; `tests`: what the tests and checks need too.
    """
    done = steps_done()
    packages = "packages for tests ({})".format(TEST_EXTRAS) if tests else "packages"
    system = "system for tests" if tests else "system"
    wanted = {packages, system} if window else {packages}
    if wanted <= done and os.path.exists(PYTHON):
        return
    began = time.monotonic()
    say("Setting facelab up in " + ROOT)
    if system in wanted - done:
        ensure_system(tests)
    if packages in wanted - done:
        ensure_packages(tests)
    if tests:
        wanted |= {"packages", "system"}
    remember(done | wanted)
    say("Set up in {:.0f} s.".format(time.monotonic() - began))


# -- running --------------------------------------------------------------------------------


def checks() -> list[tuple[str, list[str]]]:
    """The checks besides the tests: name and command, quickest first."""
    module = [PYTHON, "-m"]
    return [
        ("ruff", [*module, "ruff", "check", "."]),
        ("format", [*module, "ruff", "format", "--check", "."]),
        ("layers", [os.path.join(SCRIPTS, "lint-imports" + EXE)]),
        ("mypy", [*module, "mypy"]),
    ]


def run_checks(steps: list[tuple[str, list[str]]]) -> int:
    """Run all steps, also after one failed; say how each ended. Returns the exit code."""
    results = []
    for name, command in steps:
        say("-- " + name)
        began = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        took = time.monotonic() - began
        results.append((name, code, took))
    words = ["{} {} ({:.0f} s)".format(n, "FAILED" if c else "ok", t) for n, c, t in results]
    say("facelab checks: " + ", ".join(words))
    return next((1 for _, code, _ in results if code), 0)


def run_facelab(arguments: list[str]) -> int:
    """Become facelab's command line; on Windows, wait for it."""
    program = os.path.join(SCRIPTS, "facelab" + EXE)
    sys.stdout.flush()
    if WINDOWS:  # there, exec starts a second process and lets the prompt return at once
        return subprocess.run([program, *arguments], check=False).returncode
    os.execv(program, [program, *arguments])


def main(arguments: list[str]) -> int:
    """Run the script; returns the exit code."""
    first = arguments[0] if arguments else ""
    if first in ("-h", "--help"):
        say((__doc__ or "").strip())
        return 0
    testing = first in ("test", "check")
    for_facelab = arguments[1:] if first == "--" else arguments
    # Without a command there is a window, also with options: --seed 42.
    window = first in ("setup", "test") or not for_facelab or for_facelab[0].startswith("-")
    try:
        set_up(window, testing)
    except SetupError as error:
        sys.stderr.write("{}\n".format(error))
        return 1
    except OSError as error:
        sys.stderr.write(
            (
                "\nThe system stopped the setup: {}\n  What to do: make sure this folder is "
                "writable and the disk is not full, then run this again.\n"
            ).format(error)
        )
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run this again to continue from here.\n")
        return 130
    if first == "setup":
        say("Ready. Open the window with: {} start.py".format("py" if WINDOWS else "python3"))
        return 0
    if testing:
        extra = arguments[1:]
        # All of them are shared out between two workers, who take from each other what is left.
        words = extra or ["-n", "2", "--dist", "worksteal"]
        pytest = [("tests", [PYTHON, "-m", "pytest", *words])]
        if first == "check":
            return run_checks(checks())
        return run_checks(pytest if extra else checks() + pytest)
    return run_facelab(for_facelab)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
