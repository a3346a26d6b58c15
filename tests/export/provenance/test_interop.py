"""What programs of others find of the marks in files of every format: exiftool the metadata,
the library of the C2PA itself the signature, and that one pixel was changed.
"""

from __future__ import annotations

import io
import itertools
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import c2pa
import numpy as np
import pytest
import tifffile
from PIL import Image

from facelab.export.formats import writer_of
from facelab.export.provenance.facts import AI_SOURCE, Parts
from facelab.export.provenance.outgoing import Provenance
from facelab.export.provenance.png_out import marking_of
from facelab.export.writer import Metadata, Picture
from facelab.export.writing import write
from tests.export.formats.conftest import ENCODINGS
from tests.export.provenance.conftest import soft
from tests.programs import opencv, program, run

TYPES = {
    "png": "image/png",
    "png-16": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "webp-lossless": "image/webp",
    "tiff": "image/tiff",
}
every = pytest.mark.parametrize("name", ENCODINGS)
signed_inside = pytest.mark.parametrize("name", TYPES)


@pytest.fixture
def saved(default_recipe, who, tmp_path) -> Callable[[str], Path]:
    def save(name: str) -> Path:
        encoding = ENCODINGS[name]
        writer = writer_of(encoding.format)
        pixels = soft(96)
        picture = (pixels / 255).astype(np.float32) if writer.wants_float(encoding) else pixels
        provenance = Provenance(default_recipe, Parts(watermark=False), lambda: None, lambda: who)
        path: Path = tmp_path / f"{name}{writer.suffixes[0]}"
        said = Metadata.of(default_recipe, provenance.xmp())
        write(path, Picture(picture, default_recipe), said, encoding, marking_of(provenance))
        return path

    return save


@signed_inside
def test_exiftool_finds_that_ai_made_it_and_with_what(saved, name):
    (said,) = json.loads(run(program("exiftool"), "-j", "-G1", "-XMP:all", saved(name)))
    assert said["XMP-iptcExt:DigitalSourceType"] == AI_SOURCE
    assert said["XMP-xmp:CreatorTool"].startswith("facelab ")
    assert "MobileStyleGAN FFHQ" in said["XMP-xmpRights:UsageTerms"]
    assert said["XMP-xmpRights:WebStatement"].startswith("https://")


def test_exiftool_shows_the_packet_of_openexr_as_text(saved):
    (said,) = json.loads(run(program("exiftool"), "-j", saved("exr")))
    assert AI_SOURCE in said["Xmp"]


@pytest.mark.parametrize("name", ["png", "png-16", "jpeg"])
def test_exiftool_finds_the_box_of_the_content_credentials(saved, name):
    (said,) = json.loads(run(program("exiftool"), "-j", "-G1", "-JUMBF:all", saved(name)))
    assert said["JUMBF:JUMDLabel"] == "c2pa"


def report(content: bytes, media_type: str, beside: bytes | None = None) -> dict[str, Any]:
    with c2pa.Reader(media_type, io.BytesIO(content), beside) as reader:
        found: dict[str, Any] = json.loads(reader.json())
    return found


def codes(found: dict[str, Any]) -> set[str]:
    return {each["code"] for each in found.get("validation_status", ())}


@signed_inside
def test_c2pa_finds_it_valid_from_a_signer_it_does_not_know(saved, name):
    found = report(saved(name).read_bytes(), TYPES[name])
    assert found["validation_state"] == "Valid"
    assert codes(found) == {"signingCredential.untrusted"}
    active = found["manifests"][found["active_manifest"]]
    actions = [
        action
        for each in active["assertions"]
        if each["label"].startswith("c2pa.actions")
        for action in each["data"]["actions"]
    ]
    assert [each["digitalSourceType"] for each in actions if "digitalSourceType" in each] == [
        AI_SOURCE
    ]


@signed_inside
def test_c2pa_finds_that_one_pixel_was_changed(saved, name):
    path = saved(name)
    content = path.read_bytes()
    changed = CHANGES[ENCODINGS[name].format](content)
    before, after = pixels(content), pixels(changed)
    assert before.shape == after.shape
    assert (before != after).any(axis=2).sum() >= 1
    if name in ("png", "png-16", "tiff"):
        assert (before != after).any(axis=2).sum() == 1
    found = report(changed, TYPES[name])
    assert found["validation_state"] == "Invalid"
    assert "assertion.dataHash.mismatch" in codes(found)


def test_c2pa_reads_the_file_beside_openexr_and_finds_a_change(saved):
    path = saved("exr")
    beside = path.with_name(path.name + ".c2pa").read_bytes()
    content = path.read_bytes()
    assert report(content, "application/octet-stream", beside)["validation_state"] == "Valid"
    changed = bytearray(content)
    changed[-40] ^= 1  # of the last rows
    found = report(bytes(changed), "application/octet-stream", beside)
    assert found["validation_state"] == "Invalid"


# -- one pixel -------------------------------------------------------------------------------------


def pixels(content: bytes) -> np.ndarray:
    if content[:4] == b"II*\0":
        return np.asarray(tifffile.imread(io.BytesIO(content)))
    if content[:4] == b"\x89PNG":  # Pillow reads 8 bits of 16
        read = opencv().imdecode(np.frombuffer(content, np.uint8), -1)
        assert read is not None
        return np.asarray(read)
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGB"))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        yield content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        at += 12 + length


def _png_changed(content: bytes) -> bytes:
    """Its last pixel is another one: no later one is told from it."""
    data = b"".join(body for name, body in _chunks(content) if name == b"IDAT")
    raw = bytearray(zlib.decompress(data))
    raw[-1] ^= 1
    out, done = [content[:8]], False
    for name, body in _chunks(content):
        if name == b"IDAT":
            if done:
                continue
            body, done = zlib.compress(bytes(raw), 4), True
        checked = struct.pack(">I", zlib.crc32(name + body))
        out.append(struct.pack(">I", len(body)) + name + body + checked)
    return b"".join(out)


def _tiff_changed(content: bytes) -> bytes:
    with tifffile.TiffFile(io.BytesIO(content)) as file:
        page = file.pages[0]
        start, length = page.dataoffsets[-1], page.databytecounts[-1]
    raw = bytearray(zlib.decompress(content[start : start + length]))
    last = raw[-1]
    for memory, value in itertools.product(range(9, 4, -1), range(8)):
        raw[-1] = last ^ (1 + value)  # of the last number of its row: no other is told from it
        packing = zlib.compressobj(9, zlib.DEFLATED, 15, memory)
        packed = packing.compress(bytes(raw)) + packing.flush()
        if len(packed) <= length:  # in its place in the file
            return content[:start] + packed.ljust(length, b"\0") + content[start + length :]
    raise AssertionError("no other pixel takes as little room")


def _bit_changed(content: bytes) -> bytes:
    """A bit of the coded picture, as near its end as it still decodes to other pixels."""
    before = pixels(content)
    end = content.rfind(b"\xff\xd9") if content[:2] == b"\xff\xd8" else _webp_end(content)
    for at in range(end - 4, end - 400, -1):
        changed = bytearray(content)
        changed[at] ^= 4
        try:
            after = pixels(bytes(changed))
        except (OSError, ValueError):
            continue
        if after.shape == before.shape and (after != before).any():
            return bytes(changed)
    raise AssertionError("no bit changes the picture")


def _webp_end(content: bytes) -> int:
    at = 12
    while content[at : at + 4] not in (b"VP8 ", b"VP8L"):
        (length,) = struct.unpack_from("<I", content, at + 4)
        at += 8 + length + length % 2
    return at + 8 + int(struct.unpack_from("<I", content, at + 4)[0])


CHANGES = {"png": _png_changed, "tiff": _tiff_changed, "jpeg": _bit_changed, "webp": _bit_changed}
