"""What the name of an array says that it is: people give theirs names of the field.

A name is a hint. "w" is a latent in most files, and the weights of a support vector machine in
some; who knows the network looks at the numbers as well.
"""

from __future__ import annotations

import re
from typing import Literal

Said = Literal["face", "direction", "beside", ""]

_FACES = frozenset((
    "w", "ws", "wp", "wplus", "projected", "latent", "latents", "dlatent", "dlatents",
    "latentcode", "latentcodes", "code", "codes", "inversion", "inversions", "inverted",
    "embedding", "embeddings", "styles",
))  # fmt: skip
_DIRECTIONS = frozenset((
    "boundary", "boundaries", "direction", "directions", "edit", "edits", "delta", "deltas",
    "offset", "vector", "vectors", "normal", "coef", "coefs", "coefficients", "latcomp", "comp",
    "components", "eigvec", "eigenvectors",
))  # fmt: skip
# What stands beside a vector and is none: the average that it was made with, the rest of a
# support vector machine, what a projection remembers.
_BESIDE = frozenset((
    "wavg", "dlatentavg", "latentavg", "latentmean", "avglatent", "meanlatent", "wmean", "wstd",
    "avg", "average", "mean", "std", "stdev", "latmean", "latstdev", "z", "zs", "psi",
    "truncation", "truncationpsi", "cutoff", "trunc", "seed", "seeds", "intercept", "intercepts",
    "bias", "b", "score", "scores", "accuracy", "threshold", "loss", "losses", "noise", "noises",
    "label", "labels", "step", "steps", "epoch", "iteration", "sigma", "lr", "image", "images",
    "img", "imgs", "target",
))  # fmt: skip
BOUNDARIES = frozenset(("intercept", "intercept_", "bias", "b"))  # of a support vector machine


def said_by(key: str) -> Said:
    """What the name of an array in a file says: "w_plus", "boundary", "w_avg", "dlatents_out"."""
    words = [word for word in re.split(r"[^a-z+]+", key.lower().replace("w+", "wplus")) if word]
    whole = "".join(words)
    named: tuple[tuple[Said, frozenset[str]], ...] = (
        ("beside", _BESIDE), ("direction", _DIRECTIONS), ("face", _FACES)
    )  # fmt: skip
    for said, known in named:
        if whole in known or (said == "beside" and words and words[0] in ("noise", "noises")):
            return said
    for said, known in named[1:]:  # "projected_w", "latent_code_plus"; directions go first
        if known & set(words):
            return said
    return ""


def said_by_file(stem: str) -> Said:
    """What the name of a file says, where its array has none: "age_boundary", "latents".

    One letter says nothing there: "smile_w" is a direction in w as often as not.
    """
    words = {word for word in re.split(r"[^a-z]+", stem.lower()) if len(word) > 2}
    if words & _DIRECTIONS:
        return "direction"
    return "face" if words & _FACES else ""
