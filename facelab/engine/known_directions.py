"""What is known of a network's w when it is loaded: all its directions, and how w is spread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.directions import DirectionsFile, directions_path, read_directions
from facelab.checkpoints.fits import fit_of, read_old
from facelab.checkpoints.own_directions import list_own
from facelab.checkpoints.statistics import read_statistics, statistics_path
from facelab.checkpoints.store import Metadata
from facelab.engine.directions.direction_set import (
    Direction,
    DirectionSet,
    OlderDirections,
    named_directions,
)
from facelab.engine.directions.edit_space import EditSpace
from facelab.engine.directions.found import COUNT, pca_directions, sefa_directions
from facelab.engine.directions.spread import Spread
from facelab.engine.network_files import Arrays
from facelab.engine.own_directions.on_disk import own_directions
from facelab.errors import FacelabError, WeightsError
from facelab.networks.family import NetworkShape

Map = Callable[[NDArray[np.float64]], NDArray[np.float32]]
Notify = Callable[[FacelabError], None]

SAMPLES = 2_000  # of w, for principal components
FEW_SAMPLES = 600  # for standard deviations: good to some per cent


def known_directions(
    metadata: Metadata, shape: NetworkShape, tensors: Arrays, map_z: Map, notify: Notify
) -> tuple[DirectionSet, Spread]:
    """The directions of a network: named, the user's own, PCA, SeFa.

    Parameters
    ----------
    metadata : Metadata
    shape : NetworkShape
    tensors : mapping
        The network's weights.
    map_z : callable
        Its mapping network; used if no file says how w is spread.
    notify : callable
        Told of files that cannot be used; the rest is there.
    """
    found: list[Direction] = []
    named = space = spread = fit = None
    try:
        named, spread = _named_file(metadata, shape)
    except FacelabError as error:
        notify(error)
    if named is not None:
        found += named_directions(named, shape.num_ws)
        space = EditSpace(named, tensors["w_avg"], shape.num_ws)
        fit = fit_of(named)
    if spread is None:
        measured = statistics_path(metadata.name).is_file()
        spread = Spread.of_mapping(map_z, shape.z_dim, FEW_SAMPLES if measured else SAMPLES)
    found += _own(metadata, shape, notify)
    try:
        found += _components(statistics_path(metadata.name), spread, shape.num_ws)
    except FacelabError as error:
        notify(error)
    weights = [tensors[name] for name in sorted(tensors) if name.endswith(shape.style_weights)]
    found += sefa_directions(weights, spread, shape.num_ws)

    def read_older(fit: str) -> OlderDirections | None:
        file = read_old(metadata.name, metadata.model_sha256, fit)
        if file is None:
            return None
        _check_shape(file, shape, f"{fit}.safetensors")
        older = named_directions(file, shape.num_ws)
        return older, EditSpace(file, tensors["w_avg"], shape.num_ws)

    return DirectionSet(tuple(found), space, fit, read_older=read_older), spread


def _check_shape(file: DirectionsFile, shape: NetworkShape, name: str) -> None:
    last = max(row for band in file.metadata.bands for row in band)
    if last >= shape.num_ws or file.vectors.shape[2] != shape.w_dim:
        raise WeightsError(
            "The named directions of this network cannot be used.",
            f"{name} was made for a network of another shape.",
            "Install facelab again, or make them again: `facelab directions fit`.",
        )


def _named_file(
    metadata: Metadata, shape: NetworkShape
) -> tuple[DirectionsFile, Spread] | tuple[None, None]:
    path = directions_path(metadata.name)
    if not path.is_file():
        return None, None
    file = read_directions(path, metadata.model_sha256)
    _check_shape(file, shape, path.name)
    try:
        return file, Spread.of_whitener(file.whitener)
    except np.linalg.LinAlgError as error:
        raise WeightsError(
            "This network's named directions cannot be used.",
            f"{path.name} is damaged.",
            "Reinstall facelab, or make them again with `facelab directions fit`.",
        ) from error


def _own(metadata: Metadata, shape: NetworkShape, notify: Notify) -> tuple[Direction, ...]:
    try:
        found, wrong = list_own(metadata.model_sha256)
    except FacelabError as error:
        notify(error)
        return ()
    for each in wrong:
        notify(each)
    return own_directions(found, shape.num_ws, shape.w_dim)


def _components(path: Path, spread: Spread, num_ws: int) -> tuple[Direction, ...]:
    if not path.is_file():
        return pca_directions(*spread.components(COUNT), num_ws)
    statistics = read_statistics(path)
    if statistics.components.shape[1] != spread.half.shape[1]:
        raise WeightsError(
            "This network's statistics cannot be used.",
            f"{path.name} was made for a network with a different shape.",
            "Reinstall facelab.",
        )
    return pca_directions(statistics.components, statistics.sigma, num_ws)
