from __future__ import annotations

import pytest

from facelab.export.provenance import identity, manifest
from facelab.export.provenance.facts import AI_SOURCE
from tests.export.provenance.conftest import TYPES, encoded, soft


@pytest.mark.parametrize("kind", TYPES)
def test_every_format_is_signed_and_valid(facts, who, kind):
    content = manifest.signed(encoded(soft(64), kind), TYPES[kind], facts, who, True)

    found = manifest.read(content, TYPES[kind])

    assert found is not None
    assert found.state == "valid"
    assert found.problems == ()
    assert found.source == AI_SOURCE
    assert found.by_facelab
    assert found.by_ai
    assert found.watermarked
    assert (found.network, found.licence) == ("Net & Co", "Apache-2.0")
    assert found.signer == identity.ANONYMOUS
    assert found.self_made


@pytest.mark.parametrize("kind", TYPES)
def test_one_changed_pixel_is_found(facts, who, kind):
    content = bytearray(manifest.signed(encoded(soft(400), kind), TYPES[kind], facts, who, False))
    content[len(content) // 2] ^= 1  # among the pixels: the manifest is at either end

    found = manifest.read(bytes(content), TYPES[kind])

    assert found is not None
    assert found.state == "changed"
    assert "assertion.dataHash.mismatch" in found.problems


def test_a_changed_manifest_is_found(facts, who):
    content = manifest.signed(encoded(soft(64), "PNG"), "image/png", facts, who, False)
    forged = content.replace(b"Apache-2.0", b"Apache-9.9")

    found = manifest.read(forged, "image/png")

    assert found is not None
    assert found.state != "valid"


def test_it_is_small_for_it_has_no_thumbnail(facts, who):
    picture = encoded(soft(512), "JPEG")

    assert len(manifest.signed(picture, "image/jpeg", facts, who, True)) - len(picture) < 8_000


def test_an_unmarked_picture_claims_no_mark(facts, who):
    content = manifest.signed(encoded(soft(64), "PNG"), "image/png", facts, who, False)

    found = manifest.read(content, "image/png")

    assert found is not None
    assert not found.watermarked


def test_our_own_key_is_known_by_proof_and_not_by_name(facts, tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    content = manifest.signed(
        encoded(soft(64), "PNG"), "image/png", facts, identity.set_name("Jane", ours), False
    )
    identity.set_name("Jane", theirs)

    assert manifest.read(content, "image/png", None, identity.own_roots(ours)).ours  # type: ignore[union-attr]
    assert not manifest.read(content, "image/png", None, identity.own_roots(theirs)).ours  # type: ignore[union-attr]
    identity.set_name("Joan", ours)  # what was signed before stays ours
    assert manifest.read(content, "image/png", None, identity.own_roots(ours)).ours  # type: ignore[union-attr]


def test_a_file_that_holds_none_has_it_beside(facts, who):
    exr = b"\x76\x2f\x31\x01" + bytes(500)
    beside = manifest.beside(exr, facts, who, False)

    held = manifest.read(exr, "image/x-exr", beside)
    changed = manifest.read(exr[:-1] + b"x", "image/x-exr", beside)

    assert held is not None
    assert held.state == "valid"
    assert changed is not None
    assert changed.state == "changed"
    assert manifest.read(exr, "image/x-exr") is None


def test_a_picture_without_a_manifest_has_none():
    for kind, media_type in TYPES.items():
        assert manifest.read(encoded(soft(64), kind), media_type) is None


def test_a_damaged_manifest_is_none_that_holds(facts, who):
    content = manifest.signed(encoded(soft(64), "JPEG"), "image/jpeg", facts, who, True)
    place = content.find(b"c2pa.signature")
    damaged = content[:place] + bytes(40) + content[place + 40 :]

    found = manifest.read(damaged, "image/jpeg")

    assert found is None or found.state != "valid"
