"""A clip that says what it is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from facelab.errors import ExportError
from facelab.export.clips.boxes import index_is_first
from facelab.export.clips.reading import picture_count
from facelab.export.clips.write import Clip, write_clip
from facelab.export.provenance import identity
from facelab.export.provenance.facts import Parts
from facelab.export.provenance.outgoing import NOT_IN_CLIP, Provenance
from facelab.export.provenance.verify import verify
from facelab.export.timeline_file import with_timeline
from facelab.export.writer import Marking, Metadata
from facelab.progress import finish
from facelab.recipe import ModelRef, Recipe, Seed
from tests.export.clips.conftest import TIMELINE, WRITERS, made_by, picture
from tests.export.provenance.conftest import marker, soft  # noqa: F401 - a fixture

pytest.importorskip("av", reason="PyAV is not installed (extra: motion)")

RECIPE = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))


@pytest.fixture(scope="module")
def who(tmp_path_factory):
    return identity.signer(tmp_path_factory.mktemp("signing"))


@pytest.fixture(scope="module")
def make(tmp_path_factory, marker, who):  # noqa: F811
    def make(marks: bool, spoilt: int = 0) -> tuple[Path, Provenance]:
        provenance = Provenance(RECIPE, Parts(), lambda: marker, lambda: who)
        marking = Marking(clip=provenance.clip)
        if marks:
            left = iter(range(spoilt))
            marking = Marking(
                pixels=lambda each: (
                    each if next(left, None) is not None else provenance.pixels(each)
                ),
                clip=provenance.clip,
            )
        pictures = [soft(320, k) for k in range(3)]
        clip = Clip(tmp_path_factory.mktemp("made") / "a.mp4", len(pictures), 24)
        path = finish(write_clip(clip, pictures, Metadata(xmp=provenance.xmp()), marking))
        return path, provenance

    return make


@pytest.fixture(scope="module")
def made(make):
    """A clip with all marks, only looked at."""
    return make(marks=True)


def test_signature_metadata_and_watermark_are_found_in_it(made, marker, who):  # noqa: F811
    path, provenance = made
    finding = verify(path, lambda: marker, lambda: who.certificates)
    assert (finding.verdict, provenance.notes) == ("facelab", [])
    assert finding.manifest is not None
    assert (finding.manifest.state, finding.manifest.watermarked) == ("valid", True)
    assert finding.said is not None
    assert finding.said.by_ai
    assert finding.mark is not None
    assert finding.mark.found


def test_a_mark_that_is_not_there_is_not_claimed(make, who):
    path, provenance = make(marks=False)
    finding = verify(path, lambda: None, lambda: who.certificates)
    assert finding.manifest is not None
    assert not finding.manifest.watermarked
    assert provenance.notes == [NOT_IN_CLIP]


def test_a_picture_in_which_the_mark_is_lost_is_no_matter_for_the_clip(make, marker, who):  # noqa: F811
    path, provenance = make(marks=True, spoilt=1)
    finding = verify(path, lambda: marker, lambda: who.certificates)
    assert (finding.marked, finding.looked_at, provenance.notes) == (2, 3, [])


def test_what_cannot_be_signed_is_saved_and_told(tmp_path):
    def nobody() -> identity.Signer:
        raise ExportError("No key.", "It has gone.", "Make one.")

    provenance = Provenance(RECIPE, Parts(watermark=False), lambda: None, nobody)
    clip = Clip(tmp_path / "a.mp4", 1, 24)
    path = finish(write_clip(clip, [soft(64)], Metadata(), Marking(clip=provenance.clip)))
    assert "No signature was written. No key." in provenance.notes[0]
    assert verify(path, lambda: None).manifest is None
    assert list(tmp_path.iterdir()) == [path]


def test_without_pyav_the_signature_is_read_all_the_same(made, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    finding = verify(made[0], lambda: None)
    assert finding.manifest is not None
    assert (finding.manifest.state, finding.mark) == ("valid", None)
    assert "need PyAV" in finding.not_looked


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_kind_is_signed_and_a_change_is_found(name, who, tmp_path):
    writer = made_by(name)
    provenance = Provenance(RECIPE, Parts(watermark=False), lambda: None, lambda: who)
    said = with_timeline(Metadata(xmp=provenance.xmp()), TIMELINE)
    assert said is not None
    marking = Marking(clip=provenance.clip, clip_beside=provenance.clip_beside)
    pictures = [picture(k) for k in range(3)]
    clip = Clip(tmp_path / f"a{writer.suffixes[0]}", 3, 24, writer=writer, repeat=True)
    path = finish(write_clip(clip, pictures, said, marking))
    finding = verify(path, lambda: None, lambda: who.certificates)
    assert finding.manifest is not None
    assert (finding.manifest.state, finding.beside) == ("valid", name == "webm")
    assert (finding.verdict, finding.clip, finding.timeline) == ("facelab", True, True)
    assert finding.said is not None
    assert finding.said.by_ai
    assert picture_count(path) == 3
    if writer.suffixes[0] in (".mp4", ".mov"):
        with path.open("rb") as file:
            assert index_is_first(file)
    content = bytearray(path.read_bytes())
    content[-3 if name in ("webm", "gif", "webp") else content.rfind(b"mdat") + 60] ^= 1
    if name == "apng":
        content[content.rfind(b"fdAT") + 60] ^= 1
    path.write_bytes(content)
    assert verify(path, lambda: None).verdict == "changed"


def test_the_watermark_is_found_in_single_pictures_of_a_gif(marker, tmp_path):  # noqa: F811
    pictures = [soft(320, k) for k in range(2)]
    clip = Clip(tmp_path / "a.gif", 2, 24, writer=made_by("gif"))
    marking = Marking(pixels=marker.marked)
    finding = verify(
        finish(write_clip(clip, pictures, Metadata(), marking, samples=pictures)), lambda: marker
    )
    assert (finding.marked, finding.looked_at, finding.verdict) == (2, 2, "facelab")
    assert "found in 2 of 2 pictures" in dict(finding.details)["watermark"]
