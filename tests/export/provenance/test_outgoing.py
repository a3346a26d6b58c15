from __future__ import annotations

import numpy as np
import pytest

from facelab.errors import ExportError
from facelab.export.provenance import manifest, outgoing, xmp
from facelab.export.provenance.content import xmp_of
from facelab.export.provenance.facts import NOTHING, Parts
from facelab.export.provenance.outgoing import Provenance
from tests.export.provenance.conftest import TYPES, encoded, soft


def leave(provenance: Provenance, pixels, kind: str) -> bytes:
    """As a writer does it."""
    content = encoded(np.asarray(provenance.pixels(pixels)), kind, provenance.xmp())
    return provenance.file(content, TYPES[kind])


@pytest.mark.parametrize("kind", TYPES)
def test_by_default_a_picture_says_all_of_it(default_recipe, marker, who, kind):
    provenance = Provenance(default_recipe, Parts(), lambda: marker, lambda: who)

    content = leave(provenance, soft(300), kind)

    found, packet = manifest.read(content, TYPES[kind]), xmp_of(content)
    assert found is not None
    assert (found.state, found.watermarked) == ("valid", True)
    assert found.network == "MobileStyleGAN FFHQ"
    assert packet is not None
    assert xmp.read(packet).by_ai
    assert provenance.notes == []


def test_with_everything_off_not_a_byte_is_changed(default_recipe):
    def never() -> None:
        raise AssertionError("nobody asked for it")

    provenance = Provenance(default_recipe, NOTHING, never, never)  # type: ignore[arg-type]
    picture = soft(300)

    assert provenance.pixels(picture) is picture
    assert provenance.xmp() is None
    assert provenance.file(b"content", "image/png") == b"content"
    assert provenance.sidecar(b"content", "") is None


def test_without_the_network_it_says_less_and_the_user_is_told(default_recipe, who):
    provenance = Provenance(default_recipe, Parts(), lambda: None, lambda: who)
    picture = soft(300)

    content = leave(provenance, picture, "PNG")

    found = manifest.read(content, "image/png")
    assert found is not None
    assert (found.state, found.watermarked) == ("valid", False)
    assert provenance.notes == [outgoing.NO_NETWORK]
    assert np.array_equal(provenance.pixels(picture), picture)
    assert provenance.notes == [outgoing.NO_NETWORK]  # said once


def test_a_small_picture_carries_no_mark_and_says_so(default_recipe, marker, who):
    provenance = Provenance(default_recipe, Parts(), lambda: marker, lambda: who)

    content = leave(provenance, soft(128), "PNG")

    found = manifest.read(content, "image/png")
    assert found is not None
    assert not found.watermarked
    assert provenance.notes == [outgoing.TOO_SMALL]


def test_a_mark_that_a_format_destroys_is_not_claimed(default_recipe, marker, who):
    provenance = Provenance(default_recipe, Parts(), lambda: marker, lambda: who)
    pixels = np.asarray(provenance.pixels(soft(300)), np.uint8)
    destroyed = encoded(pixels // 128 * 128, "JPEG", quality=1)

    found = manifest.read(provenance.file(destroyed, "image/jpeg"), "image/jpeg")

    assert found is not None
    assert not found.watermarked
    assert provenance.notes == [outgoing.NOT_READ_BACK]


def test_who_cannot_sign_still_saves(default_recipe):
    def nobody() -> None:
        raise ExportError("The key cannot be used.", "No space.", "Free some.")

    parts = Parts(watermark=False)
    provenance = Provenance(default_recipe, parts, lambda: None, nobody)  # type: ignore[arg-type]
    content = encoded(soft(64), "PNG")

    assert provenance.file(content, "image/png") == content
    assert provenance.sidecar(content, "") is None
    assert provenance.notes == [
        "No signature was written. The key cannot be used. No space. Free some."
    ]


def test_what_holds_no_manifest_gets_one_beside(default_recipe, who):
    provenance = Provenance(default_recipe, Parts(watermark=False), lambda: None, lambda: who)
    exr = b"\x76\x2f\x31\x01" + bytes(99)

    beside = provenance.sidecar(exr, "")

    assert beside is not None
    suffix, content = beside
    assert suffix == ".c2pa"
    assert manifest.read(exr, "image/x-exr", content).state == "valid"  # type: ignore[union-attr]
    assert provenance.sidecar(encoded(soft(64), "PNG"), "image/png") is None


def test_the_label_is_there_only_if_it_is_wanted(default_recipe):
    picture = soft(300)
    on, off = Parts(watermark=False, label=True), Parts(watermark=False)

    assert np.array_equal(Provenance(default_recipe, off).pixels(picture), picture)
    assert not np.array_equal(Provenance(default_recipe, on).pixels(picture), picture)
