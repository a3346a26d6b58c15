"""What Qt needs of a Linux system: what is missing is told with the packages that have it.

Imports nothing of Qt, for it is asked when Qt cannot be imported.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from facelab.errors import DeviceError

# Library, package on Debian and Ubuntu, package on Fedora: as start.py has them.
FOR_IMPORT = (
    ("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    ("libGL.so.1", "libgl1", "libglvnd-glx"),
    ("libEGL.so.1", "libegl1", "libglvnd-egl"),
    ("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    ("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    ("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
)
FOR_SCREEN = (
    ("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
    ("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    ("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    ("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
)
WHAT = "The window cannot be opened."


@contextmanager
def needed() -> Iterator[None]:
    """Import Qt in this block: what the system lacks for it is told in words.

    Raises
    ------
    DeviceError
        A library is missing, or there is no screen: Qt itself would end the process.
    """
    _check_screen()
    try:
        yield
    except ImportError as error:
        lacking = re.search(r"lib[\w.+-]+\.so[\w.]*", str(error))
        if lacking is None:
            raise
        missing = [part for part in FOR_IMPORT + FOR_SCREEN if not _loads(part[0])]
        raise _lacking([lacking[0]], missing) from error


def _check_screen() -> None:
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux") or platform not in ("", "xcb"):
        return
    if platform == "" and os.environ.get("WAYLAND_DISPLAY"):
        return  # Qt begins with Wayland, which needs none of these
    if not os.environ.get("DISPLAY"):
        raise DeviceError(
            WHAT,
            "No display was found: neither DISPLAY nor WAYLAND_DISPLAY is set.",
            "Start facelab on a desktop. `facelab --help` lists what works without a window.",
        )
    missing = [part for part in FOR_SCREEN if not _loads(part[0])]
    if missing:
        raise _lacking([part[0] for part in missing], missing)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _lacking(libraries: list[str], missing: list[tuple[str, str, str]]) -> DeviceError:
    are = "is" if len(libraries) == 1 else "are"
    why = f"Qt needs {' and '.join(libraries)}, which {are} missing on this system."
    if not missing:
        return DeviceError(WHAT, why, "Install the system package that provides it.")
    debian = " ".join(dict.fromkeys(part[1] for part in missing))
    fedora = " ".join(dict.fromkeys(part[2] for part in missing))
    return DeviceError(
        WHAT,
        why,
        f"Debian, Ubuntu: sudo apt-get install {debian}; Fedora: sudo dnf install {fedora}.",
    )
