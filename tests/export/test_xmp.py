"""XMP packets that no program writes."""

from __future__ import annotations

import pytest

from facelab.damage import UnreadableError
from facelab.export.provenance import xmp as provenance
from facelab.export.xmp import DEEPEST, MOST_ELEMENTS, NAMESPACE, recipe_in

RECIPE = f'<f:Recipe xmlns:f="{NAMESPACE}">{{}}</f:Recipe>'.encode()


@pytest.mark.parametrize(
    "packet",
    [
        b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1),
        b"<a>" + b"<b/>" * MOST_ELEMENTS + b"</a>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>',
    ],
    ids=["deep", "wide", "dtd", "entity"],
)
@pytest.mark.parametrize("read", [recipe_in, provenance.read])
def test_what_no_program_writes_is_refused(read, packet):
    with pytest.raises(UnreadableError):
        read(packet)


def test_what_programs_write_around_a_recipe_does_not_matter():
    packet = b"<a>" + b"<b><c/></b>" * 5_000 + RECIPE + b"</a>"
    assert recipe_in(b"\0\n" + packet + b" \0") == "{}"
