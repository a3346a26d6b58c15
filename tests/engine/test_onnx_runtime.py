"""facelab sends nothing and leaves nothing behind on behalf of ONNX Runtime."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import pytest

IN_ONE_PLACE = "onnx_runtime.py"


def modules_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_it_is_imported_in_one_place(checkout):
    found = [
        path.name
        for path in sorted((checkout / "facelab").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for module in modules_of(node)
        if module.split(".")[0] == "onnxruntime"
    ]
    assert found == [IN_ONE_PLACE]


@pytest.mark.skipif(os.name != "posix", reason="the folders of Unix")
def test_no_identifier_of_the_device_is_made_and_nothing_is_said(checkout, tmp_path):
    names = ("HOME", "XDG_CACHE_HOME", "ORT_DISABLE_TELEMETRY", "CI")
    environment = {key: value for key, value in os.environ.items() if key not in names}
    ended = subprocess.run(
        [sys.executable, "-c", "import facelab.engine.onnx_runtime, facelab.labels.nets"],
        env={**environment, "HOME": str(tmp_path), "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert list(tmp_path.rglob("*")) == []
    assert ended.stderr == ""


def test_it_is_told_to_be_silent_once_it_is_loaded(checkout):
    code = (
        "import onnxruntime, sys\n"
        "onnxruntime.disable_telemetry_events = lambda: sys.stdout.write('off')\n"
        "import facelab.engine.onnx_runtime"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(checkout), "ORT_DISABLE_TELEMETRY": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "off"
