"""Two networks mixed: layers of the one, layers of the other, and all between.

Pinkney and Adler, "Resolution Dependent GAN Interpolation for Controllable Image Synthesis Between
Domains", arXiv 2010.05334: networks of which one was trained on from the other fit each other layer
by layer, so that the coarse layers of one and the fine ones of the other make pictures of both.
Each tensor of the synthesis network is on the straight line between the two, at the weight of its
layer. The mapping network and the mean of w are those of the first: w+ stays what it was.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from facelab.checkpoints.installed import file_of
from facelab.checkpoints.outside import Arrays, read_network
from facelab.checkpoints.store import Metadata
from facelab.engine.backend import Backend
from facelab.engine.backends import TORCH, make_backend
from facelab.engine.device import Device
from facelab.engine.mixed_heads import MixedHeads, mixed_heads
from facelab.engine.network_files import NetworkFiles, Notify
from facelab.errors import ModelError
from facelab.networks.families import FAMILIES
from facelab.recipe import NetworkMix

KEPT = 2  # back ends of mixes, for one beside another
# What tells nothing of the layers that are mixed.
_FREE = {"z_dim", "c_dim", "embed", "widths", "rate", "clamp", "half_blocks", "half_octaves"}

Network = tuple[Metadata, Arrays]


def mix_sha256(first: str, other: str, weights: Sequence[float]) -> str:
    """Hash of a mix: of those of both networks and of the weights."""
    said = msgspec.json.encode([first, other, [float(weight) for weight in weights]])
    return hashlib.sha256(b"facelab mix of networks " + said).hexdigest()


def mixed(first: Network, other: Network, weights: Sequence[float]) -> Network:
    """A network between two.

    Parameters
    ----------
    first, other : (Metadata, dict of arrays)
        Of one family and shape.
    weights : sequence of float
        For each style row that of the layer that reads it: 0 is the first, 1 the other.

    Raises
    ------
    ModelError
        They do not fit each other, or their family has no layers to mix.
    """
    metadata, tensors = first
    rows = _rows(first, other, len(weights))
    made: Arrays = {}
    for name, tensor in tensors.items():
        row = rows.get(name)
        weight = 0.0 if row is None else weights[row]
        if weight == 0.0:
            made[name] = tensor
        elif weight == 1.0:
            made[name] = other[1][name]
        else:
            between = tensor + np.float32(weight) * (other[1][name] - tensor)
            made[name] = np.asarray(between, np.float32)  # of a single number numpy makes no array
    sha256 = mix_sha256(metadata.model_sha256, other[0].model_sha256, weights)
    title = f"{metadata.title} mixed with {other[0].title}"
    return msgspec.structs.replace(metadata, title=title, model_sha256=sha256), made


def _rows(first: Network, other: Network, num_ws: int) -> Mapping[str, int]:
    """The style row of each tensor that is mixed."""
    (one, tensors), (two, others) = first, other
    row_of = FAMILIES[one.family].row_of if one.family in FAMILIES else None
    if row_of is None:
        raise _unmixable(one, two, f"facelab cannot mix networks of the family {one.family}.")
    if one.family != two.family:
        raise _unmixable(one, two, f"The one is a {one.family}, the other a {two.family}.")
    if _shape(one.config) != _shape(two.config):
        raise _unmixable(one, two, "Their layers have different sizes.")
    rows = {}
    for name, tensor in tensors.items():
        row = row_of(one.config, name)
        if row is None:
            continue
        if name not in others or others[name].shape != tensor.shape or not 0 <= row < num_ws:
            raise _unmixable(one, two, f"Their tensors {name} are of different sizes.")
        rows[name] = row
    return rows


def _shape(config: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in config.items()
        if name not in _FREE
    }


def _unmixable(one: Metadata, two: Metadata, why: str) -> ModelError:
    return ModelError(
        f"{one.title} and {two.title} cannot be mixed.",
        why,
        "Mix two networks of one family and size, such as a network and one trained on from it.",
    )


def _not_here(mix: NetworkMix) -> ModelError:
    return ModelError(
        "A network of this face is not here.",
        f"It mixes two networks, one of them {mix.other.name or mix.other.sha256[:12]}.",
        "Add it with `facelab weights add FILE`.",
    )


class Mixer:
    """Draws with mixes of the loaded network and others, which it finds by their hash.

    Parameters
    ----------
    path : Path
        File of the loaded network.
    device : Device
    notify : callable

    Attributes
    ----------
    files : dict of str to Path
        Files of other networks by their hash; those that were added are found without it.
    """

    def __init__(self, path: Path, device: Device, notify: Notify) -> None:
        self._path, self._device, self._notify = path, device, notify
        self.files: dict[str, Path] = {}
        self._read: dict[Path, Network] = {}
        self._made: OrderedDict[str, tuple[Backend, MixedHeads]] = OrderedDict()

    def backend(self, mix: NetworkMix) -> Backend:
        """The back end of a mix; the last ones are kept.

        Raises
        ------
        ModelError
            The other network is not here, or does not fit the loaded one.
        """
        return self._of(mix)[0]

    def shows(self, mix: NetworkMix, size: int) -> str:
        """Title of the network whose last layers a preview of this size shows in place of those
        of the mix; empty where they are the mix's own.
        """
        return self._of(mix)[1].by.get(size, "")

    def _of(self, mix: NetworkMix) -> tuple[Backend, MixedHeads]:
        first, other = self._network(self._path), self._network(self._file(mix))
        if other[0].model_sha256 != mix.other.sha256:
            raise _not_here(mix)
        key = mix_sha256(first[0].model_sha256, mix.other.sha256, mix.weights)
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        metadata, tensors = mixed(first, other, mix.weights)
        while len(self._made) >= KEPT:
            self._made.popitem(last=False)[1][0].close()
        rows = sorted({*_rows(first, other, len(mix.weights)).values()})
        heads = mixed_heads(first[0], other[0], mix.weights, rows, self._notify)
        source = NetworkFiles(self._path, metadata, tensors, heads.heads)
        backend = make_backend(source, self._device, TORCH, self._notify)
        self._made[key] = (backend, heads)
        return self._made[key]

    def close(self) -> None:
        """Give the memory back."""
        for backend, _ in self._made.values():
            backend.close()
        self._made.clear()
        self._read.clear()

    def _file(self, mix: NetworkMix) -> Path:
        path = self.files.get(mix.other.sha256) or file_of(mix.other.sha256)
        if path is None:
            raise _not_here(mix)
        return path

    def _network(self, path: Path) -> Network:
        if path not in self._read:
            for other in [known for known in self._read if known != self._path]:
                del self._read[other]  # one other at a time: they are large
            self._read[path] = read_network(path)
        return self._read[path]
