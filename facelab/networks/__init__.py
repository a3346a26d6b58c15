"""Generator networks in torch: one file a family, built from named tensors.

They know nothing of files or of windows; `build` is the way in.
"""

from facelab.networks.build import FAMILIES, build
from facelab.networks.generator import Generator, Interrupted

__all__ = ["FAMILIES", "Generator", "Interrupted", "build"]
