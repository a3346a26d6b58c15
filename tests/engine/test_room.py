"""How much memory is left."""

from __future__ import annotations

import sys

import pytest

from facelab.engine import room


def test_a_system_that_says_it_is_asked(monkeypatch, tmp_path):
    told = tmp_path / "meminfo"
    told.write_text("MemTotal:  100 kB\nMemFree: 1 kB\nMemAvailable:   40 kB\n")
    monkeypatch.setattr(room, "_MEMINFO", told)
    monkeypatch.setattr(room, "_GROUP", tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")
    assert room.free_memory("cpu") == 40 * 1024


@pytest.mark.parametrize(
    ("most", "free"), [("30000", 30_000 - 20_000 + 5_000), ("max", 40 * 1024), ("x", 40 * 1024)]
)
def test_a_container_leaves_less(monkeypatch, tmp_path, most, free):
    told = tmp_path / "meminfo"
    told.write_text("MemAvailable:   40 kB\n")
    monkeypatch.setattr(room, "_MEMINFO", told)
    monkeypatch.setattr(room, "_GROUP", tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "memory.max").write_text(f"{most}\n")
    (tmp_path / "memory.current").write_text("20000\n")
    (tmp_path / "memory.stat").write_text("anon 15000\ninactive_file 5000\n")
    assert room.free_memory("cpu") == free


def test_nobody_says(monkeypatch, tmp_path):
    monkeypatch.setattr(room, "_MEMINFO", tmp_path / "none")
    monkeypatch.setattr(room, "_GROUP", tmp_path)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert room.free_memory("cpu") is None
    assert room.free_memory("mps") is None
