"""Pictures of each format, who signs, and the network that marks."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from facelab.checkpoints.fetching.watermark_nets import fetch_watermark_nets
from facelab.export.provenance import identity
from facelab.export.provenance.facts import Facts
from facelab.export.provenance.watermark import Watermark, installed
from facelab.progress import finish
from facelab.recipe import ModelRef, Recipe, Seed

DEFAULT_SHA = "fb9981936260eaad174df2dbe75189874bb899a7ec91ee20a5d928118ce2a29a"
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "TIFF": "image/tiff"}


@pytest.fixture
def facts() -> Facts:
    when = datetime.datetime(2026, 11, 26, 3, 30, tzinfo=datetime.UTC)
    return Facts("Net & Co", "ab" * 32, "Apache-2.0", "https://x/y", "photographs", True, when)


@pytest.fixture
def default_recipe() -> Recipe:
    """Of the catalogue's default network."""
    return Recipe(ModelRef(DEFAULT_SHA, "mobilestylegan-ffhq-1024"), Seed(42))


@pytest.fixture(scope="session")
def who(tmp_path_factory: pytest.TempPathFactory) -> identity.Signer:
    return identity.signer(tmp_path_factory.mktemp("signing"))


@pytest.fixture(scope="session")
def marker() -> Watermark:
    """The real network, fetched once for this checkout."""
    finish(fetch_watermark_nets())
    found = installed()
    assert found is not None
    return found


def soft(side: int = 320, seed: int = 0) -> NDArray[np.uint8]:
    """Something as smooth and as full of detail as a photograph, [side, side, 3]."""
    random = np.random.RandomState(seed)
    coarse = Image.fromarray(random.randint(30, 226, (9, 9, 3)).astype(np.uint8))
    large = np.asarray(coarse.resize((side, side), Image.Resampling.BICUBIC), np.float32)
    fine = random.randn(side, side, 1) * 6
    return np.clip(large + fine, 0, 255).astype(np.uint8)


def encoded(
    pixels: NDArray[np.uint8], kind: str, packet: bytes | None = None, quality: int = 92
) -> bytes:
    """A picture as a file of this format, with a packet of XMP."""
    held = io.BytesIO()
    image = Image.fromarray(pixels)
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        if packet is not None:
            info.add_itxt("XML:com.adobe.xmp", packet.decode())
        image.save(held, kind, pnginfo=info)
    elif kind == "TIFF":
        image.save(held, kind, tiffinfo={} if packet is None else {700: packet})
    else:
        image.save(held, kind, quality=quality, **({} if packet is None else {"xmp": packet}))
    return held.getvalue()


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
