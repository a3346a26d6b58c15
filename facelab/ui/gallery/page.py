"""The gallery: side list, faces, what is said of the chosen ones, in a workspace of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from facelab.ui.canvas.overlays import EmptyState
from facelab.ui.gallery.chips import Chips
from facelab.ui.gallery.details import Details
from facelab.ui.gallery.gallery import Gallery
from facelab.ui.gallery.nothing import Nothing, nothing_of
from facelab.ui.gallery.page_top import PageTop
from facelab.ui.gallery.strip import count_text, focus_faces
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import SearchField

NARROW = 900  # of a page without room for the details


class GalleryPage(QWidget):
    """In the middle of a window while it is open, in the place of the picture.

    Parameters
    ----------
    gallery : Gallery

    Signals
    -------
    wanted
        It is to be shown.
    left
        What was there before is to be shown.
    escaped
        Escape was pressed on a face: the window knows what for.
    """

    wanted = Signal()
    left = Signal()
    escaped = Signal()

    def __init__(self, gallery: Gallery, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gallery = gallery
        self._nothing: Nothing | None = None
        self.setAccessibleName("Library of kept faces")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.top = PageTop(gallery, self)
        self.top.left.connect(self.left)
        self.count = self.top.count
        self.shelf = gallery.make_shelf(self)
        self.find_row = SearchField("Find a tag or cast", self)
        self.find_row.search_changed.connect(gallery.shelf_model.find)
        self.view = gallery.make_view("grid", "Kept faces", self)
        self.view.escaped.connect(self.escaped)
        self.view.size_changed.connect(self.top.size_slider.setValue)
        self.top.size_slider.valueChanged.connect(self.view.set_side)
        self.chips = Chips("Remove filter:", self)
        self.chips.removed.connect(self._on_chip)
        self.details = Details(
            gallery.session, gallery.browsing, gallery.faces, gallery.choice, gallery.actions, self
        )
        self.empty = EmptyState(self.view)
        self.empty.action_requested.connect(self._on_empty_button)
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        for changed in (
            gallery.browsing.query_changed,
            gallery.faces.modelReset,
            gallery.choice.selectionChanged,
        ):
            changed.connect(self._soon.start)
        gallery.session.kept.changed.connect(self._on_session)
        gallery.session.model_changed.connect(self._on_session)
        gallery.session.networks.changed.connect(self._on_session)
        gallery.details_requested.connect(self._on_details_requested)
        self.view.installEventFilter(self)

    # -- parts -----------------------------------------------------------------------------------

    def _build(self) -> None:
        left, middle = QWidget(self), QWidget(self)
        side = QVBoxLayout(left)
        side.setContentsMargins(TOKENS.space_2, 0, 0, TOKENS.space_2)
        side.setSpacing(TOKENS.space_1)
        side.addWidget(self.find_row)
        side.addWidget(self.shelf, 1)
        faces = QVBoxLayout(middle)
        faces.setContentsMargins(TOKENS.space_2, 0, TOKENS.space_1, TOKENS.space_1)
        faces.setSpacing(TOKENS.space_2)
        faces.addWidget(self.chips)
        faces.addWidget(self.view, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setHandleWidth(5)
        for part in (left, middle, self.details):
            self.split.addWidget(part)
        self.split.setStretchFactor(1, 1)
        self.split.setCollapsible(1, False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(self.split, 1)

    # -- open and closed -----------------------------------------------------------------------

    def is_open(self) -> bool:
        """Whether it is shown."""
        return not self.isHidden()

    def begin_search(self) -> None:
        """Type what to look for."""
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def take_keys(self) -> None:
        """The keys go to the faces."""
        focus_faces(self._gallery, self.view)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was asked for meanwhile."""
        super().showEvent(event)
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The message stays in the middle of the faces."""
        kinds = (QEvent.Type.Resize, QEvent.Type.LayoutRequest)
        if watched is self.view and event.type() in kinds:
            self.empty.place(self.view.width(), self.view.height())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search to what it found; the rest is the window's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down) and (
            self.top.search.hasFocus() or self.find_row.hasFocus()
        ):
            self.take_keys()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the faces have the room."""
        super().resizeEvent(event)
        self.details.setVisible(self.width() >= NARROW)

    # -- showing ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is asked for and what was found."""
        if not self.is_open():
            return
        browsing = self._gallery.browsing
        self.top.refresh()
        self.chips.set_chips([(each.label, each.icon) for each in browsing.conditions()])
        self._nothing = nothing_of(browsing, self._gallery.session.face.has_recipe)
        if self._nothing is None:
            self.empty.hide()
        else:
            said = self._nothing
            self.empty.show_message(said.title, said.text, said.button, said.icon)
            self.empty.place(self.view.width(), self.view.height())
        self.count.setText(count_text(self._gallery))

    def _on_session(self, _info: object = None) -> None:
        self._soon.start()

    # -- the hand --------------------------------------------------------------------------------

    def escape(self) -> bool:
        """Take a step out of the search, then of the filters. Returns whether there was one."""
        browsing = self._gallery.browsing
        if browsing.query.text:
            self.top.search.clear()
            return True
        narrowed = bool(browsing.conditions())
        if narrowed:
            browsing.show_all()
        return narrowed

    def _on_empty_button(self) -> None:
        self.view.setFocus()  # the button goes: Qt would give its keys to anyone
        self._gallery.do(self._nothing)

    def _on_chip(self, place: int) -> None:
        conditions = self._gallery.browsing.conditions()
        if place < len(conditions):
            self._gallery.browsing.ask(conditions[place].without)

    def _on_details_requested(self) -> None:
        self.wanted.emit()
        self.details.show()
        self.details.edit_tags()
