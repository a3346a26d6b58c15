"""What NVIDIA's files say a network was constructed with, and the mapping network's part of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facelab.errors import WeightsError

Arrays = dict[str, NDArray[np.float32]]


def does_not_fit(why: str) -> WeightsError:
    """What is said of a file whose parts contradict each other."""
    return WeightsError(
        "This file cannot be opened as a StyleGAN network.",
        why,
        "Choose the file its authors published, or export it again.",
    )


def flat(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Options of the synthesis network beside the others.

    Files of stylegan2-ada keep them under `synthesis_kwargs`, those of stylegan3 beside the rest.
    """
    nested = kwargs.get("synthesis_kwargs") or {}
    if not isinstance(nested, dict):
        raise does_not_fit("Its synthesis_kwargs are no options.")
    return nested | {name: value for name, value in kwargs.items() if name != "synthesis_kwargs"}


def number_of(kwargs: Mapping[str, Any], name: str, usual: float) -> int | float:
    """A number, or the constructor's default.

    Raises
    ------
    WeightsError
        It is none.
    """
    value = kwargs.get(name, usual)
    if not isinstance(value, int | float):  # True is 1, as for the constructor
        raise does_not_fit(f"Its option {name} is no number.")
    return value


def whole_of(kwargs: Mapping[str, Any], name: str, usual: int) -> int:
    """A whole number, or the constructor's default; see `number_of`."""
    value = number_of(kwargs, name, usual)
    if value != int(value):
        raise does_not_fit(f"Its option {name} is no whole number.")
    return int(value)


def limit_of(kwargs: Mapping[str, Any], usual: float = 256.0) -> float | None:
    """`conv_clamp`: None if there is no limit."""
    if "conv_clamp" in kwargs and kwargs["conv_clamp"] is None:
        return None
    value = float(number_of(kwargs, "conv_clamp", usual))
    return value if value >= 0 else None  # negative ones mean none, too


def take(arrays: Arrays, name: str, axes: int) -> NDArray[np.float32]:
    """A tensor with so many axes.

    Raises
    ------
    WeightsError
        It is missing, or has others.
    """
    found = arrays.get(name)
    if found is None:
        raise does_not_fit(f"Its tensor {name[:80]} is missing.")
    if found.ndim != axes:
        raise does_not_fit(f"Its tensor {name[:80]} has the shape {list(found.shape)}.")
    return found


def mapping_part(
    kwargs: Mapping[str, Any], arrays: Arrays, layers: int
) -> tuple[Arrays, dict[str, Any]]:
    """Tensors and configuration of the mapping network.

    Parameters
    ----------
    kwargs : mapping
        Of the constructor.
    arrays : dict
        Of the whole network.
    layers : int
        How many layers it has if `kwargs` do not say.
    """
    options = kwargs.get("mapping_kwargs") or {}
    if not isinstance(options, dict):
        raise does_not_fit("Its mapping_kwargs are no options.")
    if options.get("activation", "lrelu") != "lrelu":
        raise does_not_fit("Its mapping network has another activation than such networks have.")
    layers = whole_of(options, "num_layers", layers)
    if not 1 <= layers <= 64:
        raise does_not_fit(f"Its mapping network has {layers} layers.")
    tensors: Arrays = {"w_avg": take(arrays, "mapping.w_avg", 1)}
    widths = []
    for k in range(layers):
        for part, axes in (("weight", 2), ("bias", 1)):
            name = f"mapping.fc{k}.{part}"
            tensors[name] = take(arrays, name, axes)
        widths.append(len(tensors[f"mapping.fc{k}.weight"]))
    classes = whole_of(kwargs, "c_dim", 0)
    embed = 1
    if classes:
        for part, axes in (("weight", 2), ("bias", 1)):
            name = f"mapping.embed.{part}"
            tensors[name] = take(arrays, name, axes)
        embed = len(tensors["mapping.embed.bias"])
    return tensors, {
        "z_dim": whole_of(kwargs, "z_dim", 512),
        "c_dim": classes,
        "w_dim": whole_of(kwargs, "w_dim", 512),
        "embed": embed,
        "widths": widths,
        "rate": float(number_of(options, "lr_multiplier", 0.01)),
    }
