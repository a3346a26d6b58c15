"""Errors that the world causes, told to the user in three parts: what, why, what to do.

Anything else that is raised is a bug of ours and is reported as one.
"""

from __future__ import annotations

from facelab.plain_text import plain


class FacelabError(Exception):
    """Something outside the program's control went wrong.

    What a file or a library said may be part of the texts: each is made one line of plain text.

    Parameters
    ----------
    what : str
        What happened, in the user's terms, one sentence.
    why : str
        The cause, as far as it is known.
    fix : str
        What the user can do about it.
    """

    def __init__(self, what: str, why: str = "", fix: str = "") -> None:
        super().__init__(what, why, fix)
        self.what = plain(what)
        self.why = plain(why)
        self.fix = plain(fix)

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.fix) if part)


class RecipeError(FacelabError):
    """A recipe is malformed, out of range, or for another model."""


class WeightsError(FacelabError):
    """A weights file is missing, damaged, or not what it claims to be."""


class DownloadError(WeightsError):
    """A download could not be completed or verified."""


class ModelError(FacelabError):
    """A network cannot be built from a checkpoint, or refuses its input."""


class DeviceError(FacelabError):
    """A computing device is absent, unusable, or out of memory."""


class LibraryError(FacelabError):
    """The library of kept faces cannot be opened, read, or written."""


class SettingsError(FacelabError):
    """The settings file cannot be read or written."""


class ExportError(FacelabError):
    """A picture or file cannot be written or read."""


class DestinationError(ExportError):
    """A file was asked to go where it must not, or has a name that is not of its kind."""


class Stopped(Exception):  # noqa: N818 - a wish of whoever asked for it, not an error
    """What was under way, a job or a frame, was asked to stop, and did. Never shown as an error."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of Python, numpy or torch says that no memory was left.

    Of torch, CUDA has a class for it; the CPU's allocator and MPS tell it only in the text of a
    RuntimeError.
    """
    text = str(error).lower()
    told = isinstance(error, RuntimeError) and "memory" in text and "alloc" in text
    return told or isinstance(error, MemoryError)
