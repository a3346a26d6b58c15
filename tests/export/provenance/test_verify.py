from __future__ import annotations

import numpy as np
import pytest

from facelab.errors import ExportError
from facelab.export.provenance import identity, manifest, xmp
from facelab.export.provenance.facts import Parts
from facelab.export.provenance.outgoing import Provenance
from facelab.export.provenance.verify import NOT_LISTED, verify
from tests.export.provenance.conftest import TYPES, encoded, soft, written
from tests.png_files import write_png


@pytest.fixture
def finding(marker):
    return lambda path: verify(path, lambda: marker)


@pytest.fixture
def signed(default_recipe, marker, who):
    provenance = Provenance(default_recipe, Parts(), lambda: marker, lambda: who)
    content = encoded(np.asarray(provenance.pixels(soft(300))), "JPEG", provenance.xmp())
    return provenance.file(content, "image/jpeg")


def test_what_facelab_saved_is_made_by_facelab(finding, signed, tmp_path):
    found = finding(written(tmp_path, "a.jpg", signed))

    assert found.verdict == "facelab"
    assert found.headline == "Made by AI, with facelab; signed by facelab user."
    assert found.worth == NOT_LISTED
    assert found.mark.found


def test_a_changed_pixel_is_changed_since(finding, signed, tmp_path):
    changed = bytearray(signed)
    changed[-200] ^= 4

    found = finding(written(tmp_path, "a.jpg", bytes(changed)))

    assert found.verdict == "changed"
    assert "Changed since it was signed by facelab user" in found.headline


def test_saved_again_elsewhere_the_mark_is_left(finding, marker, tmp_path):
    again = encoded(np.asarray(marker.marked(soft(300))), "JPEG", quality=80)

    found = finding(written(tmp_path, "a.jpg", again))

    assert found.verdict == "facelab"
    assert found.manifest is None
    assert "by the marks in it; it is not signed" in found.headline


def test_a_picture_of_elsewhere_proves_nothing(finding, tmp_path):
    found = finding(written(tmp_path, "a.png", encoded(soft(300), "PNG")))

    assert found.verdict == "nothing"
    assert "proves nothing" in found.headline


def test_another_programs_ai_picture(finding, facts, who, tmp_path):
    packet = xmp.packet(facts).replace(b"<xmp:CreatorTool>facelab", b"<xmp:CreatorTool>Other")
    unsigned = encoded(soft(300), "PNG", packet)

    found = finding(written(tmp_path, "a.png", unsigned))

    assert found.verdict == "ai"
    assert not found.said.by_facelab


def test_a_signature_of_another_program(finding, facts, who, tmp_path, monkeypatch):
    monkeypatch.setattr(manifest, "SOFTWARE", "Paint")
    content = manifest.signed(encoded(soft(300), "PNG"), "image/png", facts, who, False)
    monkeypatch.undo()

    found = finding(written(tmp_path, "a.png", content))

    assert found.verdict == "ai"
    assert found.headline.startswith("Made by AI, with Paint")
    assert found.headline.endswith("signed by facelab user.")


def test_a_recipe_alone_is_facelabs(finding, default_recipe, tmp_path):
    write_png(tmp_path / "a.png", soft(300), default_recipe)

    found = finding(tmp_path / "a.png")

    assert found.verdict == "facelab"
    assert found.recipe


def test_a_manifest_beside_the_file(finding, facts, who, tmp_path):
    exr = b"\x76\x2f\x31\x01" + bytes(99)
    written(tmp_path, "a.exr", exr)
    written(tmp_path, "a.exr.c2pa", manifest.beside(exr, facts, who, False))

    found = finding(tmp_path / "a.exr")

    assert found.verdict == "facelab"
    assert found.beside
    assert found.mark is None
    written(tmp_path, "a.exr", exr + b"x")
    assert finding(tmp_path / "a.exr").verdict == "changed"


def test_our_own_key_is_told(marker, facts, tmp_path):
    folder = tmp_path / "signing"
    content = manifest.signed(
        encoded(soft(64), "PNG"), "image/png", facts, identity.signer(folder), False
    )

    found = verify(
        written(tmp_path, "a.png", content), lambda: marker, lambda: identity.own_roots(folder)
    )

    assert "this computer's own key" in dict(found.details)["signature"]


def test_without_the_network_it_says_that_it_did_not_look(signed, tmp_path):
    found = verify(written(tmp_path, "a.jpg", signed), lambda: None)

    assert found.verdict == "facelab"
    assert dict(found.details)["watermark"].startswith("not looked for")
    assert found.as_json()["watermark"]["looked"] is False  # type: ignore[index]


def test_programs_are_told_the_same(finding, signed, tmp_path):
    told = finding(written(tmp_path, "a.jpg", signed)).as_json()

    assert told["verdict"] == "facelab"
    assert told["c2pa"]["state"] == "valid"
    assert told["watermark"]["found"] is True
    assert told["xmp"]["digital_source_type"].endswith("trainedAlgorithmicMedia")


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_that_is_cut_short_is_looked_at_as_far_as_it_goes(
    finding, signed, kind, tmp_path
):
    content = encoded(soft(300), kind)

    found = finding(written(tmp_path, "a", content[: len(content) // 2]))

    assert found.verdict == "nothing"


def test_no_file_is_told(tmp_path):
    with pytest.raises(ExportError, match="cannot be verified"):
        verify(tmp_path / "none.png")


def test_a_damaged_picture_is_told_whatever_it_says(finding, tmp_path, recipe):
    path = tmp_path / "a.png"
    write_png(path, np.full((16, 16, 3), 9, np.uint8), recipe)
    assert "picture" not in dict(finding(path).details)
    path.write_bytes(path.read_bytes()[:-20])
    found = finding(path)
    assert dict(found.details)["picture"] == "damaged: It is cut short."
    assert dict(found.details)["recipe"] == "found; the face opens in facelab"
    assert found.as_json()["damage"] == "It is cut short."


def test_a_signed_picture_that_is_cut_short_names_nobody(finding, who, default_recipe, tmp_path):
    provenance = Provenance(default_recipe, Parts(watermark=False), who=lambda: who)
    content = provenance.file(encoded(soft(64), "PNG", provenance.xmp()), "image/png")
    found = finding(written(tmp_path, "a.png", content[:-40]))
    assert found.verdict == "changed"
    assert "made by ." not in found.headline
    assert "program: unnamed" in dict(found.details)["signature"]
    assert dict(found.details)["picture"] == "damaged: It is cut short."
