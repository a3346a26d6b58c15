from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facelab.export.provenance import identity
from facelab.progress import Progress
from facelab.session import Session, saying
from facelab.session.saying import Saying
from facelab.ui.dialogs.settings import SettingsDialog
from facelab.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def dialog(
    session: Session, start, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> SettingsDialog:
    monkeypatch.delenv("FACELAB_MARKS")
    monkeypatch.setattr(saying, "read_watermark_nets", lambda: {"encoder": b"", "decoder": b""})
    start()
    made = SettingsDialog(session, theme)
    qtbot.addWidget(made)
    made.open_again()
    qtbot.waitActive(made)
    qtbot.waitUntil(lambda: made.saying.name.text() != "")
    return made


def test_all_but_the_label_is_on(dialog: SettingsDialog, session: Session):
    on = {name: switch.isChecked() for name, switch in dialog.saying.switches.items()}

    assert on == {
        "write_xmp": True, "write_signature": True, "write_watermark": True, "write_label": False,
    }  # fmt: skip
    assert dialog.saying.network.isHidden()
    assert dialog.saying.forced.isHidden()
    assert "valid, signer not on the trust list" in dialog.saying.worth.text()


def test_each_part_can_be_switched(dialog: SettingsDialog, session: Session):
    for name, switch in dialog.saying.switches.items():
        before = getattr(session.settings, name)
        QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
        assert getattr(session.settings, name) is not before
    assert not session.saying.parts.xmp
    assert not session.saying.parts.signature
    assert not session.saying.parts.watermark
    assert session.saying.parts.label


def test_the_user_names_who_signs(dialog: SettingsDialog, qtbot: QtBot):
    field = dialog.saying.name
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "Jane Doe")
    QTest.keyClick(field, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: identity.signer().name == "Jane Doe")
    assert dialog.isVisible()


def test_an_own_certificate_keeps_its_name(dialog: SettingsDialog, tmp_path: Path, qtbot: QtBot):
    identity.set_name("Ada", tmp_path)
    identity.use_certificate(tmp_path / identity.CERTIFICATES, tmp_path / identity.KEY)

    dialog.saying.show_all()

    qtbot.waitUntil(lambda: dialog.saying.name.text() == "Ada")
    assert not dialog.saying.name.isEnabled()
    assert "your own certificate" in dialog.saying.worth.text()


def test_the_network_is_offered_and_fetched(
    dialog: SettingsDialog, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    here: dict[str, bytes] = {}
    monkeypatch.setattr(saying, "read_watermark_nets", lambda: here or None)

    def fetch():
        yield Progress(1, 2, "Downloading")
        here["encoder"] = b"x"

    monkeypatch.setattr(saying, "fetch_watermark_nets", fetch)
    dialog.saying.show_all()
    qtbot.waitUntil(lambda: dialog.saying.network.isVisible())
    told = dialog.saying.network_told.text()
    assert "1.6 MB" in told
    assert "MIT" in told
    assert "invisible-watermark 0.2.0" in told

    QTest.mouseClick(dialog.saying.get, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: not dialog.saying.network.isVisible())


def test_the_environment_decides_and_that_is_told(
    dialog: SettingsDialog, session: Session, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FACELAB_MARKS", "none")

    dialog.saying.show_all()

    assert dialog.saying.forced.isVisible()
    assert not session.saying.parts.signature


def test_it_belongs_to_the_session(session: Session):
    assert isinstance(session.saying, Saying)
