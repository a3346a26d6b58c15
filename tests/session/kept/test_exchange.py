"""Kept faces to a file and back."""

from __future__ import annotations

from pathlib import Path

from facelab.library import (
    ImportReport,
)


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
