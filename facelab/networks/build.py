"""A network from its family, its configuration and its tensors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from facelab.networks.families import FAMILIES
from facelab.networks.family import cannot_build

if TYPE_CHECKING:
    from torch import Tensor, nn


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
        raise cannot_build(
            f"Its family is {family!r}; facelab knows {', '.join(sorted(FAMILIES))}."
        )
    import torch

    with torch.device("meta"):  # whatever sizes a file claims, they cost nothing yet
        network = FAMILIES[family].build(config)
    _check_tensors(network, tensors)
    network.load_state_dict(dict(tensors), strict=True, assign=True)
    return network.eval().requires_grad_(False)


def _check_tensors(network: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    import torch

    wanted = network.state_dict()
    missing = sorted(wanted.keys() - tensors.keys())
    unknown = sorted(tensors.keys() - wanted.keys())
    if missing or unknown:
        raise cannot_build(f"Missing tensors: {missing[:4]}; unknown tensors: {unknown[:4]}.")
    for name, tensor in tensors.items():
        if tensor.shape != wanted[name].shape:
            raise cannot_build(
                f"{name} has the shape {list(tensor.shape)}; expected {list(wanted[name].shape)}."
            )
        if tensor.dtype != torch.float32:
            raise cannot_build(f"{name} is {tensor.dtype}; expected float32.")
