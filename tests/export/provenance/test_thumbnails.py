from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from facelab.export import thumbnail
from facelab.export.provenance.facts import AI_SOURCE, NOTHING, Parts
from facelab.export.provenance.thumbnails import PackedThumbnails, single

XMP_ONLY = Parts(signature=False, watermark=False)


@pytest.fixture(scope="module")
def jpeg() -> bytes:
    return thumbnail.encode(np.full((256, 256, 4), 90, np.uint8))


def same(one: bytes, other: bytes) -> bool:
    """Whether the pictures are the same."""
    pixels = [thumbnail.decode(each) for each in (one, other)]
    assert pixels[0] is not None
    assert pixels[1] is not None
    return np.array_equal(pixels[0], pixels[1])


def test_a_packed_one_says_that_ai_made_it_and_is_the_same_picture(jpeg, default_recipe):
    mark = PackedThumbnails(XMP_ONLY)
    made = mark(default_recipe.model, jpeg)
    assert AI_SOURCE.encode() in made
    assert same(made, jpeg)
    assert Image.open(io.BytesIO(made)).getxmp()
    assert mark(default_recipe.model, made) == made, "said once"


def test_it_says_nothing_where_that_is_switched_off(jpeg, default_recipe):
    assert PackedThumbnails(NOTHING)(default_recipe.model, jpeg) == jpeg


def test_one_without_a_jfif_segment(jpeg, default_recipe):
    length = int.from_bytes(jpeg[4:6], "big")
    bare = jpeg[:2] + jpeg[4 + length :]
    made = PackedThumbnails(XMP_ONLY)(default_recipe.model, bare)
    assert AI_SOURCE.encode() in made
    assert same(made, bare)


def test_one_that_leaves_alone_carries_its_recipe(jpeg, default_recipe, tmp_path):
    from facelab.export.reading import read_picture

    made, notes = single(default_recipe, jpeg, XMP_ONLY)
    assert not notes
    assert AI_SOURCE.encode() in made
    path = tmp_path / "a.jpg"
    path.write_bytes(made)
    assert read_picture(path)[0] == default_recipe
