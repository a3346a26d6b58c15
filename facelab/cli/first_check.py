"""What the command line says of the fast CPU back end, which is compared with torch once."""

from __future__ import annotations

from pathlib import Path

from facelab.checkpoints.store import Metadata
from facelab.engine.backends import check_now
from facelab.engine.onnx.check import is_far

FIRST_CHECK = "Comparing ONNX Runtime with torch. This takes a few seconds, once per version"


def said_of_fast_path(network: Path, metadata: Metadata) -> str:
    """Compare now, whatever was found before, and say what was found."""
    farthest = check_now(network, metadata)
    if farthest is None:
        return "ONNX Runtime could not be compared with torch; see the log"
    if not is_far(farthest):
        return f"ONNX Runtime matches torch to within {farthest}/255"
    return "ONNX Runtime does not match torch on this machine, so torch is used instead"
