from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

from facelab.ui.show_in_folder import show_in_folder


@pytest.mark.parametrize("there", [True, False])
def test_the_folder_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool):
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return there

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    assert show_in_folder(tmp_path / "a 100%.png") is there
    assert opened == [str(tmp_path)]


@pytest.mark.parametrize(
    ("platform", "program", "said"),
    [("darwin", "open", "-R"), ("win32", "explorer", "/select,")],
)
def test_the_file_is_chosen_where_the_desktop_can(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, program: str, said: str
):
    started: list[tuple[str, list[str]]] = []

    def start(name: str, arguments: list[str]) -> tuple[bool, int]:
        started.append((name, arguments))
        return True, 1

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(QProcess, "startDetached", start)
    assert show_in_folder(tmp_path / "a.png")
    ((name, arguments),) = started
    assert name == program
    assert arguments[0].startswith(said)
    assert arguments[-1].endswith("a.png")
