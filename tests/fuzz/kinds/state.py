"""What comes back at the next start, and JSON files of ours that stand alone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from facelab.casting.said import wishes_of
from facelab.casting.wishes import Share, Wishes
from facelab.casting.wishes_file import read_wishes, wishes_to_json
from facelab.errors import DestinationError, RecipeError
from facelab.export.character_file import read_set, read_sheet
from facelab.export.format_file import read_formats, to_json
from facelab.export.named import NAMED
from facelab.export.plan import Plan as ExportPlan
from facelab.export.timeline_file import read_timeline
from facelab.files import read_regular
from facelab.recipe import recipe_from_json, recipe_to_json
from facelab.recipe.character.codec import set_to_json, sheet_to_json
from facelab.recipe.easing import Curve
from facelab.recipe.timeline import Key, Timeline
from facelab.recipe.timeline_codec import timeline_to_json
from facelab.recipe.tracks import Point, Track
from facelab.recipe.walks import FaceWalk, NoiseWalk
from facelab.session.animating.saved import FILE_NAME as ANIMATING
from facelab.session.animating.saved import Saved, SavedAnimation
from facelab.session.animating.saved import encode as encode_animation
from facelab.session.animating.steps import State
from facelab.session.character.character import Held
from facelab.session.character.saved import FILE_NAME as CHARACTER
from facelab.session.character.saved import SavedCharacter
from facelab.session.character.saved import encode as encode_character
from facelab.session.character.sets_folder import held_in
from facelab.session.exploring.saved_cast import FILE_NAME as CAST
from facelab.session.exploring.saved_cast import Held as HeldCast
from facelab.session.exploring.saved_cast import SavedCast
from facelab.session.exploring.saved_cast import encode as encode_cast
from facelab.session.face.history import Step
from facelab.session.face.history_file import FILE_NAME as HISTORY
from facelab.session.face.history_file import Journal
from facelab.session.face.slots import FILE_NAME as SLOTS
from facelab.session.face.slots import FORMAT, VERSION, Slots
from facelab.session.own_formats import FILE_NAME as OWN_FORMATS
from facelab.session.own_formats import OwnFormats
from facelab.session.settings import FILE_NAME as SETTINGS
from facelab.session.settings import Settings, load_settings, save_settings
from facelab.stimuli.ends import read_ends
from facelab.stimuli.journal import FILE_NAME as STIMULI
from facelab.stimuli.journal import Journal as SetJournal
from facelab.stimuli.journal import known_rows
from facelab.stimuli.plan import StimuliPlan
from facelab.stimuli.rows import Row
from tests.fuzz.kinds.kind import Ground, Kind, recipes_of
from tests.recipe.character.test_codec import SET, full_sheet
from tests.recipes import rich_recipe

STIMULI_PLAN = StimuliPlan((rich_recipe(),), ("smile",))
_LINE = b'{"at": 2.0, "slope": -0.5, "spread": 0.3, "short": 0.6}'
_END = b'{"place": ' + _LINE + b', "way": ' + _LINE + b', "used": [0.4, 0.8]}'
REACH = (
    b'{"format": "facelab-reach", "version": 2, "model_sha256": "ab", "faces": 4, '
    b'"ends": {"smile": {"low": ' + _END + b', "high": ' + _END + b"}}}"
)


class _NowWriter:
    """In place of the thread that writes: what fails is an error of the test."""

    def run(self, work: Callable[[], object], *_: object, **__: object) -> None:
        work()


def state(ground: Ground) -> dict[str, Kind]:
    recipes = recipes_of(ground)
    folder = ground.folder / "state"
    save_settings(Settings(recipe=recipe_to_json(recipes[1]), map_directions=("a", "b")), folder)
    journal = Journal(folder)
    journal.load()
    journal.begin([Step(each, "Open") for each in recipes], 1)
    journal.note([(1, Step(recipes[0], "x")), (0, None)])
    journal.close()
    held = {name: recipe_to_json(each) for name, each in zip("AB", recipes, strict=True)}
    slots = msgspec.json.encode({"format": FORMAT, "version": VERSION, "slots": held})
    keys = tuple(Key(each, 1.5, 0.5, "overshoot") for each in recipes)
    (smiling,) = wishes_of("smiling")
    wishes = [
        wishes_to_json(Wishes(count=3)).encode(),
        wishes_to_json(
            Wishes(count=9, wishes=wishes_of("age 20 to 40"), shares=(Share(0.5, smiling),))
        ).encode("utf-16"),
    ]
    timelines = [
        timeline_to_json(Timeline(keys, "loop")).encode(),
        timeline_to_json(Timeline(keys[:1] * 2)).encode("utf-16"),
    ]
    track = Track("smile", (Point(0.0, -1.0), Point(1.0, 2.0, Curve())))
    walks = (FaceWalk(3), NoiseWalk(4))
    moving = Timeline(keys, "ping-pong", (track,), walks, "z")
    timelines.append(timeline_to_json(moving).encode())
    animating = encode_animation(Saved((State(), State(moving, (0,), "Add key")), 1, 0.5))
    character = [encode_character(Held(full_sheet(), False, "happy")), encode_character(Held())]
    formats = [to_json([*NAMED.values()]), to_json([NAMED["token"]])]
    stimuli = folder / STIMULI
    lines = SetJournal(folder, STIMULI_PLAN, ExportPlan(folder), {})
    for cell in list(STIMULI_PLAN.cells())[1:]:
        face, values = STIMULI_PLAN.faces[0], {"smile": 1.0}
        lines.note(Row(cell, face, values, values, values, 0.1, 3, "no nearer", ("smile",)))
    lines.close()
    return {
        "settings": Kind(SETTINGS, [(folder / SETTINGS).read_bytes()], _read_settings),
        "history": Kind(HISTORY, [(folder / HISTORY).read_bytes()], _read_history),
        "slots": Kind(SLOTS, [slots], _read_slots),
        "timeline": Kind("a.json", timelines, read_timeline),
        "character": Kind(CHARACTER, character, _read_character),
        "cast": Kind(CAST, [encode_cast(HeldCast((rich_recipe(),) * 2, 24, "Crew"))], _read_cast),
        "animating": Kind(ANIMATING, [animating], _read_animating),
        "wishes": Kind("a.json", wishes, read_wishes),
        "stimuli": Kind(STIMULI, [stimuli.read_bytes()], _read_stimuli),
        "reach": Kind("a.json", [REACH], lambda path: read_ends(read_regular(path, 2**20))),
        "sheet": Kind("a.json", [sheet_to_json(full_sheet()).encode()], read_sheet),
        "set": Kind("a.json", [set_to_json(SET).encode()], read_set),
        "own sets": Kind("a.json", [set_to_json(SET).encode()], lambda path: held_in(path.parent)),
        "formats": Kind("formats.json", formats, read_formats),
        "own formats": Kind(OWN_FORMATS, formats, _read_own_formats),
    }


def _read_settings(path: Path) -> object:
    settings, error = load_settings(path.parent)
    if settings.recipe is not None:
        with contextlib.suppress(RecipeError):
            recipe_from_json(settings.recipe)
    if error is not None:
        raise error
    return settings


def _read_history(path: Path) -> object:
    journal = Journal(path.parent)
    try:
        return journal.load()
    finally:
        journal.close()


def _read_stimuli(path: Path) -> object:
    try:
        return known_rows(path.parent, STIMULI_PLAN, ExportPlan(path.parent))
    except DestinationError as error:  # another set, or none
        return error


def _read_slots(path: Path) -> object:
    told: list[object] = []
    slots = Slots(path.parent, _NowWriter(), told.append)  # type: ignore[arg-type]
    slots.load()
    return slots.get("A"), slots.get("B"), told


def _read_animating(path: Path) -> object:
    told: list[object] = []
    return SavedAnimation(path.parent, _NowWriter(), told.append).load(), told  # type: ignore[arg-type]


def _read_character(path: Path) -> object:
    told: list[object] = []
    return SavedCharacter(path.parent, _NowWriter(), told.append).load(), told  # type: ignore[arg-type]


def _read_cast(path: Path) -> object:
    told: list[object] = []
    return SavedCast(path.parent, _NowWriter(), told.append).load(), told  # type: ignore[arg-type]


def _read_own_formats(path: Path) -> object:
    told: list[Exception] = []
    formats = OwnFormats(path.parent, _NowWriter(), told.append)  # type: ignore[arg-type]
    formats.load()
    return formats.own, told
