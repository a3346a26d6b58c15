"""Kept faces in the dock at the bottom: search, filter, and the faces; higher, more rows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from facelab.ui.gallery.chips import Chips
from facelab.ui.gallery.gallery import Gallery
from facelab.ui.gallery.nothing import nothing_of
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import ElidedLabel, SearchField, tool_button

# Of the search field.
WIDEST = 208
NARROWEST = 90
POPUP_SIZE = (250, 440)


class FilterPopup(QFrame):
    """The side list of the gallery in a pop-up."""

    def __init__(self, gallery: Gallery, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("picker")
        self.setAccessibleName("Filters")
        self.shelf = gallery.make_shelf(self)
        find = SearchField("Find a tag or cast", self)
        find.search_changed.connect(gallery.shelf_model.find)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_2,) * 4)
        layout.setSpacing(TOKENS.space_2)
        layout.addWidget(find)
        layout.addWidget(self.shelf)
        self.resize(*POPUP_SIZE)
        self._model = gallery.shelf_model

    def show_above(self, place: QWidget) -> None:
        """Open over a button, or under it where there is no room."""
        at = place.mapToGlobal(QPoint(0, 0))
        room = place.screen().availableGeometry()
        height = min(POPUP_SIZE[1], room.height() - 20)
        self.resize(POPUP_SIZE[0], height)
        top = at.y() - height - 4
        if top < room.top():
            top = min(at.y() + place.height() + 4, room.bottom() - height)
        self.move(max(room.left(), min(at.x(), room.right() - self.width())), top)
        self.show()
        self.shelf.setFocus()

    def hideEvent(self, event: object) -> None:
        """The list is whole again for the next one."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self._model.find("")


class GalleryStrip(QWidget):
    """The panel "Kept faces".

    Attributes
    ----------
    header : QWidget
        Its controls: a dock may show them in its title.

    Signals
    -------
    gallery_requested
        All of it is to be shown, in the whole window.
    """

    gallery_requested = Signal()

    def __init__(self, gallery: Gallery, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gallery = gallery
        browsing = gallery.browsing
        self.header = QWidget(self)
        self.search = SearchField("Search kept faces", self.header)
        self.search.setToolTip("Search name, tag, note and seed. Escape clears.")
        self.search.search_changed.connect(browsing.search)
        self.filter = tool_button(
            "filter", "Filter: casts, ratings, tags, dates", checkable=True, parent=self
        )
        self.filter.clicked.connect(self._show_filter)
        self.open = tool_button("gallery", "Show the library", "Library  (F8)", parent=self)
        self.open.clicked.connect(self.gallery_requested)
        self.count = ElidedLabel("", self)
        self.count.set_tone("text_dim")
        self.chips = Chips("Remove filter:", self, one_line=True)
        self.chips.removed.connect(self._on_chip)
        self.view = gallery.make_view("dock", "Kept faces", self)
        self.view.escaped.connect(self.search.clear)
        self.nothing = QLabel(self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setProperty("dim", True)
        self.search.returnPressed.connect(lambda: focus_faces(gallery, self.view))
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        for changed in (
            browsing.query_changed,
            gallery.faces.modelReset,
            gallery.choice.selectionChanged,
        ):
            changed.connect(self._soon.start)
        gallery.session.kept.changed.connect(self._on_session)
        gallery.session.model_changed.connect(self._on_session)
        gallery.session.networks.changed.connect(self._on_session)
        self.refresh()

    def _build(self) -> None:
        row = QHBoxLayout(self.header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.search, 10)
        row.addSpacing(TOKENS.space_1)
        row.addWidget(self.filter)
        row.addWidget(self.chips, 20)
        row.addStretch(1)
        row.addWidget(self.count)
        row.addSpacing(TOKENS.space_1)
        row.addWidget(self.open)
        self.search.setMaximumWidth(WIDEST)
        self.search.setMinimumWidth(NARROWEST)
        # It takes what is left, and gives way first: half a number of faces says nothing.
        self.search.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        inside = QWidget(self)
        self._stack = QStackedLayout(inside)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_1, 0, TOKENS.space_1, 0)
        layout.setSpacing(TOKENS.space_1)
        layout.addWidget(self.header)
        layout.addWidget(inside, 1)

    def begin_search(self) -> None:
        """Type what to look for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def pulse(self, number: int) -> None:
        """Show that a face was kept."""
        if self.isVisible():
            self.view.pulse(number)

    def refresh(self) -> None:
        """Show what is asked for and what was found."""
        browsing = self._gallery.browsing
        if self.search.text().strip() != browsing.query.text:
            self.search.setText(browsing.query.text)
        conditions = browsing.conditions()
        self.chips.set_chips([(each.label, each.icon) for each in conditions])
        self.filter.setChecked(bool(conditions))
        nothing = nothing_of(browsing, self._gallery.session.face.has_recipe)
        if nothing is not None:
            self.nothing.setText(f"{nothing.title}\n{nothing.text}")
        self._stack.setCurrentWidget(self.nothing if nothing is not None else self.view)
        self.count.setText(count_text(self._gallery))

    def showEvent(self, event: QShowEvent) -> None:
        """What was not shown while hidden is shown now."""
        super().showEvent(event)
        self.refresh()

    def _show_filter(self) -> None:
        self.refresh()  # it is lit while conditions hold, not by the press
        FilterPopup(self._gallery, self).show_above(self.filter)

    def _on_chip(self, place: int) -> None:
        conditions = self._gallery.browsing.conditions()
        if place < len(conditions):
            self._gallery.browsing.ask(conditions[place].without)

    def _on_session(self, _info: object = None) -> None:
        self._soon.start()


def count_text(gallery: Gallery) -> str:
    """How many faces there are, were found, are chosen."""
    found, total = len(gallery.browsing.ids), gallery.browsing.facets.total
    if gallery.browsing.query.binned:
        total = gallery.browsing.facets.binned
    chosen = gallery.choice.count()
    said = f"{found:,} of {total:,}" if found < total else f"{found:,}"
    if chosen > 1:
        return f"{said}, {chosen:,} selected"
    return f"{said} face{'s' if (total if found < total else found) != 1 else ''}"


def focus_faces(gallery: Gallery, view: QWidget) -> None:
    """The keys go to the faces; the first is the current one if none is."""
    if gallery.choice.current() is None and gallery.faces.rowCount():
        gallery.choice.choose(gallery.faces.number(0))
    view.setFocus(Qt.FocusReason.ShortcutFocusReason)
