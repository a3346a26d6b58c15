"""What making named directions will take, and whether it can come to anything, found out on a few
faces before hours are spent.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from facelab.errors import WeightsError
from facelab.labels.measure import measure
from facelab.labels.nets import LabelNets
from facelab.labels.survey import BLOCK, block_path, measured_count
from facelab.processors import processors
from facelab.solve.direction_bench import FaceSource
from facelab.solve.face_sample import picture_path, sample_face, to_rows
from facelab.solve.named_directions import FACES, LABELLED

TRIED = 8  # faces
LEAST_SEEN = 0.5  # of them
PRESENT = 0.0  # of the landmark network's score, a logit: more is a face


@dataclass(frozen=True)
class Outlook:
    """What to expect.

    Attributes
    ----------
    seconds : float
        For all that is left to do, if the machine stays as busy as it is.
    size : int
        Side of the pictures in pixels that are drawn for the labels.
    left : int
        Faces that are still to be drawn.
    """

    seconds: float
    size: int
    left: int


def outlook(source: FaceSource, nets: Mapping[str, bytes], folder: Path, faces: int) -> Outlook:
    """Draw and label a few faces of the sample.

    Raises
    ------
    WeightsError
        The labels see no faces in the pictures.
    """
    labels = LabelNets(nets)
    pictures, drawing = [], 0.0
    for index in range(TRIED):
        rows = to_rows(source.space, sample_face(source.space, index))
        start = time.perf_counter()
        pictures.append(source.draw(rows))
        drawing += time.perf_counter() - start
    start = time.perf_counter()
    scores = [float(measure(labels, each)["score"]) for each in pictures]
    labelling = time.perf_counter() - start
    seen = sum(score > PRESENT for score in scores)
    if seen < LEAST_SEEN * TRIED:
        raise WeightsError(
            "The labels see no faces in this network's pictures.",
            f"{'None' if not seen else f'Only {seen}'} of the first {TRIED} has one.",
            "Named directions are for networks of faces; components and factors work with any.",
        )
    left = sum(not picture_path(folder, index).is_file() for index in range(faces))
    unlabelled = faces - sum(
        min(measured_count(block_path(folder, first)), faces - first)
        for first in range(0, faces, BLOCK)
    )
    # Several faces are labelled at once. What comes after them is drawing and labelling of edits,
    # as much for few faces as for many.
    each = (drawing / TRIED, labelling / TRIED / processors())
    rest = (1 - LABELLED) / LABELLED * FACES * sum(each)
    return Outlook(left * each[0] + unlabelled * each[1] + rest, source.size, left)
