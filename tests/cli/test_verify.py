from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from facelab.checkpoints.fetching.watermark_nets import fetch_watermark_nets
from facelab.export.provenance.facts import Parts
from facelab.export.provenance.outgoing import Provenance
from facelab.progress import finish
from facelab.recipe import ModelRef, Recipe, Seed
from tests.export.provenance.conftest import encoded, soft, written


@pytest.fixture(scope="session", autouse=True)
def _network():
    finish(fetch_watermark_nets())


@pytest.fixture
def signed(tmp_path):
    provenance = Provenance(Recipe(ModelRef("0" * 64, "tiny"), Seed(1)), Parts(watermark=False))
    content = provenance.file(encoded(soft(300), "PNG", provenance.xmp()), "image/png")
    return written(tmp_path, "signed.png", content)


def test_a_signed_picture_is_well(facelab, signed):
    ended = facelab("verify", str(signed))

    assert ended.status == 0
    assert "Made by AI, with facelab; signed by facelab user." in ended.out
    assert "valid, signer not on the trust list" in ended.out
    assert "this computer's own key" in ended.out


def test_nothing_and_changed_have_a_status_each(facelab, signed, tmp_path):
    plain = written(tmp_path, "plain.png", encoded(soft(300), "PNG"))
    content = bytearray(signed.read_bytes())
    content[len(content) // 2] ^= 1
    changed = written(tmp_path, "changed.png", bytes(content))

    assert facelab("verify", str(plain)).status == 1
    assert facelab("verify", str(changed)).status == 2
    ended = facelab("verify", str(signed), str(plain), str(changed), "--json")
    assert ended.status == 2
    verdicts = [each["verdict"] for each in json.loads(ended.out)]
    assert verdicts == ["facelab", "nothing", "changed"]


def test_a_file_that_is_not_there_holds_up_no_other(facelab, signed, tmp_path):
    ended = facelab("verify", str(tmp_path / "none.png"), str(signed))

    assert ended.status == 2
    assert "none.png cannot be verified" in ended.err
    assert "signed.png: Made by AI" in ended.out


def test_hostile_names_are_text(facelab, tmp_path):
    path = written(tmp_path, "a\x1b[31m.png", encoded(soft(300), "PNG"))

    ended = facelab("verify", str(path))

    assert "\x1b" not in ended.out + ended.err


def test_who_signs_is_shown_and_named(facelab):
    assert "facelab user" in facelab("signer").out
    assert "Jane Doe" in facelab("signer", "--name", "Jane Doe").out
    assert "Jane Doe" in facelab("signer").out
    assert facelab("signer", "--key", "x.pem").status == 2


def test_rendered_pictures_say_what_they_are(facelab, tiny, tmp_path, monkeypatch):
    monkeypatch.setenv("FACELAB_MARKS", "xmp,c2pa")
    ended = facelab("render", "--seeds", "1", "-o", str(tmp_path / "out"))
    assert ended.status == 0, ended.err

    told = json.loads(facelab("verify", str(tmp_path / "out" / "seed0001.png"), "--json").out)[0]

    assert told["verdict"] == "facelab"
    assert told["c2pa"]["state"] == "valid"
    assert told["c2pa"]["watermarked"] is False
    assert told["xmp"]["program"].startswith("facelab")
    assert told["recipe"] is True


def test_each_part_can_be_left_out(facelab, tiny, tmp_path, monkeypatch):
    monkeypatch.delenv("FACELAB_MARKS")
    for option, missing in (("--no-c2pa", "c2pa"), ("--no-xmp", "xmp")):
        folder = tmp_path / missing
        assert facelab("render", "--seeds", "1", "-o", str(folder), option).status == 0
        told = json.loads(facelab("verify", str(folder / "seed0001.png"), "--json").out)[0]
        assert told[missing] is None

    folder = tmp_path / "bare"
    ended = facelab("render", "--seeds", "1", "-o", str(folder), "--unmarked")
    told = json.loads(facelab("verify", str(folder / "seed0001.png"), "--json").out)[0]
    assert (told["c2pa"], told["xmp"], told["recipe"]) == (None, None, True)
    assert "watermark" not in ended.err


def test_marks_change_pixels_only_where_they_are_asked_to(facelab, tiny, tmp_path):
    for name, options in (("plain", ()), ("label", ("--ai-label",))):
        assert facelab("render", "--seeds", "1", "-o", str(tmp_path / name), *options).status == 0
    plain, label = (
        np.asarray(Image.open(tmp_path / name / "seed0001.png")) for name in ("plain", "label")
    )

    assert not np.array_equal(plain, label)
    assert np.array_equal(plain[: plain.shape[0] // 4], label[: plain.shape[0] // 4])
