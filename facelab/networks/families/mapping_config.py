"""What the configurations of StyleGAN2 and StyleGAN3 have in common: mapping network, clamp."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from facelab.networks.family import NetworkConfig, cannot_build, count

MAX_WIDTH = 8192
MAX_LAYERS = 32
MAX_CLASSES = 100_000


@dataclass(frozen=True)
class MappingConfig:
    """The shape of a mapping network; see `facelab.networks.equalised.Mapping`."""

    z_dim: int
    c_dim: int
    w_dim: int
    embed: int
    widths: tuple[int, ...]
    rate: float


def mapping_config(config: NetworkConfig) -> MappingConfig:
    """The part of a configuration that is about the mapping network, checked.

    Raises
    ------
    ModelError
        It makes no sense.
    """
    widths = config["widths"]
    if not isinstance(widths, list | tuple) or not 1 <= len(widths) <= MAX_LAYERS:
        raise cannot_build(f"The widths of its mapping layers are {widths!r}.")
    for width in widths:
        if not isinstance(width, int) or isinstance(width, bool) or not 1 <= width <= MAX_WIDTH:
            raise cannot_build(f"The widths of its mapping layers are {widths!r}.")
    w_dim = count(config, "w_dim", MAX_WIDTH)
    if widths[-1] != w_dim:
        raise cannot_build(f"Its mapping network ends with {widths[-1]} numbers, not {w_dim}.")
    classes = config["c_dim"]
    if not isinstance(classes, int) or isinstance(classes, bool):
        raise cannot_build(f"Its number of classes is {classes!r}.")
    if not 0 <= classes <= MAX_CLASSES:
        raise cannot_build(f"Its number of classes is {classes!r}.")
    return MappingConfig(
        z_dim=count(config, "z_dim", MAX_WIDTH),
        c_dim=classes,
        w_dim=w_dim,
        embed=count(config, "embed", MAX_WIDTH) if classes else w_dim,
        widths=tuple(widths),
        rate=number(config, "rate", 1e-6, 1e3),
    )


def number(config: NetworkConfig, name: str, low: float, high: float) -> float:
    """A finite number of a configuration.

    Raises
    ------
    ModelError
        It is none, or out of range.
    """
    value = config[name]
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if not fits or not math.isfinite(value) or not low <= value <= high:
        raise cannot_build(f"Its {name} is {value!r}; it must be {low:g} to {high:g}.")
    return float(value)


def clamp(value: object) -> float | None:
    """The limit of a layer's outputs, None if there is none.

    Raises
    ------
    ModelError
        It is no positive number.
    """
    return None if value is None else number({"clamp": value}, "clamp", 1e-6, 1e9)


def choice(config: NetworkConfig, name: str, choices: Sequence[str]) -> str:
    """One of several words.

    Raises
    ------
    ModelError
        It is none of them.
    """
    value = config[name]
    if not isinstance(value, str) or value not in choices:
        raise cannot_build(f"Its {name} is {value!r}; facelab knows {', '.join(choices)}.")
    return value
