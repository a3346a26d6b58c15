from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from facelab.destinations import TakenError
from facelab.errors import ExportError
from facelab.export.formats import WRITERS, writer_for, writer_of
from facelab.export.reading import read_picture_recipe
from facelab.export.writer import Encoding, Marking, Metadata, Picture
from facelab.export.writing import encoded, write


def test_the_way_out_is_pixels_then_the_file_then_the_disk(tmp_path, rgb, recipe):
    seen = []

    def darken(pixels):
        seen.append("pixels")
        return pixels // 2

    def sign(content, media_type):
        seen.append(media_type)
        return content + b"signed"

    marking = Marking(darken, sign, lambda content, media_type: (".c2pa", content[-6:]))
    path = tmp_path / "a.png"
    write(path, Picture(rgb, recipe), Metadata.of(recipe), marking=marking)
    assert seen == ["pixels", "image/png"]
    assert path.read_bytes().endswith(b"signed")
    assert (tmp_path / "a.png.c2pa").read_bytes() == b"signed"
    with Image.open(path) as image:
        assert np.array_equal(np.asarray(image), rgb // 2)


def test_a_recipe_alone_is_neither_marked_nor_signed(tmp_path, rgb, recipe):
    def refuse(*_):
        raise AssertionError

    path = tmp_path / "a.json"
    marking = Marking(refuse, refuse, refuse)
    write(path, Picture(rgb, recipe), Metadata(), Encoding("json"), marking)
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


def test_what_is_said_can_be_left_out(tmp_path, rgb, recipe):
    content = encoded(Picture(rgb, recipe), Metadata())
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(ExportError, match="no recipe"):
        read_picture_recipe(path)


def test_a_packet_is_in_the_file_as_it_is(tmp_path, rgb, recipe):
    packet = '<x:xmpmeta xmlns:x="adobe:ns:meta/">ö</x:xmpmeta>'
    path = tmp_path / "a.png"
    write(path, Picture(rgb, recipe), Metadata.of(recipe, packet.encode()))
    with Image.open(path) as image:
        assert image.info["XML:com.adobe.xmp"] == packet


def test_an_unknown_format_is_refused_in_words():
    with pytest.raises(ExportError, match=r"no files of the format 'bmp'.*Choose one of png"):
        writer_of("bmp")


def test_formats_are_known_by_their_names_and_endings(tmp_path):
    for name, writer in WRITERS.items():
        assert writer_of(name) is writer
        assert writer_for(tmp_path / f"A{writer.suffixes[0].upper()}") is writer
    assert writer_for(tmp_path / "a.bmp") is None


def with_credentials(content, media_type):
    return ".c2pa", b"credentials"


def test_credentials_that_are_there_take_the_name_of_their_picture(tmp_path, rgb, recipe):
    path, beside = tmp_path / "a.png", tmp_path / "a.png.c2pa"
    beside.write_bytes(b"somebody's")
    said, marking = Metadata.of(recipe), Marking(sidecar=with_credentials)
    with pytest.raises(TakenError):
        write(path, Picture(rgb, recipe), said, marking=marking, overwrite=False)
    assert not path.exists(), "a picture without its credentials"
    assert beside.read_bytes() == b"somebody's"


def test_a_picture_that_replaces_one_keeps_no_credentials_of_it(tmp_path, rgb, recipe):
    path, said = tmp_path / "a.png", Metadata.of(recipe)
    write(path, Picture(rgb, recipe), said, marking=Marking(sidecar=with_credentials))
    write(path, Picture(rgb // 2, recipe), said)
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]
