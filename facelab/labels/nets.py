"""The labelling networks, loaded: landmarks, eyes, person, age, gender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from facelab.errors import WeightsError
from facelab.labels.tflite import read_tflite, to_onnx

Array = NDArray[np.float32]

ROLES = ("face_landmarks", "eye_landmarks", "person", "age", "gender")
_TFLITE = ("face_landmarks", "eye_landmarks", "person")


class LabelNets:
    """Runs the networks, each on one picture at a time.

    Parameters
    ----------
    files : mapping
        The content of each network's file by role, see `ROLES`.
    threads : int
    roles : sequence of str
        Those that are needed; only their files are asked for.

    Raises
    ------
    WeightsError
        A file is missing, damaged, or not such a network.
    """

    def __init__(
        self, files: Mapping[str, bytes], threads: int = 1, roles: Sequence[str] = ROLES
    ) -> None:
        from facelab.engine.onnx_runtime import ort  # most commands run without

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._sessions: dict[str, tuple[ort.InferenceSession, str]] = {}
        for role in roles:
            try:
                content = files[role]
                model = to_onnx(read_tflite(content)) if role in _TFLITE else content
                session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
            except WeightsError:
                raise
            except Exception as error:  # onnxruntime's own errors share no better base
                raise WeightsError(
                    "A labelling network cannot be used.", f"{role}: {error}.", "Download it again."
                ) from error
            self._sessions[role] = session, session.get_inputs()[0].name

    def run(self, role: str, values: Array) -> list[Array]:
        """All outputs of a network."""
        session, name = self._sessions[role]
        outputs: list[Array] = session.run(None, {name: np.ascontiguousarray(values, np.float32)})
        return outputs
