"""No text of the export dialog is cut off, also where its right side has to scroll."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from facelab.export.character_file import named_set
from facelab.session import Session
from facelab.ui.dialogs.export.dialog import ExportDialog
from facelab.ui.widgets.text_label import TextLabel
from facelab.ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def cut(right: QWidget) -> list[str]:
    labels = [each for each in right.findChildren(TextLabel) if each.isVisible()]
    return [each.text() for each in labels if each.heightForWidth(each.width()) > each.height()]


def is_whole(right: QWidget) -> bool:
    return right.isVisible() and not cut(right)


def test_what_wraps_has_room(window: MainWindow, session: Session, start, qtbot: QtBot):
    face = start()
    session.animating.add([face, face.with_seed(3)])
    session.character.begin(named_set("basic"))
    window.exporting.show()
    (dialog,) = window.findChildren(ExportDialog)
    dialog.resize(1080, 760)
    for tab in ("pictures", "clip", "research", "sheet"):
        dialog.open_for(name=tab)
        right = dialog.tab.right.widget()  # type: ignore[attr-defined]
        qtbot.waitUntil(partial(is_whole, right))
    dialog.reject()
