"""Names in letters that Pillow's own font does not have."""

import pytest

from facelab.preparing import fonts
from facelab.preparing.fonts import readable


def drawn(text, font):
    return bytes(font.getmask(text))


def test_ascii_looks_alike_on_every_system(monkeypatch):
    monkeypatch.setattr(fonts, "SYSTEM", ())
    text, font = readable("Anna 7", 20)
    assert text == "Anna 7"
    assert drawn(text, font)


def test_accents_are_drawn_by_a_font_of_the_system():
    text, font = readable("Zoë", 20)
    if drawn("ë", font) == drawn("\uffff", font):
        pytest.skip("no font of the system has accents")
    assert text == "Zoë"
    assert drawn("ë", font) != drawn("e", font)


def test_without_such_a_font_accents_go_and_no_box_stands_there(monkeypatch):
    monkeypatch.setattr(fonts, "SYSTEM", ("no-such-font.ttf",))
    assert readable("Éléonore Gräfin", 20)[0] == "Eleonore Grafin"


def test_what_nobody_can_draw_is_not_lost(monkeypatch):
    monkeypatch.setattr(fonts, "SYSTEM", ())
    assert readable("你好", 20)[0] == "你好"
