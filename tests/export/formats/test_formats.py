"""Every format: the face comes back, the pixels do, and it is tagged as sRGB."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from facelab.errors import ExportError
from facelab.export.colour import srgb_profile
from facelab.export.formats import PICTURE_SUFFIXES, WRITERS, writer_of
from facelab.export.reading import read_picture_recipe
from facelab.export.sizes import from_linear, to_bytes, to_words
from facelab.export.writer import Encoding, Metadata, Picture
from facelab.export.writing import encoded, write
from facelab.export.xmp import recipe_in, with_recipe
from tests.export.formats.conftest import ENCODINGS

PACKET = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="facelab"/>'
    b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
every = pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)


def saved(tmp_path, picture, encoding, metadata=None):
    path = tmp_path / f"a{writer_of(encoding.format).suffixes[0]}"
    write(path, picture, metadata or Metadata.of(picture.recipe), encoding)
    return path


@every
@pytest.mark.parametrize("packet", [None, PACKET], ids=["no packet", "packet"])
@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
def test_a_picture_opens_again_as_its_face(
    tmp_path, ramp, recipe, long_recipe, encoding, packet, long
):
    face = long_recipe if long else recipe
    path = saved(tmp_path, Picture(ramp, face), encoding, Metadata.of(face, packet))
    assert read_picture_recipe(path) == face


@every
def test_a_cut_out_opens_again_as_its_face(tmp_path, cut_out, encoding):
    assert read_picture_recipe(saved(tmp_path, cut_out, encoding)) == cut_out.recipe


@every
def test_a_picture_that_says_nothing_has_no_recipe(tmp_path, ramp, recipe, encoding):
    path = saved(tmp_path, Picture(ramp, recipe), encoding, Metadata())
    with pytest.raises(ExportError, match="contains no recipe"):
        read_picture_recipe(path)


@every
def test_the_same_picture_is_the_same_file(ramp, recipe, encoding):
    one, two = (encoded(Picture(ramp, recipe), Metadata.of(recipe), encoding) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("name", ["png", "jpeg", "webp", "webp-lossless"])
def test_the_pixels_come_back(ramp, recipe, name):
    bytes_in = to_bytes(ramp)
    content = encoded(Picture(bytes_in, recipe), Metadata.of(recipe), ENCODINGS[name])
    with Image.open(io.BytesIO(content)) as image:
        back = np.asarray(image.convert("RGB"), np.int16)
        assert image.size == (64, 48)
    difference = np.abs(back - bytes_in)
    assert difference.max() == 0 if name in ("png", "webp-lossless") else difference.mean() < 2


@pytest.mark.parametrize("name", ["png", "webp-lossless"])
def test_alpha_is_straight(cut_out, name):
    content = encoded(cut_out, Metadata(), ENCODINGS[name])
    with Image.open(io.BytesIO(content)) as image:
        assert image.mode == "RGBA"
        assert np.array_equal(np.asarray(image), to_bytes(cut_out.pixels))


def test_jpeg_shows_the_background_where_a_picture_is_transparent(cut_out):
    content = encoded(cut_out, Metadata(), Encoding("jpeg", quality=100, background=(0, 128, 255)))
    with Image.open(io.BytesIO(content)) as image:
        assert image.mode == "RGB"
        assert np.abs(np.asarray(image)[:, 0].astype(int) - (0, 128, 255)).max() <= 3


@pytest.mark.parametrize("name", ["jpeg", "webp"])
def test_others_read_the_profile(ramp, recipe, name):
    content = encoded(Picture(ramp, recipe), Metadata.of(recipe), ENCODINGS[name])
    with Image.open(io.BytesIO(content)) as image:
        assert image.info["icc_profile"] == srgb_profile()


def test_png_says_that_it_is_srgb(ramp, recipe):
    content = encoded(Picture(ramp, recipe), Metadata.of(recipe))
    with Image.open(io.BytesIO(content)) as image:
        assert image.info["srgb"] == 0
        assert image.info["gamma"] == pytest.approx(0.45455)
        assert image.info["chromaticity"][:2] == pytest.approx((0.3127, 0.329))


def test_tiff_holds_the_words_and_what_others_look_for(tmp_path, cut_out):
    import tifffile

    path = saved(tmp_path, cut_out, ENCODINGS["tiff"])
    with tifffile.TiffFile(path) as file:
        page = file.pages.first
        assert np.array_equal(page.asarray(), to_words(cut_out.pixels))
        assert page.tags["ExtraSamples"].value == (2,)  # unassociated alpha
        assert page.tags["InterColorProfile"].value == srgb_profile()
        assert page.tags["Software"].value.startswith("facelab ")


def test_exr_is_light_premultiplied_with_layers_and_says_so(tmp_path, cut_out):
    import OpenEXR

    path = saved(tmp_path, cut_out, ENCODINGS["exr"])
    with OpenEXR.File(str(path)) as file:
        light = file.channels()["RGBA"].pixels
        assert light.dtype == np.float16
        assert np.allclose(file.channels()["matte.Y"].pixels, cut_out.layers["matte.Y"], atol=1e-3)
        header = dict(file.header())
    alpha = light[..., 3:].astype(np.float32)
    seen = alpha[..., 0] > 0.1
    back = from_linear((light[..., :3].astype(np.float32) / np.maximum(alpha, 1e-4)).clip(0, 1))
    assert np.abs(back[seen] - cut_out.pixels[seen][:, :3]).max() < 2e-3
    assert light[:, 0].max() == 0  # nothing where nothing is seen
    assert header["comments"].startswith("Display-referred")
    assert "sRGB primaries" in header["comments"]
    assert header["chromaticities"][:2] == pytest.approx((0.64, 0.33))


def test_floats_hold_more_than_bytes(ramp, recipe):
    def values(pixels):
        import tifffile

        content = encoded(Picture(pixels, recipe), Metadata(), ENCODINGS["tiff"])
        return len(np.unique(tifffile.imread(io.BytesIO(content))[..., 0]))

    assert values(ramp) > 2 * values(to_bytes(ramp))


def test_who_wants_floats():
    wants = {name: writer_of(e.format).wants_float(e) for name, e in ENCODINGS.items()}
    assert {name for name, want in wants.items() if want} == {"png-16", "tiff", "exr"}


def test_endings_belong_to_one_format():
    endings = [suffix for each in WRITERS.values() for suffix in each.suffixes]
    assert len(endings) == len(set(endings))
    assert set(PICTURE_SUFFIXES) == set(endings) - {".json", ".pdf"}


# -- packets -------------------------------------------------------------------------------------


def test_a_packet_keeps_what_it_said_and_holds_the_recipe():
    whole = with_recipe(PACKET, '{"a": "<&>\x7f\ufffe"}')
    assert whole is not None
    assert b'xmp:CreatorTool="facelab"' in whole
    assert recipe_in(whole) == '{"a": "<&>\\u007f\\ufffe"}'
    assert recipe_in(PACKET) is None
    assert with_recipe(None, None) is None


def test_a_packet_that_was_written_anew_by_another_program():
    anew = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:f="http://facelab.invalid/ns/1.0/" f:Recipe="{}"/></rdf:RDF>'
    )
    assert recipe_in(anew + b"\n" + b" " * 100) == "{}"
