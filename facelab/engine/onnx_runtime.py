"""ONNX Runtime, imported in this one place, with its telemetry off.

Since 1.29 the packages of Linux and macOS make an identifier of the device in the user's cache
folder and send to Microsoft what is loaded and run, from the moment of the import on; those of
Windows have long done the like. The variable keeps all of it from beginning on Linux and macOS,
the call is what there is on Windows.
"""

from __future__ import annotations

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before the import, which looks at it

import onnxruntime as ort

ort.disable_telemetry_events()

__all__ = ["ort"]
