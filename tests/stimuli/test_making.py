"""A whole set: its files, and what is left of one that was stopped."""

from __future__ import annotations

import csv
import importlib.util
import io
import shutil
import sys
import types
import zipfile
from contextlib import closing
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from facelab.engine import load
from facelab.errors import DestinationError, Stopped
from facelab.export.named import NAMED
from facelab.export.plan import Plan
from facelab.export.recipe_file import read_recipe
from facelab.preparing.leaving import DrawPrepared, plan_for
from facelab.preparing.preparation import Preparation
from facelab.preparing.prepare import Preparer
from facelab.progress import finish
from facelab.recipe import Recipe, Seed
from facelab.stimuli.making import Making, check_folder, pictures_plan
from facelab.stimuli.plan import StimuliPlan
from facelab.stimuli.ruler import Ruler
from facelab.stimuli.tables import shuffled
from tests.programs import psychopy_wheel
from tests.stimuli.conftest import FakeRuler
from tests.stimuli.test_templates import read_tem
from tests.tiny_network import write_tiny_network


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    renderer = load(write_tiny_network(tmp_path_factory.mktemp("net")), "cpu", backend="torch")
    renderer.close()
    with pytest.MonkeyPatch.context() as patch:  # nothing is drawn: it has no such directions
        patch.setattr(type(renderer.info), "sealed", lambda self, recipe: recipe)
        yield renderer.info


def making(model, folder: Path, ruler: FakeRuler, attributes=("smile",), **fields) -> Making:
    faces = tuple(Recipe(model.ref, Seed(seed)) for seed in (3, 4))
    plan = StimuliPlan(faces, attributes, (-1.0, 0.0, 1.0), **fields)
    preparation = Preparation(NAMED["portrait"])
    export = pictures_plan(plan_for(preparation, Plan(folder)))

    def draw(recipe: Recipe, in_float: bool) -> np.ndarray:
        return np.full((64, 64, 3), 90, np.uint8)

    return Making(
        plan, cast(Ruler, ruler), model, export, DrawPrepared(draw, Preparer(), preparation)
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text())))


@pytest.fixture(scope="module")
def made(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("set")
    return folder, finish(making(model, folder, FakeRuler()).run())


def test_a_row_a_picture_and_files_that_it_names(made):
    folder, result = made
    rows = rows_of(folder / "stimuli.csv")
    assert len(rows) == 6 == len(result.rows)
    for row in rows:
        assert (folder / row["image"]).is_file()
        recipe = read_recipe(folder / row["recipe"])
        assert read_recipe(folder / row["image"]) == recipe
        assert str(recipe.seed) == row["seed"]
        assert float(row["drift"]) >= 0
        if row["attribute"] == "smile":
            assert abs(float(row["smile_measured"]) - float(row["smile_target"])) <= 0.1
            assert float(row["smile_target"]) == pytest.approx(0.7 + float(row["smile_level"]))
            assert row["left_mouth_open"] == ""
            assert abs(float(row["left_turn"])) < 0.5
    assert sorted(int(row["order"]) for row in rows) == list(range(1, 7))
    for stem in ("f01_base", "f02_smile_m1"):
        assert len(read_tem((folder / "pictures" / f"{stem}.tem").read_bytes())[0]) == 189
        assert len(read_tem((folder / "dlib70" / f"{stem}.tem").read_bytes())[0]) == 70
    assert (folder / "points.tps").read_text().count("LM=189") == 6
    said = (folder / "methods.txt").read_text()
    assert "6 pictures of 2 synthetic faces" in said
    assert "mediapipe" in said


def test_conditions_are_what_experiments_read(made):
    folder, _ = made
    rows = rows_of(folder / "conditions.csv")
    assert all(name.isidentifier() for name in rows[0])
    assert not [cell for row in rows for cell in row.values() if cell.startswith("[")]
    assert [row["image"] for row in rows] != sorted(row["image"] for row in rows)
    ids = [row["image"] for row in sorted(rows_of(folder / "stimuli.csv"), key=_order)]
    assert [row["image"] for row in rows] == ids


def _order(row: dict[str, str]) -> int:
    return int(row["order"])


def test_psychopy_itself_reads_the_conditions(made, monkeypatch):
    folder, _ = made
    trials = _psychopy(monkeypatch)(str(folder / "conditions.csv"))
    assert len(trials) == 6
    assert {trial["face"] for trial in trials} == {"f01", "f02"}
    assert all((folder / trial["image"]).is_file() for trial in trials)
    assert isinstance(float(trials[0]["smile_measured"]), float)


def _psychopy(monkeypatch):
    """Its reader alone, out of its wheel, with what it asks of the rest of PsychoPy."""
    wheel = psychopy_wheel()
    if importlib.util.find_spec("pandas") is None:
        pytest.skip("pandas, which PsychoPy reads conditions with, is not installed")

    def module(name: str, **values: object) -> types.ModuleType:
        made = types.ModuleType(name)
        vars(made).update(values)
        monkeypatch.setitem(sys.modules, name, made)
        return made

    say = dict.fromkeys(("exp", "debug", "warning", "error"), lambda *_, **__: None)
    whole = module("psychopy")
    whole.logging = module("psychopy.logging", **say)  # type: ignore[attr-defined]
    refused = type("ConditionsImportError", (Exception,), {})
    whole.exceptions = module(  # type: ignore[attr-defined]
        "psychopy.exceptions", ConditionsImportError=refused
    )
    module("psychopy.localization", _translate=str)
    module("psychopy.tools")
    module("psychopy.tools.filetools", pathToString=str)
    reader = types.ModuleType("psychopy.data.utils")
    with zipfile.ZipFile(wheel) as archive:
        exec(archive.read("psychopy/data/utils.py"), vars(reader))
    return reader.importConditions


def test_what_cannot_be_reached_has_a_row_and_a_reason_and_no_picture(model, tmp_path):
    ruler = FakeRuler(bend=lambda values: np.minimum(values, 0.9))
    result = finish(making(model, tmp_path, ruler).run())
    missing = [row for row in rows_of(tmp_path / "stimuli.csv") if row["reached"] == "0"]
    assert [row["id"] for row in missing] == ["f01_smile_p1", "f02_smile_p1"]
    assert all(row["image"] == "" and "smile came to" in row["reason"] for row in missing)
    assert len(rows_of(tmp_path / "conditions.csv")) == 4
    said = (tmp_path / "methods.txt").read_text()
    assert "2 of 6 pictures were not made" in said
    assert ".;" not in said
    assert ".." not in said
    assert not (tmp_path / "pictures" / "f01_smile_p1.png").exists()
    assert sum(row.there for row in result.rows) == 4


def test_stopped_on_the_way_it_leaves_tables_of_what_is_there(model, tmp_path):
    with closing(making(model, tmp_path, FakeRuler()).run()) as steps:
        for now in steps:
            if now.done > 2.5:
                break
    rows = rows_of(tmp_path / "stimuli.csv")
    assert 2 <= len(rows) < 6
    there = {path.name for path in (tmp_path / "pictures").glob("*.png")}
    assert there == {Path(row["image"]).name for row in rows}
    (tmp_path / "set.jsonl").unlink()
    with pytest.raises(DestinationError, match="already exists"):
        check_folder(tmp_path, overwrite=False)
    check_folder(tmp_path, overwrite=True)


def test_it_goes_on_where_it_was_stopped(model, tmp_path):
    with closing(making(model, tmp_path, FakeRuler()).run()) as steps:
        for now in steps:
            if now.done > 3.9:  # within the second face
                break
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "pictures").glob("*.png")}
    gone = tmp_path / "pictures" / "f01_smile_m1.png"
    gone.unlink()
    with (tmp_path / "set.jsonl").open("ab") as file:
        file.write(b'{"id": "half a li')  # the power was cut
    # what is left of a picture that was being made does not take its name
    (tmp_path / "pictures" / "f02_smile_p1.tem").write_text("half")
    ruler = FakeRuler()
    result = finish(making(model, tmp_path, ruler).run())
    assert result.new == 6 - len(before) + 1
    assert len(rows_of(tmp_path / "stimuli.csv")) == len(result.rows) == 6
    assert (tmp_path / "points.tps").read_text().count("LM=189") == 6
    assert gone.is_file()
    for name, at in before.items():
        if name != gone.name:
            assert (tmp_path / "pictures" / name).stat().st_mtime_ns == at
    assert not list((tmp_path / "pictures").glob("*-2*"))
    ruler = FakeRuler()
    assert finish(making(model, tmp_path, ruler).run()).new == 0
    assert not ruler.seen


def test_a_picture_with_broken_pixels_is_made_anew(model, made, tmp_path):
    folder = tmp_path / "set"
    shutil.copytree(made[0], folder)
    broken, whole = (folder / "pictures" / f"f01_{name}.png" for name in ("smile_m1", "smile_p1"))
    content, before = broken.read_bytes(), whole.stat().st_mtime_ns
    broken.write_bytes(content[:-30])
    steps = making(model, folder, FakeRuler()).run()
    assert next(steps).text == "Checking picture 1 of 6"
    assert finish(steps).new == 1
    assert broken.read_bytes() == content
    assert whole.stat().st_mtime_ns == before
    ruler = FakeRuler()
    assert finish(making(model, folder, ruler).run()).new == 0
    assert not ruler.seen


def test_what_went_on_is_what_was_made_at_once(model, made, tmp_path):
    with closing(making(model, tmp_path, FakeRuler()).run()) as steps:
        for now in steps:
            if now.done > 2.5:
                break
    finish(making(model, tmp_path, FakeRuler()).run())
    for name in ("stimuli.csv", "conditions.csv", "points.tps", "methods.txt"):
        assert (tmp_path / name).read_bytes() == (made[0] / name).read_bytes(), name


def test_a_folder_with_another_set_is_refused_unless_it_is_replaced(model, made):
    folder, _ = made
    for other in ({"tolerance": 0.2}, {"attributes": ("age",)}, {"order_seed": 5}):
        with pytest.raises(DestinationError, match="already holds another set"):
            finish(making(model, folder, FakeRuler(), **other).run())
    assert len(rows_of(folder / "stimuli.csv")) == 6


def test_a_held_label_that_is_left_far_off_is_said(model, tmp_path):
    answers = np.diag((0.6, 0.0, 0.6, 0.6))  # nothing can bring the turn back
    ruler = FakeRuler(answers, lambda values: values + np.array((0, 1.4 * (values[0] > 1), 0, 0)))
    result = finish(making(model, tmp_path, ruler).run())
    off = [row.cell.id for row in result.rows if row.held_off]
    assert off == ["f01_smile_p1", "f02_smile_p1"]
    rows = {row["id"]: row for row in rows_of(tmp_path / "stimuli.csv")}
    assert rows["f01_smile_p1"]["held_off"] == "turn"
    assert rows["f01_smile_p1"]["held_worst_label"] == "turn"
    assert float(rows["f01_smile_p1"]["held_worst"]) > 1
    assert rows["f01_smile_m1"]["held_off"] == ""
    said = (tmp_path / "methods.txt").read_text()
    assert "In 2 of 6 pictures a label that was to be held is off by more than 1 sd" in said
    assert "f01_smile_p1 (turn)" in said


def test_the_order_is_that_of_its_seed(model, made):
    faces = (Recipe(model.ref, Seed(3)),)
    plans = [StimuliPlan(faces, ("smile",), order_seed=seed) for seed in (1, 1, 2)]
    rows = made[1].rows
    orders = [[row.cell.id for row in shuffled(plan, rows)] for plan in plans]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(row.cell.id for row in rows)
    assert orders[0] == [row.cell.id for row in shuffled(plans[0], rows[::-1])]


def test_a_stop_within_a_picture_leaves_no_row_without_a_reason(model, tmp_path):
    made = making(model, tmp_path, FakeRuler())
    made._stop = lambda: True
    with pytest.raises(Stopped):
        finish(made.run())
    assert not (tmp_path / "stimuli.csv").exists()
