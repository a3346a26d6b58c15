"""What a kind of file is, and what its sound ones are made with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from facelab.engine import ModelInfo
from facelab.recipe import Recipe, Seed
from tests.recipes import rich_recipe

SHA = "ab" * 32


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    name : str
        Of a file of it.
    sound : list of bytes
        Contents.
    read : callable
        Reads a file as facelab does; raises nothing but facelab's own errors.
    """

    name: str
    sound: list[bytes]
    read: Callable[[Path], object]


@dataclass(frozen=True)
class Ground:
    """What the kinds are made with.

    Attributes
    ----------
    folder : Path
        Empty, for sound files.
    network : Path
        Of a tiny converted network.
    model : ModelInfo
        What it says of itself.
    """

    folder: Path
    network: Path
    model: ModelInfo


def made(ground: Ground, name: str, write: Callable[[Path], object]) -> bytes:
    path = ground.folder / name
    write(path)
    return path.read_bytes()


def recipes_of(ground: Ground) -> list[Recipe]:
    return [Recipe(ground.model.ref, Seed(7)), rich_recipe()]
