"""The networks that label faces: only who makes or measures directions, or cuts faces out, needs
them.
"""

from __future__ import annotations

from facelab import paths
from facelab.checkpoints.fetching.packaged import PackagedSet

LABEL_NETS = PackagedSet("labelling.toml", paths.LABELLING, "labelling networks")
