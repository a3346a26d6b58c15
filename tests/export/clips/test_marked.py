"""A clip that says what it is."""

from __future__ import annotations

import sys

import pytest

from facelab.errors import ExportError
from facelab.export.clips.write import Clip, write_clip
from facelab.export.provenance import identity
from facelab.export.provenance.facts import Parts
from facelab.export.provenance.outgoing import NOT_READ_BACK, Provenance
from facelab.export.provenance.verify import Finding, verify
from facelab.export.writer import Marking, Metadata
from facelab.progress import finish
from facelab.recipe import ModelRef, Recipe, Seed
from tests.export.provenance.conftest import marker, soft  # noqa: F401 - a fixture

pytest.importorskip("av", reason="PyAV is not installed (extra: motion)")

RECIPE = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))


@pytest.fixture(scope="module")
def who(tmp_path_factory):
    return identity.signer(tmp_path_factory.mktemp("signing"))


@pytest.fixture
def made(tmp_path, marker, who):  # noqa: F811
    def make(marks: bool = True) -> tuple[Finding, Provenance]:
        provenance = Provenance(RECIPE, Parts(), lambda: marker, lambda: who)
        marking = Marking(clip=provenance.clip)
        if marks:
            marking = Marking(pixels=provenance.pixels, clip=provenance.clip)
        pictures = [soft(320, k) for k in range(3)]
        clip = Clip(tmp_path / "a.mp4", len(pictures), 24)
        path = finish(write_clip(clip, pictures, Metadata(xmp=provenance.xmp()), marking))
        return verify(path, lambda: marker, lambda: who.certificates), provenance

    return make


def test_signature_metadata_and_watermark_are_found_in_it(made):
    finding, provenance = made()
    assert (finding.verdict, provenance.notes) == ("facelab", [])
    assert finding.manifest is not None
    assert (finding.manifest.state, finding.manifest.watermarked) == ("valid", True)
    assert finding.said is not None
    assert finding.said.by_ai
    assert finding.mark is not None
    assert finding.mark.found


def test_a_mark_that_is_not_there_is_not_claimed(made):
    finding, provenance = made(marks=False)
    assert finding.manifest is not None
    assert not finding.manifest.watermarked
    assert provenance.notes == [NOT_READ_BACK]


def test_what_cannot_be_signed_is_saved_and_told(tmp_path):
    def nobody() -> identity.Signer:
        raise ExportError("No key.", "It has gone.", "Make one.")

    provenance = Provenance(RECIPE, Parts(watermark=False), lambda: None, nobody)
    clip = Clip(tmp_path / "a.mp4", 1, 24)
    path = finish(write_clip(clip, [soft(64)], Metadata(), Marking(clip=provenance.clip)))
    assert "No signature was written. No key." in provenance.notes[0]
    assert verify(path, lambda: None).manifest is None
    assert list(tmp_path.iterdir()) == [path]


def test_without_pyav_the_signature_is_read_all_the_same(made, tmp_path, monkeypatch):
    made()
    monkeypatch.setitem(sys.modules, "av", None)
    finding = verify(tmp_path / "a.mp4", lambda: None)
    assert finding.manifest is not None
    assert (finding.manifest.state, finding.mark) == ("valid", None)
    assert "need PyAV" in finding.not_looked
