"""How far one face is from another as a person: the one measure of identity that users see.

Sheets, timelines, casts, stimuli: wherever facelab says by how much a person changed, it is
`drift`. The network that tells faces apart (dlib's, `facelab.labels.residual_net`) describes each
upright face by 128 numbers; the distance of two descriptions is divided by what is usual between
two people, so that 0 is the same person and 1 as far as two strangers are.

Another measure, `facelab.solve.direction_measure.person_change`, compares labels (age, shapes,
colours). It judges named directions, whose figures were made with it, and is shown nowhere else.

The network sees faces as it was taught, mostly by pictures of celebrities: children, old people
and people of rare regions are nearer to each other for it than they are. A turned head, a wide
smile and glasses move it, too: `facelab bench --identity` says by how much, and made the numbers
below (resources/manual/figures.md).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.checkpoints.fetching.identity_nets import fetch_identity, missing_identity
from facelab.checkpoints.formats.dlib import read_dlib
from facelab.errors import DownloadError, WeightsError
from facelab.labels.landmarks import find_mesh
from facelab.labels.nets import LabelNets
from facelab.labels.residual_net import INPUT, to_onnx
from facelab.labels.upright import upright_face
from facelab.progress import finish

Pixels = NDArray[np.uint8]
Described = NDArray[np.float32]

NUMBERS = 128
STRANGERS = 0.735  # distance of two people: median of 200 pairs of seeds at psi 0.7
# Above it a face counts as another person: so do 98 of 100 strangers, and none of the faces that
# were turned by a standard deviation, or that smile by 1.5 more or less.
LIMIT = 0.7
LEAST_SIDE = 128  # of pictures, in pixels
_SIDE, _PADDING = 150, 0.25  # of the upright face that the network is shown
_NO_FACE = 0.0  # the landmark network is less sure than this


class Identity:
    """Describes faces.

    Parameters
    ----------
    files : mapping
        "identity" and "face_landmarks", as the sets of `IDENTITY_SETS`
        (`facelab.checkpoints.fetching.identity_nets`) give them.
    threads : int

    Raises
    ------
    WeightsError
        A file is missing, damaged, or not such a network.
    """

    def __init__(self, files: Mapping[str, bytes], threads: int = 1) -> None:
        from facelab.engine.onnx_runtime import ort  # most commands run without

        self._landmarks = LabelNets(files, threads, ("face_landmarks",))
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            graph = to_onnx(read_dlib(files["identity"]), 2)
            self._session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except WeightsError:
            raise
        except Exception as error:  # onnxruntime's own errors share no better base
            raise WeightsError(
                "The network that tells faces apart cannot be used.",
                f"{error}.",
                "Download it again.",
            ) from error

    @classmethod
    def open(cls, threads: int = 1) -> Identity:
        """With networks that are here; nothing is downloaded.

        Raises
        ------
        DownloadError
            One is missing: `fetch_identity` gets it, after the user was told of it.
        WeightsError
            A file is damaged.
        """
        if missing_identity():
            raise DownloadError(
                "How far a face is from another cannot be measured yet.",
                "The network that tells faces apart is not on this computer.",
                "Download it first.",
            )
        return cls(finish(fetch_identity()), threads)

    def describe(self, pictures: Pixels) -> Described:
        """What makes each person, float32 [N, 128]; a row of NaN where no face is found.

        Parameters
        ----------
        pictures : uint8 [N, S, S, 3]
            Red, green, blue as displays show them; one face each, about where the generator
            draws it; sides of 128 pixels and more.
        """
        if pictures.ndim != 4 or pictures.shape[1] != pictures.shape[2]:
            raise ValueError(f"expected square pictures, not {pictures.shape}")
        if pictures.shape[1] < LEAST_SIDE:
            raise ValueError(f"expected pictures of {LEAST_SIDE} px or more")
        found = [self._describe(Image.fromarray(each)) for each in pictures]
        return np.stack(found) if found else np.zeros((0, NUMBERS), np.float32)

    def _describe(self, picture: Image.Image) -> Described:
        mesh, score = find_mesh(self._landmarks, picture)
        if not score > _NO_FACE or not np.isfinite(mesh).all():
            return np.full(NUMBERS, np.nan, np.float32)
        upright = upright_face(mesh, _PADDING).take(picture, _SIDE)
        # and its mirror image: by half less depends on the light and on where the head looks
        both = np.stack([upright, upright[:, ::-1]]).astype(np.float32).transpose(0, 3, 1, 2)
        described: Described = self._session.run(None, {INPUT: np.ascontiguousarray(both)})[0]
        mean: Described = described.mean(axis=0)
        return mean


def drift(one: Described, other: Described) -> float:
    """How far a person is from another: 0 the same, 1 as two people usually are.

    Parameters
    ----------
    one, other : float32 [128]
        Rows of `Identity.describe`. Of a row without a face the drift is NaN.
    """
    return float(np.linalg.norm(one.astype(np.float64) - other.astype(np.float64)) / STRANGERS)
