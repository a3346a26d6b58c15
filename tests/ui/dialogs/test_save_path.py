"""Where to save: nothing is replaced that nobody asked about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from facelab.ui.dialogs import save_path
from facelab.ui.dialogs.save_path import ask_save_path

KINDS = "Numbers (*.npy);;With a name (*.safetensors)"
SUFFIXES = (".npy", ".safetensors")


@pytest.fixture
def ask(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Ask; returns what was suggested, what was asked about and the path."""
    window = QWidget()
    qtbot.addWidget(window)

    def run(name: str, kind: str = "", replace: bool = True) -> tuple[str, list[str], Path | None]:
        suggested, asked = [], []

        def dialog(parent: QWidget, title: str, path: str, kinds: str) -> tuple[str, str]:
            suggested.append(Path(path).name)
            return str(tmp_path / name) if name else "", kind

        def confirmed(parent: QWidget, what: str, why: str, button: str) -> bool:
            asked.append(what)
            return replace

        monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
        monkeypatch.setattr(save_path, "confirmed", confirmed)
        path = ask_save_path(window, "Save", tmp_path / "smile.npy", KINDS, SUFFIXES)
        return suggested[0], asked, path

    return run


def test_the_next_free_name_is_suggested(ask, tmp_path):
    assert ask("")[0] == "smile.npy"
    (tmp_path / "smile.npy").touch()
    assert ask("") == ("smile-2.npy", [], None)


def test_the_ending_of_the_kind_that_was_chosen_is_added(ask, tmp_path):
    assert ask("a")[2] == tmp_path / "a.npy"
    assert ask("a.b", "With a name (*.safetensors)")[2] == tmp_path / "a.b.safetensors"
    assert ask("a.NPY", "With a name (*.safetensors)")[2] == tmp_path / "a.NPY"


def test_of_a_name_that_the_dialog_did_not_see_it_is_asked(ask, tmp_path):
    (tmp_path / "a.npy").write_bytes(b"precious")
    assert ask("a", replace=False)[1:] == (["Replace a.npy?"], None)
    assert ask("a", replace=True)[1:] == (["Replace a.npy?"], tmp_path / "a.npy")
    assert ask("a.npy")[1:] == ([], tmp_path / "a.npy")  # the dialog itself has asked
