"""PDF: pages as Pillow and poppler see them."""

import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image, PdfParser

from facelab.export.formats.pdf import DPI, with_page
from facelab.export.writer import Encoding, Metadata, Picture
from tests.programs import program, run

PDF = Encoding("pdf")
PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    b'Iptc4xmpExt:DigitalSourceType="https://made.by/ai"/></rdf:RDF></x:xmpmeta>'
)


@pytest.fixture
def document(recipe):
    """Three pages, 300 x 150 pixels: red, green, and transparent over white."""
    pages = [np.zeros((150, 300, 3), np.uint8) for _ in range(2)]
    pages[0][..., 0] = pages[1][..., 1] = 255
    pages.append(np.zeros((150, 300, 4), np.uint8))
    content = b""
    for page in pages:
        content = with_page(content, Picture(page, recipe), Metadata(None, PACKET), PDF)
    return content


def test_pages_follow_each_other(document):
    with PdfParser.PdfParser(buf=document) as read:
        assert len(read.pages) == 3
        box = read.read_indirect(read.pages[0])[b"MediaBox"]
    assert [float(each) for each in box] == [0, 0, 300 / DPI * 72, 150 / DPI * 72]


def test_poppler_sees_the_pages(document, tmp_path):
    if shutil.which("pdftoppm") is None or shutil.which("pdfinfo") is None:
        pytest.skip("poppler is not installed")
    path = tmp_path / "a.pdf"
    path.write_bytes(document)
    told = subprocess.run(
        ["pdfinfo", path], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert "Pages:           3" in told
    assert "facelab" in told
    subprocess.run(["pdftoppm", "-r", "100", path, tmp_path / "p"], check=True, timeout=60)
    colours = []
    for page in sorted(tmp_path.glob("p-*.ppm")):
        with Image.open(page) as image:
            assert image.size == (100, 50)
            colours.append(np.asarray(image)[25, 50].astype(int))
    np.testing.assert_allclose(colours, [(255, 0, 0), (0, 255, 0), (255, 255, 255)], atol=3)


def test_exiftool_and_poppler_find_what_it_says_of_itself(document, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(document)
    found = run(program("exiftool"), "-s3", "-DigitalSourceType", path)
    assert found.strip() == "https://made.by/ai"
    assert "made.by/ai" in run(program("pdfinfo"), "-meta", path)
