"""Networks and arrays of NVIDIA's and rosinality's own code, made on random weights."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file

from facelab.checkpoints.families import stylegan2, stylegan3
from facelab.networks import build

FOLDER = Path(__file__).with_name("reference")


def kwargs_of(name: str) -> dict[str, Any]:
    """What the reference network was constructed with."""
    said: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    kwargs: dict[str, Any] = said["init_kwargs"]
    return kwargs


def state_of(name: str) -> dict[str, NDArray[np.float32]]:
    """Its state_dict."""
    state: dict[str, NDArray[np.float32]] = load_file(FOLDER / f"{name}.safetensors")
    return state


@cache
def arrays_of(name: str) -> dict[str, NDArray[Any]]:
    """What came out of it."""
    with np.load(FOLDER / f"{name}.npz") as file:
        return {key: file[key] for key in file.files}


@cache
def network_of(name: str) -> Any:
    """It, built by facelab."""
    convert = stylegan3.convert if name.startswith("stylegan3") else stylegan2.convert
    tensors, config = convert(kwargs_of(name), state_of(name))
    family = name.partition("_")[0]
    return build(family, config, {key: torch.from_numpy(each) for key, each in tensors.items()})


def tensor(array: NDArray[Any]) -> torch.Tensor:
    """As float32."""
    return torch.from_numpy(array.astype(np.float32))


def far(ours: torch.Tensor, theirs: NDArray[Any]) -> float:
    """The largest difference."""
    assert tuple(ours.shape) == theirs.shape
    return float((ours.detach() - torch.from_numpy(theirs)).abs().max())
