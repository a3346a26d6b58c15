"""A whole sheet, of pictures that are painted here."""

import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from facelab.export.atlas.pages import Packing
from facelab.export.atlas.sprites import Animation
from facelab.export.atlas.write import Atlas
from facelab.export.named import NAMED
from facelab.export.plan import Plan
from facelab.export.recipe_file import read_recipe
from facelab.files import is_device
from facelab.preparing.character.drawing import CellDrawer, whole
from facelab.preparing.character.game_ways import RenPy, Sprites, animations_of
from facelab.preparing.character.making import make_sheet
from facelab.preparing.character.wanted import KINDS, SheetWays
from facelab.preparing.character.ways import RPG_MAKER_SET, Files, Pages, face_sets, page_format
from facelab.preparing.preparation import Preparation
from facelab.preparing.prepare import Preparer
from facelab.progress import finish
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.character.sets import Step, Variant, VariantSet
from facelab.recipe.character.sheet import CharacterSheet

SIDE = 64
FACE = Recipe(ModelRef("0" * 64, "tiny"), Seed(7))
MOODS = VariantSet(
    "moods", tuple(Variant(f"m{k}", steps=(Step("smile", k / 10),) if k else ()) for k in range(5))
)
SHEET = CharacterSheet("anna", FACE, MOODS)
CELLS = SHEET.cells({})
PLAIN = Preparation(NAMED["portrait"])


def paint(recipe, in_float):
    """As red as it smiles."""
    picture = np.zeros((SIDE, SIDE, 3), np.float32)
    picture[..., 0] = recipe.amount("smile") + 0.2
    return picture


class People:
    """Tells apart by redness."""

    def describe(self, pictures):
        red = pictures[..., 0].mean(axis=(1, 2)) / 255
        return np.repeat(red[:, None], 128, axis=1).astype(np.float32)


def made(ways, identity=None, cells=CELLS):
    drawer = CellDrawer(paint, Preparer(), FACE, [way.preparation for way in ways], False, identity)
    return finish(make_sheet(cells, drawer, ways, SIDE))


def seen(path):
    with Image.open(path) as image:
        return np.asarray(image)


def size(path):
    height, width = seen(path).shape[:2]
    return width, height


def test_each_cell_becomes_a_file_that_opens_as_its_face(tmp_path):
    names = {cell.name: f"anna_{cell.name}" for cell in CELLS}
    done = made([Files(Plan(tmp_path), PLAIN, names)])
    assert [path.name for path in done.paths] == [f"anna_m{k}.png" for k in range(5)]
    assert [read_recipe(path) for path in done.paths] == [cell.recipe for cell in CELLS]
    assert seen(done.paths[4])[0, 0, 0] == round(0.6 * 255)


def test_one_drawing_serves_all_ways_of_one_kind(tmp_path):
    drawn = []

    def count(recipe, in_float):
        drawn.append(recipe)
        return paint(recipe, in_float)

    small = Preparation(NAMED["portrait"].changed(longest=16))
    assert whole(small) == whole(PLAIN)
    names = {cell.name: cell.name for cell in CELLS}
    ways = [Files(Plan(tmp_path / "a"), PLAIN, names), Files(Plan(tmp_path / "b"), small, names)]
    drawer = CellDrawer(count, Preparer(), FACE, [way.preparation for way in ways], False)
    done = finish(make_sheet(CELLS, drawer, ways, SIDE))
    assert len(drawn) == len(CELLS)
    assert {size(path)[0] for path in done.paths} == {16, SIDE}


def test_an_atlas_and_a_grid_hold_every_cell(tmp_path):
    atlas = Atlas("anna", ("json", "aseprite", "godot"), Packing(), animations_of(SHEET, CELLS))
    done = made([Sprites(Plan(tmp_path), PLAIN, FACE, atlas, ("anna_grid", 5))])
    names = {path.relative_to(tmp_path).as_posix() for path in done.paths}
    assert names == {
        *("anna.png", "anna.json", "anna.aseprite.json", "anna.tres", "anna_grid_64x64.png"),
        *(f"anna_sprites/m{k}.tres" for k in range(5)),
    }
    said = json.loads((tmp_path / "anna.json").read_text())
    page = seen(tmp_path / "anna.png")
    for k in range(5):
        place = said["frames"][f"m{k}"]["frame"]
        assert page[place["y"], place["x"], 0] == round((0.2 + k / 10) * 255)
    assert said["animations"] == {"moods": [f"m{k}" for k in range(5)]}
    assert size(tmp_path / "anna_grid_64x64.png") == (5 * SIDE, SIDE)


def test_files_of_before_stay_and_all_names_of_an_atlas_change_together(tmp_path):
    atlas = Atlas("anna", ("json",))
    for _ in range(2):
        made([Sprites(Plan(tmp_path), PLAIN, FACE, atlas)])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("anna-2.json", "anna-2.png", "anna.json", "anna.png"),
    ]
    assert json.loads((tmp_path / "anna-2.json").read_text())["meta"]["image"] == "anna-2.png"


def test_several_pages_name_each_other(tmp_path):
    atlas = Atlas(
        "anna",
        ("json", "aseprite", "godot"),
        Packing(largest=140),
        (Animation("all", tuple(cell.name for cell in CELLS)),),
    )
    made([Sprites(Plan(tmp_path), PLAIN, FACE, atlas)])
    first = json.loads((tmp_path / "anna-0.json").read_text())
    assert first["meta"]["related_multi_packs"] == ["anna-1.json"]
    assert first["animations"] == {"all": list(first["frames"])}
    second = json.loads((tmp_path / "anna-1.aseprite.json").read_text())
    tags = {tag["name"]: (tag["from"], tag["to"]) for tag in second["meta"]["frameTags"]}
    assert tags["all"] == (0, len(second["frames"]) - 1)
    assert (tmp_path / "anna.tres").read_text().count("Texture2D") == 2


def test_no_file_of_a_game_is_a_device_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(SheetWays, "_prepared", lambda *_: PLAIN)  # nothing is cut out
    moods = VariantSet("nul", (Variant("aux"), Variant("com1", steps=(Step("smile", 0.3),))))
    sheet = CharacterSheet("con", FACE, moods)
    cells = sheet.cells({})
    ways = SheetWays(tuple(KINDS)).made(sheet, cells, Plan(tmp_path))
    done = made([way for way in ways if not isinstance(way, Pages)], cells=cells)
    names = {path.name for path in done.paths}
    assert {"_con.tres", "_aux.tres", "word_con.rpy", "word_con word_aux.png"} <= names
    assert not [name for name in names if is_device(name)]


def test_a_renpy_project_gets_pictures_sides_and_a_script(tmp_path):
    done = made([RenPy(Plan(tmp_path), PLAIN, SHEET, CELLS)])
    there = {path.relative_to(tmp_path).as_posix() for path in done.paths}
    assert {"game/images/anna m0.png", "game/images/side anna m4.png", "game/anna.rpy"} <= there
    assert len(there) == 11
    assert {size(p) for p in done.paths if p.name.startswith("anna m")} == {(64, 64)}


def test_who_is_in_the_project_already_stays_and_the_next_has_a_tag_of_her_own(tmp_path):
    """`anna m0-2.png` would be another image's name, and a label that is there twice an error."""
    titled = replace(SHEET, title="Annä")
    for _ in range(2):
        made([RenPy(Plan(tmp_path), PLAIN, titled, CELLS)])
    images = tmp_path / "game" / "images"
    assert (images / "anna_2 m0.png").exists()
    assert (images / "side anna_2 m0.png").exists()
    assert not list(images.glob("*-2.png"))
    second = (tmp_path / "game" / "anna_2.rpy").read_text("utf-8")
    assert "label facelab_anna_2_demo:" in second
    assert 'Character("Annä", image="anna_2")' in second
    (tmp_path / "game" / "anna_2.rpy").unlink()  # its pictures alone are enough to be in the way
    assert RenPy(Plan(tmp_path), PLAIN, titled, CELLS).tag == "anna_3"
    assert RenPy(Plan(tmp_path, overwrite=True), PLAIN, titled, CELLS).tag == "anna"


def test_face_sets_lie_where_rpg_maker_looks_for_them(tmp_path):
    done = made([Pages(face_sets(Plan(tmp_path), SHEET), Preparation(RPG_MAKER_SET))])
    assert done.paths == (tmp_path / "img" / "faces" / "anna.png",)
    assert size(done.paths[0]) == (576, 288)


def test_a_sheet_marks_who_has_drifted(tmp_path):
    plan = Plan(tmp_path, pattern="anna sheet")
    done = made([Pages(plan, Preparation(page_format(SHEET, 64)), 0.1)], People())
    assert [path.name for path in done.paths] == ["anna sheet.png"]
    drift = [each.drift for each in done.cells]
    assert drift[0] == 0
    assert drift == sorted(drift)
    assert [each.cell.name for each in done.beyond(2.0)] == [
        each.cell.name for each in done.cells if each.drift > 2.0
    ]
    unlabelled = made([Pages(plan, Preparation(page_format(SHEET, 64, labels=False)))])
    assert size(unlabelled.paths[0])[1] < size(done.paths[0])[1]


def test_a_long_row_is_laid_out_in_even_rows():
    twelve = VariantSet("many", tuple(Variant(f"m{k}") for k in range(13)))
    layout = page_format(CharacterSheet("anna", FACE, twelve)).sheet
    assert layout is not None
    assert (layout.columns, layout.rows) == (5, 3)


def test_stopped_between_cells_it_leaves_whole_files(tmp_path):
    names = {cell.name: cell.name for cell in CELLS}
    ways = [Files(Plan(tmp_path), PLAIN, names)]
    drawer = CellDrawer(paint, Preparer(), FACE, [PLAIN], False)
    steps = make_sheet(CELLS, drawer, ways, SIDE)
    for now in steps:
        if now.fraction and now.fraction > 0.3:
            break
    steps.close()
    left = sorted(Path(tmp_path).iterdir())
    assert 0 < len(left) < len(CELLS)
    assert all(read_recipe(path) for path in left)


def test_no_cell_may_write_over_what_is_read(tmp_path):
    from facelab.errors import DestinationError

    names = {cell.name: "same" for cell in CELLS}
    (tmp_path / "same.png").touch()
    plan = Plan(tmp_path, overwrite=True, inputs=(tmp_path / "same.png",))
    with pytest.raises(DestinationError, match="This command reads"):
        made([Files(plan, PLAIN, names)])
