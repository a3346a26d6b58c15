"""What the gallery looks at: one question to the library, shared by strip and page."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from facelab.library import Facets, Query
from facelab.library.values import Sort
from facelab.session import Session
from facelab.session.kept.view import LibraryView

DAY = 86400.0
# Name, days back; 0 is since midnight.
DATES: tuple[tuple[str, int], ...] = (
    ("Today", 0),
    ("Last 7 days", 7),
    ("Last 30 days", 30),
    ("Last 365 days", 365),
)
ORDERS: tuple[tuple[Sort, str], ...] = (
    ("newest", "Newest first"),
    ("oldest", "Oldest first"),
    ("name", "By name"),
    ("rating", "By rating"),
    ("random", "Shuffled"),
)


@dataclass(frozen=True)
class Condition:
    """A condition that holds: what it is called, and the question without it."""

    label: str
    icon: str
    without: Query


class Browsing(QObject):
    """The question and its answer.

    Signals
    -------
    query_changed
        Something else is asked.
    list_changed
        The answer is there, or is another.
    """

    query_changed = Signal()
    list_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept = session.kept
        self._networks = session.networks
        self._view: LibraryView | None = None
        self._like_name = ""
        self._date = ""
        self.query = Query()
        self._kept.changed.connect(self._on_library_changed)
        if self._kept.facets.total or self._kept.facets.binned:
            self._on_library_changed()

    @property
    def ids(self) -> NDArray[np.int64]:
        """Numbers of the faces found, in order."""
        return np.empty(0, dtype=np.int64) if self._view is None else self._view.ids

    @property
    def loading(self) -> bool:
        """Whether the answer is still to come."""
        return self._view is None or self._view.loading

    @property
    def facets(self) -> Facets:
        """What there is to choose from."""
        return self._kept.facets

    @property
    def date(self) -> str:
        """Name of the span of dates that is asked for, one of `DATES`; "" for any."""
        return self._date if self.query.since is not None else ""

    def networks(self) -> list[tuple[str, str, int]]:
        """Networks that faces are of: SHA-256, title, how many faces. Of two that are called the
        same the titles say which is which.
        """
        named = [
            (sha256, self._networks.title_of(sha256, name), count)
            for sha256, name, count in self.facets.models
        ]
        titles = Counter(title for _, title, _ in named)
        return [
            (sha256, title if titles[title] == 1 else f"{title} ({sha256[:8]})", count)
            for sha256, title, count in named
        ]

    # -- asking -------------------------------------------------------------------------------

    def ask(self, query: Query) -> None:
        """Ask something else."""
        if query == self.query:
            return
        self.query = query
        if self._view is not None:
            self._view.show(query)
        self.query_changed.emit()

    def search(self, text: str) -> None:
        """Look for words, as they are typed."""
        self.ask(replace(self.query, text=text))

    def order(self, sort: Sort) -> None:
        """Another order; "random" is shuffled anew each time."""
        shuffle = time.time_ns() % 2**31 if sort == "random" else 0
        self.ask(replace(self.query, sort=sort, like=None, shuffle=shuffle))

    def toggle_tag(self, tag: str) -> None:
        """Only faces with this tag too, or no longer so."""
        rest = tuple(old for old in self.query.tags if old.casefold() != tag.casefold())
        tags = rest if len(rest) < len(self.query.tags) else (*rest, tag)
        self.ask(replace(self.query, tags=tags))

    def toggle_rating(self, rating: int) -> None:
        """Only faces of at least this rating, or any."""
        self.ask(replace(self.query, rating=0 if self.query.rating == rating else rating))

    def toggle_model(self, model: str) -> None:
        """Only faces of this network, or of any."""
        self.ask(replace(self.query, model=None if self.query.model == model else model))

    def toggle_cast(self, cast: int) -> None:
        """Only faces of this cast, or all."""
        chosen = None if self.query.cast == cast else cast
        self.ask(replace(self.query, cast=chosen, binned=False))

    def toggle_date(self, name: str) -> None:
        """Only faces kept in this span, or at any time."""
        if self.date == name:
            self.ask(replace(self.query, since=None))
            return
        days = dict(DATES)[name]
        now = time.localtime()
        midnight = time.mktime((now.tm_year, now.tm_mon, now.tm_mday, 0, 0, 0, 0, 0, -1))
        self._date = name
        self.ask(replace(self.query, since=midnight - days * DAY))

    def show_all(self) -> None:
        """All faces that are not in the bin, in the order chosen."""
        sort: Sort = "newest" if self.query.sort == "similar" else self.query.sort
        self.ask(Query(sort=sort, shuffle=self.query.shuffle))

    def show_bin(self) -> None:
        """The bin."""
        self.ask(Query(binned=True))

    def show_like(self, number: int, name: str) -> None:
        """Faces like this one, the nearest first."""
        self._like_name = name
        self.ask(Query(sort="similar", like=number))

    def begin_anew(self) -> None:
        """It is another library: casts, and faces to be like, are not those asked for."""
        self.ask(Query())

    def conditions(self) -> list[Condition]:
        """What is asked for beside the words and the order, for a line above the faces."""
        query = self.query
        found: list[Condition] = []
        if query.sort == "similar":
            plain = replace(query, sort="newest", like=None)
            found.append(Condition(f"Like {self._like_name}", "like", plain))
        if query.binned:
            found.append(Condition("Bin", "bin", replace(query, binned=False)))
        if query.cast is not None:
            names = {cast.id: cast.name for cast in self.facets.casts}
            label = names.get(query.cast, "Deleted cast")
            found.append(Condition(label, "cast", replace(query, cast=None)))
        if query.rating:
            label = "★" * query.rating + (" and up" if query.rating < 5 else "")
            found.append(Condition(label, "star", replace(query, rating=0)))
        if query.since is not None:
            found.append(Condition(self._date, "calendar", replace(query, since=None)))
        if query.model is not None:
            titles = {sha256: title for sha256, title, _ in self.networks()}
            label = titles.get(query.model) or self._networks.title_of(query.model, "")
            found.append(Condition(label, "model", replace(query, model=None)))
        for tag in query.tags:
            rest = tuple(other for other in query.tags if other != tag)
            found.append(Condition(tag, "tag", replace(query, tags=rest)))
        return found

    # -- the library --------------------------------------------------------------------------

    def _on_library_changed(self) -> None:
        # Not before there is a library: to ask for what is not there would be an error.
        if self._view is None:
            self._view = self._kept.view(self.query)
            self._view.changed.connect(self._on_view_changed)
        elif self.query.cast is not None and all(
            cast.id != self.query.cast for cast in self.facets.casts
        ):
            self.ask(replace(self.query, cast=None))

    def _on_view_changed(self) -> None:
        self.list_changed.emit()
