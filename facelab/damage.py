"""What goes wrong while a file from elsewhere is taken apart, known in one place.

A library that meets a damaged file raises whatever its code runs into: numpy an IndexError, zlib
an error of its own, a parser a RecursionError. No reader of ours keeps a list of its own; each
goes through `reading`, and its user is told one plain cause.
"""

from __future__ import annotations

import errno
import io
import lzma
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import Image
from safetensors import SafetensorError


class UnreadableError(ValueError):
    """A file is not what it should be. Its text is for people: the cause alone, which names
    neither the file nor what was done with it.
    """


CUT_SHORT = "it is cut short"
_AT_ONCE = 2**20  # bytes that are read without a look at how many there are


def read_exactly(file: BinaryIO, count: int) -> bytes:
    """So many bytes of a file whose content says how many there are to be.

    Raises
    ------
    UnreadableError
        There are not so many, or cannot be.
    """
    if count < 0:
        raise UnreadableError
    if count > _AT_ONCE:  # room is made for what is asked for: not for more than there can be
        here, end = file.tell(), file.seek(0, io.SEEK_END)
        file.seek(here)
        if count > end - here:
            raise UnreadableError(CUT_SHORT)
    found = file.read(count)
    if len(found) != count:
        raise UnreadableError(CUT_SHORT)
    return found


# Errors that say "a bug of ours" elsewhere mean damage while a file is parsed: the price is that
# a bug of ours in a parser reads as damage, too. The chain (`__cause__`) keeps it.
DAMAGED: tuple[type[Exception], ...] = (
    ArithmeticError,  # OverflowError among them
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,  # RecursionError and NotImplementedError among them
    SyntaxError,  # of the headers of .npy files and of XML
    TypeError,
    ValueError,  # UnicodeError, msgspec's and defusedxml's among them
    Image.DecompressionBombError,
    SafetensorError,
    lzma.LZMAError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)


def cause(error: BaseException) -> str:
    """Why a file cannot be read, as a sentence; nothing of a library's words."""
    if isinstance(error, UnreadableError) and str(error):
        return _sentence(str(error))
    if isinstance(error, MemoryError):
        return "It needs more memory than this computer has."
    if isinstance(error, RecursionError):
        return "It is nested too deeply."
    if isinstance(error, Image.DecompressionBombError):
        return "It is larger than facelab reads."
    # A damaged archive sends us to places before the beginning of the file, which is invalid.
    sent_astray = type(error) is OSError and error.errno == errno.EINVAL
    if isinstance(error, OSError) and error.errno and error.strerror and not sent_astray:
        return _sentence(error.strerror)
    return "It is damaged."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


@contextmanager
def reading(refused: Callable[[str], Exception] = UnreadableError) -> Iterator[None]:
    """Whatever is raised inside because a file is damaged becomes one error.

    Parameters
    ----------
    refused : callable
        Makes the error out of the cause, a sentence. Errors of facelab's own that are raised
        inside pass as they are.
    """
    try:
        yield
    except DAMAGED as error:
        raise refused(cause(error)) from error
