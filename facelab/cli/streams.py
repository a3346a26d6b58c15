"""The three streams of the process: whatever they are, no command ends in a trace over them."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from collections.abc import Callable

from facelab.cli.console import say, told_if_full
from facelab.errors import ExportError, FacelabError

STOPPED = "facelab: stopped"
STOPPED_STATUS = 130

_SPELLING = "facelab-spelling"
# How signs of ours are written where a stream has none of them.
_SPELLED = {
    "×": "x", "→": "->", "…": "...", "–": "-", "—": "-", "−": "-", "·": "-", "•": "*",
    "“": '"', "”": '"', "„": '"', "’": "'", "σ": "sigma", "ψ": "psi",
}  # fmt: skip


def run(command: Callable[[], int]) -> int:
    """Run a command on streams that take whatever it says. Returns the exit status."""
    prepare()
    try:
        status = command()
    except SystemExit as ended:  # of --help and of wrong arguments
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except KeyboardInterrupt:
        say(STOPPED)
        status = STOPPED_STATUS
    except BrokenPipeError:  # the reader has gone, as `| head` does: nothing is left to say
        status = 1
    except FacelabError as error:  # while the arguments were read
        say(f"facelab: {error}")
        status = 1
    return _finished(status)


def prepare() -> None:
    """Replace closed streams, and have those of few letters spell what they do not have."""
    codecs.register_error(_SPELLING, _spelled)
    if os.name == "posix":
        # A file that is opened later must not become the process's output. What reads from a
        # closed stdin finds nothing; what is written to a closed stdout is an error, and told.
        sys.stdin = sys.stdin or _opened(0, os.O_RDONLY, "r")
        sys.stdout = sys.stdout or _opened(1, os.O_RDONLY, "w")
        sys.stderr = sys.stderr or _opened(2, os.O_WRONLY, "w")
    else:  # a program for windows has no streams, and no command that prints
        sys.stdout = sys.stdout or io.StringIO()
        sys.stderr = sys.stderr or io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_SPELLING)


def _opened(number: int, flags: int, mode: str) -> io.TextIOWrapper:
    try:
        os.fstat(number)
    except OSError:
        null = os.open(os.devnull, flags)
        if null != number:
            os.dup2(null, number, inheritable=True)
            os.close(null)
    binary = io.FileIO(number, mode, closefd=False)
    buffered = io.BufferedReader(binary) if mode == "r" else io.BufferedWriter(binary)
    return io.TextIOWrapper(buffered, encoding="utf-8", line_buffering=number == 2)


def _finished(status: int) -> int:
    """Write out what is still held back: at the exit of the process it is too late to tell."""
    try:
        with told_if_full():
            sys.stdout.flush()
    except BrokenPipeError:
        status = status or 1
        _give_up(1)
    except ExportError as error:
        if status == 0:  # else it was told already, or something worse
            say(f"facelab: {error}")
            status = 1
        _give_up(1)
    try:
        sys.stderr.flush()
    except OSError:
        _give_up(2)  # there is nobody to tell
    return status


def _give_up(number: int) -> None:
    """What is still held back for a stream goes nowhere."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, number)
    os.close(null)


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(map(_spell, letters)), error.end


def _spell(letter: str) -> str:
    if letter in _SPELLED:
        return _SPELLED[letter]
    # ë without its dots is better than nothing
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"
