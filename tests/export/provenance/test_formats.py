"""Pictures of every format leave with their marks, and what is not marked is not claimed."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.export.formats import WRITERS
from facelab.export.named import NAMED
from facelab.export.provenance.facts import Parts
from facelab.export.provenance.outgoing import Provenance
from facelab.export.provenance.png_out import marking_of
from facelab.export.provenance.verify import verify
from facelab.export.reading import read_picture_recipe
from facelab.export.writer import Metadata, Picture
from facelab.export.writing import write
from facelab.recipe import Latent
from tests.export.provenance.conftest import soft

SINGLE = [name for name, named in NAMED.items() if named.sheet is None]


@pytest.mark.parametrize("name", SINGLE)
def test_every_named_format_says_what_it_is(name, default_recipe, marker, who, tmp_path):
    encoding = NAMED[name].encoding
    writer = WRITERS[encoding.format]
    provenance = Provenance(default_recipe, Parts(), lambda: marker, lambda: who)
    pixels = soft(320)
    if writer.wants_float(encoding):
        pixels = (pixels / 255).astype(np.float32)
    picture = Picture(pixels, default_recipe)
    path = tmp_path / f"a{writer.suffixes[0]}"

    said = Metadata.of(default_recipe, provenance.xmp())
    write(path, picture, said, encoding, marking_of(provenance))

    found = verify(path, lambda: marker)
    assert found.verdict == "facelab"
    assert found.manifest is not None
    assert found.manifest.state == "valid"
    assert found.beside is (not writer.media_type)
    assert read_picture_recipe(path) == default_recipe
    if found.mark is not None:
        assert found.mark.found
        assert found.manifest.watermarked
    changed = bytearray(path.read_bytes())
    changed[len(changed) // 2] ^= 1
    path.write_bytes(changed)
    assert verify(path, lambda: None).verdict == "changed"


def test_a_large_recipe_in_a_jpeg_is_signed_as_well(recipe, marker, who, tmp_path):
    encoding = NAMED["jpeg"].encoding
    large = recipe
    for k in range(4):  # beyond what one segment of a JPEG takes
        w = Latent.from_array(np.random.RandomState(k).randn(23, 512))
        large = large.with_mix([k + 2], w, 0.5)
    provenance = Provenance(large, Parts(watermark=False), lambda: None, lambda: who)
    path = tmp_path / "a.jpg"

    said = Metadata.of(large, provenance.xmp())
    write(path, Picture(soft(64), large), said, encoding, marking_of(provenance))

    found = verify(path, lambda: None)
    assert found.manifest is not None
    assert found.manifest.state == "valid"
    assert read_picture_recipe(path) == large
    assert found.said is not None
    assert found.said.by_ai
