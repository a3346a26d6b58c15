"""What is known of a network's w when it is loaded: all its directions, and how w is spread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

from facelab.checkpoints.catalogue import default_entry
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
from facelab.engine.directions.measured import (
    SAMPLES,
    MapLabelled,
    found_exactly,
    list_found,
    measure,
)
from facelab.engine.directions.spread import Spread
from facelab.engine.network_files import Arrays
from facelab.engine.own_directions.on_disk import own_directions
from facelab.engine.shared_w import shares_w
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
    find_exactly : callable or None
        Then it measures them at once, for a face that uses one.
    """

    directions: DirectionSet
    spread: Spread
    measured: bool
    find_exactly: Callable[[], None] | None = None


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
    files = _files_of(metadata, shape, map_z)
    try:
        named, fit = files.read_named(shape)
        spread = None if named is None else _spread_of(named, files.named.name)
    except FacelabError as error:
        named = fit = None
        notify(error)
    if named is not None:
        found += named_directions(named, shape.num_ws)
        space = EditSpace(named, tensors["w_avg"], shape.num_ws)
    if not files.statistics.is_file():
        statistics, measured = _statistics(metadata, shape, tensors, map_z, measuring)
        spread = spread or Spread.of_components(statistics.components, statistics.sigma)
    elif spread is None:
        spread = Spread.of_mapping(lambda z: map_z(z, None), shape.z_dim, FEW_SAMPLES)
    found += _own(metadata, shape, notify)
    if statistics is None:
        try:
            found += _components(files.statistics, spread, shape.num_ws)
        except FacelabError as error:
            notify(error)
    weights = [tensors[name] for name in sorted(tensors) if name.endswith(shape.style_weights)]
    factors = sefa_directions(weights, spread, shape.num_ws)

    def read_older(fit: str) -> OlderDirections | None:
        file = files.read_older(fit, shape)
        if file is None:
            return None
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

    def find_exactly() -> None:
        exact, _ = _statistics(metadata, shape, tensors, map_z, measuring=True)
        pca, rescaled, _ = found_exactly(directions, exact, shape.num_ws)
        directions.remember((*pca, *rescaled))

    return Known(directions, spread, measured, None if measured else find_exactly)


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


@dataclass(frozen=True)
class _Files:
    """The files that are about a network's w: its own, or the default network's where that has the
    same w.

    Attributes
    ----------
    named, statistics : Path
    sha256 : str
        Of the network that they were made for.
    shared : bool
        Whether that is the default network, whose bands of layers have other rows.
    """

    named: Path
    statistics: Path
    sha256: str
    shared: bool = False

    def read_named(self, shape: NetworkShape) -> tuple[DirectionsFile | None, str | None]:
        """The named directions, for the rows of the network, and their hash, which is that of the
        file wherever it is used; None if there are none.
        """
        if not self.named.is_file():
            return None, None
        file = read_directions(self.named, self.sha256)
        return self._fitted(file, shape, self.named.name), fit_of(file)

    def read_older(self, fit: str, shape: NetworkShape) -> DirectionsFile | None:
        """Older ones by their hash, None if they are not there."""
        file = read_old(self.named, self.sha256, fit)
        return None if file is None else self._fitted(file, shape, f"{fit}.safetensors")

    def _fitted(self, file: DirectionsFile, shape: NetworkShape, name: str) -> DirectionsFile:
        if self.shared and len(file.metadata.bands) == len(shape.bands):
            said = msgspec.structs.replace(file.metadata, bands=shape.bands)
            file = replace(file, metadata=said)
        _check_shape(file, shape, name)
        return file


def _files_of(metadata: Metadata, shape: NetworkShape, map_z: MapLabelled) -> _Files:
    shipped, statistics = directions_path(metadata.name), statistics_path(metadata.name)
    if shipped.is_file() or statistics.is_file():
        return _Files(shipped, statistics, metadata.model_sha256)
    fitted = fitted_path(metadata.model_sha256)
    if not fitted.is_file() and shape.stylegan2_rows and shares_w(lambda z: map_z(z, None), shape):
        default = default_entry()
        theirs = directions_path(default.name)
        if len(shape.bands) == _count_bands(theirs):
            return _Files(theirs, statistics_path(default.name), default.model_sha256, shared=True)
    return _Files(fitted, statistics, metadata.model_sha256)


def _count_bands(path: Path) -> int:
    try:
        return len(read_directions(path).metadata.bands)
    except FacelabError:  # told where it is the network's own
        return 0


def _check_shape(file: DirectionsFile, shape: NetworkShape, name: str) -> None:
    last = max(row for band in file.metadata.bands for row in band)
    if last >= shape.num_ws or file.vectors.shape[2] != shape.w_dim:
        raise WeightsError(
            "The named directions of this network cannot be used.",
            f"{name} was made for a network of another shape.",
            "Install facelab again, or make them again: `facelab directions fit`.",
        )


def _spread_of(file: DirectionsFile, name: str) -> Spread:
    try:
        return Spread.of_whitener(file.whitener)
    except np.linalg.LinAlgError as error:
        raise WeightsError(
            "This network's named directions cannot be used.",
            f"{name} is damaged.",
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
