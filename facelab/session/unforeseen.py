"""What nobody foresaw, in words: a bug of ours is told in one line, and written down whole."""

from __future__ import annotations

from pathlib import Path

from facelab import __version__, paths
from facelab.errors import FacelabError
from facelab.plain_text import plain
from facelab.problem_log import log_problem

MAX_REASON = 160  # characters of what the error itself says


def unforeseen(error: BaseException) -> FacelabError:
    """A bug of facelab's as an error to tell; its traceback goes into a file."""
    first_line = str(error).strip().partition("\n")[0]
    reason = plain(first_line, MAX_REASON).rstrip(".")
    why = f"{type(error).__name__}: {reason}." if reason else f"{type(error).__name__}."
    log = _written(error)
    if log is None:
        fix = f"Please report this. {_place(error)}".strip()
    else:
        fix = f"Please report this, with the end of the file {log}."
    return FacelabError("Something went wrong in facelab.", why, fix)


def _written(error: BaseException) -> Path | None:
    """The file that it was written to."""
    try:
        folder = paths.settings_dir()
    except (OSError, RuntimeError):  # there is no home
        return None
    return log_problem(error, folder, __version__)


def _place(error: BaseException) -> str:
    """Where it happened, if there is no file that says so."""
    trace = error.__traceback__
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return f"It happened in {code.co_qualname}, line {trace.tb_lineno}."
