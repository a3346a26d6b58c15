from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QFocusEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facelab.ui.canvas import Canvas

RED, BLUE = (0, 0, 255), (255, 0, 0)  # as B, G, R


def plain(size: int, bgr: tuple[int, int, int]) -> np.ndarray:
    pixels = np.full((size, size, 4), 255, np.uint8)
    pixels[..., :3] = bgr
    return pixels


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    widget = Canvas()
    qtbot.addWidget(widget)
    widget.resize(600, 500)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def painted(canvas: Canvas) -> QImage:
    return canvas.grab().toImage()


def turn_wheel(canvas: Canvas, at: QPointF, notches: int) -> None:
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_preview_and_full_frame_fill_the_same_place(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    place, before = canvas.picture_rect(), painted(canvas)
    canvas.set_image(plain(1024, RED), 1024)
    assert canvas.picture_rect() == place
    assert painted(canvas) == before


def test_the_pixels_are_shared_and_painted(canvas: Canvas):
    pixels = plain(64, RED)
    pixels[:, 32:, :3] = BLUE
    canvas.set_image(pixels, 64)
    assert canvas.displayed_pixels() is pixels
    shot, rect = painted(canvas), canvas.picture_rect()
    y = int(rect.center().y())
    assert shot.pixelColor(int(rect.left()) + 20, y) == QColor(255, 0, 0)
    assert shot.pixelColor(int(rect.right()) - 20, y) == QColor(0, 0, 255)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((8, 8, 3), np.uint8),
        np.zeros((8, 8, 4), np.float32),
        np.zeros((8, 16, 4), np.uint8)[:, ::2],
        np.zeros((0, 0, 4), np.uint8),
    ],
)
def test_other_arrays_are_refused(canvas: Canvas, pixels: np.ndarray):
    with pytest.raises(ValueError, match="pixels must be"):
        canvas.set_image(pixels, 8)


def test_the_picture_fits_and_follows_the_size(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    assert canvas.is_fitted()
    rect = canvas.picture_rect()
    assert rect.height() < 500
    assert rect.center().x() == pytest.approx(300, abs=1)
    canvas.resize(900, 800)
    assert canvas.picture_rect().height() > 700


def test_coordinates_go_both_ways(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    for point in (QPointF(0, 0), QPointF(1024, 1024), QPointF(300, 700)):
        back = canvas.to_picture(canvas.to_widget(point))
        assert (back.x(), back.y()) == pytest.approx((point.x(), point.y()), abs=0.01)
    assert canvas.to_widget(QPointF(0, 0)) == canvas.picture_rect().topLeft()


def test_the_wheel_zooms_around_the_cursor(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    canvas.set_zoom(1.0)
    at = QPointF(200, 150)
    under = canvas.to_picture(at)
    turn_wheel(canvas, at, 2)
    assert canvas.zoom() > 1.3
    still = canvas.to_picture(at)
    assert (still.x(), still.y()) == pytest.approx((under.x(), under.y()), abs=1)


def test_zoom_is_told_once(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    told: list[float] = []
    canvas.zoom_changed.connect(told.append)
    canvas.actual_size()
    canvas.actual_size()
    assert told == [1.0]
    assert canvas.picture_rect().width() == pytest.approx(1024 / canvas.devicePixelRatioF())


def test_zoom_keys(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(canvas, Qt.Key.Key_1, control)
    assert canvas.zoom() == 1.0
    QTest.keyClick(canvas, Qt.Key.Key_Plus, control)
    assert canvas.zoom() == 1.25
    QTest.keyClick(canvas, Qt.Key.Key_Minus, control)
    QTest.keyClick(canvas, Qt.Key.Key_0, control)
    assert canvas.is_fitted()


def test_double_click_goes_between_fit_and_full_size(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    assert canvas.zoom() == 1.0
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    assert canvas.is_fitted()


def test_a_drag_and_the_arrows_pan_within_the_picture(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    canvas.set_zoom(2.0)
    start = canvas.picture_rect().topLeft()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    QTest.mouseMove(canvas, QPoint(340, 270))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(340, 270))
    moved = canvas.picture_rect().topLeft() - start
    assert (moved.x(), moved.y()) == (40, 20)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.picture_rect().left() < start.x() + 40
    for _ in range(100):
        QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.picture_rect().left() == 0


def _hide(canvas: Canvas) -> None:
    canvas.hide()
    canvas.show()


def _open_menu(canvas: Canvas) -> None:
    lost = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason)
    QApplication.sendEvent(canvas, lost)


@pytest.mark.parametrize("leave", [_hide, _open_menu])
def test_the_picture_is_let_go_where_something_else_takes_the_mouse(canvas: Canvas, leave):
    canvas.set_image(plain(256, RED), 1024)
    canvas.set_zoom(2.0)
    start = canvas.picture_rect()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    leave(canvas)
    QTest.mouseMove(canvas, QPoint(340, 270))
    assert canvas.picture_rect() == start


def test_a_picture_that_another_comes_for_is_not_dragged_out(canvas: Canvas, qtbot: QtBot):
    canvas.set_image(plain(256, RED), 1024)
    canvas.set_zoom(2.0)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    QTest.mouseMove(canvas, QPoint(320, 250))
    canvas.set_image(plain(64, RED), 64)
    with qtbot.assertNotEmitted(canvas.dragged_out):
        QTest.mouseMove(canvas, QPoint(380, 290))


def test_wipe_shows_before_on_the_left(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    canvas.set_before(plain(1024, BLUE))
    canvas.set_compare("wipe")
    canvas.set_wipe(0.25)
    shot, rect = painted(canvas), canvas.picture_rect()
    top = int(rect.top()) + 20
    assert shot.pixelColor(int(rect.left() + 0.2 * rect.width()), top) == QColor(0, 0, 255)
    assert shot.pixelColor(int(rect.left() + 0.3 * rect.width()), top) == QColor(255, 0, 0)


def test_the_divider_follows_mouse_and_keys(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    canvas.set_before(plain(256, BLUE))
    canvas.set_compare("wipe")
    told: list[float] = []
    canvas.wipe_changed.connect(told.append)
    canvas.set_wipe(0.5)
    assert told == []
    rect = canvas.picture_rect()
    start = rect.center().toPoint()
    goal = QPoint(round(rect.left() + rect.width() * 0.75), start.y())
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, goal)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=goal)
    assert canvas.wipe() == pytest.approx(0.75, abs=0.01)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.wipe() == pytest.approx(told[0] - 0.01)
    assert len(told) == 2


def test_before_alone(canvas: Canvas):
    after, before = plain(256, RED), plain(256, BLUE)
    canvas.set_image(after, 1024)
    canvas.set_compare("before")
    assert canvas.displayed_pixels() is after  # there is nothing to compare with yet
    canvas.set_before(before)
    assert canvas.displayed_pixels() is before
    centre = canvas.picture_rect().center().toPoint()
    assert painted(canvas).pixelColor(centre) == QColor(0, 0, 255)
    canvas.set_compare("off")
    assert canvas.displayed_pixels() is after


def test_a_still_frame_is_averaged_down(canvas: Canvas, qtbot: QtBot):
    # one-pixel stripes: bilinear at a small scale makes coarse bands of them, averaging grey
    stripes = plain(1024, (0, 0, 0))
    stripes[:, ::2, :3] = 255
    canvas.resize(260, 260)
    canvas.set_image(stripes, 1024)

    def grey() -> bool:
        shot, rect = painted(canvas), canvas.picture_rect()
        y = int(rect.center().y())
        row = [shot.pixelColor(int(rect.left()) + x, y).red() for x in range(10, 200)]
        return min(row) > 90 and max(row) < 165

    qtbot.waitUntil(grey)


def test_a_full_frame_is_averaged_down_before_it_is_first_seen(canvas: Canvas, qtbot: QtBot):
    canvas.resize(260, 260)
    canvas.set_image(plain(256, RED), 1024)
    stripes = plain(1024, (0, 0, 0))
    stripes[:, ::2, :3] = 255
    canvas.set_image(stripes, 1024)
    first = painted(canvas)
    qtbot.waitUntil(lambda: not canvas._settle.isActive(), timeout=20_000)
    assert painted(canvas) == first


def test_no_picture_after_clear(canvas: Canvas):
    canvas.set_image(plain(256, RED), 1024)
    canvas.clear()
    assert not canvas.has_image()
    assert canvas.displayed_pixels() is None
    assert painted(canvas).pixelColor(300, 250).red() < 255


def test_the_empty_state_gives_way_to_a_picture(canvas: Canvas, qtbot: QtBot):
    canvas.show_empty("No face yet", "Load a network.", "Open…")
    assert canvas._empty.isVisible()
    with qtbot.waitSignal(canvas.empty_action):
        canvas._empty.button.click()
    canvas.set_image(plain(64, RED), 64)
    assert not canvas._empty.isVisible()


def test_a_notice_says_all_and_closes(canvas: Canvas, qtbot: QtBot):
    canvas.show_notice("error", "It broke.", "The disk is full. " * 20, "Make room.", "Retry")
    notice = canvas._notice
    assert notice.isVisible()
    assert notice.accessibleName().startswith("Error: It broke. The disk is full.")
    assert notice.height() > 100  # the long text wraps and is not cut
    assert notice.geometry().right() < canvas.width()
    with qtbot.waitSignal(canvas.notice_action):
        notice.button.click()
    with qtbot.waitSignal(notice.closed):
        notice.close_button.click()
    assert not notice.isVisible()


def test_the_refining_line_comes_and_goes(canvas: Canvas, qtbot: QtBot):
    canvas.set_refining(True)
    assert not canvas._line.isVisible()  # short work must not flash
    qtbot.waitUntil(canvas._line.isVisible)
    assert canvas._line.geometry().bottom() == canvas.height() - 1
    canvas.set_refining(False)
    assert not canvas._line.isVisible()
    assert not canvas._line.running


def test_files_can_be_dropped(canvas: Canvas, tmp_path: Path):
    dropped: list[list[Path]] = []
    canvas.files_dropped.connect(dropped.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png")), QUrl("https://example.org/b.png")])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    canvas.dropEvent(event)  # Qt delivers drops only inside a real drag
    assert dropped == [[tmp_path / "a.png"]]


def test_other_things_are_dropped_if_it_was_told_to(canvas: Canvas):
    dropped: list[QMimeData] = []
    canvas.mime_dropped.connect(dropped.append)
    data = QMimeData()
    data.setData("application/x-test", b"1")
    said = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)

    def enter() -> bool:
        event = QDragEnterEvent(QPoint(10, 10), Qt.DropAction.CopyAction, data, *said)
        event.ignore()
        canvas.dragEnterEvent(event)
        return event.isAccepted()

    assert not enter()
    canvas.set_drop_kinds({"application/x-test": "Drop it here"})
    plain = canvas.grab().toImage()
    assert enter()
    assert canvas.grab().toImage() != plain, "it says what would happen"
    canvas.dropEvent(QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, *said))
    assert dropped == [data]
    assert canvas.grab().toImage() == plain


def test_the_button_of_a_notice_does_what_it_was_given(canvas: Canvas, qtbot: QtBot):
    done: list[str] = []
    canvas.notice_action.connect(lambda: done.append("signal"))
    canvas.show_notice("info", "Removed", button="Undo", act=lambda: done.append("act"))
    canvas._notice.button.click()
    canvas.hide_offer()
    assert not canvas._notice.isVisible()
    canvas.show_notice("error", "It broke", button="Try again")
    canvas.hide_offer()
    assert canvas._notice.isVisible(), "it is no offer"
    canvas._notice.button.click()
    assert done == ["act", "signal"]


def test_it_has_a_name_and_takes_the_keyboard(canvas: Canvas):
    assert canvas.accessibleName()
    assert canvas.focusPolicy() == Qt.FocusPolicy.StrongFocus
