"""Kept faces to a file and back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from facelab.library import ExportReport, ImportReport, timelines
from facelab.library.timelines import LeftOut
from facelab.recipe.timeline import Key, Timeline
from facelab.session.kept.words import told_exported, told_imported
from tests.session.kept.desk import recipe


def test_export_and_import_with_progress(desk, make_desk, tmp_path):
    desk.add(1, 2)
    path = tmp_path / "x.facelab"
    titles: list[str] = []
    desk.jobs.changed.connect(lambda: titles.extend(job.title for job in desk.jobs.listed))
    out: list[Path] = []
    desk.kept.exported.connect(out.append)
    desk.kept.export_file(path, [1])
    desk.until(lambda: out)
    assert "Exporting to x.facelab" in titles
    desk.kept.remove([1])
    desk.kept.purge()
    desk.until(lambda: desk.seeds() == [2] and not desk.kept.facets.binned)
    reports: list[ImportReport] = []
    desk.kept.imported.connect(reports.append)
    desk.kept.import_file(path)
    desk.until(lambda: set(desk.seeds()) == {1, 2})
    desk.until(lambda: reports)
    assert (reports[0].added, reports[0].merged) == (1, 0)
    desk.until(lambda: not desk.jobs.listed)


def test_a_bad_file_is_refused_in_words(desk, tmp_path):
    (tmp_path / "bad.facelab").write_bytes(b"nonsense")
    desk.kept.import_file(tmp_path / "bad.facelab")
    desk.until(lambda: any("bad.facelab cannot be opened" in what for what in desk.whats()))


def test_who_asked_for_an_import_tells_of_it(desk, tmp_path):
    desk.add(1)
    path = tmp_path / "x.facelab"
    out: list[Path] = []
    desk.kept.exported.connect(out.append)
    desk.kept.export_file(path)
    desk.until(lambda: out)
    count = len(desk.said)
    reports: list[ImportReport] = []
    desk.kept.import_file(path, reports.append)
    desk.until(lambda: reports)
    assert (reports[0].added, reports[0].merged) == (0, 1)
    assert len(desk.said) == count


def test_a_face_that_an_import_takes_out_of_the_bin_is_told(desk, tmp_path):
    desk.add(1, 2)
    path = tmp_path / "x.facelab"
    desk.kept.export_file(path)
    desk.until(lambda: "2 faces exported" in desk.whats())
    desk.kept.remove([1])
    desk.until(lambda: desk.seeds() == [2])
    desk.kept.import_file(path)
    desk.until(lambda: "No new faces imported" in desk.whats())
    assert desk.said[-1].why == "2 were already here. 1 face came back from the bin."


def walk() -> Timeline:
    return Timeline((Key(recipe(1)), Key(recipe(2))))


def test_timelines_travel_and_what_cannot_be_read_is_said(desk, make_desk, tmp_path):
    desk.add(1)
    timelines.keep(desk.folder, "Walk", walk())
    damaged = timelines.keep(desk.folder, "Torn", walk())
    damaged.write_text("{")
    path = tmp_path / "x.facelab"
    desk.kept.export_file(path)
    desk.until(lambda: "1 face and 1 timeline exported" in desk.whats())
    assert desk.said[-1].level == "warning"
    assert "Torn: " in desk.said[-1].why
    damaged.unlink()
    timelines.file_of(desk.folder, "Walk").unlink()
    desk.kept.import_file(path)
    desk.until(lambda: "No new faces and 1 timeline imported" in desk.whats())
    assert [each.stem for each in timelines.files(desk.folder)] == ["Walk"]


@pytest.mark.parametrize(
    ("faces", "timelines", "what"),
    [(0, 0, "0 faces"), (0, 2, "2 timelines"), (1, 0, "1 face"), (2, 1, "2 faces and 1 timeline")],
)
def test_what_is_told_of_an_export(faces, timelines, what):
    assert told_exported(ExportReport(faces, timelines), Path("x")).what == f"{what} exported"


def test_what_is_told_of_an_import():
    assert told_imported(ImportReport(timelines=2)).what == "2 timelines imported"
    assert told_imported(ImportReport(), "x.facelab").what == "There are no faces in x.facelab"
    both = told_imported(ImportReport(1, 1, timelines=1, timelines_there=1), "x.facelab")
    assert both.what == "1 new face and 1 timeline imported from x.facelab"
    assert both.why == "2 were already here."
    torn = told_imported(ImportReport(1, left_out=[LeftOut("Torn", "It is damaged.")]))
    assert torn.level == "warning"
    assert torn.why == "1 timeline could not be read and was left out:\nTorn: It is damaged."


def test_a_lost_folder_of_timelines_comes_back_at_the_next_start(desk, make_desk):
    timelines.keep(desk.folder, "Walk", walk())
    desk.kept.load()
    desk.until(lambda: list(desk.folder.glob("backups/timelines-*.facelab")))
    desk.close()
    shutil.rmtree(timelines.folder_of(desk.folder))
    again = make_desk()
    heard: list[None] = []
    again.kept.changed.connect(lambda: heard.append(None))
    again.kept.load()
    again.until(lambda: "1 timeline restored from a backup" in again.whats())
    assert [each.stem for each in timelines.files(again.folder)] == ["Walk"]
    assert heard
