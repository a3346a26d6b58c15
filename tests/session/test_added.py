from __future__ import annotations

from dataclasses import dataclass

import pytest

from facelab.session.added import MOST_NAMED, Added, Kind, told_added


@dataclass(frozen=True)
class Hat:
    name: str

    @property
    def title(self) -> str:
        return self.name.capitalize()


HATS: Kind[Hat] = Kind("hat", " of straw", "Wear {}, or say --hat {}.", lambda hat: hat.title)


def added(new: int, there: int = 0) -> list[Added[Hat]]:
    return [Added(Hat(f"hat{index}"), index < new) for index in range(new + there)]


@pytest.mark.parametrize(
    ("new", "there", "what", "why"),
    [
        (1, 0, "Added Hat0 to your own hats of straw", "Wear it, or say --hat hat0."),
        (0, 1, "Hat0 is already among the hats of straw", "Wear it, or say --hat hat0."),
        (
            2, 1, "Added 2 hats of straw to your own",
            "Wear them, or say --hat NAME. Their names: hat0, hat1.\n1 was there already.",
        ),
        (1, 1, "Added 1 hat of straw to your own",
         "Wear them, or say --hat NAME. Their names: hat0.\n1 was there already."),
        (0, 2, "Added 0 hats of straw to your own", "2 were there already."),
    ],
)  # fmt: skip
def test_words(new, there, what, why):
    message = told_added(HATS, added(new, there))
    assert (message.level, message.what, message.why) == ("info", what, why)


def test_many_are_not_all_named():
    why = told_added(HATS, added(MOST_NAMED + 3)).why
    assert why.endswith(f"hat{MOST_NAMED - 1} and 3 more.")
