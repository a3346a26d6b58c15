"""What a survey of faces measured, in miniature."""

from __future__ import annotations

import numpy as np

from facelab.labels.measure import AGES, SHAPES


def survey_of(count: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Measurements of faces that differ a little from each other."""
    random = np.random.RandomState(seed)
    mesh = np.random.RandomState(1).uniform(0.3, 0.7, SHAPES["mesh"])
    for point, place in {33: (0.3, 0.4), 133: (0.42, 0.4), 362: (0.58, 0.4), 263: (0.7, 0.4),
                         168: (0.5, 0.4), 2: (0.5, 0.6)}.items():  # fmt: skip
        mesh[point, :2] = place
    eyes = np.random.RandomState(2).uniform(0.3, 0.7, SHAPES["eyes"])
    found = {}
    for name, shape in SHAPES.items():
        base = mesh if "mesh" in name else eyes if "eyes" in name else 0.5
        spread = 0.004 if "mesh" in name or "eyes" in name else 0.1
        found[name] = (base + spread * random.randn(count, *shape)).astype(np.float32)
    found["ages"] = np.abs(random.randn(count, AGES)).astype(np.float32)
    return found
