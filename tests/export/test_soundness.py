"""Broken pixels are told from whole ones, whatever the recipe beside them is."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from facelab.export import soundness
from facelab.export.formats import WRITERS
from facelab.export.recipe_file import read_recipe
from facelab.export.soundness import damage_in
from facelab.export.writer import Encoding, Metadata, Picture
from facelab.export.writing import encoded
from facelab.recipe import Recipe

KINDS = ("png", "png16", "exr", "tiff", "webp", "webp-lossless", "jpeg")
CHECKED = KINDS[:4]  # have checksums
BROKEN, SHORT = "Some of its pixels are damaged.", "It is cut short."

Made = Callable[[str], bytes]


@pytest.fixture
def made(recipe: Recipe) -> Made:
    """The picture of a kind, with its recipe in it."""
    across, down = np.mgrid[0:96, 0:80]
    ramp = np.stack([across, down, across + down], 2).astype(np.uint8)
    ramp += np.random.default_rng(0).integers(0, 9, ramp.shape, dtype=np.uint8)

    def make(kind: str) -> bytes:
        format = kind.split("-")[0].rstrip("16")
        how = Encoding(
            format, bits=16 if kind == "png16" else 8, lossless=kind.endswith("lossless")
        )
        return encoded(Picture(ramp, recipe), Metadata.of(recipe), how)

    return make


def written(folder: Path, content: bytes, kind: str) -> Path:
    writer = WRITERS[kind.split("-")[0].rstrip("16")]
    path = folder / f"face{writer.suffixes[0]}"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_picture_is_sound(made: Made, tmp_path: Path, kind: str):
    assert damage_in(written(tmp_path, made(kind), kind)) == ""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("gone", [1500, 30])
def test_a_picture_that_is_cut_short_is_not(
    made: Made, tmp_path: Path, recipe: Recipe, kind: str, gone: int
):
    content = made(kind)
    path = written(tmp_path, content[:-gone], kind)
    assert damage_in(path) == SHORT
    if not kind.startswith("webp"):  # which has it behind its pixels
        assert read_recipe(path) == recipe


@pytest.mark.parametrize("kind", CHECKED)
def test_a_flipped_bit_in_the_pixels_is_found(made: Made, tmp_path: Path, recipe, kind: str):
    content = bytearray(made(kind))
    content[-2000] ^= 1
    path = written(tmp_path, bytes(content), kind)
    assert damage_in(path) == BROKEN
    assert read_recipe(path) == recipe


def chunks(*pieces: tuple[bytes, bytes]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in pieces
    )


def header(width: int, height: int) -> bytes:
    return struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)


def test_pixels_that_are_not_there_are_missed_though_every_checksum_is_right(tmp_path: Path):
    rows = zlib.compress(bytes(5 * (1 + 3 * 8)))  # of 8
    pieces = ((b"IHDR", header(8, 8)), (b"IDAT", rows), (b"IEND", b""))
    path = written(tmp_path, chunks(*pieces), "png")
    assert damage_in(path) == "Some of its pixels are missing."
    path.write_bytes(chunks(pieces[0], pieces[2]))
    assert damage_in(path) == "Some of its pixels are missing."


def test_nobody_unpacks_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    unpacked: list[int] = []
    real = soundness._unpacked

    def counted(*given: Any) -> int:
        unpacked.append(real(*given))
        return unpacked[-1]

    monkeypatch.setattr(soundness, "_unpacked", counted)
    bomb = zlib.compress(bytes(2**26))
    path = written(
        tmp_path, chunks((b"IHDR", header(8, 8)), (b"IDAT", bomb), (b"IEND", b"")), "png"
    )
    assert damage_in(path) == ""
    assert sum(unpacked) < 2**22


def test_what_programs_can_do_without_is_no_pixel(made: Made, tmp_path: Path):
    content = made("png")
    at = content.index(b"gAMA") + 8  # its checksum
    damaged = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    assert damage_in(written(tmp_path, damaged, "png")) == ""


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "RGBA", "I;16"])
def test_pictures_of_others_are_read_in_their_own_way(tmp_path: Path, mode: str):
    held = BytesIO()
    image = Image.new("L" if mode != "I;16" else mode, (37, 21), 99)
    (image if mode == "I;16" else image.convert(mode)).save(held, "PNG")
    assert damage_in(written(tmp_path, held.getvalue(), "png")) == ""


@pytest.mark.parametrize("packing", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_a_tiff_of_others_is_as_long_as_it_says(tmp_path: Path, packing: str):
    held = BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(held, "TIFF", compression=packing)
    assert damage_in(written(tmp_path, held.getvalue(), "tiff")) == ""


def test_of_what_is_no_picture_nothing_is_said(tmp_path: Path):
    (tmp_path / "a.json").write_text("{}")
    assert damage_in(tmp_path / "a.json") == ""
