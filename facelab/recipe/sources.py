"""Where a face comes from: a seed, a w or w+, a place between two seeds, or a blend of these.

Names follow the field, see `facelab.recipe.values`.
"""

from __future__ import annotations

import base64
import binascii
import math

import msgspec
import numpy as np
from numpy.typing import NDArray

MAX_SEED = 2**32 - 1
WEIGHT_RANGE = (-4.0, 4.0)
MAX_ROWS = 64
MAX_W_DIM = 4096
MAX_LATENT_VALUE = 1e4
MAX_BLEND_PARTS = 32
SLERP_RANGE = (-1.0, 2.0)


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Refuse a number out of range.

    Raises
    ------
    ValueError
    """
    if not math.isfinite(value) or not low <= value <= high:
        raise ValueError(f"{name} is {value:g}; it must be {low:g} to {high:g}")


def check_sha256(what: str, text: str) -> None:
    """Refuse what is no hash.

    Raises
    ------
    ValueError
    """
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise ValueError(f"{what} is 64 lower-case hexadecimal digits")


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=False):
    """Base of all recipe values: immutable, comparable, strict when decoded."""


class Seed(Value, frozen=True, tag_field="kind", tag="seed"):
    """A face drawn at random: z = RandomState(seed).randn(1, z_dim), as the field does."""

    seed: int

    def __post_init__(self) -> None:
        if not 0 <= self.seed <= MAX_SEED:
            raise ValueError(f"seed is {self.seed}; it must be 0 to {MAX_SEED}")


class Latent(Value, frozen=True, tag_field="kind", tag="latent"):
    """A face given by its w or w+ itself, before truncation.

    Attributes
    ----------
    rows : int
        1 for a w shared by all styles, else the model's number of styles.
    w_dim : int
        Length of one row.
    float32 : str
        Base64 of the rows as little-endian float32, row by row.
    """

    rows: int
    w_dim: int
    float32: str

    def __post_init__(self) -> None:
        if not (1 <= self.rows <= MAX_ROWS and 1 <= self.w_dim <= MAX_W_DIM):
            raise ValueError(f"a latent of {self.rows} x {self.w_dim} is not supported")
        expected = 4 * ((self.rows * self.w_dim * 4 + 2) // 3)
        if len(self.float32) != expected:
            raise ValueError(
                f"a latent of {self.rows} x {self.w_dim} needs {expected} base64 characters, "
                f"found {len(self.float32)}"
            )
        values = self.array()
        if not np.isfinite(values).all() or np.abs(values).max() > MAX_LATENT_VALUE:
            raise ValueError("the latent holds values that are not finite or far out of range")

    @classmethod
    def from_array(cls, w: NDArray[np.floating]) -> Latent:
        """Make a Latent of a w [w_dim], [1, w_dim] or w+ [num_ws, w_dim]."""
        rows = np.atleast_2d(np.asarray(w, dtype="<f4"))
        if rows.ndim != 2:
            raise ValueError(f"a latent has one or two dimensions, found {rows.ndim}")
        text = base64.b64encode(np.ascontiguousarray(rows).tobytes()).decode("ascii")
        return cls(rows.shape[0], rows.shape[1], text)

    def array(self) -> NDArray[np.float32]:
        """Return the rows, float32 [rows, w_dim]."""
        try:
            raw = base64.b64decode(self.float32, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError("the latent is not valid base64") from error
        return np.frombuffer(raw, dtype="<f4").reshape(self.rows, self.w_dim)


class Slerp(Value, frozen=True, tag_field="kind", tag="slerp"):
    """A face between two seeds on the sphere of z, where the faces of seeds lie (White, "Sampling
    Generative Networks", arXiv 1609.04468): w goes in a curve through the network's faces.

    Attributes
    ----------
    first, second : int
        Seeds.
    t : float
        0 is the face of the first, 1 that of the second; a little beyond is possible.
    """

    first: int
    second: int
    t: float

    def __post_init__(self) -> None:
        for seed in (self.first, self.second):
            if not 0 <= seed <= MAX_SEED:
                raise ValueError(f"seed is {seed}; it must be 0 to {MAX_SEED}")
        check_range("t", self.t, *SLERP_RANGE)


Single = Seed | Latent | Slerp


class BlendPart(Value, frozen=True):
    """One face of a blend and its weight; weights are normalised to sum 1."""

    source: Single
    weight: float

    def __post_init__(self) -> None:
        check_range("blend weight", self.weight, *WEIGHT_RANGE)


class Blend(Value, frozen=True, tag_field="kind", tag="blend"):
    """A face between others: the weighted mean of their w."""

    parts: tuple[BlendPart, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.parts) <= MAX_BLEND_PARTS:
            raise ValueError(f"a blend has 1 to {MAX_BLEND_PARTS} faces, found {len(self.parts)}")
        if abs(sum(part.weight for part in self.parts)) < 1e-6:
            raise ValueError("the weights of a blend sum to zero")


Source = Single | Blend


def describe_source(source: Source) -> str:
    """A short name of a face for labels: "seed 42", "latent", "blend of 3"."""
    match source:
        case Seed(seed=seed):
            return f"seed {seed}"
        case Latent(rows=rows):
            return "latent w" if rows == 1 else "latent w+"
        case Slerp(first=first, second=second):
            return f"between seeds {first} and {second}"
        case Blend(parts=parts):
            return f"blend of {len(parts)}"
