"""Wishes of a cast out of files and into files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from facelab.casting.said import text_of
from facelab.casting.wishes import Wishes
from facelab.casting.wishes_file import write_wishes
from facelab.errors import RecipeError
from facelab.plain_text import counted, plain
from facelab.session.choices.cast import CastChoice, WishSaid
from facelab.session.disk import Writer
from facelab.session.messages import Message, message_of
from facelab.session.signals import Signal

MOST_LETTERS = 60  # of a file's name
MOST_FACES = 200  # that the window finds at once, and keeps in its memory


class WishesFiles:
    """Opens wishes and saves them.

    Signals
    -------
    arriving(): other wishes are about to take the place of what is wished.
    opened(CastChoice): this was in a file, and is what is wished now.
    """

    arriving = Signal()
    opened = Signal(CastChoice)

    def __init__(self, writer: Writer, tell: Callable[[Message], None]) -> None:
        self._writer = writer
        self._tell = tell

    def take(self, wishes: Wishes, path: Path) -> None:
        """Wish for what was read."""
        try:
            choice = choice_of(wishes)
        except RecipeError as error:
            self._tell(message_of(error))
            return
        name = plain(path.name, MOST_LETTERS)
        what = f"Opened {name}: a cast of {counted(choice.count, 'face')}"
        if wishes.count > choice.count:
            why = f"It wishes for {wishes.count:,}, of which the window finds {choice.count}."
            fix = "Give the file to facelab make cast with --wishes to find them all."
            self._tell(Message("warning", what, why, fix))
        else:
            self._tell(Message("info", what))
        self.arriving.emit()
        self.opened.emit(choice)

    def save(self, path: Path, wishes: Wishes) -> None:
        """Write wishes; a file that is there is replaced."""

        def done(_: None) -> None:
            self._tell(Message("info", f"Saved {plain(path.name, MOST_LETTERS)}", file=path))

        self._writer.run(
            lambda: write_wishes(path, wishes, overwrite=True),
            done,
            lambda error: self._tell(message_of(error)),
            promised=path.name,
        )


def choice_of(wishes: Wishes) -> CastChoice:
    """Wishes as the panel says them.

    Raises
    ------
    RecipeError
        The panel has no words for one of them.
    """
    shares = [WishSaid(text_of(each.wish), each.part) for each in wishes.shares]
    usual = Wishes(count=1)
    return CastChoice(
        rows=(*(WishSaid(text_of(each)) for each in wishes.wishes), *shares),
        count=min(wishes.count, MOST_FACES),
        apart=wishes.apart,
        even=wishes.even,
        seed=wishes.seed,
        psi=wishes.psi,
        apart_in_w=None if wishes.apart_in_w == usual.apart_in_w else wishes.apart_in_w,
        look_at=None if wishes.look_at == usual.look_at else wishes.look_at,
    )
