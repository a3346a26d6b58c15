"""PyAV, FFmpeg's libraries for Python: an extra, for it weighs 100 MB and only clips need it."""

from __future__ import annotations

import importlib
from types import ModuleType

from facelab.errors import ExportError


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
            "Clips need PyAV, which is not installed.",
            "Install it (100 MB): pip install av",
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
            "pip install --force-reinstall av.",
        )
