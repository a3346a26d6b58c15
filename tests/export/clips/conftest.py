"""Clips need PyAV, an extra."""

from __future__ import annotations

import pytest

av = pytest.importorskip("av", reason="PyAV is not installed (extra: motion)")
