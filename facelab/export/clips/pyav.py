"""PyAV, FFmpeg's libraries for Python: an extra, for it weighs 100 MB and only clips need it."""

from __future__ import annotations

import importlib
from types import ModuleType

from facelab.errors import ExportError

WANTED = "av>=18,<19"  # as in pyproject.toml


def pyav() -> ModuleType:
    """The library, imported where it is used.

    Raises
    ------
    ExportError
        It is not installed.
    """
    try:
        return importlib.import_module("av")
    except ImportError as error:
        raise ExportError(
            "Clips cannot be read or written.",
            "MP4, MOV and WebM need PyAV, which is not installed.",
            f'Install it: pip install "{WANTED}" (32 MB to download, 100 MB on the disk; BSD, with '
            "FFmpeg under the LGPL). GIF, APNG, WebP and folders of pictures do without.",
        ) from error


def check_encoder(encoder: str, of: str) -> None:
    """Refuse where an encoder is not in it.

    Parameters
    ----------
    encoder : str
        FFmpeg's name.
    of : str
        What it writes, for people.

    Raises
    ------
    ExportError
    """
    if encoder not in pyav().codecs_available:
        raise ExportError(
            f"Clips of {of} cannot be written.",
            f"This PyAV was built without {encoder}, the encoder for that.",
            "Choose another kind, or install the PyAV of the package index: "
            f'pip install --force-reinstall "{WANTED}".',
        )
