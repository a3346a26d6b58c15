"""Texts of PNG pictures, wherever they lie and however they are written."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from pathlib import Path

import pytest

from facelab.damage import UnreadableError
from facelab.export.png_text import SIGNATURE, find_text
from facelab.export.reading import read_picture_recipe
from facelab.recipe import Recipe, Seed

CASES = Path(__file__).parent.parent / "cases"
LIMIT = 1000
TEXT = "grüß ☺ {}"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXEL = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND", b"")


def found(*chunks: bytes, limit: int = LIMIT) -> str | None:
    return find_text(io.BytesIO(SIGNATURE + HEADER + b"".join(chunks)), "facelab", limit)


RAW = TEXT.encode()
ALL = {
    "iTXt": chunk(b"iTXt", b"facelab\0\0\0de\0Gesicht\0" + RAW),
    "iTXt packed": chunk(b"iTXt", b"facelab\0\1\0\0\0" + zlib.compress(RAW)),
    "tEXt": chunk(b"tEXt", b"facelab\0" + RAW),
    "zTXt": chunk(b"zTXt", b"facelab\0\0" + zlib.compress(RAW)),
}


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("after", [False, True], ids=["before the pixels", "after"])
def test_every_kind_of_text_in_every_place(kind: str, after: bool) -> None:
    others = chunk(b"tEXt", b"Software\0x") + chunk(b"zTXt", b"facelabs\0\0junk")
    order = (PIXEL, others, ALL[kind]) if after else (others, ALL[kind], PIXEL)
    assert found(*order, END) == TEXT


def test_latin_1_as_the_specification_says() -> None:
    assert found(chunk(b"tEXt", b"facelab\0gr\xfc\xdf"), END) == "grüß"


def test_no_text_is_none_and_what_follows_the_end_is_not_looked_at() -> None:
    assert found(PIXEL, END) is None
    assert found(PIXEL, END, ALL["iTXt"]) is None


@pytest.mark.parametrize(
    ("chunks", "why"),
    [
        ([PIXEL], "cut short"),
        ([ALL["iTXt"][:-2]], "cut short"),
        ([ALL["tEXt"][:-1] + b"x"], "damaged"),
        ([chunk(b"tEXt", b"facelab\0" + b" " * 2000)], "too much text"),
        ([chunk(b"zTXt", b"facelab\0\0" + zlib.compress(b" " * 10**6))], "far larger"),
        ([chunk(b"iTXt", b"facelab\0\1\0\0\0" + zlib.compress(b" " * 10**6))], "far larger"),
        ([chunk(b"zTXt", b"facelab\0\0" + zlib.compress(RAW)[:-3])], "cut short"),
        ([chunk(b"zTXt", b"facelab\0\0junk")], "damaged"),
        ([chunk(b"zTXt", b"facelab\0")], "damaged"),
        ([chunk(b"zTXt", b"facelab\0\7junk")], "unknown way"),
        ([chunk(b"iTXt", b"facelab\0")], "damaged"),
        ([chunk(b"iTXt", b"facelab\0\0\0no end")], "damaged"),
        ([chunk(b"iTXt", b"facelab\0\0\0\0\0\xff\xfe")], "damaged"),
    ],
)
def test_what_is_refused(chunks: list[bytes], why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        found(*chunks)


def test_chunks_without_an_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facelab.export.png_text.MAX_CHUNKS", 100)
    with pytest.raises(UnreadableError, match="pieces"):
        found(*[chunk(b"IDAT", b"")] * 200, END)


def test_what_a_sparse_chunk_claims_is_never_in_memory(tmp_path: Path) -> None:
    """A chunk of 2 GB that is not ours is stepped over, one that is ours is refused."""
    path = tmp_path / "sparse.png"
    for keyword, told in ((b"comment", None), (b"facelab", "too much text")):
        with path.open("wb") as file:
            file.write(SIGNATURE + HEADER + struct.pack(">I", 2**31 - 1) + b"tEXt" + keyword)
            file.seek(len(SIGNATURE) + len(HEADER) + 8 + 2**31 - 1 + 4)
            file.write(END)
        tracemalloc.start()
        with path.open("rb") as file:
            if told is None:
                assert find_text(file, "facelab", LIMIT) is None
            else:
                with pytest.raises(UnreadableError, match=told):
                    find_text(file, "facelab", LIMIT)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 2**20


def test_a_picture_whose_texts_another_program_moved_behind_the_pixels() -> None:
    recipe = read_picture_recipe(CASES / "text_after_pixels.png")
    assert isinstance(recipe, Recipe)
    assert isinstance(recipe.source, Seed)
