from __future__ import annotations

import errno
import io
import lzma
import struct
import zipfile
import zlib

import pytest
from PIL import Image
from safetensors import SafetensorError

from facelab.damage import UnreadableError, cause, read_exactly, reading
from facelab.errors import RecipeError
from facelab.files import NotRegularError


@pytest.mark.parametrize(
    "raised",
    [
        zlib.error("Error -3 while decompressing data"),
        EOFError(),
        lzma.LZMAError("Corrupt input data"),
        IndexError("list index out of range"),
        TypeError("unhashable type: 'list'"),
        KeyError("data.pkl"),
        RecursionError("maximum recursion depth exceeded"),
        OverflowError("Python int too large"),
        MemoryError(),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
        struct.error("unpack requires a buffer of 8 bytes"),
        zipfile.BadZipFile("Bad magic number"),
        NotImplementedError("compression type 9"),
        SafetensorError("Error while deserializing header"),
        Image.DecompressionBombError("Image size exceeds limit"),
        ValueError("at position 5, opcode b'\\xd5' unknown"),
        OSError(errno.EINVAL, "Invalid argument"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_libraries_raise_is_one_plain_cause(raised):
    with pytest.raises(UnreadableError) as told, reading():
        raise raised
    assert str(told.value) in (
        "It is damaged.",
        "It is nested too deeply.",
        "It needs more memory than this computer has.",
        "It is larger than facelab reads.",
    )
    assert told.value.__cause__ is raised


def test_our_own_causes_and_those_of_the_system_are_told_as_they_are():
    assert cause(UnreadableError("it is cut short")) == "It is cut short."
    assert cause(UnreadableError("It is cut short.")) == "It is cut short."
    assert cause(UnreadableError()) == "It is damaged."
    assert cause(FileNotFoundError(errno.ENOENT, "No such file")) == "No such file."
    assert cause(NotRegularError(errno.EINVAL, "It is a folder")) == "It is a folder."


def test_errors_of_our_own_pass_and_bugs_outside_are_bugs():
    with pytest.raises(RecipeError, match="as it was"), reading():
        raise RecipeError("It is as it was.")
    with pytest.raises(AssertionError), reading():
        raise AssertionError
    with pytest.raises(KeyboardInterrupt), reading():
        raise KeyboardInterrupt


def test_another_error_is_made_of_the_cause():
    with pytest.raises(RecipeError, match=r"^It is damaged\.$"), reading(RecipeError):
        raise IndexError


def test_as_many_bytes_as_a_file_says_are_read_or_it_is_refused():
    file = io.BytesIO(bytes(2**21))
    assert read_exactly(file, 3) == bytes(3)
    assert len(read_exactly(file, 2**21 - 4)) == 2**21 - 4
    for count in (2, 2**62):  # of which there is one more
        with pytest.raises(UnreadableError, match="cut short"):
            read_exactly(file, count)
    with pytest.raises(UnreadableError):
        read_exactly(file, -1)
