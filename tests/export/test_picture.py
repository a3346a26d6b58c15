from __future__ import annotations

import contextlib
import errno
import random
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.errors import ExportError, FacelabError, RecipeError
from facelab.export.picture import shrunk
from facelab.export.reading import read_picture_recipe
from facelab.export.sizes import sized
from facelab.recipe import Latent, recipe_from_json, recipe_to_json
from tests.png_files import write_png

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*extra: bytes) -> bytes:
    """A picture of one pixel with chunks of one's own before it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixel = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return SIGNATURE + header + b"".join(extra) + pixel + chunk(b"IEND", b"")


def itxt(text: bytes, compressed: bool = False) -> bytes:
    body = zlib.compress(text) if compressed else text
    return chunk(b"iTXt", b"facelab\0" + bytes([compressed, 0]) + b"\0\0" + body)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "face.png"


def test_a_picture_carries_its_recipe(path, rgb, recipe):
    write_png(path, rgb, recipe)
    assert read_picture_recipe(path) == recipe
    with Image.open(path) as image:
        assert image.mode == "RGB"
        assert np.array_equal(np.asarray(image), rgb)


def test_a_picture_of_another_size_carries_it_too(path, rgb, recipe):
    write_png(path, rgb, recipe, 16)
    assert read_picture_recipe(path) == recipe
    with Image.open(path) as image:
        assert image.size == (16, 16)
        assert np.array_equal(np.asarray(image), sized(rgb, 16))


def test_others_can_read_the_recipe_as_plain_text(path, rgb, recipe):
    write_png(path, rgb, recipe)
    with Image.open(path) as image:
        assert recipe_from_json(str(image.info["facelab"])) == recipe
        assert image.info["Software"].startswith("facelab ")


def test_the_largest_recipe_is_read_back(path, rgb, recipe):
    """Pillow refuses compressed text beyond 1 MiB; 23 latents are more than that."""
    for layer in range(23):
        w = Latent.from_array(np.random.RandomState(layer).randn(23, 512))
        recipe = recipe.with_mix([layer], w, label=str(layer))
    assert len(recipe_to_json(recipe)) > 2**20
    write_png(path, rgb, recipe)
    assert read_picture_recipe(path) == recipe


def test_folders_are_made(tmp_path, rgb, recipe):
    path = tmp_path / "a" / "b" / "face.png"
    write_png(path, rgb, recipe)
    assert read_picture_recipe(path) == recipe


def test_a_disk_that_fills_up_leaves_the_old_picture(path, rgb, recipe, monkeypatch):
    write_png(path, rgb, recipe)
    old = path.read_bytes()

    def save(self, file, *args, **options):
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", save)
    with pytest.raises(ExportError, match="No space left on device") as caught:
        write_png(path, rgb, recipe)
    assert "face.png" in caught.value.what
    assert "free some space" in caught.value.fix
    assert path.read_bytes() == old
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_told_in_words(path, rgb, recipe, monkeypatch):
    def refuse(self, mode):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ExportError, match=r"face\.png was not saved\. Permission denied\."):
        write_png(path, rgb, recipe)


def test_a_file_in_the_place_of_the_folder_is_told_in_words(tmp_path, rgb, recipe):
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(ExportError, match="not saved"):
        write_png(tmp_path / "out" / "face.png", rgb, recipe)


# -- reading what is not ours ----------------------------------------------------------------------


def test_a_picture_without_a_recipe_is_told_apart(path, rgb, recipe):
    Image.fromarray(rgb).save(path)
    with pytest.raises(ExportError, match="no recipe"):
        read_picture_recipe(path)
    write_png(path, rgb, recipe)
    with Image.open(path) as image:  # what a paint program does
        image.copy().save(path)
    with pytest.raises(ExportError, match="no recipe"):
        read_picture_recipe(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xd8\xff\xe0JFIF", SIGNATURE, b"\0" * 99])
def test_what_is_no_png_is_refused_in_words(path, content):
    path.write_bytes(content)
    with pytest.raises(ExportError, match="cannot be opened"):
        read_picture_recipe(path)


def test_another_kind_of_picture_is_refused_in_words(tmp_path, rgb):
    path = tmp_path / "face.gif"
    Image.fromarray(rgb).save(path)
    with pytest.raises(ExportError, match="neither a picture"):
        read_picture_recipe(path)


def test_a_file_that_is_not_there_is_told_in_words(path):
    with pytest.raises(ExportError) as caught:
        read_picture_recipe(path)
    assert str(caught.value).startswith("face.png cannot be opened. No such file or directory.")
    with pytest.raises(ExportError, match="It is a folder"):
        read_picture_recipe(path.parent)


def test_a_damaged_recipe_is_told_apart(path):
    path.write_bytes(png(itxt(b'{"format": "facelab-recipe", "version": 1, "recipe": {}}')))
    with pytest.raises(RecipeError):
        read_picture_recipe(path)


def test_our_own_chunk_writer_writes_what_is_read(path, recipe):
    """So that the hostile chunks below fail for what they are."""
    for compressed in (False, True):
        path.write_bytes(png(itxt(recipe_to_json(recipe).encode(), compressed)))
        assert read_picture_recipe(path) == recipe


@pytest.mark.parametrize(
    "hostile",
    [
        itxt(b" " * (17 * 2**20)),
        itxt(b" " * (64 * 2**20), compressed=True),
        chunk(b"zTXt", b"facelab\0\0" + zlib.compress(b" " * (64 * 2**20))),
        chunk(b"tEXt", b"facelab\0" + b"[" * 10_000),
        itxt(b"\xff\xfe\xfd"),
        itxt(b"", compressed=True),
        chunk(b"iTXt", b"facelab\0\1\0\0\0not zlib"),
        chunk(b"iTXt", b"facelab\0\1\7\0\0" + zlib.compress(b"{}")),
        chunk(b"iTXt", b"facelab"),
        chunk(b"iTXt", b""),
        chunk(b"iTXt", b"facelab\0\0\0\0\0{}")[:-2],
        struct.pack(">I", 2**31 - 1) + b"iTXt",
        itxt(b" " * 2**20) * 70,
    ],
    ids=[
        "long",
        "iTXt bomb",
        "zTXt bomb",
        "nested",
        "not UTF-8",
        "nothing",
        "not zlib",
        "unknown method",
        "no text",
        "empty",
        "wrong checksum",
        "length of 2 GiB",
        "70 MiB in pieces",
    ],
)
def test_hostile_chunks_are_refused_in_words(path, hostile):
    path.write_bytes(png(hostile))
    with pytest.raises(FacelabError) as caught:
        read_picture_recipe(path)
    assert len(str(caught.value)) < 1000


def test_a_picture_of_impossible_size_is_refused(path):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0))
    path.write_bytes(SIGNATURE + header + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    with pytest.raises(ExportError, match="cannot be opened"):
        read_picture_recipe(path)


@pytest.mark.parametrize("seed", range(10))
def test_damage_anywhere_never_escapes_as_a_bug(path, recipe, rgb, seed):
    write_png(path, rgb[:4, :4], recipe.without_edits())
    whole = path.read_bytes()
    draw = random.Random(seed)
    for _ in range(30):
        data = bytearray(whole)
        for _ in range(draw.randint(1, 4)):
            # The width and height stay: Pillow warns of huge pictures.
            data[draw.randrange(24, len(data))] = draw.randrange(256)
        path.write_bytes(data[: draw.randrange(8, 2 * len(data))])
        with contextlib.suppress(FacelabError):
            read_picture_recipe(path)


# -- sizes -----------------------------------------------------------------------------------------


def test_shrunk_takes_means_and_keeps_the_byte_order():
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[..., 0], pixels[..., 3] = 200, 255  # blue
    pixels[:2, :2, 0] = 100
    small = shrunk(pixels, 2)
    assert small[0, 0].tolist() == [100, 0, 0, 255]
    assert small[1, 1].tolist() == [200, 0, 0, 255]
    assert small.flags.c_contiguous
    assert shrunk(pixels, 4) is pixels
