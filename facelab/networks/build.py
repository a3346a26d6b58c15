"""A network from its family, its shape and its tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from facelab.errors import ModelError
from facelab.networks import mobilestylegan

MAX_CHANNELS = 8192
MAX_LEVELS = 10  # resolution 4096
MAX_MAPPING_LAYERS = 32


def build(family: str, config: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> nn.Module:
    """Build a network for inference: weights frozen, evaluation mode, on the tensors' device.

    Parameters
    ----------
    family : str
        One of `FAMILIES`.
    config : mapping
        Shape of the network, from the checkpoint's metadata.
    tensors : mapping
        Weights by name, as facelab.checkpoints converts them. They are used, not copied.

    Returns
    -------
    nn.Module
        Satisfies `facelab.networks.generator.Generator`.

    Raises
    ------
    ModelError
        Unknown family, impossible shape, or tensors that are missing, unknown or misshapen.
    """
    if family not in FAMILIES:
        raise _refused(f"Its family is {family!r}; known are {', '.join(sorted(FAMILIES))}.")
    network = FAMILIES[family](config)
    _check_tensors(network, tensors)
    network.load_state_dict(dict(tensors), strict=True, assign=True)
    return network.eval().requires_grad_(False)


def _mobilestylegan(config: Mapping[str, Any]) -> nn.Module:
    known = {"z_dim", "w_dim", "mapping_layers", "channels"}
    if set(config) != known:
        raise _refused(f"Its configuration has {sorted(config)}, expected is {sorted(known)}.")
    channels = config["channels"]
    if not isinstance(channels, list | tuple) or not 2 <= len(channels) <= MAX_LEVELS:
        raise _refused(f"Its channels are {channels!r}.")
    shape = mobilestylegan.Config(
        z_dim=_count(config, "z_dim", MAX_CHANNELS),
        w_dim=_count(config, "w_dim", MAX_CHANNELS),
        mapping_layers=_count(config, "mapping_layers", MAX_MAPPING_LAYERS),
        channels=tuple(channels),
    )
    for value in shape.channels:
        if not isinstance(value, int) or not 4 <= value <= MAX_CHANNELS or value % 4:
            raise _refused(f"Its channels are {channels!r}; each must be a multiple of 4.")
    return mobilestylegan.MobileStyleGAN(shape)


FAMILIES: dict[str, Callable[[Mapping[str, Any]], nn.Module]] = {
    "mobilestylegan": _mobilestylegan,
}


def _count(config: Mapping[str, Any], name: str, most: int) -> int:
    value = config[name]
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise _refused(f"Its {name} is {value!r}, allowed is 1 to {most}.")
    return value


def _check_tensors(network: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    wanted = network.state_dict()
    missing = sorted(wanted.keys() - tensors.keys())
    unknown = sorted(tensors.keys() - wanted.keys())
    if missing or unknown:
        raise _refused(f"Missing tensors: {missing[:4]}; unknown tensors: {unknown[:4]}.")
    for name, tensor in tensors.items():
        if tensor.shape != wanted[name].shape:
            raise _refused(
                f"{name} has the shape {list(tensor.shape)}, "
                f"expected is {list(wanted[name].shape)}."
            )
        if tensor.dtype != torch.float32:
            raise _refused(f"{name} is {tensor.dtype}, expected is float32.")


def _refused(why: str) -> ModelError:
    return ModelError(
        "No network can be built from this checkpoint.", why, "Fetch or convert it again."
    )
