"""What killed processes have left half-written in folders of facelab's own goes after a day.

Never in a folder that pictures are saved to: what lies there is the user's.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from facelab import paths
from facelab.files import sweep_parts


def sweep_own_folders(library: Path | None = None) -> None:
    """Sweep the folders of settings, networks and own directions, and that of a library."""
    for place in (paths.settings_dir, paths.directions_dir, _sweep_networks):
        # Where nobody says where it is nothing was ever kept; what may not be searched stays.
        with contextlib.suppress(OSError):
            sweep_parts(place())
    if library is not None:
        sweep_parts(library)


def _sweep_networks() -> Path:
    """Sweep what is inside the folder of networks, and return it."""
    folder = paths.weights_cache()
    for inner in paths.WORK_FOLDERS:
        for each in (folder / inner, *(folder / inner).glob("*")):
            sweep_parts(each)
    return folder
