"""What is known of a network's w when it is loaded: all its directions, and how w is spread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facelab.checkpoints.directions import (
    DirectionsFile,
    directions_path,
    fitted_path,
    read_directions,
)
from facelab.checkpoints.fits import fit_of, read_old
from facelab.checkpoints.own_directions import list_own
from facelab.checkpoints.statistics import (
    LatentStatistics,
    keep_measured,
    read_measured,
    read_statistics,
    statistics_path,
)
from facelab.checkpoints.store import Metadata
from facelab.engine.directions.direction_set import (
    Direction,
    DirectionSet,
    OlderDirections,
    named_directions,
)
from facelab.engine.directions.edit_space import EditSpace
from facelab.engine.directions.found import COUNT, pca_directions, sefa_directions
from facelab.engine.directions.measured import SAMPLES, MapLabelled, list_found, measure
from facelab.engine.directions.spread import Spread
from facelab.engine.network_files import Arrays
from facelab.engine.own_directions.on_disk import own_directions
from facelab.errors import FacelabError, WeightsError
from facelab.networks.family import NetworkShape

Notify = Callable[[FacelabError], None]

FEW_SAMPLES = 600  # of w, for standard deviations: good to some per cent
MORE_SAMPLES = 2_000  # for what is known until they are measured


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of a network's w.

    Attributes
    ----------
    directions : DirectionSet
    spread : Spread
    measured : bool
        Whether its components are listed; else they are to be measured
        (`facelab.engine.directions.measured`), and are known by a few samples until then.
    """

    directions: DirectionSet
    spread: Spread
    measured: bool


def known_directions(
    metadata: Metadata,
    shape: NetworkShape,
    tensors: Arrays,
    map_z: MapLabelled,
    notify: Notify,
    measuring: bool = True,
) -> Known:
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
    measuring : bool
        Measure how w is spread where nobody has, which takes a second or two.
    """
    found: list[Direction] = []
    named = space = spread = fit = statistics = None
    measured = True
    try:
        named, spread = _named_file(metadata, shape)
    except FacelabError as error:
        notify(error)
    if named is not None:
        found += named_directions(named, shape.num_ws)
        space = EditSpace(named, tensors["w_avg"], shape.num_ws)
        fit = fit_of(named)
    if not statistics_path(metadata.name).is_file():
        statistics, measured = _statistics(metadata, shape, tensors, map_z, measuring)
        spread = spread or Spread.of_components(statistics.components, statistics.sigma)
    elif spread is None:
        spread = Spread.of_mapping(lambda z: map_z(z, None), shape.z_dim, FEW_SAMPLES)
    found += _own(metadata, shape, notify)
    if statistics is None:
        try:
            found += _components(statistics_path(metadata.name), spread, shape.num_ws)
        except FacelabError as error:
            notify(error)
    weights = [tensors[name] for name in sorted(tensors) if name.endswith(shape.style_weights)]
    factors = sefa_directions(weights, spread, shape.num_ws)

    def read_older(fit: str) -> OlderDirections | None:
        file = read_old(named_path(metadata), metadata.model_sha256, fit)
        if file is None:
            return None
        _check_shape(file, shape, f"{fit}.safetensors")
        older = named_directions(file, shape.num_ws)
        return older, EditSpace(file, tensors["w_avg"], shape.num_ws)

    if statistics is None:
        found += factors
    directions = DirectionSet(tuple(found), space, fit, read_older=read_older)
    if statistics is not None:
        directions.remember(factors)
        if measured:
            list_found(directions, statistics, shape.num_ws)
        else:
            some = statistics.components[:COUNT], statistics.sigma[:COUNT]
            directions.remember(pca_directions(*some, shape.num_ws))
    return Known(directions, spread, measured)


def _statistics(
    metadata: Metadata, shape: NetworkShape, tensors: Arrays, map_z: MapLabelled, measuring: bool
) -> tuple[LatentStatistics, bool]:
    """How w is spread, and whether that was measured, now or once before."""
    kept = read_measured(metadata.model_sha256, shape.w_dim)
    if kept is not None:
        return kept, True
    samples = SAMPLES if measuring else MORE_SAMPLES
    found = measure(map_z, tensors["w_avg"], shape.z_dim, shape.labels, samples)
    if measuring:
        with suppress(OSError):  # where nothing can be kept it is measured again next time
            keep_measured(metadata.model_sha256, found, samples)
    return found, measuring


def named_path(metadata: Metadata) -> Path:
    """Where the named directions of a network are: shipped with facelab, or fitted by the user."""
    shipped = directions_path(metadata.name)
    return shipped if shipped.is_file() else fitted_path(metadata.model_sha256)


def _check_shape(file: DirectionsFile, shape: NetworkShape, name: str) -> None:
    last = max(row for band in file.metadata.bands for row in band)
    if last >= shape.num_ws or file.vectors.shape[2] != shape.w_dim:
        raise WeightsError(
            "The named directions of this model cannot be used.",
            f"{name} was made for a network of another shape.",
            "Install facelab again, or make them again: `facelab directions fit`.",
        )


def _named_file(
    metadata: Metadata, shape: NetworkShape
) -> tuple[DirectionsFile, Spread] | tuple[None, None]:
    path = named_path(metadata)
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
    statistics = read_statistics(path)
    if statistics.components.shape[1] != spread.half.shape[1]:
        raise WeightsError(
            "This network's statistics cannot be used.",
            f"{path.name} was made for a network with a different shape.",
            "Reinstall facelab.",
        )
    return pca_directions(statistics.components, statistics.sigma, num_ws)
