"""Kept timelines travel with the faces: in exports and in backups."""

from __future__ import annotations

import contextlib
import json
import zipfile

import pytest

from facelab.errors import LibraryError
from facelab.library import (
    Library,
    archive,
    export_faces,
    import_faces,
    read_faces,
    timeline_backups,
    timelines,
)
from facelab.library.exchange import exporting, importing
from facelab.progress import finish
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.timeline import Key, Timeline
from facelab.recipe.timeline_codec import timeline_to_json

MODEL = ModelRef("a" * 64, "tiny")


def timeline_of(*seeds: int) -> Timeline:
    return Timeline(tuple(Key(Recipe(MODEL, Seed(seed))) for seed in seeds))


@pytest.fixture
def full(library, folder, record):
    library.keep(record(1))
    timelines.keep(folder, "Walk", timeline_of(1, 2), 1_700_000_000.0)
    timelines.keep(folder, "Über alles", timeline_of(3, 4), 1_700_000_100.0)
    return library


@pytest.fixture
def path(full, folder, tmp_path):
    export_faces(folder, tmp_path / "all.facelab")
    return tmp_path / "all.facelab"


def kept(folder):
    found = [timelines.read(each) for each in timelines.files(folder)]
    return {each.name: each.timeline for each in found if not hasattr(each, "why")}


def damage(folder, name):
    timelines.file_of(folder, name).write_text('{"format": "facelab-timeline", "version": 2')


def test_another_library_has_them_again_in_their_order(path, tmp_path):
    other = tmp_path / "other"
    report = import_faces(other, path)
    assert (report.added, report.timelines, report.left_out) == (1, 2, [])
    assert kept(other) == {"Walk": timeline_of(1, 2), "Über alles": timeline_of(3, 4)}
    assert [each.stem for each in timelines.files(other)] == ["Über alles", "Walk"]


def test_those_that_are_there_are_not_doubled_and_nothing_is_overwritten(path, folder, tmp_path):
    report = import_faces(folder, path)
    assert (report.timelines, report.timelines_there) == (0, 2)
    other = tmp_path / "other"
    timelines.keep(other, "Walk", timeline_of(9))
    timelines.keep(other, "renamed", timeline_of(3, 4))
    report = import_faces(other, path)
    assert (report.timelines, report.timelines_there) == (1, 1)
    assert kept(other) == {
        "Walk": timeline_of(9),
        "renamed": timeline_of(3, 4),
        "Walk-2": timeline_of(1, 2),
    }


def test_chosen_faces_leave_without_them(full, folder, tmp_path):
    report = finish(exporting(folder, tmp_path / "a.facelab", [1]))
    assert (report.faces, report.timelines) == (1, 0)
    assert import_faces(tmp_path / "other", tmp_path / "a.facelab").timelines == 0


def test_timelines_leave_where_no_face_was_ever_kept(folder, tmp_path):
    timelines.keep(folder, "Walk", timeline_of(1))
    report = finish(exporting(folder, tmp_path / "a.facelab"))
    assert (report.faces, report.timelines) == (0, 1)
    assert import_faces(tmp_path / "other", tmp_path / "a.facelab").timelines == 1


def test_a_damaged_one_is_left_out_and_said(full, folder, tmp_path):
    damage(folder, "Walk")
    report = finish(exporting(folder, tmp_path / "a.facelab"))
    assert report.timelines == 1
    assert [each.name for each in report.left_out] == ["Walk"]
    assert report.left_out[0].why


def rewritten(path, change):
    """The export with members changed: None takes one away."""
    with zipfile.ZipFile(path) as was:
        members = {name: was.read(name) for name in was.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as now:
        for name, content in members.items():
            now.writestr(name, content)


def test_one_that_cannot_be_read_does_not_keep_the_others(path, tmp_path):
    newer = json.loads(timeline_to_json(timeline_of(5)))
    newer["version"] = 99

    def change(members):
        members["timelines/Walk.json"] = b"{"
        members["timelines/later.json"] = json.dumps(newer).encode()

    rewritten(path, change)
    report = import_faces(tmp_path / "other", path)
    assert (report.added, report.timelines) == (1, 1)
    assert {each.name for each in report.left_out} == {"Walk", "later"}
    assert "version 99" in str(next(each for each in report.left_out if each.name == "later"))
    assert set(kept(tmp_path / "other")) == {"Über alles"}


def test_a_damaged_member_is_left_out(path, tmp_path):
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as made:
        info = made.getinfo("timelines/Walk.json")
    raw[info.header_offset + 30 + len(info.filename) + 20] ^= 0xFF
    path.write_bytes(raw)
    report = import_faces(tmp_path / "other", path)
    assert [each.name for each in report.left_out] == ["Walk"]
    assert report.timelines == 1


def test_names_that_disks_refuse_become_others(path, tmp_path):
    def change(members):
        text = members.pop("timelines/Walk.json")
        members["timelines/CON.json"] = text
        members["timelines/...json"] = timeline_to_json(timeline_of(7)).encode()

    rewritten(path, change)
    other = tmp_path / "other"
    assert import_faces(other, path).timelines == 3
    assert set(kept(other)) == {"_CON", "timeline", "Über alles"}
    assert sorted(each.name for each in other.iterdir()) == ["library.sqlite", "timelines"]


def test_names_that_differ_in_capitals_only_all_leave():
    taken: set[str] = set()
    for name in ("walk", "Walk", "a/b", "a:b"):
        taken.add(archive.timeline_member(name, 0.0, taken).filename)
    assert {each.casefold() for each in taken} == {
        *("timelines/walk.json", "timelines/walk-2.json"),
        *("timelines/a_b.json", "timelines/a_b-2.json"),
    }


def test_an_import_that_is_stopped_takes_none(path, tmp_path, monkeypatch):
    other = tmp_path / "other"
    steps = importing(other, path)
    while not timelines.files(other):
        next(steps)
    steps.close()
    assert not timelines.files(other)
    monkeypatch.setattr(
        "facelab.library.rows.insert", lambda *_: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(LibraryError):
        import_faces(other, path)
    assert not timelines.files(other)


def test_more_than_allowed_are_refused(path, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_TIMELINES", 1)
    with pytest.raises(Exception, match="more timelines than allowed"):
        import_faces(tmp_path / "other", path)


def test_who_wants_faces_only_passes_over_them(path):
    with contextlib.closing(read_faces(path)) as faces:
        assert len(list(faces)) == 1


# -- backups ------------------------------------------------------------------------------------


def test_a_backup_a_day_that_can_be_imported(full, folder, tmp_path):
    path = finish(timeline_backups.making_if_due(folder))
    assert path is not None
    assert path.parent == folder / "backups"
    assert finish(timeline_backups.making_if_due(folder)) is None
    report = import_faces(tmp_path / "other", path)
    assert (report.added, report.timelines) == (0, 2)


def test_without_timelines_there_is_no_backup(library, folder):
    assert finish(timeline_backups.making_if_due(folder)) is None
    assert not list(folder.glob("backups/*"))


def test_seven_are_kept(full, folder):
    (folder / "backups").mkdir()
    for day in range(10, 20):
        (folder / "backups" / f"timelines-2020-01-{day}.facelab").write_bytes(b"")
    finish(timeline_backups.making_if_due(folder))
    names = [each.name for each in timeline_backups.dated(folder)]
    assert len(names) == 7
    assert names[-1] == "timelines-2020-01-14.facelab"


def test_of_a_damaged_one_the_sound_copy_goes_on(full, folder, tmp_path):
    path = finish(timeline_backups.making_if_due(folder))
    assert path is not None
    path.replace(path.with_name("timelines-2020-01-01.facelab"))
    damage(folder, "Walk")
    again = finish(timeline_backups.making_if_due(folder))
    assert again is not None
    import_faces(tmp_path / "other", again)
    assert set(kept(tmp_path / "other")) == {"Walk", "Über alles"}


def test_a_lost_folder_comes_back_an_empty_one_stays_empty(full, folder):
    finish(timeline_backups.making_if_due(folder))
    for each in timelines.files(folder):
        each.unlink()
    assert finish(timeline_backups.restoring_if_lost(folder)) == 0
    timelines.folder_of(folder).rmdir()
    (folder / "backups" / "timelines-9999-01-01.facelab").write_bytes(b"damaged")
    assert finish(timeline_backups.restoring_if_lost(folder)) == 2
    assert set(kept(folder)) == {"Walk", "Über alles"}


def test_files_of_others_and_links_that_lead_nowhere_are_passed_over(full, folder):
    place = timelines.folder_of(folder)
    (place / "notes.txt").write_text("hello")
    (place / ".Walk.json.0123abcd.part").write_text("half")
    (place / "link.json").symlink_to(place / "gone")
    assert {each.stem for each in timelines.files(folder)} == {"Walk", "Über alles"}
    assert Library(folder).recovered is None
