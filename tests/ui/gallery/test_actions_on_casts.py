"""What can be done with casts, and with files of kept faces."""

from __future__ import annotations

import zipfile

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QInputDialog, QMessageBox

from facelab.recipe import Recipe


def type_name(monkeypatch, text, accepted=True):
    """Answer the question for a name; returns what was suggested."""
    suggested: list[str] = []

    def ask(parent, title, label, *_, text_=text, **options):
        suggested.append(options.get("text", ""))
        return text_, accepted

    monkeypatch.setattr(QInputDialog, "getText", ask)
    return suggested


def choose_file(monkeypatch, name):
    """Answer the question for a file; returns what was suggested."""
    suggested: list[str] = []

    def ask(parent, title, path, kinds):
        suggested.append(path)
        return str(name), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    return suggested


# -- casts ----------------------------------------------------------------------------------------


def casts(hall):
    return [(cast.name, cast.count) for cast in hall.gallery.browsing.facets.casts]


def test_a_new_cast_of_faces(hall, actions, monkeypatch):
    type_name(monkeypatch, "  Day  ")
    actions.new_cast([hall.numbers["ann"], hall.numbers["carl"]])
    hall.until(lambda: casts(hall) == [("Day", 2), ("Night", 1)])
    type_name(monkeypatch, "  ")
    actions.new_cast()
    type_name(monkeypatch, "x", accepted=False)
    actions.new_cast()
    actions.put_in_cast(1, [hall.numbers["ann"]])
    hall.until(lambda: casts(hall) == [("Day", 2), ("Night", 2)])


def test_renaming_a_cast(hall, actions, monkeypatch):
    suggested = type_name(monkeypatch, "Dusk")
    actions.rename_cast(1)
    hall.until(lambda: casts(hall) == [("Dusk", 1)])
    assert suggested == ["Night"]
    type_name(monkeypatch, "", accepted=True)
    actions.rename_cast(1)
    type_name(monkeypatch, "Dawn", accepted=False)
    actions.rename_cast(1)
    actions.rate([hall.numbers["ann"]], 1)
    hall.until(lambda: hall.session.kept.faces[0].rating == 1)
    assert casts(hall) == [("Dusk", 1)]


def test_removing_a_cast_asks_and_leaves_its_faces(hall, actions, answer):
    answer("Cancel")
    actions.remove_cast(1)
    answer("Remove")
    actions.remove_cast(1)
    hall.until(lambda: casts(hall) == [])
    assert hall.names() == ["ann", "bob", "carl", "nameless"]
    actions.remove_cast(1)  # it is gone: there is nothing to ask


def test_a_name_is_no_markup_in_a_question(hall, actions, five, answer, monkeypatch):
    five.library.rename_cast(1, "<h1>Night</h1>")
    hall.until(lambda: casts(hall) == [("<h1>Night</h1>", 1)])
    formats = []
    run = QMessageBox.exec

    def note(box):
        formats.append(box.textFormat())
        return run(box)

    monkeypatch.setattr(QMessageBox, "exec", note)
    answer("Cancel")
    actions.remove_cast(1)
    from PySide6.QtCore import Qt

    assert formats == [Qt.TextFormat.PlainText]


def test_taking_out_of_the_cast_on_show(hall, actions):
    hall.gallery.browsing.toggle_cast(1)
    hall.shows("bob")
    actions.take_out([hall.numbers["bob"]])
    hall.shows()
    assert casts(hall) == [("Night", 0)]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_list_that_pops_up_goes_before_a_question_is_asked(hall, actions, monkeypatch, qtbot):
    """It would hold the mouse, and the question could not be answered."""
    from PySide6.QtCore import Qt

    popup = QFrame(hall.window, Qt.WindowType.Popup)
    hall.window.show()
    popup.show()
    assert QApplication.activePopupWidget() is popup
    seen = []

    def ask(*_, **__):
        seen.append(QApplication.activePopupWidget())
        return "", False

    monkeypatch.setattr(QInputDialog, "getText", ask)
    actions.new_cast()
    assert seen == [None]


# -- files ----------------------------------------------------------------------------------------


def test_faces_go_to_a_file_and_come_back(hall, actions, monkeypatch, tmp_path, answer):
    suggested = choose_file(monkeypatch, tmp_path / "some")
    actions.export([hall.numbers["bob"], hall.numbers["ann"]])
    path = tmp_path / "some.facelab"
    hall.until(lambda: "2 faces exported" in hall.whats())
    assert zipfile.is_zipfile(path)
    assert suggested[0].endswith("faces.facelab")
    assert hall.session.settings.exports_folder == str(tmp_path)
    actions.remove([hall.numbers["bob"]])
    hall.shows("ann", "carl", "nameless")
    hall.session.kept.purge()
    hall.until(lambda: hall.gallery.browsing.facets.binned == 0)
    choose_file(monkeypatch, path)
    actions.import_file()
    hall.until(lambda: "1 new face imported" in hall.whats())
    hall.until(lambda: len(hall.names()) == 4)
    assert hall.session.recent.paths == (path,)


def test_all_faces_go_to_a_file(hall, actions, monkeypatch, tmp_path):
    choose_file(monkeypatch, tmp_path / "all.FACELAB")
    actions.export(None)
    hall.until(lambda: "4 faces exported" in hall.whats())
    assert (tmp_path / "all.FACELAB").exists()


def test_a_dialog_that_is_left_does_nothing(hall, actions, monkeypatch):
    choose_file(monkeypatch, "")
    actions.export(None)
    actions.import_file()
    assert not hall.session.jobs.owed
    assert hall.session.settings.exports_folder is None


def test_a_file_that_nobody_named_is_not_replaced_without_asking(
    hall, actions, monkeypatch, tmp_path, answer
):
    """The dialog asked about "some", which is not there; "some.facelab" is."""
    path = tmp_path / "some.facelab"
    path.write_text("precious")
    choose_file(monkeypatch, tmp_path / "some")
    answer("Cancel")
    actions.export(None)
    assert not hall.session.jobs.owed
    assert path.read_text() == "precious"
    answer("Replace")
    actions.export(None)
    hall.until(lambda: "4 faces exported" in hall.whats())
    assert zipfile.is_zipfile(path)


def test_a_cast_goes_to_a_file(hall, actions, monkeypatch, tmp_path):
    suggested = choose_file(monkeypatch, tmp_path / "night.facelab")
    hall.session.kept.rename_cast(1, 'Night "shift" / 2')
    hall.until(lambda: ('Night "shift" / 2', 1) in casts(hall))
    actions.export_cast(1)
    hall.until(lambda: "1 faces exported" in hall.whats() or "1 face exported" in hall.whats())
    assert suggested[0].endswith("Night _shift_ _ 2.facelab")
    assert hall.names() == ["ann", "bob", "carl", "nameless"]
    assert len([view for view in hall.session.kept._views if view.is_open]) == 1


def test_an_empty_cast_is_not_exported(hall, actions, five, monkeypatch):
    suggested = choose_file(monkeypatch, "")
    number = five.library.add_cast("Day")
    hall.until(lambda: ("Day", 0) in casts(hall))
    actions.export_cast(number)
    hall.until(lambda: hall.told)
    assert hall.told[0].what == "This cast has no faces"
    assert suggested == []


def test_a_file_that_is_none_of_ours_is_told(hall, actions, monkeypatch, tmp_path):
    (tmp_path / "bad.facelab").write_bytes(b"nonsense")
    choose_file(monkeypatch, tmp_path / "bad.facelab")
    actions.import_file()
    hall.until(lambda: any("bad.facelab cannot be opened" in what for what in hall.whats()))
    assert hall.session.recent.paths == (), "nothing of it was opened"
    assert isinstance(hall.session.face.recipe, Recipe)
