"""The gallery in the whole window: side list, faces, what is said of the chosen ones."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from facelab.ui.canvas.overlays import EmptyState
from facelab.ui.gallery.chips import Chips
from facelab.ui.gallery.details import Details
from facelab.ui.gallery.gallery import Gallery
from facelab.ui.gallery.nothing import Nothing, nothing_of
from facelab.ui.gallery.page_notice import PageNotice
from facelab.ui.gallery.page_top import PageTop
from facelab.ui.gallery.strip import count_text, focus_faces
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import SearchField
from facelab.ui.window.key_focus import takes_text


class GalleryPage(QWidget):
    """Lies over the middle of a window, its docks too, while it is open.

    Parameters
    ----------
    gallery : Gallery
    window : QMainWindow
        Menu bar, tool bar and status bar stay in sight.

    Signals
    -------
    open_changed : bool
    """

    open_changed = Signal(bool)

    def __init__(self, gallery: Gallery, window: QMainWindow) -> None:
        super().__init__(window)
        # The Tab key stays inside: what lies below is not in sight.
        self.setWindowFlags(Qt.WindowType.SubWindow)
        self._gallery = gallery
        self._window = window
        self._nothing: Nothing | None = None
        self._focus_before: QWidget | None = None
        self.setAccessibleName("Gallery of kept faces")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.top = PageTop(gallery, self)
        self.top.left.connect(self.close_page)
        self.count = self.top.count
        self.shelf = gallery.make_shelf(self)
        self.find_row = SearchField("Find a tag or cast", self)
        self.find_row.search_changed.connect(gallery.shelf_model.find)
        self.view = gallery.make_view("grid", "Kept faces", self)
        self.view.escaped.connect(self._on_escape)
        self.view.size_changed.connect(self.top.size_slider.setValue)
        self.top.size_slider.valueChanged.connect(self.view.set_side)
        self.chips = Chips("Remove filter:", self)
        self.chips.removed.connect(self._on_chip)
        self.details = Details(
            gallery.session, gallery.browsing, gallery.faces, gallery.choice, gallery.actions, self
        )
        self.empty = EmptyState(self.view)
        self.empty.action_requested.connect(lambda: gallery.do(self._nothing))
        self.notice = PageNotice(gallery, self)
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
        gallery.actions.opened.connect(self.close_page)
        gallery.details_requested.connect(self._on_details_requested)
        window.installEventFilter(self)
        self.hide()
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

    def set_open(self, opened: bool) -> None:
        """Show it over the window, or the window again."""
        if opened and self.isHidden():
            self._focus_before = self._window.focusWidget()
            self._place()
            self.show()
            self.raise_()
            self.refresh()
            self.take_keys()
        elif not opened and not self.isHidden():
            self.hide()
            before = self._focus_before
            # Sliders are made anew when a network is loaded: it may be gone.
            if before is not None and isValid(before) and before.isVisible():
                before.setFocus()

    def close_page(self) -> None:
        """Show the window again."""
        self.set_open(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it is open."""
        super().showEvent(event)
        self.open_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is closed."""
        super().hideEvent(event)
        self.notice.hide()
        if self.isHidden():  # not the whole window, put away for a while
            self.open_changed.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window, and the message in the middle of the faces."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            if watched is self._window and self.is_open():
                self._place()
            elif watched is self.view:
                self.empty.place(self.view.width(), self.view.height())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back; plain keys do not act on the face below."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_Escape and takes_text(QApplication.focusWidget()):
            self.notice.dismiss()
            self.take_keys()  # out of the field, not out of the gallery
        elif key == Qt.Key.Key_Escape:
            self._on_escape()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down) and (
            self.top.search.hasFocus() or self.find_row.hasFocus()
        ):
            self.take_keys()
        elif plain and key not in (Qt.Key.Key_G, Qt.Key.Key_Question):
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the notice in its place."""
        super().resizeEvent(event)
        narrow = self.width() < 900
        self.details.setVisible(not narrow)
        self.notice.put_in_place()

    def _place(self) -> None:
        window = self._window
        rect = window.rect()
        top = 0
        menu = window.menuWidget()
        if menu is not None and menu.isVisible():
            top = menu.geometry().bottom() + 1
        bottom = window.statusBar().height() if window.statusBar().isVisible() else 0
        for bar in window.findChildren(QWidget, "toolbar"):
            if bar.isVisible():
                top = max(top, bar.geometry().bottom() + 1)
        self.setGeometry(rect.adjusted(0, top, 0, -bottom))

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

    def _on_escape(self) -> None:
        browsing = self._gallery.browsing
        if self.notice.dismiss():
            return
        if browsing.query.text:
            self.top.search.clear()
        elif browsing.conditions():
            browsing.show_all()
        else:
            self.close_page()

    def _on_chip(self, place: int) -> None:
        conditions = self._gallery.browsing.conditions()
        if place < len(conditions):
            self._gallery.browsing.ask(conditions[place].without)

    def _on_details_requested(self) -> None:
        self.set_open(True)
        self.details.show()
        self.details.edit_tags()
