"""Everything that an older facelab has saved opens, and its faces are the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.casting.wishes import Range
from facelab.casting.wishes_file import read_wishes
from facelab.checkpoints import default_entry
from facelab.checkpoints.own_directions import list_own
from facelab.engine import Renderer, load
from facelab.export.character_file import read_set, read_sheet
from facelab.export.plan import Plan
from facelab.export.recipe_file import read_recipe
from facelab.export.thumbnail import decode
from facelab.export.timeline_file import read_timeline
from facelab.library import Library, Query, Reading, import_faces, read_faces
from facelab.recipe import (
    UPRIGHT,
    LabelPart,
    ModelRef,
    Recipe,
    Seed,
    Slerp,
    Transform,
    recipe_from_json,
    recipe_to_json,
)
from facelab.recipe.easing import Curve
from facelab.recipe.walks import FaceWalk, NoiseWalk
from facelab.session.animating.saved import SavedAnimation
from facelab.session.character.character import Held
from facelab.session.character.own_sets import read_own_sets
from facelab.session.character.saved import SavedCharacter
from facelab.session.choices.cast import CastChoice, WishSaid
from facelab.session.exploring.saved_cast import Held as HeldCast
from facelab.session.exploring.saved_cast import SavedCast
from facelab.session.face.history_file import Journal
from facelab.session.face.slots import Slots
from facelab.session.settings import load_settings, save_settings
from facelab.stimuli.journal import known_rows
from facelab.stimuli.plan import StimuliPlan

FILES = Path(__file__).parent / "files"
NAMES = ("plain", "named", "held", "own", "mixed", "blend")
HALF = 2e-3  # of w+ beyond 1, kept in half precision


def recipe_of(name: str) -> Recipe:
    return read_recipe(FILES / "recipes" / f"{name}.json")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy: opening brings some of them in order."""
    return Path(shutil.copytree(FILES, tmp_path / "files"))


@pytest.fixture(scope="module")
def renderer(model_path: Path) -> Iterator[Renderer]:
    made = load(model_path, "cpu")
    yield made
    made.close()


@pytest.mark.parametrize("name", [*(each for each in NAMES if each != "own"), "version_1"])
def test_a_recipe_is_the_face_that_it_was(renderer, name):
    with np.load(FILES / "ws.npz") as kept:
        was = kept[name].astype(np.float32)
    assert np.allclose(renderer.compose(recipe_of(name)), was, atol=HALF)


def test_a_research_set_goes_on():
    model = ModelRef(default_entry().model_sha256, default_entry().name)
    face = Recipe(model, Seed(13), finish="clean")
    plan = StimuliPlan((face,), ("smile", "yaw"), (-2.0, 0.0, 2.0))
    folder = FILES / "research"
    rows = known_rows(folder, plan, Plan(folder, prepared="research"))
    assert list(rows) == ["f01_smile_m2"]
    row = rows["f01_smile_m2"]
    assert row.recipe == face.with_amount("smile", -5.5)
    assert (row.measured["turn"], row.left, row.rounds) == (-1.14, {"turn": 0.54}, 5)
    assert "would break beyond that" in row.reason


def test_wishes_are_what_they_were():
    wishes = read_wishes(FILES / "wishes.json")
    age, *_ = wishes.wishes
    assert (age.words, age.ranges) == ("age 20 to 40", (Range("age", 20, 40),))
    assert [each.words for each in wishes.wishes[1:]] == [
        "dark hair",
        "no glasses",
        "facing forward",
    ]
    assert [(each.part, each.wish.words) for each in wishes.shares] == [
        (0.5, "smiling"),
        (0.25, "masculine > 0.6"),
    ]
    # also where a word means something else by now
    assert wishes.shares[0].wish.ranges == (Range("smile", low=0.5),)
    assert (wishes.count, wishes.apart, wishes.apart_in_w, wishes.even) == (24, 0.4, 0.6, False)
    assert (wishes.psi, wishes.seed, wishes.look_at) == (0.8, 7, 1000)


def test_a_timeline_is_what_it_was():
    clip = read_timeline(FILES / "timeline.json")
    assert [key.face for key in clip.keys] == [recipe_of("plain"), recipe_of("mixed")]
    assert (clip.repeat, clip.seconds) == ("ping-pong", 4.5)
    assert (clip.keys[0].hold, clip.keys[0].ease) == (0.25, "overshoot")


def test_a_timeline_of_version_2_is_what_it_was():
    clip = read_timeline(FILES / "timeline_2.json")
    assert (clip.repeat, clip.via, clip.seconds) == ("loop", "z", 3.25)
    assert clip.keys[0].ease == Curve(0.5, -0.25, 0.5, 1.25)
    (track,) = clip.tracks
    assert (track.direction, track.amount(0.0, 3.25), track.amount(2.0)) == ("smile", -2.0, 2.0)
    assert clip.walks == (FaceWalk(4, 2.0, 0.125), NoiseWalk(5, 0.25))
    assert clip.keys[1].face == recipe_of("version_6")


def test_version_6_lies_between_two_seeds():
    assert recipe_of("version_6").source == Slerp(7, 12, 0.5)


def test_sets_of_ones_own_are_where_they_were(files):
    own, left_out = read_own_sets(files / "settings")
    assert left_out is None
    (mine,) = own.values()
    assert (mine.name, mine.title) == ("grins_at_work", "Grins at work")
    assert [each.name for each in mine.variants] == ["smile_minus_1", "smile_0", "smile_plus_2"]


def test_a_sheet_of_a_character_is_what_it_was():
    sheet = read_sheet(FILES / "sheet.json")
    assert (sheet.name, sheet.face, sheet.limit) == ("anna", recipe_of("named"), 0.6)
    moods = read_set(FILES / "set.json")
    assert sheet.columns == moods
    assert [each.name for each in moods.variants] == ["calm", "beaming"]
    assert moods.levels == {"smile"}
    cells = sheet.cells({"smile": 0.5})
    assert [each.name for each in cells] == [
        *("calm_front", "beaming_front", "calm_left", "beaming_left"),
    ]
    beaming, calm_left, own = (cells[k].recipe for k in (1, 2, 3))
    assert beaming.amount("smile") == pytest.approx(1.5 + 1.8 - 0.5)
    assert (calm_left.amount("yaw"), calm_left.amount("gaze")) == (-1.0, 0.75)
    assert own == recipe_of("held")


def test_a_face_with_a_direction_of_the_users_own_is_the_same(files, model_path, monkeypatch):
    monkeypatch.setenv("FACELAB_DIRECTIONS", str(files / "directions"))
    knows_it = load(model_path, "cpu")
    try:
        (own,), wrong = list_own(knows_it.info.sha256)
        assert (own.title, wrong) == ("Twinkle", ())
        with np.load(FILES / "ws.npz") as kept:
            was = kept["own"].astype(np.float32)
        assert np.allclose(knows_it.compose(recipe_of("own")), was, atol=HALF)
    finally:
        knows_it.close()


def test_version_3_carries_what_version_2_only_named(renderer):
    """It needs no folder of own directions."""
    carried = recipe_of("version_3").own
    assert [each.title for each in carried] == ["Twinkle"]
    with np.load(FILES / "ws.npz") as kept:
        was = kept["version_3"].astype(np.float32)
    assert np.allclose(renderer.compose(recipe_of("version_3")), was, atol=HALF)


def test_version_4_has_no_class_and_lies_upright(renderer):
    recipe = recipe_of("version_4")
    assert (recipe.finish, recipe.label, recipe.transform) == ("clean", (), UPRIGHT)
    assert renderer.compose(recipe).shape == (23, 512)


def test_version_5_says_its_class_and_how_it_lies():
    recipe = recipe_of("version_5")
    assert recipe.label == (LabelPart(2, 0.75), LabelPart(9, 0.25))
    assert recipe.transform == Transform(30.0, 0.125, -0.25)


def test_version_5_mixes_networks():
    mix = recipe_of("networks").networks
    assert mix is not None
    assert (mix.other.name, mix.other.sha256) == ("paintings", "c0" * 32)
    assert mix.weights == (0.0,) * 8 + (0.5,) * 6 + (1.0,) * 9


def test_a_picture_opens_as_its_face_and_looks_the_same(renderer):
    recipe = read_recipe(FILES / "named.png")
    assert recipe == recipe_of("named")
    full = Image.fromarray(renderer.full(recipe).rgb())
    now = np.asarray(full.resize((64, 64), Image.Resampling.LANCZOS), np.float32)
    with Image.open(FILES / "named.png") as image:
        was = np.asarray(image, np.float32)
    assert np.abs(now - was).mean() < 1.0


def test_the_library_has_all_its_faces(files):
    library = Library(files / "library")
    assert library.recovered is None
    library.close()
    reading = Reading(files / "library")
    try:
        faces = [reading.face(number) for number in reading.ids(Query()).tolist()]
        recipes = {each.name: each.recipe for each in faces}
        assert recipes == {name.title(): recipe_of(name) for name in NAMES}
        assert {each.casts for each in faces} == {("Crew",)}
        assert {each.tags for each in faces} == {(f"tag {k}",) for k in range(6)}
        assert sorted(each.rating for each in faces) == [0, 1, 2, 3, 4, 5]
        assert all(decode(each.thumbnail) is not None for each in faces)
        with np.load(FILES / "ws.npz") as kept:
            for each in faces:
                assert each.ws is not None
                assert np.allclose(each.ws, kept[each.name.lower()], atol=HALF)
    finally:
        reading.close()


def test_the_library_takes_its_faces_for_the_ones_that_it_has(files):
    """Keys of faces are made of their recipes: an import must not double them."""
    report = import_faces(files / "library", files / "crew.facelab")
    assert (report.added, report.merged) == (0, 6)


def test_an_export_is_read_and_imported(files, tmp_path):
    named = {each.name: each.recipe for each in read_faces(files / "crew.facelab")}
    assert named == {name.title(): recipe_of(name) for name in NAMES}
    assert import_faces(tmp_path / "new", files / "crew.facelab").added == 6


def test_an_export_of_before_had_no_timelines(files, tmp_path):
    assert import_faces(tmp_path / "new", files / "crew.facelab").timelines == 0


def test_an_export_with_timelines_is_imported(files, tmp_path):
    report = import_faces(tmp_path / "new", files / "library_with_timelines.facelab")
    assert (report.added, report.timelines, report.left_out) == (1, 2, [])
    for name, file in (("Walk", "timeline.json"), ("Tracks", "timeline_2.json")):
        kept = tmp_path / "new" / "timelines" / f"{name}.json"
        assert read_timeline(kept) == read_timeline(files / file)


def test_the_settings_are_as_they_were(files):
    settings, error = load_settings(files / "settings")
    assert error is None
    assert (settings.theme, settings.save_size, settings.save_name) == (
        *("light", 512, "{face} {date}"),
    )
    assert settings.map_directions == ("smile", "age")
    assert len(settings.pinned_directions) == 2
    assert settings.recipe is not None
    assert recipe_from_json(settings.recipe) == recipe_of("named")
    save_settings(settings, files / "settings")
    assert load_settings(files / "settings") == (settings, None)


def test_what_was_wished_of_a_cast_is_in_the_settings(files):
    settings, error = load_settings(files / "settings_2")
    assert error is None
    assert settings.cast == CastChoice(
        rows=(WishSaid("dark hair"), WishSaid("smile > 0.5", 0.25)),
        count=50, apart=0.75, even=False, seed=7,
    )  # fmt: skip


def test_the_history_has_all_its_steps(files):
    journal = Journal(files / "settings")
    try:
        kept = journal.load()
    finally:
        journal.close()
    assert journal.notice is None
    assert kept is not None
    steps, place = kept
    # a step was noted at the third place, which ends those after it, and undone again
    assert [each.label for each in steps] == ["plain", "named", "once more"]
    assert [each.recipe for each in steps] == [recipe_of(n) for n in ("plain", "named", "held")]
    assert place == 1


def test_the_timeline_of_a_session_comes_back(files):
    told: list[object] = []
    saved = SavedAnimation(files / "settings", None, told.append).load()  # type: ignore[arg-type]
    assert saved is not None
    assert (told, saved.place, saved.head, len(saved.states)) == ([], 1, 1.25, 3)
    assert saved.states[1].timeline == read_timeline(FILES / "timeline_2.json")
    assert (saved.states[1].chosen, saved.states[2].label) == ((0,), "Delete keys")


def test_the_sheet_of_a_session_comes_back(files):
    told: list[object] = []
    saved = SavedCharacter(files / "settings", None, told.append).load()  # type: ignore[arg-type]
    assert saved == Held(read_sheet(FILES / "sheet.json"), False, "beaming_left")
    assert told == []


def test_a_cast_that_was_not_kept_comes_back(files):
    told: list[object] = []
    saved = SavedCast(files / "settings", None, told.append).load()  # type: ignore[arg-type]
    assert saved == HeldCast((recipe_of("plain"), recipe_of("named")), 24, "Crew")
    assert told == []


def test_the_slots_hold_their_faces(files):
    told: list[object] = []
    slots = Slots(files / "settings", None, told.append)  # type: ignore[arg-type]
    slots.load()
    assert told == []
    assert (slots.get("A"), slots.get("B")) == (recipe_of("plain"), recipe_of("own"))


@pytest.mark.parametrize("name", [*NAMES, *(f"version_{k}" for k in (1, 3, 4, 5))])
def test_a_recipe_that_is_saved_again_stays_the_same(name):
    recipe = recipe_of(name)
    assert recipe_from_json(recipe_to_json(recipe)) == recipe
