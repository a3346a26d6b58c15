"""A converted file on the disk to a Renderer on a device."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints import store
from facelab.checkpoints.directions import DirectionsFile, directions_path, read_directions
from facelab.checkpoints.statistics import read_statistics, statistics_path
from facelab.checkpoints.store import Metadata
from facelab.engine import device as devices
from facelab.engine.backend import OutOfMemoryError
from facelab.engine.backends import Source, make_backend, read_heads
from facelab.engine.compose import Composer
from facelab.engine.directions import (
    Direction,
    DirectionSet,
    named_directions,
    pca_directions,
)
from facelab.engine.edit_space import EditSpace
from facelab.engine.model_info import ModelInfo
from facelab.engine.renderer import Notify, Renderer
from facelab.engine.shape import NetworkShape, mobilestylegan_shape
from facelab.recipe import FacelabError, ModelError, WeightsError

SHAPES: dict[str, Callable[..., NetworkShape]] = {"mobilestylegan": mobilestylegan_shape}


def load_renderer(path: Path, device: str, notify: Notify, backend: str = "auto") -> Renderer:
    """Load a network; see `facelab.engine.load`.

    If the device has no room for it, `notify` is told and the CPU is used.
    """
    chosen = devices.choose(device)
    try:
        return _on_device(path, chosen, notify, backend)
    except OutOfMemoryError as error:
        if chosen.torch_name == "cpu":
            raise
        notify(FacelabError(error.what, error.why, "Using the CPU instead."))
        return _on_device(path, devices.cpu(), notify, "auto")


def _on_device(path: Path, device: devices.Device, notify: Notify, wanted: str) -> Renderer:
    metadata, tensors = store.read_arrays(path)
    shape = _shape(metadata)
    source = Source(path, metadata, tensors, read_heads(metadata, notify))
    backend = make_backend(source, device, wanted, notify)
    info = ModelInfo(
        name=metadata.name,
        title=metadata.title,
        family=metadata.family,
        sha256=metadata.model_sha256,
        licence=metadata.licence,
        z_dim=shape.z_dim,
        w_dim=shape.w_dim,
        num_ws=shape.num_ws,
        resolution=shape.resolution,
        style_resolutions=shape.style_resolutions,
        preview_size=min(backend.preview_sizes, default=None),
        device=device.title,
        device_name=device.torch_name,
        backend=backend.title,
        devices=tuple((found.torch_name, found.title) for found in devices.available()),
        directions=_directions(metadata, tensors["w_avg"], shape.num_ws, notify),
    )
    composer = Composer(backend.map, tensors["w_avg"], info.num_ws, info.z_dim, info.directions)
    fall_back: Callable[[], Renderer] | None = None
    if device.torch_name != "cpu":

        def fall_back() -> Renderer:
            return _on_device(path, devices.cpu(), notify, "auto")

    return Renderer(info, backend, composer, fall_back, notify)


def _shape(metadata: Metadata) -> NetworkShape:
    try:
        return SHAPES[metadata.family](metadata.config)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            "No network can be built from this checkpoint.",
            f"Its family or its configuration is not one that facelab knows: {error}.",
            "Fetch or convert it again.",
        ) from error


def _directions(
    metadata: Metadata, w_avg: NDArray[np.float32], num_ws: int, notify: Notify
) -> DirectionSet:
    """The directions that are known for this network; a damaged file is told of."""
    found: list[Direction] = []
    space = None
    try:
        named = _named_file(metadata, num_ws)
        if named is not None:
            found += named_directions(named, num_ws)
            space = EditSpace(named, w_avg, num_ws)
    except FacelabError as error:
        notify(error)
    for read in (_components,):
        try:
            found += read(metadata, num_ws)
        except FacelabError as error:
            notify(error)
    return DirectionSet(tuple(found), space)


def _named_file(metadata: Metadata, num_ws: int) -> DirectionsFile | None:
    path = directions_path(metadata.name)
    if not path.is_file():
        return None
    file = read_directions(path, metadata.model_sha256)
    last = max(row for band in file.metadata.bands for row in band)
    if last >= num_ws or file.vectors.shape[2] != metadata.config.get("w_dim"):
        raise WeightsError(
            "The named directions of this model cannot be used.",
            f"{path.name} was made for a network of another shape.",
            "Install facelab again, or make them again: `facelab directions fit`.",
        )
    return file


def _components(metadata: Metadata, num_ws: int) -> tuple[Direction, ...]:
    path = statistics_path(metadata.name)
    if not path.is_file():
        return ()
    statistics = read_statistics(path)
    return pca_directions(statistics.components, statistics.sigma, num_ws)
