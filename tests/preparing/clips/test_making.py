"""Clips made of timelines, by a drawing that costs nothing and a cut-out that is a disc."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.cutout.backgrounds import TRANSPARENT, background_of
from facelab.cutout.matte import Matte
from facelab.errors import DestinationError, RecipeError
from facelab.export.clips.kinds import KINDS
from facelab.export.clips.reading import some_pictures
from facelab.export.recipe_file import read_recipe
from facelab.export.timeline_file import read_timeline
from facelab.preparing.clips import frames as frames_file
from facelab.preparing.clips import making
from facelab.preparing.clips.frames import Frames, cut_side
from facelab.preparing.clips.making import ClipMade, Saying, make_clip
from facelab.preparing.clips.order import ClipOrder, as_repeated
from facelab.progress import finish
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.timeline import Key, Timeline
from facelab.recipe.tracks import Point, Track

SIDE = 32
FACE = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))
TIMELINE = Timeline((Key(FACE, 0.5), Key(FACE.with_seed(200))))


def draw(recipe: Recipe, in_float: bool):
    """A grey that says which face it is."""
    bright = recipe.seed if recipe.seed is not None else 100
    pixels = np.full((SIDE, SIDE, 3), bright, np.uint8)
    return pixels.astype(np.float32) / 255 if in_float else pixels


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ClipMade]:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    disc = (np.hypot(y - SIDE / 2, x - SIDE / 2) < SIDE / 3).astype(np.float32)

    class Steady:
        def __init__(self, picture_at, same, repeats, finder, stop):
            self._picture_at, self._same = picture_at, same

        def window(self, number):
            return (self._same[number],)

        def matte(self, number):
            return Matte(disc, disc / 2, self._picture_at(self._same[number]))

    monkeypatch.setattr(frames_file, "SteadyCutOut", Steady)
    monkeypatch.setattr(frames_file, "cut_side", lambda side, longest: SIDE)
    monkeypatch.setattr(making, "PersonFinder", lambda files, threads: object())

    def run(name: str, kind: str, timeline: Timeline = TIMELINE, **how: object) -> ClipMade:
        order = ClipOrder(tmp_path / name, KINDS[kind], 12, **how)  # type: ignore[arg-type]
        made = ClipMade(order.path, 0)
        return finish(make_clip(timeline, order, draw, SIDE, Saying(), made, fetch=_nothing))

    return run


def _nothing(nets):
    yield from ()
    return {}


def test_a_cut_out_clip_is_transparent_where_the_face_is_not(make):
    made = make("a.webp", "webp", background=TRANSPARENT)
    assert (made.count, made.new) == (6, 6)
    for each in some_pictures(made.path, 6):
        assert each[16, 16, 3] == 255
        assert each[0, 0, 3] == 0


def test_a_face_before_a_colour(make):
    made = make("a.apng", "apng", background=background_of("#ff0000"))
    first, last = some_pictures(made.path, 6)[0], some_pictures(made.path, 6)[-1]
    assert tuple(first[0, 0]) == (255, 0, 0)
    assert last[16, 16, 0] > first[16, 16, 0] + 30


def test_a_sequence_carries_its_recipes_and_a_file_for_editors(make, tmp_path):
    made = make("shot", "png", with_timeline=True)
    pictures = sorted((tmp_path / "shot").glob("*.png"))
    assert [each.name for each in pictures] == [f"000{k}.png" for k in range(1, 7)]
    assert [read_recipe(each) for each in pictures] == list(TIMELINE.frames(12))
    assert read_timeline(tmp_path / "shot" / "timeline.json") == TIMELINE
    body = json.loads((tmp_path / "shot" / "shot.otio").read_bytes())
    assert body["name"] == "shot"
    again = make("shot", "png", with_timeline=True)
    assert (again.new, again.there) == (0, 6)
    assert len(list(made.path.iterdir())) == 8


def test_a_sequence_goes_on_only_as_it_was_begun(make, tmp_path):
    make("shot", "png", background=TRANSPARENT)
    pictures = sorted((tmp_path / "shot").glob("*.png"))
    before = pictures[1].read_bytes()
    pictures[3].unlink()
    made = make("shot", "png", background=TRANSPARENT)
    assert (made.new, made.there) == (1, 5)
    assert pictures[1].read_bytes() == before
    with Image.open(pictures[3]) as image:
        assert np.asarray(image)[0, 0, 3] == 0
    with pytest.raises(DestinationError, match="holds another picture"):
        make("shot", "png", background=background_of("#ffffff"))
    assert make("shot", "png", overwrite=True).new == 6


def test_openexr_is_premultiplied_light_and_covers_what_it_covers(make, tmp_path):
    import OpenEXR

    make("shot", "exr", background=TRANSPARENT)
    with OpenEXR.File(str(tmp_path / "shot" / "0001.exr")) as file:
        pixels = file.channels()["RGBA"].pixels.astype(np.float32)
    assert pixels[16, 16, 3] == 0.5  # how much of a pixel is covered, not how it looks
    assert pixels[16, 16, 0] == pytest.approx(0.5 * (1 / 255) / 12.92, rel=0.01)
    assert not pixels[0, 0].any()


def test_what_stays_is_one_picture_and_recipes_are_not_kept():
    timeline = Timeline((Key(FACE, 0.5, 0.5), Key(FACE.with_seed(200), hold=0.5)), "loop")
    drawn: list[Recipe] = []

    def count(recipe, in_float):
        drawn.append(recipe)
        return draw(recipe, in_float)

    frames = Frames(timeline, ClipOrder(Path("a.gif"), KINDS["gif"], 12), count)
    pictures = list(frames)
    assert len(pictures) == timeline.frame_count(12)
    assert len(drawn) < len(pictures)
    assert pictures[0] is pictures[1]
    assert [frames.recipe(k) for k in range(frames.count)] == list(timeline.frames(12))


@pytest.mark.parametrize(
    ("kind", "how", "why"),
    [
        ("mp4", {"background": TRANSPARENT}, "holds no transparency"),
        ("gif", {"rate": 60}, "choose 12 to 50"),
        ("prores", {"longest": 33}, "needs an even number"),
        ("webp", {"longest": 8}, "choose 16 to 4096"),
    ],
)
def test_what_a_kind_cannot_hold_is_refused(kind, how, why):
    with pytest.raises(RecipeError, match=why):
        ClipOrder(Path("a"), KINDS[kind], **how).check()


def test_a_timeline_repeated_in_another_way():
    assert as_repeated(TIMELINE, None) is TIMELINE
    moved = Timeline(TIMELINE.keys, tracks=(Track("smile", (Point(0.0, -1.0), Point(0.4, 1.0))),))
    assert as_repeated(moved, "loop") == Timeline(moved.keys, "loop", moved.tracks)
    short = Timeline((Key(FACE, 3600.0), Key(FACE, 1.0), Key(FACE)))
    with pytest.raises(RecipeError, match="length in seconds"):
        as_repeated(short, "ping-pong")


def test_pictures_are_cut_out_at_the_size_of_the_clip():
    assert cut_side(1024, None) == cut_side(1024, 1024) == cut_side(1024, 600) == 1024
    assert cut_side(1024, 512) == cut_side(1024, 100) == 512
    assert cut_side(256, None) == 512
