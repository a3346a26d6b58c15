"""A network as its files say it, and the way from there to torch: below every back end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.preview_heads import head_paths, light_head_path, read_preview_head
from facelab.checkpoints.store import Metadata
from facelab.engine.backend import Head
from facelab.errors import FacelabError
from facelab.networks.build import build
from facelab.networks.families import FAMILIES

if TYPE_CHECKING:  # importing torch takes seconds, and a CPU does without
    from torch import Tensor

    from facelab.networks.generator import Generator
    from facelab.networks.preview_head import PreviewHead

Arrays = Mapping[str, NDArray[np.float32]]
Notify = Callable[[FacelabError], None]


@dataclass(frozen=True, eq=False)
class NetworkFiles:
    """A network as its files say it: metadata, tensors, its preview heads, smallest first, and the
    light one.
    """

    path: Path
    metadata: Metadata
    tensors: Arrays
    heads: tuple[Head, ...] = ()
    light: Head | None = None


def network_files(path: Path, metadata: Metadata, tensors: Arrays, notify: Notify) -> NetworkFiles:
    """A network that was read, with what goes with it; of what is damaged `notify` is told."""
    heads = read_heads(metadata, notify)
    light = _read_light_head(metadata, notify)
    if light is not None and light.size not in {head.size for head in heads}:
        light = None
    return NetworkFiles(path, metadata, tensors, heads, light)


def _read_light_head(metadata: Metadata, notify: Notify) -> Head | None:
    """The light preview head of a network; None if it has none, or a damaged one."""
    path = light_head_path(metadata.name, metadata.model_sha256)
    heads = [] if path is None else _read([path], metadata, notify)
    return heads[0] if heads else None


def read_heads(metadata: Metadata, notify: Notify) -> tuple[Head, ...]:
    """The preview heads that were made for a network; a damaged one is told of and left out."""
    return tuple(_read(head_paths(metadata.name, metadata.model_sha256), metadata, notify))


def _read(paths: Iterable[Path], metadata: Metadata, notify: Notify) -> list[Head]:
    heads = []
    for path in paths:
        try:
            said, tensors = read_preview_head(path, metadata.model_sha256)
        except FacelabError as error:
            notify(error)
        else:
            heads.append(Head(said.config, tensors))
    return heads


def torch_networks(source: NetworkFiles) -> tuple[Generator, tuple[PreviewHead, ...]]:
    """The network in torch and its preview heads, frozen, in main memory.

    Raises
    ------
    ModelError
        Its tensors do not fit its configuration.
    """
    import torch

    def as_torch(arrays: Arrays) -> dict[str, Tensor]:
        return {name: torch.from_numpy(array) for name, array in arrays.items()}

    metadata = source.metadata
    built = cast("Generator", build(metadata.family, metadata.config, as_torch(source.tensors)))
    build_head = FAMILIES[metadata.family].build_head
    if build_head is None:  # no file of a head is this family's
        return built, ()
    return built, tuple(build_head(head.config, as_torch(head.tensors)) for head in source.heads)
