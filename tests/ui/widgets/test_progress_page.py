from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from facelab.ui.widgets import ProgressPage

FACTS = [("Size", "37.6 MB"), ("Licence", "Apache-2.0"), ("Training data", "FFHQ")]


@pytest.fixture
def page(qtbot: QtBot) -> ProgressPage:
    made = ProgressPage()
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.show_offer("One thing to fetch", "Once.", FACTS, "Non-commercial.")
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(page: ProgressPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_the_offer_tells_all_and_asks(page: ProgressPage, qtbot: QtBot):
    said = texts(page)
    for text in ("One thing to fetch", "37.6 MB", "Apache-2.0", "FFHQ", "Non-commercial."):
        assert text in said
    assert not page.bar.isVisible()
    with qtbot.waitSignal(page.accepted):
        page.accept_button.click()
    with qtbot.waitSignal(page.cancelled):
        page.cancel_button.click()


def test_progress_moves_and_can_be_cancelled(page: ProgressPage, qtbot: QtBot):
    page.show_progress("Downloading", None)
    assert page.bar.isVisible()
    assert page.bar.maximum() == 0
    assert not page.accept_button.isVisible()
    page.show_progress("Downloading · 14 of 38 MB", 0.38)
    assert page.bar.value() == 380
    assert page.percent.text() == "38 %"
    assert page.cancel_button.text() == "Cancel"
    with qtbot.waitSignal(page.cancelled):
        page.cancel_button.click()


def test_an_error_says_what_why_and_how_to_go_on(page: ProgressPage, qtbot: QtBot):
    page.show_progress("Downloading", 0.5)
    page.show_error("It could not be fetched.", "No network.", "Connect and try again.")
    said = texts(page)
    for text in ("It could not be fetched.", "No network.", "Connect and try again."):
        assert text in said
    assert not page.bar.isVisible()
    with qtbot.waitSignal(page.retry):
        page.retry_button.click()
    page.show_progress("Downloading", 0.1)
    assert "No network." not in texts(page)


def test_a_second_offer_replaces_the_first(page: ProgressPage, qtbot: QtBot):
    page.show_offer("Another", "", [("Size", "1 MB")])
    qtbot.waitUntil(lambda: "1 MB" in texts(page))
    assert "37.6 MB" not in texts(page)
    assert "Non-commercial." not in texts(page)


@pytest.mark.parametrize("size", [(420, 400), (438, 396), (700, 420), (1000, 900)])
def test_in_a_window_of_any_size_the_buttons_show_and_no_text_is_cut(
    page: ProgressPage, qtbot: QtBot, size: tuple[int, int]
):
    page.show_offer("One thing to fetch", "Once. " * 20, FACTS, "Non-commercial use only.\n\n" * 9)
    page.resize(*size)
    qtbot.waitUntil(lambda: page.caveats.height() > 9 * 2 * page.fontMetrics().height())
    for button in (page.accept_button, page.cancel_button):
        place = QRect(button.mapTo(page, QPoint(0, 0)), button.size())
        assert page.rect().contains(place)
        assert not button.visibleRegion().isEmpty()
    for label in page.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_the_bar_has_a_name(page: ProgressPage):
    assert page.bar.accessibleName()


NOTES = (
    "The authors declare Apache-2.0, but the network it was distilled from is under another"
    " licence for non-commercial use: ask a lawyer before commercial use.\n\nFaces follow the"
    " photographs: some ages, skin tones and regions are rare.\n\nThe people do not exist."
)


@pytest.mark.parametrize("failed", [False, True])
@pytest.mark.parametrize("size", [(1000, 530), (1424, 800), (720, 420)])
def test_what_is_agreed_to_is_in_sight_beside_the_button(
    page: ProgressPage, qtbot: QtBot, size: tuple[int, int], failed: bool
):
    page.show_offer("One download to get started", "Once. " * 20, FACTS, NOTES)
    if failed:
        page.show_error("It could not be fetched.", "There is no network. " * 3, "Try again.")
    page.resize(*size)
    qtbot.wait(1)  # the layouts, which follow
    parts = [page.caveats, *([page.error] if failed else [])]
    for label in [label for part in parts for label in part.findChildren(QLabel)]:
        if label.isVisible():
            inside = QRect(label.mapTo(page, QPoint(0, 0)), label.size())
            assert label.visibleRegion().boundingRect().size() == label.size(), label.text()
            assert page.rect().contains(inside)
