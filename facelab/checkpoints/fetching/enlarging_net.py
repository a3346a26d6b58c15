"""The network that enlarges pictures. Only who enhances needs it."""

from __future__ import annotations

from facelab import paths
from facelab.checkpoints.fetching.packaged import PackagedSet

ENLARGING_NET = PackagedSet("enhancing.toml", paths.ENHANCING, "enlarging network")
