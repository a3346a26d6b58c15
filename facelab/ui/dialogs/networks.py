"""The networks, and a card of each: what it is, where from, on what terms."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from facelab.engine import ModelInfo
from facelab.plain_text import plain
from facelab.session import Session
from facelab.session.known_networks import KnownNetwork
from facelab.ui.dialogs.question import confirmed
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets.text_label import text_label

PLACES = {"catalogue": "facelab's catalogue", "added": "added by you", "file": "a file you opened"}
FAMILIES = {
    "mobilestylegan": "MobileStyleGAN",
    "stylegan2": "StyleGAN2",
    "stylegan3": "StyleGAN3",
}
FACTS = (
    "Family", "Pictures", "Size", "Licence", "Trained on", "From", "Kept as", "File",
    "SHA-256", "In use",
)  # fmt: skip
MOST_LETTERS = 600

_HASH = re.compile(r"\b[0-9a-f]{64}\b")


class NetworksDialog(QDialog):
    """Lists the networks. It stays open beside the window.

    Parameters
    ----------
    session : Session
    use : callable
        Loads a network.
    ask_file : callable
        Asks for a file, and loads its network.
    parent : QWidget
    """

    def __init__(
        self,
        session: Session,
        use: Callable[[KnownNetwork], None],
        ask_file: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._networks = session.networks
        self._use = use
        self.setWindowTitle("Networks")
        self.setSizeGripEnabled(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Networks")
        self.list.setMinimumWidth(200)
        self.list.currentRowChanged.connect(lambda _: self._show_card())
        self.list.itemActivated.connect(lambda _: self._on_use())
        self.title = text_label("", self)
        self.title.setFont(text_font(size="title", bold=True))
        self.facts: dict[str, QLabel] = {}
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(TOKENS.space_4)
        self._form.setVerticalSpacing(TOKENS.space_2)
        for name in FACTS:
            key, said = QLabel(name, self), text_label("", self)
            key.setProperty("dim", True)
            said.setAccessibleName(name)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._form.addRow(key, said)
            self.facts[name] = said
        self.use_button = QPushButton("Use", self)
        self.use_button.clicked.connect(self._on_use)
        self.remove_button = QPushButton("Remove…", self)
        self.remove_button.clicked.connect(self._on_remove)
        open_button = QPushButton("Open network…", self)
        open_button.clicked.connect(ask_file)
        for each in (self.use_button, self.remove_button, open_button):
            each.setAutoDefault(False)
        self._lay_out(open_button)
        self._networks.changed.connect(self._refresh)

    def sizeHint(self) -> QSize:
        """Room for a card, on a small screen as well."""
        room = self.screen().availableSize()
        return QSize(min(820, room.width() - 60), min(470, room.height() - 100))

    def open_again(self) -> None:
        """Show it, with the network in use chosen."""
        self._networks.refresh(self._choose_used)
        self._refresh()
        self._choose_used()
        self.show()
        self.raise_()
        self.activateWindow()
        self.list.setFocus()

    def _lay_out(self, open_button: QPushButton) -> None:
        card = QWidget(self)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(TOKENS.space_3, 0, TOKENS.space_3, 0)
        inside.setSpacing(TOKENS.space_3)
        inside.addWidget(self.title)
        inside.addLayout(self._form)
        inside.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(card)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keys = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        keys.rejected.connect(self.close)
        columns = QHBoxLayout()
        columns.addWidget(self.list, 2)
        columns.addWidget(scroll, 5)
        low = QHBoxLayout()
        low.addWidget(open_button)
        low.addStretch(1)
        low.addWidget(self.remove_button)
        low.addWidget(self.use_button)
        low.addWidget(keys)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_3,) * 4)
        layout.setSpacing(TOKENS.space_3)
        layout.addLayout(columns, 1)
        layout.addLayout(low)

    # -- showing -------------------------------------------------------------------------------

    @property
    def chosen(self) -> KnownNetwork | None:
        """The network whose card is shown."""
        row = self.list.currentRow()
        known = self._networks.known
        return known[row] if 0 <= row < len(known) else None

    def _refresh(self) -> None:
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for known in self._networks.known:
            used = self._networks.is_in_use(known)
            item = QListWidgetItem(plain(known.title, 60))
            font = item.font()
            font.setBold(used)
            item.setFont(font)
            note = ", in use" if used else "" if known.here else ", not here"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, item.text() + note)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.list.blockSignals(False)
        self._show_card()

    def _choose_used(self) -> None:
        for row, known in enumerate(self._networks.known):
            if self._networks.is_in_use(known):
                self.list.setCurrentRow(row)
                return

    def _show_card(self) -> None:
        known = self.chosen
        for name in FACTS:
            self._form.setRowVisible(self.facts[name], False)
        used = known is not None and self._networks.is_in_use(known)
        self.use_button.setEnabled(
            known is not None and not used and (known.here or known.entry is not None)
        )
        fetched = known is None or known.here or known.entry is None
        self.use_button.setText("Use" if fetched else "Download…")
        removable = known is not None and known.place != "catalogue" and not used
        self.remove_button.setEnabled(removable)
        forgets = known is not None and known.place == "file"
        self.remove_button.setText("Take off the list" if forgets else "Remove…")
        self.remove_button.setToolTip("Use another network first" if used else "")
        if known is None:
            self.title.setText("No network chosen")
            return
        self.title.setText(plain(known.title, 80))
        model = self._session.model if used else None
        for name, text in facts_of(known, model).items():
            if text:
                self.facts[name].setText(plain(text, MOST_LETTERS))
                self._form.setRowVisible(self.facts[name], True)

    # -- buttons -------------------------------------------------------------------------------

    def _on_use(self) -> None:
        known = self.chosen
        if known is not None and self.use_button.isEnabled():
            self._use(known)

    def _on_remove(self) -> None:
        known = self.chosen
        if known is None:
            return
        if known.place == "file":
            self._networks.forget_recent(known)
        elif confirmed(
            self,
            f"Remove {plain(known.title, 60)}?",
            f"Its file ({known.bytes / 1e6:.0f} MB) is deleted. Faces that you kept of it stay, "
            "and can be opened again once you add it again.",
            "Remove",
        ):
            self._networks.remove(known)


def facts_of(known: KnownNetwork, model: ModelInfo | None) -> dict[str, str]:
    """What the card says; `model` if it is in use."""
    size = f"{known.bytes / 1e6:,.1f} MB" if known.bytes else ""
    if not known.here and known.entry is not None:
        size += " to download"
    where = str(known.path) if known.here else "" if known.entry else f"not found: {known.path}"
    in_use = ""
    if model is not None:
        directions = len(model.directions)
        named = f"{directions} directions" if directions else "no named directions"
        classes = f", {model.labels} classes" if model.labels else ""
        preview = f"previews from {model.preview_size} px" if model.preview_size else "no previews"
        rows = f"{model.num_ws} style rows"
        in_use = f"{model.device}, {model.backend}; {rows}, {preview}, {named}{classes}"
    return {
        "Family": FAMILIES.get(known.family, known.family),
        "Pictures": f"{known.resolution} × {known.resolution} pixels",
        "Size": size,
        "Licence": known.licence,
        "Trained on": known.training_data,
        "From": _HASH.sub(lambda found: _in_parts(found[0]), known.source),
        "Kept as": PLACES[known.place],
        "File": where,
        "SHA-256": _in_parts(known.sha256),
        "In use": in_use,
    } | ({"File": known.problem} if known.problem else {})


def _in_parts(sha256: str) -> str:
    """A hash that can be broken into lines."""
    return " ".join(sha256[k : k + 16] for k in range(0, len(sha256), 16))
