from __future__ import annotations

from facelab.ui.hand_pace import HandPace


def test_the_first_is_followed_at_once_and_the_last_of_those_that_come_too_soon(qtbot, qapp):
    seen: list[int] = []
    pace: HandPace[int] = HandPace(qapp, seen.append)
    for report in range(5):
        pace.take(report)
    assert seen == [0]
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [0, 4]
    qtbot.waitUntil(lambda: not pace.isActive())
    pace.take(7)
    assert seen == [0, 4, 7]
    pace.deleteLater()


def test_a_hand_that_lets_go_is_caught_up_with(qapp):
    seen: list[int] = []
    pace: HandPace[int] = HandPace(qapp, seen.append)
    pace.take(1)
    pace.take(2)
    pace.catch_up()
    pace.catch_up()
    assert seen == [1, 2]
    pace.deleteLater()


def test_what_is_forgotten_is_not_followed(qtbot, qapp):
    seen: list[int] = []
    pace: HandPace[int] = HandPace(qapp, seen.append)
    pace.take(1)
    pace.take(2)
    pace.forget()
    pace.take(3)
    pace.catch_up()
    assert seen == [1, 3]
    pace.deleteLater()
