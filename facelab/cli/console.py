"""What the command line says: results to stdout, all else to stderr, and nothing from outside is
markup or an order to the terminal.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from rich.console import Console

from facelab.errors import ExportError
from facelab.plain_text import plain


def notices() -> Console:
    """Where bars and notices go: stderr, text as it is."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def say(text: object) -> None:
    """Tell on one line of stderr, whatever a file or a library said."""
    # If nobody takes it there is nobody to tell of that.
    with contextlib.suppress(OSError):
        print(plain(str(text)), file=sys.stderr, flush=True)


def out(text: str) -> None:
    """Print a line of results.

    Parameters
    ----------
    text : str
        Tabs stay; of what is between them all that cannot be printed becomes spaces.

    Raises
    ------
    ExportError
        Nothing can be written there.
    """
    _print("\t".join(map(plain, text.split("\t"))))


def out_json(text: str) -> None:
    """Print JSON that may come from a file: what is not for eyes, or not in the stream's
    encoding, is written as JSON's own escapes, so it is the same JSON.

    Raises
    ------
    ExportError
        Nothing can be written there.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    _print("".join(letter if _shows(letter, encoding) else _escaped(letter) for letter in text))


def _shows(letter: str, encoding: str) -> bool:
    if letter == "\n" or (letter.isascii() and letter.isprintable()):
        return True
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return letter.isprintable()


def _escaped(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[k : k + 2].hex()}" for k in range(0, len(units), 2))


def _print(text: str) -> None:
    with told_if_full():
        print(text)


@contextlib.contextmanager
def told_if_full() -> Iterator[None]:
    """Say in words that stdout takes nothing; a reader that has gone is another thing.

    Raises
    ------
    ExportError
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        why = f"{error.strerror or error}."
        raise ExportError("The output could not be written.", why) from error
