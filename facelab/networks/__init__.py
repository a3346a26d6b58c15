"""Generator networks in torch: one file a family, built from named tensors.

They know nothing of files or of windows; `build` is the way in. Importing this package does not
import torch, so that what is known of a family (`families/`) is at hand without it.
"""

from facelab.networks.build import build
from facelab.networks.families import FAMILIES
from facelab.networks.family import GROUPS, Family, NetworkShape
from facelab.networks.generator import Generator

__all__ = [
    "FAMILIES",
    "GROUPS",
    "Family",
    "Generator",
    "NetworkShape",
    "build",
]
