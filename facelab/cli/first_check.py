"""What the command line says of the fast CPU back end, which is compared with torch once."""

from __future__ import annotations

from pathlib import Path

from facelab.checkpoints.store import Metadata
from facelab.engine.backends import check_now
from facelab.engine.onnx.check import is_far

FIRST_CHECK = "Comparing ONNX Runtime with torch: some seconds, once for each version of it"


def said_of_fast_path(network: Path, metadata: Metadata) -> str:
    """Compare now, whatever was found before, and say what was found."""
    farthest = check_now(network, metadata)
    if farthest is None:
        return "ONNX Runtime could not be compared with torch; the log says why"
    if not is_far(farthest):
        return f"ONNX Runtime draws what torch draws, to {farthest}/255"
    return "ONNX Runtime does not draw what torch draws here; torch is used instead"
