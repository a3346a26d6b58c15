"""Finds out whether a network weaves a lattice over its pictures, and what it consists of.

A network that weaves none gets no patterns: its clean frames are its raw ones.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from facelab.checkpoints.lattices import PIXELS, LatticeMetadata, write_lattice
from facelab.engine import Renderer
from facelab.engine.lattice import Lattice, counted, fits
from facelab.engine.weave import Excess, Spectrum
from facelab.errors import ModelError
from facelab.progress import Progress, Steps, part
from facelab.recipe import Recipe, Seed, Truncation

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


def judge(
    renderer: Renderer, lattice: Lattice, faces: int = JUDGED, first_seed: int = JUDGED_SEED
) -> Steps[Judged]:
    """Draw faces and compare them with what is left of them.

    Yields
    ------
    Progress
        In faces.
    """
    size = renderer.info.resolution
    raw, clean = Spectrum(size), Spectrum(size)
    for number in range(faces):
        pixels = renderer.full(face(renderer, first_seed + number)).pixels
        raw.add(pixels[..., 2::-1])
        clean.add(lattice.take_off(pixels)[..., 2::-1])
        yield Progress(number + 1, faces, f"Judging: {number + 1} of {faces} faces")
    return Judged(raw.excess(), clean.excess(), clean.change_away(raw))


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
    covariance = np.zeros((PIXELS, PIXELS))
    for number in range(faces):
        found = counted(renderer.full(face(renderer, FIRST_SEED + number)).pixels)
        covariance += found.T.astype(np.float64) @ found
        yield Progress(
            share * (number + 1) / faces, 1.0, f"Learning: {number + 1} of {faces} faces"
        )
    _, vectors = np.linalg.eigh(covariance)  # ascending, columns
    patterns = vectors.T[::-1][:PATTERNS].astype(np.float32)
    result = yield from part(judge(renderer, Lattice(patterns), judged), share, 1.0)
    if result.raw.mean < LEAST_EXCESS:
        patterns = patterns[:0]
    said = LatticeMetadata(
        model=info.name,
        model_sha256=info.sha256,
        made={"faces": faces, "first seed": FIRST_SEED, "psi": PSI},
        figures={"faces": judged, "first seed": JUDGED_SEED, "psi": PSI, **asdict(result)},
    )
    write_lattice(output, patterns, said)
    return said


def face(renderer: Renderer, seed: int) -> Recipe:
    """A face as the network draws it."""
    return Recipe(renderer.info.ref, Seed(seed), Truncation(PSI))
