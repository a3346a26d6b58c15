from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from facelab.session import Session
from facelab.ui.panels.face_pictures import FacePictures


def test_only_what_stays_wanted_is_rendered(session: Session, start, renderer, qtbot: QtBot):
    first = start()
    owner = QWidget()
    qtbot.addWidget(owner)
    pictures = FacePictures(session, owner)
    passed = [first.with_seed(seed) for seed in range(100, 110)]
    for recipe in passed:
        pictures.begin()
        assert pictures.get(recipe) is None
    with qtbot.waitSignal(pictures.changed):
        pass
    assert pictures.get(passed[-1]) is not None
    rendered = [recipe for _, recipe in renderer.rendered if recipe in passed]
    assert rendered == [passed[-1]]


def test_what_is_on_the_canvas_is_not_rendered_again(
    session: Session, start, renderer, qtbot: QtBot
):
    first = start()
    owner = QWidget()
    qtbot.addWidget(owner)
    pictures = FacePictures(session, owner)
    count = len(renderer.rendered)
    pictures.begin()
    qtbot.waitUntil(lambda: pictures.get(first) is not None)
    assert len(renderer.rendered) == count
