"""The side list of the gallery as rows: all, bin, casts, ratings, dates, models, tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from facelab.ui.gallery.browsing import DATES, Browsing

_Index = QModelIndex | QPersistentModelIndex
Kind = Literal["all", "bin", "cast", "new_cast", "rating", "date", "model", "tag", "more", "title"]
ROW = Qt.ItemDataRole.UserRole
# Tags in the list unless more are asked for; the largest first.
SOME_TAGS = 12
MOST_TAGS = 300


@dataclass(frozen=True)
class Row:
    """A row: what it stands for, its text, how many faces, whether it holds now."""

    kind: Kind
    key: str | int
    text: str
    count: int | None = None
    on: bool = False
    icon: str = ""


class ShelfModel(QAbstractListModel):
    """Rows made from what the library holds and what is asked for."""

    def __init__(self, browsing: Browsing) -> None:
        super().__init__(browsing)
        self._browsing = browsing
        self._rows: list[Row] = []
        self._closed: set[str] = set()
        self._all_tags = False
        self._words = ""
        self.refresh()

    def row(self, place: int) -> Row:
        """What is at a place."""
        return self._rows[place]

    def rows(self) -> list[Row]:
        """All of them."""
        return list(self._rows)

    def toggle_section(self, title: str) -> None:
        """Fold a section, or unfold it."""
        self._closed ^= {title}
        self.refresh()

    def is_closed(self, title: str) -> bool:
        """Whether a section is folded."""
        return title in self._closed

    def show_more(self) -> None:
        """All tags, up to 300, by name; or the largest few again."""
        self._all_tags = not self._all_tags
        self.refresh()

    def find(self, words: str) -> None:
        """Only rows in whose text these letters are."""
        self._words = words.casefold().strip()
        self.refresh()

    def refresh(self) -> None:
        """The library or the question has changed."""
        rows = self._make()
        if [(r.kind, r.key) for r in rows] == [(r.kind, r.key) for r in self._rows]:
            changed = [n for n, (a, b) in enumerate(zip(rows, self._rows, strict=True)) if a != b]
            self._rows = rows
            if changed:
                self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _make(self) -> list[Row]:
        query, facets = self._browsing.query, self._browsing.facets
        plain = not (
            query.binned or query.cast is not None or query.rating or query.tags or query.model
        )
        everything = plain and query.since is None and query.sort != "similar"
        rows = [
            Row("all", "", "All faces", facets.total, everything, "gallery"),
            Row("bin", "", "Bin", facets.binned, query.binned, "bin"),
        ]
        casts = [
            Row("cast", cast.id, cast.name, cast.count, query.cast == cast.id, "cast")
            for cast in facets.casts
        ]
        rows += self._section("Casts", [*casts, Row("new_cast", "", "New cast…", icon="add")])
        rows += self._section(
            "Rating",
            [
                Row("rating", stars, "★" * stars, None, query.rating == stars)
                for stars in range(5, 0, -1)
            ],
        )
        rows += self._section(
            "Kept",
            [Row("date", name, name, None, self._browsing.date == name) for name, _ in DATES],
        )
        if len(facets.models) > 1 or query.model is not None:
            rows += self._section(
                "Network",
                [
                    Row("model", sha256, title, count, query.model == sha256)
                    for sha256, title, count in self._browsing.networks()
                ],
            )
        rows += self._section("Tags", self._tags())
        if self._words:
            kept = ("cast", "tag", "model", "date")
            rows = [
                row
                for row in rows
                if row.kind in ("title", "more")
                or (row.kind in kept and self._words in row.text.casefold())
            ]
            rows = [
                row
                for place, row in enumerate(rows)
                if row.kind != "title"
                or (place + 1 < len(rows) and rows[place + 1].kind not in ("title", "more"))
            ]
        return rows

    def _tags(self) -> list[Row]:
        query, facets = self._browsing.query, self._browsing.facets
        chosen = {tag.casefold() for tag in query.tags}
        tags = [(name, count, name.casefold() in chosen) for name, count in facets.tags]
        found = [tag for tag in tags if self._words in tag[0].casefold()]
        if self._words or self._all_tags:
            shown = found[:MOST_TAGS]
        else:
            largest = sorted(found, key=lambda tag: (not tag[2], -tag[1]))[:SOME_TAGS]
            shown = sorted(largest, key=lambda tag: tag[0].casefold())
        rows = [Row("tag", name, name, count, on) for name, count, on in shown]
        left = len(found) - len(shown)
        if self._all_tags and not self._words:
            text = f"Fewer ({left:,} more: search by name)" if left else "Fewer"
            rows.append(Row("more", "fewer", text))
        elif left:
            text = f"{left:,} more: keep typing" if self._words else f"{left:,} more…"
            rows.append(Row("more", "more", text))
        return rows

    def _section(self, title: str, rows: list[Row]) -> list[Row]:
        if not rows:
            return []
        shut = title in self._closed and not self._words
        return [Row("title", title, title), *(() if shut else rows)]

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, and what a screen reader says."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if row.kind == "title":
                return f"{row.text}, {'folded' if row.text in self._closed else 'unfolded'}"
            text = f"{row.key} stars and up" if row.kind == "rating" else row.text
            count = "" if row.count is None else f", {row.count} faces"
            return f"{text}{count}{', chosen' if row.on else ''}"
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every row can be pressed."""
        flag = Qt.ItemFlag
        base = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemNeverHasChildren
        return base | flag.ItemIsDropEnabled if index.isValid() else flag.NoItemFlags
