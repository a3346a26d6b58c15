"""`--labels`: what small networks see in each face, for the index of `facelab render --from`."""

from __future__ import annotations

from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.cli.packaged import fetched
from facelab.engine import Renderer
from facelab.labels.of_faces import FaceLabels
from facelab.processors import processors


def measuring(renderer: Renderer) -> FaceLabels:
    """Measures faces of a network; what is needed for it is downloaded, after saying so.

    Raises
    ------
    ModelError
        The network has no scale for labels.
    DownloadError
        The labelling networks cannot be fetched.
    """
    return FaceLabels(renderer, fetched(LABEL_NETS), processors())
