"""Recipes that several parts' tests share."""

from __future__ import annotations

import numpy as np

from facelab.recipe import (
    Blend,
    BlendPart,
    DirectionAmount,
    LabelPart,
    Latent,
    Locks,
    ModelRef,
    Noise,
    OwnStep,
    Recipe,
    Seed,
    StyleMix,
    Transform,
    Truncation,
)


def rich_recipe() -> Recipe:
    """A recipe that uses everything."""
    latent = Latent.from_array(np.random.RandomState(0).randn(3, 5))
    return Recipe(
        ModelRef("0" * 64, "tiny"),
        Blend((BlendPart(Seed(1), 0.25), BlendPart(latent, -0.5), BlendPart(Seed(2), 2.0))),
        Truncation(0.5, 8),
        (
            StyleMix(Seed(7), (0, 1, 5)),
            StyleMix(latent, (2,), 0.5, 1.0, "kept face 3"),
            StyleMix(Blend((BlendPart(Seed(9), 1.0),)), (3, 4), 0.0),
        ),
        (DirectionAmount("age", -1.5), DirectionAmount("smile ☺", 2.0, (3, 9))),
        Noise("random", 2**32 - 1, 0.25),
        Locks(("age", "identity"), ("glasses",)),
        1.25,
        "1" * 64,
        (OwnStep("mine-x-12345678", "X", latent),),
        "clean",
        (LabelPart(2, 0.75), LabelPart(9, 0.25)),
        Transform(30.0, 0.125, -0.25),
    )
