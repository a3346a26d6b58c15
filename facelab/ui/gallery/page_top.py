"""The line above the faces of the gallery's page: back, search, order, size, import and export."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QWidget

from facelab.library.values import Sort
from facelab.ui.gallery.browsing import ORDERS
from facelab.ui.gallery.cards_view import SIDE, SIDES
from facelab.ui.gallery.gallery import Gallery
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import ChoiceBox, ElidedLabel, SearchField, tool_button


class SizeSlider(QSlider):
    """How large the pictures are. As everywhere the wheel moves it with Ctrl only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(*SIDES)
        self.setValue(SIDE)
        self.setSingleStep(8)
        self.setPageStep(16)
        self.setFixedWidth(110)
        self.setAccessibleName("Size of the pictures")
        self.setToolTip("Size of the pictures  (Ctrl+wheel)")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A step, if Ctrl is held."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turn = event.angleDelta().y()
            self.setValue(self.value() + (self.pageStep() if turn > 0 else -self.pageStep()))
            event.accept()
        else:
            event.ignore()


class PageTop(QWidget):
    """Asks for other faces, another order, another size.

    Signals
    -------
    left
        Back to the window.
    """

    left = Signal()

    def __init__(self, gallery: Gallery, parent: QWidget) -> None:
        super().__init__(parent)
        self._gallery = gallery
        self.back = tool_button("step_back", "Back to the face", "Back  (Esc)", parent=self)
        self.back.clicked.connect(self.left)
        self.title = ElidedLabel("Kept faces", self)
        self.title.setFont(text_font(size="title", bold=True))
        self.title.setFixedWidth(self.title.sizeHint().width() + TOKENS.space_1)
        self.count = ElidedLabel("", self)
        self.count.set_tone("text_dim")
        self.search = SearchField("Search name, tag, note or seed", self)
        self.search.setMaximumWidth(420)
        self.search.setMinimumWidth(140)
        self.search.search_changed.connect(gallery.browsing.search)
        self.order = ChoiceBox(self)
        self.order.setAccessibleName("Order")
        self.order.setToolTip("Order")
        self.order.setPlaceholderText("By likeness")
        for sort, text in ORDERS:
            self.order.addItem(text, sort)
        self.order.activated.connect(self._on_order)
        self.size_slider = SizeSlider(self)
        self.more = tool_button("more", "Import, export and more", parent=self)
        self.more.clicked.connect(self._show_more)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_2, TOKENS.space_2, TOKENS.space_3, TOKENS.space_2)
        layout.setSpacing(TOKENS.space_2)
        layout.addWidget(self.back)
        layout.addWidget(self.title)
        layout.addWidget(self.count, 1)
        layout.addWidget(self.search, 2)
        layout.addStretch(1)
        layout.addWidget(self.order)
        layout.addWidget(self.size_slider)
        layout.addWidget(self.more)

    def refresh(self) -> None:
        """Show what is asked for."""
        query = self._gallery.browsing.query
        if self.search.text().strip() != query.text:
            self.search.setText(query.text)
        self.order.setCurrentIndex(self.order.findData(query.sort))
        self.title.setText("Bin" if query.binned else "Kept faces")

    def make_more_menu(self) -> QMenu:
        """Import, export, casts, bin."""
        gallery, actions = self._gallery, self._gallery.actions
        chosen = [int(number) for number in gallery.choice.ids()]
        found = [int(number) for number in gallery.browsing.ids]
        menu = QMenu(self)
        menu.addAction("Import faces and timelines…", actions.import_file)
        menu.addSeparator()
        what = menu.addAction("Export pictures of results…", actions.export_pictures_found)
        what.setEnabled(bool(found))
        what = menu.addAction(
            "Export pictures of selected…", lambda: actions.export_pictures(chosen)
        )
        what.setEnabled(bool(chosen))
        menu.addSeparator()
        what = menu.addAction("Export all faces and timelines…", lambda: actions.export(None))
        what.setEnabled(actions.can_export_all)
        what = menu.addAction("Export results as .facelab file…", lambda: actions.export(found))
        what.setEnabled(bool(found))
        what = menu.addAction("Export selected as .facelab file…", lambda: actions.export(chosen))
        what.setEnabled(bool(chosen))
        menu.addSeparator()
        menu.addAction("New cast…", lambda: actions.new_cast())
        empty = menu.addAction("Empty bin…", actions.empty_bin)
        empty.setEnabled(bool(gallery.browsing.facets.binned))
        return menu

    def _show_more(self) -> None:
        menu = self.make_more_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_order(self, place: int) -> None:
        sort: Sort = self.order.itemData(place)
        self._gallery.browsing.order(sort)
