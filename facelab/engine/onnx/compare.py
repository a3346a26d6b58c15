"""The program of the process that compares ONNX Runtime with torch: see `onnx.check`."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from facelab.engine.onnx.check import FAILED

_PRIORITY = 15


def compare(network: Path) -> int:
    """The largest difference, of 255, between pictures of ONNX Runtime and of torch."""
    # Here, not above: loading torch too is work of low priority.
    import torch

    from facelab.checkpoints import store
    from facelab.engine.comparison import CannotDrawError, farthest_pixel
    from facelab.engine.device import cpu
    from facelab.engine.network_files import NetworkFiles, read_heads, torch_networks
    from facelab.engine.on_torch.backend import TorchBackend
    from facelab.engine.onnx.backend import OnnxBackend

    torch.set_num_threads(1)
    metadata, tensors = store.read_arrays(network)
    source = NetworkFiles(network, metadata, tensors, read_heads(metadata, lambda error: None))
    generator, heads = torch_networks(source)
    fast = OnnxBackend(metadata.config, source.tensors, source.heads, threads=1)
    exact = TorchBackend(generator, heads, cpu())
    try:
        return farthest_pixel(fast, exact, generator.z_dim, generator.num_ws)
    except CannotDrawError:
        return FAILED


def main(arguments: list[str]) -> int:
    """Print how far the pictures of a network are from torch's."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_PRIORITY)
    sys.stdout.write(f"{compare(Path(arguments[0]))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
