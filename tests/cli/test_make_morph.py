"""`facelab make morph`, on a tiny network and once on the real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.engine import Renderer, load
from facelab.export.recipe_file import read_recipe, write_recipe
from facelab.export.timeline_file import read_timeline, write_timeline
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.timeline import Key, Timeline

av = pytest.importorskip("av", reason="PyAV is not installed (extra: motion)")


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return tmp_path / "out" / "clip.mp4"


@pytest.fixture
def morph(facelab, tiny, clip):
    return lambda *words: facelab("make", "morph", *words, "-o", clip)


def frames(path: Path) -> list[np.ndarray]:
    from facelab.export.clips.reading import rgb

    with av.open(str(path)) as container:
        return [rgb(frame).astype(int) for frame in container.decode(video=0)]


def test_two_seeds_become_a_clip_whose_pictures_are_the_faces_of_their_times(
    morph, clip, tiny_path
):
    ended = morph("1", "2", "--seconds", "0.5", "--fps", "24", "--json")
    assert ended.status == 0
    assert ended.err.splitlines()[-1] == f"12 pictures, 0.50 s, saved to {clip}"
    timeline = read_timeline(clip.with_suffix(".json"))
    renderer = load(tiny_path, "cpu", backend="torch")
    wanted = [renderer.full(each).rgb() for each in timeline.frames(24)]
    renderer.close()
    found = frames(clip)
    assert len(found) == len(wanted) == 12
    for one, other in zip(found, wanted, strict=True):
        # A random network's picture is noise, whose colours 4:2:0 halves: light is compared.
        weights = np.array([0.2126, 0.7152, 0.0722])
        assert np.abs(one @ weights - other @ weights).mean() < 6.0
    assert timeline.at(0.0) == Recipe(timeline.keys[0].face.model, Seed(1), finish="clean")


def test_a_timeline_makes_the_same_clip_again(morph, clip, facelab):
    assert morph("1", "2", "3", "--seconds", "1", "--loop", "--hold", "0.1", "--json").status == 0
    again = clip.with_name("again.mp4")
    assert facelab("make", "morph", clip.with_suffix(".json"), "-o", again).status == 0
    assert again.read_bytes() == clip.read_bytes()
    assert read_timeline(clip.with_suffix(".json")).repeat == "loop"


def test_there_and_back_in_the_time_that_was_said(morph, clip):
    words = ("--seconds", "1", "--fps", "12", "--ping-pong", "--ease", "linear", "--size", "32")
    assert morph("1", "2", "--json", *words).status == 0
    found = frames(clip)
    assert (len(found), found[0].shape) == (12, (32, 32, 3))
    timeline = read_timeline(clip.with_suffix(".json"))
    assert (timeline.repeat, timeline.seconds) == ("ping-pong", 1.0)


def test_a_name_that_is_taken_is_numbered_and_said(morph, clip):
    words = ("1", "2", "--seconds", "0.2", "--size", "16", "--json")
    assert morph(*words).status == morph(*words).status == 0
    assert sorted(each.name for each in clip.parent.iterdir()) == [
        "clip-2.json", "clip-2.mp4", "clip.json", "clip.mp4",
    ]  # fmt: skip
    assert morph(*words, "--overwrite").status == 0
    assert len(list(clip.parent.iterdir())) == 4


def test_a_clip_that_is_cut_short_is_a_timeline_and_said_to_be_damaged(facelab, tiny, tmp_path):
    words = ("--seconds", "0.25", "--fps", "12", "--size", "32")
    first = tmp_path / "a.gif"
    assert facelab("make", "morph", "1", "2", *words, "-o", first).status == 0
    first.write_bytes(first.read_bytes()[:-30])
    ended = facelab("make", "morph", first, "--size", "32", "-o", tmp_path / "b.gif")
    assert ended.status == 0
    assert (
        "The clip in a.gif is damaged. It is cut short. Its timeline is intact, so the clip can "
        "be made again."
    ) in ended.err
    verified = facelab("verify", first, tmp_path / "b.gif")
    assert verified.out.count("damaged: It is cut short.") == 1
    assert "found; it opens in facelab" in verified.out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["1"], "two faces or more"),
        (["1", "nobody.png"], "There is no face nobody.png"),
        (["1", "2", "--fps", "90"], "choose 12 to 60"),
        (["1", "2", "--size", "33"], "needs an even number"),
        (["1", "2", "--size", "9"], "choose 16 to 4096"),
        (["1", "2", "--seconds", "nan"], "choose 0.1 to 7200"),
        (["1", "2", "3", "--seconds", "7000", "--fps", "60"], "200,000"),
        (["1", "2", "--hold", "3"], "can stay 2 each at most"),
        (["1", "2", "--hold", "nan"], "choose 0 to 4"),
        (["1", "2", "--ease", "jump"], "invalid choice"),
        (["1", "2", "--loop", "--ping-pong"], "not allowed with"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(morph, clip, words, why):
    ended = morph(*words)
    assert ended.status == 2
    assert why in ended.error
    assert not clip.parent.exists()


def test_a_timeline_stands_by_itself(morph, clip, tmp_path, tiny_model):
    face, path = Recipe(tiny_model.ref, Seed(1)), tmp_path / "a.json"
    write_timeline(path, Timeline((Key(face, 0.2), Key(face.with_seed(2)))))
    for words, why in (
        ((path, "2"), "no other face"),
        ((path, "--seconds", "2"), "leave that out"),
        ((path, "--loop"), "leave out --loop"),
    ):
        ended = morph(*words)
        assert ended.status == 2
        assert why in ended.error
    assert not clip.parent.exists()


def test_faces_of_two_networks_do_not_become_each_other(morph, clip, tmp_path):
    write_recipe(tmp_path / "a.json", Recipe(ModelRef("ab" * 32, "other"), Seed(1)))
    ended = morph("1", tmp_path / "a.json")
    assert ended.status != 0
    assert "network" in ended.error
    assert not clip.parent.exists()


def test_the_timeline_that_is_read_is_never_replaced(morph, clip, tiny_model):
    face, path = Recipe(tiny_model.ref, Seed(1)), clip.with_suffix(".json")
    path.parent.mkdir()
    write_timeline(path, Timeline((Key(face, 0.2), Key(face.with_seed(2)))))
    before = path.read_bytes()
    ended = morph(path, "--json", "--overwrite")
    assert ended.status == 2
    assert "This command reads" in ended.error
    assert path.read_bytes() == before


def test_ctrl_c_leaves_no_clip(morph, clip, monkeypatch):
    full = Renderer.full
    drawn: list[Recipe] = []

    def interrupted(self, recipe, *rest):
        if len(drawn) == 2:
            raise KeyboardInterrupt
        drawn.append(recipe)
        return full(self, recipe, *rest)

    monkeypatch.setattr(Renderer, "full", interrupted)
    ended = morph("1", "2", "--seconds", "0.2", "--size", "16")
    assert ended.status != 0
    assert "no clip was saved" in ended.err
    assert not list(clip.parent.iterdir())


def test_a_clip_says_what_it_is(morph, clip, facelab, monkeypatch):
    monkeypatch.setenv("FACELAB_MARKS", "xmp,c2pa")
    assert morph("1", "2", "--seconds", "0.2", "--size", "64").status == 0
    ended = facelab("verify", clip)
    assert ended.status == 0
    assert "Made by AI, with facelab; signed by" in ended.out
    assert "XMP: trainedAlgorithmicMedia" in ended.out
    content = bytearray(clip.read_bytes())
    content[content.find(b"mdat") + 200] ^= 255
    clip.write_bytes(content)
    ended = facelab("verify", clip)
    assert ended.status == 2
    assert "Changed since it was signed" in ended.out


def test_a_folder_is_given_the_pictures_one_by_one(facelab, tiny, tmp_path):
    out = tmp_path / "out"
    words = (
        "make",
        "morph",
        "1",
        "2",
        "--seconds",
        "0.5",
        "--fps",
        "12",
        "--size",
        "33",
        "-o",
        out,
    )
    ended = facelab(*words, "--json")
    assert (ended.status, ended.err.splitlines()[-1]) == (0, f"6 pictures saved to {out}")
    pictures = sorted(out.glob("*.png"))
    assert [each.name for each in pictures] == [f"000{k}.png" for k in range(1, 7)]
    timeline = read_timeline(out / "timeline.json")
    assert [read_recipe(each) for each in pictures] == list(timeline.frames(12))
    with Image.open(pictures[0]) as picture:
        assert picture.size == (33, 33)


def test_the_ending_says_the_kind_and_a_clip_is_a_timeline(facelab, tiny, tmp_path):
    words = ("--seconds", "0.25", "--fps", "12", "--size", "32")
    first = tmp_path / "a.gif"
    assert facelab("make", "morph", "1", "2", "--loop", *words, "-o", first).status == 0
    with Image.open(first) as image:
        assert getattr(image, "n_frames", 1) == 3
        assert image.info["loop"] == 0
    made = ("make", "morph", first, "--fps", "12", "--size", "32")
    assert facelab(*made, "-o", tmp_path / "b", "--as", "webp").status == 0
    assert read_timeline(tmp_path / "b.webp") == read_timeline(first)
    ended = facelab(*made, "-o", tmp_path / "shot", "--as", "exr")
    assert ended.status == 0
    names = sorted(each.name for each in (tmp_path / "shot").iterdir())
    assert names == ["0001.exr", "0002.exr", "0003.exr", "shot.otio"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--background", "transparent"), "holds no transparency"),
        (("--as", "gif", "--fps", "60"), "choose 12 to 50"),
        (("--background", "#12"), "is not a colour"),
        (("--as", "gif"), "must end in .gif"),
    ],
)
def test_what_a_kind_cannot_be_is_refused(morph, clip, words, why):
    ended = morph("1", "2", *words)
    assert ended.status == 2
    assert why in ended.error
    assert not clip.parent.exists()


def test_pictures_go_on_where_they_were_stopped(facelab, tiny, tmp_path, monkeypatch):
    out = tmp_path / "out"
    words = ("make", "morph", "1", "2", "--seconds", "0.5", "--fps", "12", "--json", "-o", out)
    drawn: list[Recipe] = []
    full = Renderer.full

    def three(self, recipe, *rest):
        if len(drawn) == 3:
            raise KeyboardInterrupt
        drawn.append(recipe)
        return full(self, recipe, *rest)

    monkeypatch.setattr(Renderer, "full", three)
    ended = facelab(*words)
    assert ended.status != 0
    assert "3 of 6 pictures" in ended.err
    first = (out / "0001.png").read_bytes()
    monkeypatch.setattr(Renderer, "full", full)
    ended = facelab(*words)
    assert ended.err.splitlines()[-1] == f"3 pictures saved to {out}, 3 were there already"
    assert (out / "0001.png").read_bytes() == first
    assert len(list(out.iterdir())) == 8  # and one timeline, one for editors


def test_a_folder_with_other_pictures_is_left_alone(facelab, tiny, tmp_path):
    out = tmp_path / "out"
    words = ("--seconds", "0.2", "--fps", "12", "-o", out)
    assert facelab("make", "morph", "1", "2", *words).status == 0
    before = {each: each.read_bytes() for each in out.iterdir()}
    ended = facelab("make", "morph", "3", "4", *words)
    assert ended.status == 2
    assert "holds another picture of that name" in ended.error
    assert {each: each.read_bytes() for each in out.iterdir()} == before
    assert facelab("make", "morph", "3", "4", *words, "--overwrite").status == 0
    assert len(list(out.iterdir())) == len(before)
    assert read_recipe(out / "0001.png").source == Seed(3)


@pytest.mark.slow
def test_the_real_network_is_drawn_as_render_draws_it(facelab, model_path, clip, monkeypatch):
    monkeypatch.setenv("FACELAB_MARKS", "none")
    words = ("--seconds", "0.2", "--fps", "12", "--size", "256")
    assert facelab("make", "morph", "7", "8", *words, "-o", clip).status == 0
    found, out = frames(clip), clip.parent
    assert facelab("render", "--seeds", "7-8", "--size", "256", "-o", out).status == 0
    for picture, name in ((found[0], "seed0007.png"), (found[-1], "seed0008.png")):
        with Image.open(out / name) as rendered:
            wanted = np.asarray(rendered).astype(int)
        assert np.abs(picture - wanted).mean() < 3
