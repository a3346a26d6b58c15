"""Which faces leave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from facelab.plain_text import counted
from facelab.session.exporting.scope import Scope
from facelab.ui.dialogs.export.form import Part, fill
from facelab.ui.outside_text import tooltip_of

LONGEST = 60  # letters of a title


class What(Part):
    """A list of scopes.

    Signals
    -------
    changed
        The user has chosen another.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("What", parent)
        self._scopes: list[Scope] = []
        self.faces = self.choice("Fa&ces", "Which faces to export")
        self.faces.activated.connect(lambda _: self._on_activated())

    def offer(self, scopes: Sequence[Scope], chosen: Scope | None) -> None:
        """Offer these, and show one; emits nothing."""
        self._scopes = list(scopes)
        place = next((k for k, each in enumerate(scopes) if _same(each, chosen)), None)
        if place is None and chosen is not None:
            self._scopes.insert(0, chosen)
            place = 0
        elif place is not None and chosen is not None and chosen.kind == "chosen":
            self._scopes[place] = chosen  # those that were meant, whatever is selected by now
        choices = [(k, _title(each)) for k, each in enumerate(self._scopes)]
        fill(self.faces, choices, place or 0)
        self._show_tip()

    @property
    def scope(self) -> Scope | None:
        """What is chosen."""
        place = self.faces.currentIndex()
        return self._scopes[place] if 0 <= place < len(self._scopes) else None

    def _on_activated(self) -> None:
        self._show_tip()
        self.changed.emit()

    def _show_tip(self) -> None:
        told = self.scope.title if self.scope is not None else ""
        self.faces.setToolTip(tooltip_of(told))


def _same(one: Scope, other: Scope | None) -> bool:
    if other is None or one.kind != other.kind:
        return False
    return one.query == other.query


def _title(scope: Scope) -> str:
    title = scope.title
    if len(title) > LONGEST:
        title = f"{title[: LONGEST - 1]}…"
    return (
        title if scope.kind in ("shown", "chosen") else f"{title} ({counted(scope.count, 'face')})"
    )
