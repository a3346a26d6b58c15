"""Faces to keep, made without a network."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.library import Library, Reading, Record
from facelab.recipe import ModelRef, Recipe, Seed

MODEL = ModelRef("a" * 64, "tiny")


def jpeg_of(shade: int, side: int = 8) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), (shade, shade, shade)).save(out, "JPEG")
    return out.getvalue()


def make_record(seed: int, **said: object) -> Record:
    w = np.random.RandomState(seed).randn(1, 16).astype(np.float32)
    values = {
        "ws": np.repeat(w, 4, axis=0),
        "thumbnail": jpeg_of(seed % 256),
        "created": 1000.0 + seed,
    }
    return Record(Recipe(MODEL, Seed(seed)), **{**values, **said})  # type: ignore[arg-type]


@pytest.fixture
def record() -> Callable[..., Record]:
    """A face by its seed, kept at second 1000 + seed."""
    return make_record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    made = Library(folder)
    yield made
    made.close()


@pytest.fixture
def reading(library: Library, folder: Path) -> Iterator[Reading]:
    made = Reading(folder)
    yield made
    made.close()
