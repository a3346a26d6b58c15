"""What a gallery looks through: a list of numbers, and cards and pictures as they come by."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from facelab.library import Card, Facets, Query, Reading, Sort
from facelab.progress import Stop
from facelab.session.dispatch import Dispatch
from facelab.session.kept.reader import LibraryReader
from facelab.session.signals import Signal

# A picture is about 10 KB, a card half of one.
PICTURES = 2_000
CARDS = 20_000
AT_ONCE = 256
# How many cards are always there.
STRIP = 500


class LibraryView:
    """The faces that a query asks for, kept up to date while it is open.

    Attributes
    ----------
    query : Query
    ids : int64 [found]
        Numbers of the faces in the query's order: 0.8 MB for 100,000.
    loading : bool
        Whether the answer to `query` is still to come; `ids` is of the one before. Not while
        the same is asked again because the library has changed.

    Signals
    -------
    changed(): `ids` is another list, or the answer to another query; never if neither.
    """

    changed = Signal()

    def __init__(self, reader: LibraryReader, failed: Callable[[Exception], None]) -> None:
        self._reader = reader
        self._failed = failed
        self.query = Query()
        self.ids: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.loading = False
        self.is_open = True
        self._answered: Query | None = None

    def show(self, query: Query) -> None:
        """Ask for other faces; the last question wins, so every key typed may ask."""
        self.query = query
        self.refresh()

    def refresh(self) -> None:
        """Ask again: the library has changed."""
        query = self.query
        self.loading = query != self._answered

        def ask(reading: Reading, stop: Stop) -> NDArray[np.int64]:
            return reading.ids(query, stop)

        self._reader.ask(("view", id(self)), ask, self._on_found, self._on_failed_to_find)

    def begin_anew(self) -> None:
        """It is another library: what was found is not in it, nor is a cast of the other one."""
        sort: Sort = "newest" if self.query.like is not None else self.query.sort
        self.query = replace(self.query, cast=None, like=None, sort=sort)
        self._answered = None
        self.ids = np.empty(0, dtype=np.int64)
        self.loading = True
        self.changed.emit()

    def close(self) -> None:
        """Look no longer."""
        self.is_open = False
        self._reader.forget(("view", id(self)))

    def _on_found(self, ids: NDArray[np.int64]) -> None:
        same = self._answered == self.query and np.array_equal(ids, self.ids)
        self._answered = self.query
        self.loading = False
        if not same:
            self.ids = ids
            self.changed.emit()

    def _on_failed_to_find(self, error: Exception) -> None:
        self.loading = False
        self._failed(error)
        self.changed.emit()


class LibraryCards:
    """Cards and pictures of faces: what is here at once, the rest soon.

    Signals
    -------
    ready(frozenset): `get` and `thumbnail` of these numbers say something new.
    """

    ready = Signal(frozenset)

    def __init__(self, reader: LibraryReader, dispatch: Dispatch) -> None:
        self._reader = reader
        self._dispatch = dispatch
        self._cards: OrderedDict[int, Card | None] = OrderedDict()
        self._pictures: OrderedDict[int, bytes] = OrderedDict()
        self._wanted: OrderedDict[tuple[str, int], None] = OrderedDict()
        self._stale: set[int] = set()
        self._asking = False
        self._library = 0  # which, so that what was asked of another one is not heard

    def get(self, number: int) -> Card | None:
        """The card of a face; None if it is still to come (`ready` follows) or the face is
        gone.
        """
        if number not in self._cards or number in self._stale:
            self._want("card", number)
        else:
            self._cards.move_to_end(number)
        return self._cards.get(number)

    def thumbnail(self, number: int) -> bytes | None:
        """The picture of a face as JPEG, empty if it has none; None if it is still to come,
        then `ready` follows.
        """
        if number in self._pictures:
            self._pictures.move_to_end(number)
            return self._pictures[number]
        self._want("picture", number)
        return None

    def forget_changed(self) -> None:
        """The library has changed: cards are asked for anew, and shown as they were until
        then; a picture never changes, but one that was missing may be there.
        """
        self._stale.update(self._cards)
        for number in [number for number, jpeg in self._pictures.items() if not jpeg]:
            del self._pictures[number]

    def forget_all(self) -> None:
        """It is another library: the numbers are those of other faces."""
        self._library += 1
        self._cards.clear()
        self._pictures.clear()
        self._wanted.clear()
        self._stale.clear()
        self._asking = False

    def _want(self, kind: str, number: int) -> None:
        self._wanted[kind, number] = None
        self._wanted.move_to_end((kind, number))
        if not self._asking:
            self._asking = True
            # Once for all that a paint of the gallery asks for.
            self._ask_soon()

    def _ask_soon(self) -> None:
        library = self._library
        self._dispatch(lambda: self._ask() if library == self._library else None)

    def _ask(self) -> None:
        # What was asked for last is on the screen now; what was scrolled past can wait.
        newest = [self._wanted.popitem()[0] for _ in range(min(AT_ONCE, len(self._wanted)))]
        cards = [number for kind, number in newest if kind == "card"]
        pictures = [number for kind, number in newest if kind == "picture"]
        if len(self._wanted) > 4 * AT_ONCE:
            self._wanted.clear()

        def ask(reading: Reading, _: Stop) -> tuple[list[Card], dict[int, bytes]]:
            with reading.one_moment():
                return reading.cards(cards), reading.thumbnails(pictures)

        self._reader.ask(
            ("cards", id(self)),
            ask,
            lambda answer: self._on_answer(cards, pictures, *answer),
            lambda error: self._on_answer((), (), [], {}),
        )

    def _on_answer(
        self,
        cards: Iterable[int],
        pictures: Iterable[int],
        found: list[Card],
        jpegs: dict[int, bytes],
    ) -> None:
        by_number = {card.id: card for card in found}
        said = set()
        for number in cards:
            self._stale.discard(number)
            self._cards[number] = by_number.get(number)
            said.add(number)
        for number in pictures:
            self._pictures[number] = jpegs.get(number, b"")
            said.add(number)
        while len(self._cards) > CARDS:
            self._stale.discard(self._cards.popitem(last=False)[0])
        while len(self._pictures) > PICTURES:
            self._pictures.popitem(last=False)
        self._asking = bool(self._wanted)
        if self._asking:
            self._ask_soon()
        if said:
            self.ready.emit(frozenset(said))


def read_strip(reading: Reading, _: Stop) -> tuple[list[Card], Facets]:
    """The cards of the newest faces, and what there is to filter by."""
    with reading.one_moment():  # a write in between would have them contradict each other
        return reading.cards(reading.ids(Query(limit=STRIP)).tolist()), reading.facets()
