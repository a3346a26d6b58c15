from __future__ import annotations

import dataclasses
import shutil
import subprocess

import pytest

from facelab.damage import UnreadableError
from facelab.export.provenance import xmp
from facelab.export.provenance.content import xmp_of
from facelab.export.provenance.facts import AI_SOURCE, facts_of
from facelab.recipe import ModelRef, Recipe, Seed
from tests.export.provenance.conftest import TYPES, encoded, soft, written


def test_a_packet_says_that_ai_made_it_and_with_what(facts):
    said = xmp.read(xmp.packet(facts))

    assert said.source == AI_SOURCE
    assert said.by_ai
    assert said.by_facelab
    assert (said.network, said.licence) == ("Net & Co", "Apache-2.0")


def test_names_from_a_catalogue_are_text_not_markup(facts):
    odd = dataclasses.replace(facts, network="<rdf:li> & \x00 “net” \ufffe")

    assert xmp.read(xmp.packet(odd)).network == "<rdf:li> & “net”"


@pytest.mark.parametrize("kind", TYPES)
def test_every_format_gives_its_packet_back(facts, kind):
    packet = xmp.packet(facts)

    found = xmp_of(encoded(soft(64), kind, packet))

    assert found is not None
    assert xmp.read(found) == xmp.read(packet)
    assert xmp_of(encoded(soft(64), kind)) is None


@pytest.mark.parametrize("kind", TYPES)
def test_exiftool_reads_the_source_type(facts, kind, tmp_path):
    exiftool = shutil.which("exiftool")
    if exiftool is None:
        pytest.skip("exiftool is not installed")
    path = written(tmp_path, f"a.{kind.lower()}", encoded(soft(64), kind, xmp.packet(facts)))

    command = [exiftool, "-s3", "-XMP-iptcExt:DigitalSourceType", "-n", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == AI_SOURCE


def test_a_property_may_be_an_attribute():
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        b'e:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )

    said = xmp.read(packet)

    assert said.by_ai
    assert not said.by_facelab


@pytest.mark.parametrize(
    "content",
    [b"", b"<x", b"\xff\xfe", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ids=["nothing", "cut", "no text", "entities"],
)
def test_what_is_no_packet_is_refused(content):
    with pytest.raises(UnreadableError):
        xmp.read(content)


def test_the_catalogue_says_what_limits_commercial_use(default_recipe):
    facts = facts_of(default_recipe)

    assert facts.limited
    assert "Commercial use may be restricted" in facts.licence_note
    assert facts.licence == "Apache-2.0"


def test_of_an_unknown_network_nothing_is_made_up():
    facts = facts_of(Recipe(ModelRef("0" * 64, "tiny"), Seed(1)))

    assert (facts.network, facts.licence, facts.training_data) == ("tiny", "not known", "not known")
    assert not facts.limited
