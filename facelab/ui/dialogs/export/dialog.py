"""The dialog for all that leaves: its tabs, what it takes, and what starts it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from facelab.session import Session
from facelab.session.exporting.scope import Scope
from facelab.ui.dialogs.export.tab import ExportTab, Scopes, TabEntry
from facelab.ui.dialogs.export.tabs import TABS
from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import ElidedLabel

SIZE = (1080, 760)
LONGEST = 600  # letters of a command that a tooltip shows; all of it is copied
NO_COMMAND = "No command does exactly this."


class ExportDialog(QDialog):
    """Stays open beside the window until something is exported or Escape is pressed.

    Parameters
    ----------
    session : Session
    scopes : callable
        Which faces there are to choose from.
    parent : QWidget or None
    tabs : sequence of TabEntry
    """

    def __init__(
        self,
        session: Session,
        scopes: Scopes,
        parent: QWidget | None = None,
        tabs: Sequence[TabEntry] = TABS,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setSizeGripEnabled(True)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setTabBarAutoHide(True)  # one tab says nothing that the title does not
        self._places: dict[str, int] = {}
        for entry in tabs:
            tab = entry.make(session, scopes, self)
            tab.changed.connect(self._show_standing)
            self._places[entry.name] = self.tabs.addTab(tab, entry.title)
        self.standing = ElidedLabel("", self)
        self.standing.set_tone("text_dim")
        self.standing.setAccessibleName("What it takes")
        self.copy = QPushButton("&Copy command", self)
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._on_copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.export = QPushButton("&Export", self)
        self.export.setProperty("primary", True)
        self.export.setDefault(True)
        buttons.addButton(self.export, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._on_export)
        buttons.rejected.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(TOKENS.space_4, TOKENS.space_2, TOKENS.space_4, TOKENS.space_4)
        bottom.setSpacing(TOKENS.space_3)
        bottom.addWidget(self.standing, 1)
        bottom.addWidget(self.copy)
        bottom.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(bottom)
        self.tabs.currentChanged.connect(lambda _: self._on_tab())
        self._waits = False  # the keys are the button's once it can be pressed
        self._scope: Scope | None = None
        self._opened: set[ExportTab] = set()  # since the dialog came up

    @property
    def tab(self) -> ExportTab:
        """The tab in front."""
        shown = self.tabs.currentWidget()
        assert isinstance(shown, ExportTab)
        return shown

    def open_for(self, scope: Scope | None = None, name: str = "") -> None:
        """Show it for these faces, with a tab in front."""
        if name:
            self.tabs.setCurrentIndex(self._places[name])
        if not self.isVisible():
            room = self.screen().availableSize()
            self.resize(min(SIZE[0], room.width() - 40), min(SIZE[1], room.height() - 60))
        self._scope, self._opened = scope, {self.tab}
        self.tab.open(scope)
        self._show_standing()
        self.show()
        self.raise_()
        self.activateWindow()
        self._keys_to_export()

    def done(self, result: int) -> None:
        """However it ends: nobody looks any more."""
        super().done(result)
        for place in range(self.tabs.count()):
            tab = self.tabs.widget(place)
            if isinstance(tab, ExportTab):
                tab.close_down()

    def _on_tab(self) -> None:
        """Another tab is in front: it opens when it is first looked at."""
        if self.isVisible() and self.tab not in self._opened:
            self._opened.add(self.tab)
            self.tab.open(self._scope)
        self._show_standing()

    def _show_standing(self) -> None:
        tab = self.tab
        ready = tab.ready and not tab.refused
        self.standing.setText(tab.refused if tab.ready and tab.refused else tab.standing)
        self.standing.set_tone("text_dim" if ready else "warning")
        # One that is disabled gives the keys to the next: Enter would close the dialog.
        had = self.export.hasFocus() or (self._waits and self.tabs.tabBar().hasFocus())
        self.export.setEnabled(ready)
        if had:
            self._keys_to_export()
        if not self.isVisible():
            return
        command = tab.command() if tab.ready else ""
        self.copy.setEnabled(bool(command))
        shown = command if len(command) <= LONGEST else f"{command[:LONGEST]}…"
        tip = f"Copy the command that does the same:\n{shown}" if command else NO_COMMAND
        self.copy.setToolTip(tooltip_of(tip))

    def _keys_to_export(self) -> None:
        """The button has the keys, or the tabs until there is something to export."""
        self._waits = not self.export.isEnabled()
        to = self.tabs.tabBar() if self._waits else self.export
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_copy(self) -> None:
        command = self.tab.command()
        if command:
            QGuiApplication.clipboard().setText(command)
            self.standing.setText(f"Copied: {command}")

    def _on_export(self) -> None:
        if self.tab.export():
            self.accept()
