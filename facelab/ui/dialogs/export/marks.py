"""What the pictures say of themselves: the same switches as in the settings, in plain words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facelab.export.provenance.facts import VARIABLE, parts_of_environment
from facelab.session import Session
from facelab.ui.dialogs.export.form import Part
from facelab.ui.dialogs.saying_settings import PARTS
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import Switch
from facelab.ui.widgets.text_label import text_label


class Marks(Part):
    """Four switches; they change the settings at once, as there is one truth for all pictures."""

    def __init__(
        self,
        session: Session,
        parent: QWidget,
        title: str = "What the pictures say",
        carries: str = "Each carries its recipe and, unless you switch it off:",
    ) -> None:
        super().__init__(title, parent)
        self._session = session
        # Not rows of the form: where these wrap, it may give each the same height.
        rows = QVBoxLayout()
        rows.setSpacing(0)
        self.form.addRow(rows)
        rows.addWidget(text_label(carries, self, dim=True))
        self.switches: dict[str, Switch] = {}
        for name, title, told in PARTS:
            switch = Switch(title, self)
            switch.setToolTip(told)
            switch.setAccessibleDescription(told)
            switch.clicked.connect(lambda on, name=name: session.change_settings(**{name: on}))
            self.switches[name] = switch
            line = text_label(told, self, dim=True)
            line.setContentsMargins(34, 0, 0, 0)  # under the name, not under the pill
            rows.addWidget(switch)
            rows.addWidget(line)
        self.forced = text_label(f"{VARIABLE} in the environment decides instead.", self, dim=True)
        rows.addWidget(self.forced)
        entry = session.saying.watermark_entry
        self._missing = (
            f"The watermark needs a network that is not here yet: {entry.title}, "
            f"{entry.wheel_bytes / 1e6:.1f} MB, licence {entry.licence}. Until then pictures "
            "carry no watermark."
        )
        self.network = QWidget(self)
        row = QHBoxLayout(self.network)
        row.setContentsMargins(34, 0, 0, 0)
        row.setSpacing(TOKENS.space_2)
        self.network_told = text_label(self._missing, self)
        self.get = QPushButton("Download", self)
        self.get.setAutoDefault(False)
        self.get.setToolTip(
            f"Download {entry.title} from the package {entry.package} {entry.version}"
        )
        self.get.clicked.connect(session.saying.fetch_watermark)
        row.addWidget(self.network_told, 1)
        row.addWidget(self.get, 0, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(self.network)
        self.network.hide()
        session.saying.fetching_changed.connect(self._on_fetching)

    def show_all(self) -> None:
        """Show what holds."""
        for name, switch in self.switches.items():
            switch.setChecked(getattr(self._session.settings, name))
        forced = parts_of_environment() is not None
        self.forced.setVisible(forced)
        for switch in self.switches.values():
            switch.setEnabled(not forced)
        if self._session.saying.parts.watermark:
            self._session.saying.find_watermark(lambda here: self.network.setVisible(not here))
        else:
            self.network.hide()

    def _on_fetching(self, how_far: str) -> None:
        self.get.setEnabled(not how_far)
        self.network_told.setText(f"{how_far}…" if how_far else self._missing)
        if not how_far:
            self.show_all()
