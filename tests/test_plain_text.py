from __future__ import annotations

import pytest

from facelab.plain_text import counted, cut_to_bytes, plain


@pytest.mark.parametrize(
    ("outside", "shown"),
    [
        ("an  old\tface\n", "an old face"),
        ("a\x1b[31mred\x1b]0;title\x07", "a [31mred ]0;title"),
        ("\x9b2J", "2J"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\ud800 lone", "lone"),
        ("Zoë 😀 日本", "Zoë 😀 日本"),
        ("Eve \U0001f9db\u200d\u2640\ufe0f", "Eve \U0001f9db\u200d\u2640\ufe0f"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),  # Persian
        ("pay\u200dpal\u200c \u200dé\u200d\u200dé\u200d", "pay pal é é"),
    ],
)
def test_nothing_is_left_that_orders_a_terminal(outside, shown):
    assert plain(outside) == shown


def test_what_is_too_long_ends_in_an_ellipsis():
    assert plain("abcdef", 4) == "abc…"
    assert plain("abcd", 4) == "abcd"


def test_a_name_is_cut_in_bytes_and_keeps_its_letters_whole():
    assert cut_to_bytes("😀" * 80, 255) == "😀" * 63
    assert cut_to_bytes("abc", 255) == "abc"


def test_counts_are_told_in_words():
    assert counted(0, "picture") == "0 pictures"
    assert counted(1, "picture") == "1 picture"
    assert counted(1200, "selected face") == "1,200 selected faces"
