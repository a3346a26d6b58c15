from __future__ import annotations

import pytest

from facelab.ui.gallery import pixmaps as module
from facelab.ui.gallery.pixmaps import FacePixmaps


class Cards:
    """Pictures by number, all here at once."""

    def __init__(self) -> None:
        self.jpegs: dict[int, bytes] = {}
        self.asked: list[int] = []

    def thumbnail(self, number: int) -> bytes | None:
        self.asked.append(number)
        return self.jpegs.get(number)


@pytest.fixture
def cards(picture):
    made = Cards()
    made.jpegs = {number: picture((0, 0, 250)) for number in range(1, 401)}
    return made


@pytest.fixture
def pixmaps(qtbot, cards):
    return FacePixmaps(cards)


def wait_for(qtbot, pixmaps, number, side=64, dpr=1.0):
    qtbot.waitUntil(lambda: pixmaps.get(number, side, dpr) is not None)
    made = pixmaps.get(number, side, dpr)
    assert made is not None
    return made


def test_a_picture_comes_later_in_the_size_asked_for(qtbot, pixmaps, cards):
    told: list[set[int]] = []
    pixmaps.made.connect(told.append)
    assert pixmaps.get(1, 64, 1.0) is None
    assert pixmaps.get(2, 64, 1.0) is None
    qtbot.waitUntil(lambda: {1, 2} <= set().union(*told))
    made = wait_for(qtbot, pixmaps, 1)
    assert (made.width(), made.height()) == (64, 64)
    image = made.toImage()
    assert image.pixelColor(32, 32).red() > 200
    assert image.pixelColor(0, 0).alpha() == 0  # round corners


@pytest.mark.parametrize(
    ("side", "dpr", "device"), [(64, 2.0, 128), (101, 1.5, 152), (400, 1.0, 400)]
)
def test_a_fine_screen_has_more_pixels(qtbot, pixmaps, side, dpr, device):
    made = wait_for(qtbot, pixmaps, 1, side, dpr)
    assert (made.width(), made.devicePixelRatio()) == (device, dpr)


def test_it_is_made_once(qtbot, pixmaps, cards):
    first = wait_for(qtbot, pixmaps, 1)
    cards.asked.clear()
    assert pixmaps.get(1, 64, 1.0) is first
    assert cards.asked == []


def test_a_face_without_a_picture_has_none(qtbot, pixmaps, cards):
    cards.jpegs[7] = b""
    assert pixmaps.get(7, 64, 1.0) is None
    assert pixmaps.get(4711, 64, 1.0) is None
    wait_for(qtbot, pixmaps, 1)
    assert pixmaps.get(7, 64, 1.0) is None


@pytest.mark.qt_log_ignore("(?i)jpeg")  # its library tells what is wrong with the file
@pytest.mark.parametrize("raw", [b"nonsense", b"\xff\xd8\xff\xe0", b"\xff" * 5000])
def test_a_broken_picture_is_an_empty_one_and_not_tried_for_ever(qtbot, pixmaps, cards, raw):
    cards.jpegs[7] = raw
    made = wait_for(qtbot, pixmaps, 7)
    assert made.toImage().pixelColor(32, 32).alpha() == 0


def test_memory_is_bounded_and_the_oldest_go(qtbot, pixmaps, cards, monkeypatch):
    monkeypatch.setattr(module, "MOST_PIXELS", 5 * 64 * 64)
    for number in (1, 2, 3, 4, 5):
        wait_for(qtbot, pixmaps, number)
    pixmaps.get(1, 64, 1.0)  # looked at: the second is the oldest now
    wait_for(qtbot, pixmaps, 6)
    assert [number for number, _ in pixmaps._made] == [3, 4, 5, 1, 6]
    assert pixmaps._pixels == 5 * 64 * 64


def test_what_was_scrolled_past_is_not_made(qtbot, pixmaps, cards):
    for number in range(1, 401):
        pixmaps.get(number, 64, 1.0)
    wait_for(qtbot, pixmaps, 400)
    qtbot.waitUntil(lambda: not pixmaps._timer.isActive())
    made = {number for number, _ in pixmaps._made}
    assert 1 not in made
    assert made >= set(range(200, 401))


def test_sizes_tried_on_the_way_leave_little_behind(qtbot, pixmaps):
    for side in range(64, 193):
        wait_for(qtbot, pixmaps, 1, side)
    assert len(pixmaps._masks) <= 8


def test_in_another_library_the_numbers_are_other_faces(qtbot, pixmaps, cards, picture):
    wait_for(qtbot, pixmaps, 1)
    pixmaps.get(2, 64, 1.0)
    pixmaps.forget_all()
    cards.jpegs = {1: picture((0, 250, 0))}
    assert pixmaps.get(1, 64, 1.0) is None
    made = wait_for(qtbot, pixmaps, 1)
    assert made.toImage().pixelColor(32, 32).green() > 200
    assert list(pixmaps._made) == [(1, 64)]
