"""What pictures say of their origin."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from facelab.damage import reading
from facelab.errors import ExportError
from facelab.export.provenance import identity, manifest, xmp
from facelab.export.provenance.content import media_type_of
from facelab.export.provenance.facts import facts_of
from facelab.export.provenance.verify import verify
from facelab.recipe import Recipe, Seed
from tests.export.provenance.conftest import TYPES
from tests.export.provenance.conftest import encoded as picture_file
from tests.fuzz.kinds.clips import clips
from tests.fuzz.kinds.kind import Ground, Kind


def provenance(ground: Ground) -> dict[str, Kind]:
    facts = facts_of(Recipe(ground.model.ref, Seed(7)))
    packet, folder = xmp.packet(facts), ground.folder / "signing"
    who = identity.signer(folder)
    pixels = np.random.RandomState(2).randint(0, 256, (24, 24, 3)).astype(np.uint8)
    signed = [
        manifest.signed(picture_file(pixels, name, packet), kind, facts, who, True)
        for name, kind in TYPES.items()
    ]
    exr = b"\x76\x2f\x31\x01" + bytes(40)
    own = (folder / identity.KEY).read_bytes()

    def read_packet(path: Path) -> object:
        with reading(lambda why: ExportError("", why)):  # as a picture of which nothing is said
            return xmp.read(path.read_bytes())

    def read_beside(path: Path) -> object:
        return manifest.read(exr, media_type_of(exr), path.read_bytes(), who.certificates)

    def read_key(path: Path) -> object:
        chain = path.with_name("chain.pem")
        chain.write_bytes(who.certificates)
        return identity.use_certificate(chain, path, path.with_name("into"))

    def read_chain(path: Path) -> object:
        key = path.with_name("key.pem")
        key.write_bytes(own)
        return identity.use_certificate(path, key, path.with_name("into"))

    return {
        **clips(ground, packet),
        "marked picture": Kind("a.jpg", signed, lambda path: verify(path, lambda: None)),
        "XMP": Kind("a.xmp", [packet], read_packet),
        "manifest": Kind("a.c2pa", [manifest.beside(exr, facts, who, False)], read_beside),
        "key": Kind("a.pem", [own], read_key),
        "certificates": Kind("a.pem", [who.certificates], read_chain),
    }
