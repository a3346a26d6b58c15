"""`facelab weights verify` says, too, whether the fast CPU back end can be trusted here."""

from __future__ import annotations

import sys

import pytest

from facelab.engine.onnx import check as onnx_check


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("print(1)", "matches torch to within 1/255"),
        ("print(50)", "torch is used instead"),
        ("1 / 0", "could not be compared"),
    ],
)
def test_the_fast_back_end_is_compared(facelab, model_path, monkeypatch, tmp_path, answer, said):
    (tmp_path / model_path.name).symlink_to(model_path)
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path))
    monkeypatch.setattr(onnx_check, "_command", lambda path: [sys.executable, "-c", answer])
    ended = facelab("weights", "verify")
    assert ended.status == 0
    assert said in ended.out
