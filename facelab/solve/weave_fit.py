"""Finds out whether a network weaves a lattice over its pictures, and what it consists of, in full
frames and in previews: what features have of it, preview heads pass on.

A network that weaves none gets no patterns: its clean frames are its raw ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.lattices import LatticeMetadata, write_lattice
from facelab.engine import Renderer
from facelab.engine.lattice import CELL, Lattice, fits, preview_cell
from facelab.engine.lattice.finder import counted
from facelab.engine.weave import Excess, Spectrum
from facelab.errors import ModelError
from facelab.progress import Progress, Steps, part
from facelab.recipe import Recipe, Seed, Truncation

Pixels = NDArray[np.uint8]

FACES = 48
JUDGED = 24
FIRST_SEED = 810_000
JUDGED_SEED = 700_000
PSI = 0.7
PATTERNS = 8
# Decades, as mean over the lattice: where there is none it is some 0.1.
LEAST_EXCESS = 0.4


@dataclass(frozen=True)
class Judged:
    """What faces have before and after their lattice was taken off.

    Attributes
    ----------
    raw, clean : Excess
    away : tuple of float
        See `Spectrum.change_away`.
    """

    raw: Excess
    clean: Excess
    away: tuple[float, ...]


class _Judge:
    """Compares pictures of one size with what is left of them."""

    def __init__(self, size: int, lattice: Lattice) -> None:
        self.lattice = lattice
        self._raw, self._clean = Spectrum(size, lattice.cell), Spectrum(size, lattice.cell)

    def see(self, pixels: Pixels) -> None:
        self._raw.add(pixels[..., 2::-1])
        self._clean.add(self.lattice.take_off(pixels)[..., 2::-1])

    def says(self) -> Judged:
        raw, clean = self._raw, self._clean
        return Judged(raw.excess(), clean.excess(), clean.change_away(raw))


def judge(
    renderer: Renderer,
    lattices: Mapping[int, Lattice],
    faces: int = JUDGED,
    first_seed: int = JUDGED_SEED,
) -> Steps[dict[int, Judged]]:
    """Draw faces and compare them with what is left of them, in each size.

    Yields
    ------
    Progress
        In faces.
    """
    judges = {size: _Judge(size, lattice) for size, lattice in lattices.items()}
    for number in range(faces):
        for size, pixels in _pictures(renderer, first_seed + number, lattices).items():
            judges[size].see(pixels)
        yield Progress(number + 1, faces, f"Judging: {number + 1} of {faces} faces")
    return {size: each.says() for size, each in judges.items()}


def _pictures(renderer: Renderer, seed: int, sizes: Iterable[int]) -> dict[int, Pixels]:
    """A face in each size, raw."""
    full = renderer.full(face(renderer, seed))
    found = {}
    for size in sizes:
        if size == renderer.info.resolution:
            found[size] = full.pixels
        else:
            found[size] = renderer.draw(full.ws[None], full.recipe.noise, size)[0]
    return found


def _cells(renderer: Renderer) -> dict[int, int]:
    """Sides of the pictures whose lattice can be told, and the width of its cells in them."""
    full = renderer.info.resolution
    previews = {size: preview_cell(size, full) for size in renderer.sizes if size != full}
    return {size: cell for size, cell in previews.items() if cell is not None} | {full: CELL}


def make_lattice(
    renderer: Renderer, output: Path, faces: int = FACES, judged: int = JUDGED
) -> Steps[LatticeMetadata]:
    """Measure a network's lattice and write its file.

    Parameters
    ----------
    renderer : Renderer
        Of the network.
    output : Path
        Appears complete or not at all.
    faces, judged : int
        How many faces to learn from, and to judge by.

    Raises
    ------
    ModelError
        Pictures of this network's size cannot be cleaned.
    OSError
        The output cannot be written.
    """
    info = renderer.info
    if not fits(info.resolution):
        raise ModelError(
            f"The weave of {info.title} cannot be measured.",
            f"Its pictures have {info.resolution} pixels; facelab cleans pictures whose width is a "
            "multiple of 64, from 256 pixels on.",
        )
    share = faces / (faces + judged)
    cells = _cells(renderer)
    covariances = {size: np.zeros((cell**2, cell**2)) for size, cell in cells.items()}
    for number in range(faces):
        for size, pixels in _pictures(renderer, FIRST_SEED + number, cells).items():
            found = counted(pixels, cells[size])
            covariances[size] += found.T.astype(np.float64) @ found
        yield Progress(
            share * (number + 1) / faces, 1.0, f"Learning: {number + 1} of {faces} faces"
        )
    patterns = {size: _strongest(each) for size, each in covariances.items()}
    lattices = {size: Lattice(each) for size, each in patterns.items()}
    results = yield from part(judge(renderer, lattices, judged), share, 1.0)
    woven = {
        size: each for size, each in patterns.items() if results[size].raw.mean >= LEAST_EXCESS
    }
    result = results.pop(info.resolution)
    previews = {f"{size} pixels": asdict(each) for size, each in results.items()}
    said = LatticeMetadata(
        model=info.name,
        model_sha256=info.sha256,
        made={"faces": faces, "first seed": FIRST_SEED, "psi": PSI},
        figures={
            **{"faces": judged, "first seed": JUDGED_SEED, "psi": PSI},
            **asdict(result),
            **({"previews": previews} if previews else {}),
        },
    )
    none = np.zeros((0, CELL**2), np.float32)
    write_lattice(output, woven.pop(info.resolution, none), said, woven)
    return said


def _strongest(covariance: NDArray[np.float64]) -> NDArray[np.float32]:
    """What most of it consists of: patterns [K, cell * cell]."""
    _, vectors = np.linalg.eigh(covariance)  # ascending, columns
    return np.asarray(vectors.T[::-1][:PATTERNS], np.float32)


def face(renderer: Renderer, seed: int) -> Recipe:
    """A face as the network draws it."""
    return Recipe(renderer.info.ref, Seed(seed), Truncation(PSI))
