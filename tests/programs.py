"""Programs that no one here wrote, asked what they find in a file.

Where they are not installed the tests that ask them are skipped; `.ci/run` installs them, and says
so by FACELAB_INTEROP: then a missing one is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest


def program(*names: str) -> str:
    """The first of some programs that is here."""
    found = next((found for name in names if (found := shutil.which(name))), None)
    if found is None:
        missing(f"{names[0]} is not installed")
    assert found is not None
    return found


def opencv() -> ModuleType:
    """OpenCV, which reads OpenEXR only if that is said before it is first imported."""
    os.environ["OPENCV_IO_ENABLE_OPENEXR"] = "1"
    try:
        import cv2
    except ImportError:
        missing("OpenCV is not installed (extra: interop)")
    found: ModuleType = cv2
    return found


def node_packages() -> Path:
    """A folder whose `node_modules` has the engines of games whose parsers are asked: Phaser and
    PixiJS. `.ci/run` installs them where npm is.
    """
    folder = os.environ.get("FACELAB_NODE")
    if not folder:
        pytest.skip(
            "FACELAB_NODE names no folder with phaser and pixi.js: in one, "
            "`npm install --ignore-scripts phaser@3.90.0 pixi.js@8.22.0`"
        )
    return Path(folder)


def renpy() -> str:
    """The Python that Debian's Ren'Py runs on."""
    if not Path("/usr/share/games/renpy/renpy.py").is_file():
        pytest.skip("Ren'Py is not installed (Debian: renpy)")
    return "/usr/bin/python3"


def missing(what: str) -> None:
    """Skip, or fail where everything should be there."""
    if os.environ.get("FACELAB_INTEROP") == "required":
        pytest.fail(f"{what}, though .ci/run has installed what the tests ask", pytrace=False)
    pytest.skip(what)


def run(*words: object, **environment: str) -> str:
    """What a program says."""
    done = subprocess.run(
        [*map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def psychopy_wheel() -> Path:
    """PsychoPy's wheel (GPL, 42 MB), of which its reader of conditions is run: it is only asked
    where somebody has fetched it, with `pip download --no-deps psychopy==2026.2.5`.
    """
    path = os.environ.get("FACELAB_PSYCHOPY_WHEEL")
    if not path or not Path(path).is_file():
        pytest.skip("no wheel of PsychoPy is here: FACELAB_PSYCHOPY_WHEEL names one")
    return Path(path)
