"""What can be done with kept faces, whoever asks for it."""

from __future__ import annotations

import zipfile

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QInputDialog, QMessageBox

from facelab.library import Query
from facelab.recipe import Blend, Recipe, Seed
from facelab.ui.dialogs.compare_two import CompareTwo
from facelab.ui.dialogs.make_direction import MakeDirection


@pytest.fixture
def actions(hall):
    return hall.gallery.actions


@pytest.fixture
def opened(actions):
    found: list[int] = []
    actions.opened.connect(lambda: found.append(1))
    return found


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


# -- faces on show --------------------------------------------------------------------------------


def test_opening_shows_the_face_whole(hall, actions, opened, five, rich, record):
    from facelab.library import Record

    five.keep("rich", Record(rich, name="Rich"))
    actions.open(five.numbers["rich"])
    hall.until(lambda: opened)
    assert hall.session.face.recipe == rich
    assert hall.session.face.undo_label == "Open Rich"
    hall.session.face.undo()
    assert hall.session.face.recipe.seed == 42


def test_a_face_of_another_network_is_told_and_the_gallery_stays(hall, actions, opened):
    before = hall.session.face.recipe
    actions.open(hall.numbers["carl"])
    hall.until(lambda: hall.told)
    assert hall.told[0].level == "warning"
    assert hall.session.face.recipe == before
    assert opened == []


def test_a_face_that_is_gone_is_told(hall, actions, opened):
    actions.open(4711)
    hall.until(lambda: any("no kept face 4711" in what for what in hall.whats()))
    assert opened == []


def test_of_two_opened_quickly_the_last_is_on_show(hall, actions, opened):
    for _ in range(5):
        actions.open(hall.numbers["ann"])
        actions.open(hall.numbers["bob"])
    hall.until(lambda: len(opened) == 10)
    assert hall.session.face.recipe.source == Seed(2)


def test_taking_styles(hall, actions):
    actions.take_styles(hall.numbers["bob"], "middle")
    hall.until(lambda: hall.session.face.recipe.mixing)
    (mix,) = hall.session.face.recipe.mixing
    assert (mix.source, mix.layers, mix.label) == (Seed(2), (4, 5, 7, 8), "Bob")
    assert hall.session.face.undo_label == "Middle styles"


def test_styles_of_another_network_are_refused(hall, actions):
    actions.take_styles(hall.numbers["carl"], "fine")
    hall.until(lambda: hall.told)
    assert hall.session.face.recipe.mixing == ()


def test_styles_that_are_not_known_are_refused(hall, actions, five, record):
    from facelab.library import Record

    edited = record(8).recipe.with_amount("pca-1", 1.0)
    number = five.keep("edited", Record(edited, None))
    actions.take_styles(number, "fine")
    hall.until(lambda: hall.told)
    assert "has never been drawn" in hall.told[0].why
    assert hall.session.face.recipe.mixing == ()


def test_holding_in_a_slot(hall, actions):
    actions.hold(hall.numbers["bob"], "B")
    hall.until(lambda: hall.session.slots.get("B"))
    assert hall.session.slots.get("B").source == Seed(2)


def test_blending_two(hall, actions, opened):
    actions.blend((hall.numbers["nameless"], hall.numbers["ann"]))
    hall.until(lambda: opened)
    source = hall.session.face.recipe.source
    assert isinstance(source, Blend)
    assert [part.source for part in source.parts] == [Seed(4242), Seed(1)]
    assert hall.session.face.undo_label == "Blend seed 4242 and Ann"


def test_blending_more(hall, actions, opened):
    actions.blend([hall.numbers[name] for name in ("ann", "bob", "nameless")])
    hall.until(lambda: opened)
    assert hall.session.face.undo_label == "Blend 3 faces"


def test_a_face_said_twice_counts_once(hall, actions, opened):
    actions.blend([hall.numbers[name] for name in ("ann", "bob", "ann")])
    hall.until(lambda: opened)
    assert len(hall.session.face.recipe.source.parts) == 2
    actions.open(hall.numbers["ann"])
    hall.until(lambda: len(opened) > 1)
    assert len(opened) == 2


@pytest.mark.parametrize("count", [0, 1, 9])
def test_too_few_or_too_many_cannot_be_blended(hall, actions, count):
    actions.blend(range(1, count + 1))
    assert hall.told[0].what == "You can blend 2 to 8 faces"
    assert ("fewer" in hall.told[0].why) == (count > 8)


def test_faces_of_two_networks_cannot_be_blended(hall, actions, opened):
    actions.blend((hall.numbers["ann"], hall.numbers["carl"]))
    hall.until(lambda: hall.told)
    assert "different networks" in hall.told[0].why
    assert opened == []


def test_more_like_this(hall, actions):
    hall.read_cards()
    actions.more_like(hall.numbers["bob"])
    assert hall.gallery.browsing.query == Query(sort="similar", like=hall.numbers["bob"])
    assert hall.gallery.browsing.conditions()[0].label == "Like Bob"
    actions.more_like(4711)
    assert hall.gallery.browsing.conditions()[0].label == "Like face 4711"


# -- side by side ---------------------------------------------------------------------------------


def compared(hall):
    return hall.window.findChildren(CompareTwo)


def test_two_are_compared_as_they_lie_in_the_list(hall, actions):
    actions.compare((hall.numbers["nameless"], hall.numbers["ann"]))
    hall.until(lambda: compared(hall))
    assert compared(hall)[0].windowTitle() == "Ann and seed 4242"
    compared(hall)[0].close()


def test_one_is_compared_with_the_face_on_show(hall, actions):
    actions.compare((hall.numbers["bob"],))
    hall.until(lambda: compared(hall))
    assert compared(hall)[0].windowTitle() == "Bob and Current face"
    compared(hall)[0].close()


# -- directions -----------------------------------------------------------------------------------


def test_a_direction_is_asked_for_as_the_faces_lie_in_the_list(hall, actions):
    hall.read_cards()
    actions.make_direction([])
    actions.make_direction((hall.numbers["bob"], hall.numbers["ann"]))
    (dialog,) = hall.window.findChildren(MakeDirection)
    assert dialog.choice() == ((hall.numbers["ann"],), (hall.numbers["bob"],))
    dialog.reject()


# -- the bin --------------------------------------------------------------------------------------


def test_removing_and_restoring(hall, actions, five):
    actions.remove([hall.numbers["ann"], hall.numbers["carl"]])
    hall.shows("bob", "nameless")
    assert hall.session.kept.can_restore
    hall.gallery.browsing.show_bin()
    hall.until(lambda: len(hall.names()) == 3)
    actions.restore([hall.numbers["ann"]])
    hall.gallery.browsing.show_all()
    hall.shows("ann", "bob", "nameless")


def test_in_the_bin_removing_is_for_good_and_asks(hall, actions, five, answer):
    hall.gallery.browsing.show_bin()
    hall.shows("dora")
    answer("Cancel")
    actions.remove([hall.numbers["dora"]])
    assert hall.names() == ["dora"]
    answer("Delete")
    actions.remove([hall.numbers["dora"]])
    hall.shows()
    assert hall.gallery.browsing.facets.total == 4
    assert (
        hall.window.findChildren(QMessageBox) == []
        or not hall.window.findChildren(QMessageBox)[0].isVisible()
    )


def test_emptying_the_bin(hall, actions, five, answer):
    five.library.remove([hall.numbers["ann"], hall.numbers["bob"]])
    hall.until(lambda: hall.gallery.browsing.facets.binned == 3)
    answer("Delete")
    actions.empty_bin()
    hall.until(lambda: hall.gallery.browsing.facets.binned == 0)
    hall.shows("carl", "nameless")
    actions.empty_bin()  # there is nothing to ask


def test_what_is_deleted_for_good_is_not_offered_back_but_the_rest_is(hall, actions, answer):
    actions.remove([hall.numbers["ann"]])
    actions.remove([hall.numbers["bob"]])
    hall.shows("carl", "nameless")
    hall.gallery.browsing.show_bin()
    hall.until(lambda: len(hall.names()) == 3)
    answer("Delete")
    actions.remove([hall.numbers["bob"]])
    hall.until(lambda: len(hall.names()) == 2)
    assert hall.session.kept.can_restore
    hall.session.kept.restore()
    hall.gallery.browsing.show_all()
    hall.shows("ann", "carl", "nameless")
    assert not hall.session.kept.can_restore


def test_what_was_restored_by_hand_is_not_offered_back(hall, actions):
    actions.remove([hall.numbers["ann"], hall.numbers["bob"]])
    hall.shows("carl", "nameless")
    actions.restore([hall.numbers["bob"]])
    hall.shows("bob", "carl", "nameless")
    assert hall.session.kept.can_restore
    actions.restore([hall.numbers["ann"]])
    hall.shows("ann", "bob", "carl", "nameless")
    assert not hall.session.kept.can_restore


def test_of_no_faces_nothing_is_done(hall, actions, monkeypatch):
    def fail(*_, **__):
        pytest.fail("it was written")

    for method in ("update", "tag", "remove", "restore", "purge", "put_in_cast"):
        monkeypatch.setattr(hall.session.kept, method, fail)
    actions.rate([], 3)
    actions.tag([], ["x"])
    actions.remove([])
    actions.restore([])
    actions.put_in_cast(1, [])
    actions.take_out([1])  # no cast is on show


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
    choose_file(monkeypatch, tmp_path / "night.facelab")
    actions.export_cast(1)
    hall.until(lambda: "1 faces exported" in hall.whats() or "1 face exported" in hall.whats())
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
