from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from facelab.export.provenance.facts import Parts
from facelab.export.provenance.outgoing import Provenance
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session import Session
from facelab.ui.dialogs.verify import ASK, VerifyDialog
from tests.export.provenance.conftest import encoded, soft, written

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def dialog(session: Session, start, qtbot: QtBot) -> VerifyDialog:
    start()
    made = VerifyDialog(session)
    qtbot.addWidget(made)
    made.open_again()
    return made


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    provenance = Provenance(Recipe(ModelRef("0" * 64, "tiny"), Seed(1)), Parts(watermark=False))
    content = provenance.file(encoded(soft(64), "PNG", provenance.xmp()), "image/png")
    return written(tmp_path, "signed.png", content)


def drop(dialog: VerifyDialog, path: Path) -> None:
    data = QMimeData()  # lives as long as its event
    data.setUrls([QUrl.fromLocalFile(str(path))])
    dialog.dropEvent(
        QDropEvent(
            QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip


def test_it_asks_for_a_picture_and_says_what_was_found(
    dialog: VerifyDialog, signed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    assert dialog.verdict.text() == ASK
    assert dialog.details["signature"].isHidden()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(signed), ""))

    QTest.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: dialog.verdict.text().startswith("Made by AI, with facelab"))
    assert dialog.file.text() == str(signed)
    assert "valid, signer not on the trust list" in dialog.details["signature"].text()
    assert not dialog.details["watermark"].isHidden()


def test_a_picture_may_be_dropped(dialog: VerifyDialog, signed: Path, qtbot: QtBot):
    changed = bytearray(signed.read_bytes())
    changed[-60] ^= 1
    signed.write_bytes(changed)

    drop(dialog, signed)

    qtbot.waitUntil(lambda: dialog.verdict.text().startswith("Changed since it was signed"))


def test_what_cannot_be_read_is_told_where_it_was_asked(
    dialog: VerifyDialog, tmp_path: Path, qtbot: QtBot
):
    dialog.look_at(tmp_path / "none.png")

    qtbot.waitUntil(lambda: "cannot be verified" in dialog.verdict.text())
    assert dialog.details["signature"].isHidden()


def test_what_was_found_of_a_picture_before_is_not_shown(
    dialog: VerifyDialog, signed: Path, tmp_path: Path, qtbot: QtBot
):
    plain = written(tmp_path, "plain.png", encoded(soft(64), "PNG"))

    dialog.look_at(signed)
    dialog.look_at(plain)

    qtbot.waitUntil(lambda: dialog.verdict.text().startswith("Nothing was found"))
    assert dialog.file.text() == str(plain)


def test_names_are_text(dialog: VerifyDialog, tmp_path: Path, qtbot: QtBot):
    odd = written(tmp_path, "<b>bold.png", encoded(soft(64), "PNG"))

    dialog.look_at(odd)

    qtbot.waitUntil(lambda: dialog.verdict.text().startswith("Nothing"))
    assert dialog.file.textFormat() == Qt.TextFormat.PlainText


def test_it_is_as_high_as_what_it_says(dialog: VerifyDialog, signed: Path, qtbot: QtBot):
    assert dialog.file.isHidden()
    dialog.look_at(signed)
    qtbot.waitUntil(lambda: dialog.verdict.text().startswith("Made by AI, with facelab"))
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() == layout.totalHeightForWidth(dialog.width())
    assert not dialog.file.isHidden()


def test_it_is_a_job_that_can_be_stopped(dialog: VerifyDialog, signed: Path, qtbot: QtBot):
    dialog.look_at(signed)
    job = dialog._session.jobs.listed[-1]  # something of the start may still be under way
    assert job.title == "Verifying signed.png"
    job.cancel()
    qtbot.waitUntil(lambda: job not in dialog._session.jobs.listed)
    assert dialog.verdict.text() in {ASK, "Made by AI, with facelab; signed by facelab user."}
