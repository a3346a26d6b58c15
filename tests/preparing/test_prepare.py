"""From the drawn face to the picture that leaves."""

import numpy as np
import pytest

from facelab.cutout.backgrounds import BLUR, TRANSPARENT, Background
from facelab.errors import Stopped
from facelab.export.named import NAMED, Research, Shape
from facelab.export.sizes import sized, to_bytes
from facelab.export.writer import Encoding
from facelab.preparing.preparation import Preparation, preparation_of
from facelab.preparing.prepare import CUTTING_OUT, ENHANCING, Preparer
from facelab.progress import Progress, finish

PORTRAIT = NAMED["portrait"]


@pytest.fixture(scope="module")
def preparer(fetch):
    """Keeps its networks from test to test."""
    return Preparer(fetch)


@pytest.fixture(scope="module")
def small_face(face):
    """Where the size proves nothing."""
    return sized(face, 256)


@pytest.fixture(scope="module")
def cut_out(preparer, face):
    """By side: the face on nothing, and what was said on the way."""
    made_by_side = {}
    for enhance in (0, 2048):
        told: list[Progress] = []
        wanted = preparation_of(PORTRAIT, background=TRANSPARENT, enhance=enhance)
        pixels = made(preparer, face, wanted, told).pixels
        made_by_side[enhance or 1024] = pixels, [now.text for now in told]
    return made_by_side


def made(preparer, pixels, wanted, told=None):
    steps = preparer.prepared(pixels, wanted)
    while True:
        try:
            now = next(steps)
        except StopIteration as end:
            return end.value
        if told is not None:
            told.append(now)


def test_a_plain_picture_is_not_touched(preparer, picture):
    pixels = to_bytes(picture)
    assert made(preparer, pixels, Preparation(PORTRAIT)).pixels is pixels
    small = made(preparer, pixels, preparation_of(PORTRAIT, size=32)).pixels
    np.testing.assert_array_equal(small, sized(pixels, 32))
    large = made(preparer, pixels, preparation_of(PORTRAIT, size=128)).pixels
    assert large.shape == (128, 128, 3)


def test_enhanced_then_reduced(preparer, picture):
    told: list[Progress] = []
    wanted = preparation_of(PORTRAIT, enhance=2048)
    large = made(preparer, picture, wanted, told).pixels
    assert large.shape == (2048, 2048, 3)
    shares = [now.fraction or 0.0 for now in told if now.text == ENHANCING]
    assert len(shares) == 16
    assert shares == sorted(shares)
    small = made(preparer, picture, preparation_of(PORTRAIT, size=256, enhance=2048)).pixels
    np.testing.assert_allclose(small, sized(large, 256), atol=1e-6)


def test_stopped_between_two_tiles_nothing_is_left_over(preparer, picture):
    steps = preparer.prepared(picture, preparation_of(PORTRAIT, enhance=2048))
    next(steps), next(steps), next(steps)
    steps.close()
    assert made(preparer, picture, Preparation(PORTRAIT)).pixels is picture


def test_a_look_before_minutes_are_spent(fetch, picture):
    preparer = Preparer(fetch)
    look = finish(preparer.look(picture, 0.25, 0.25))
    assert look.before.shape == look.after.shape == (512, 512, 3)
    assert preparer.costs.seconds("tile") is not None


@pytest.mark.parametrize("side", [1024, 2048])
def test_cut_out_at_every_size(cut_out, side):
    whole, told = cut_out[side]
    assert whole.shape == (side, side, 4)
    assert CUTTING_OUT in told
    assert whole[side // 2, side // 2, 3] == 1  # the face
    assert whole[8, 8, 3] == 0  # a corner beside it
    assert 0.3 < whole[..., 3].mean() < 0.9


def test_a_large_matte_is_that_of_the_small_picture(cut_out):
    small, large = (cut_out[side][0] for side in (1024, 2048))
    reduced = large[..., 3].reshape(1024, 2, 1024, 2).mean(axis=(1, 3))
    assert np.abs(reduced - small[..., 3]).mean() < 0.005


def test_before_other_backgrounds_nothing_shows_through(preparer, small_face, tmp_path):
    from PIL import Image

    Image.new("RGB", (40, 20), (0, 0, 255)).save(tmp_path / "wall.png")
    wall = Background("picture", picture=tmp_path / "wall.png")
    for background in (BLUR, Background("colour", "#00ff00"), wall):
        pixels = made(preparer, small_face, preparation_of(PORTRAIT, background=background)).pixels
        assert pixels.shape == (256, 256, 3)
        if background.kind == "colour":
            np.testing.assert_allclose(pixels[4, 4], (0, 1, 0), atol=1e-3)
        if background is wall:
            np.testing.assert_allclose(pixels[4, 4], (0, 0, 1), atol=1e-3)


def test_film_programs_get_how_much_is_covered(preparer, small_face):
    still, head = (
        made(
            preparer, small_face, Preparation(NAMED[name].changed(background="transparent"))
        ).pixels
        for name in ("film-still", "portrait")
    )
    np.testing.assert_array_equal(still[..., :3], head[..., :3])
    assert np.abs(still[..., 3] - head[..., 3]).max() > 0.02


def test_a_cut_out_is_given_up(preparer, small_face):
    steps = preparer.prepared(small_face, preparation_of(PORTRAIT, background=BLUR), lambda: True)
    with pytest.raises(Stopped):
        finish(steps)


def test_a_side_that_is_no_power_of_two(preparer, face):
    wanted = preparation_of(PORTRAIT, background=TRANSPARENT)
    assert made(preparer, sized(face, 300), wanted).pixels.shape == (300, 300, 4)


def test_research_pictures_have_one_light_and_one_size(preparer, face):
    told = made(preparer, face, Preparation(NAMED["research"]))
    assert told.pixels.shape == (512, 512, 3)
    np.testing.assert_allclose(to_bytes(told.pixels)[2, 2], (0x90, 0x90, 0x90))
    facts = told.facts
    assert facts["luminance"] == pytest.approx(facts["luminance_wanted"], rel=0.005)
    assert facts["contrast"] == pytest.approx(facts["contrast_wanted"], rel=0.005)
    assert 0.5 < facts["scale"] < 2


def test_an_oval_of_the_face_where_it_is(preparer, face):
    named = NAMED["research"].changed(
        shape=Shape("oval"), research=Research(head=0, luminance=0, contrast=0)
    )
    told = made(preparer, face, Preparation(named))
    assert told.facts == {}
    assert told.pixels.shape == (512, 512, 4)
    assert told.pixels[256, 256, 3] == 1
    assert told.pixels[5, 5, 3] == 0


def test_float_is_drawn_where_it_is_needed():
    assert not Preparation(PORTRAIT).wants_float
    assert Preparation(PORTRAIT.changed(encoding=Encoding("png", bits=16))).wants_float
    assert Preparation(NAMED["avatar"]).wants_float
