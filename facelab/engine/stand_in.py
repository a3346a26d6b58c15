"""Another network's previews: a fast network draws for a slow one that has the same w.

StyleGAN2's largest networks take seconds a frame on a CPU. Those that have the default network's
mapping network (`facelab.engine.shared_w`) are steered by its previews meanwhile: it was taught
by such a one, and the same w+ is the same person in both. What the slow network makes of it is
seen when the hand rests; a frame says which of them drew it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints import store
from facelab.checkpoints.store import Metadata
from facelab.engine.backend import Backend
from facelab.engine.backends import make_backend
from facelab.engine.device import Device
from facelab.engine.network_files import NetworkFiles, Notify, read_heads
from facelab.engine.plain_mapping import MapZ
from facelab.engine.shape import published_rows
from facelab.engine.shared_w import UNREADABLE, default_network, shares_w
from facelab.errors import FacelabError
from facelab.networks.families import FAMILIES
from facelab.networks.family import NetworkShape
from facelab.recipe import Noise


class StandInError(FacelabError):
    """The other network draws nothing; this one goes on by itself."""


class StandIn:
    """Draws previews of another network's w+. It is loaded when the first is wanted: who draws
    full frames only, as the command line does, never waits for it.

    Parameters
    ----------
    title : str
        Of the network that draws.
    sizes : tuple of int
        Sides of its previews in pixels, ascending.
    shape, other : NetworkShape
        Of the network that it stands in for, and its own.
    open_backend : callable
        Loads it.
    """

    def __init__(
        self,
        title: str,
        sizes: tuple[int, ...],
        shape: NetworkShape,
        other: NetworkShape,
        open_backend: Callable[[], Backend],
    ) -> None:
        self.title = title
        self.sizes = sizes
        self._shape = shape
        published = max(shape.stylegan2_rows) + 1
        self._rows = [min(row, published - 1) for row in other.stylegan2_rows]
        self._open_backend = open_backend
        self._backend: Backend | None = None

    def rows(self, ws: NDArray[np.float32]) -> NDArray[np.float32]:
        """The w+ of the network that it stands in for, as w+ of its own: by StyleGAN2's rows,
        which both say that theirs are.
        """
        shape = self._shape
        return published_rows(ws, shape.stylegan2_rows, shape.style_resolutions)[self._rows]

    def preview(self, ws: NDArray[np.float32], noise: Noise, size: int) -> NDArray[np.uint8]:
        """Pixels [size, size, 4] of w+ [num_ws, w_dim], as `Backend.preview`.

        Raises
        ------
        StandInError
            It cannot be loaded, or the device has no room for it.
        """
        try:
            if self._backend is None:
                self._backend = self._open_backend()
            return self._backend.preview(self.rows(ws), noise, size)
        except FacelabError as error:
            raise StandInError(
                f"{self.title} cannot draw previews for this network.",
                f"{error.what} {error.why}".strip(),
                "This network draws all its pictures itself, more slowly.",
            ) from error

    def close(self) -> None:
        """Give the memory back."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None


def find_stand_in(
    metadata: Metadata, shape: NetworkShape, map_z: MapZ, device: Device, notify: Notify
) -> StandIn | None:
    """The default network for one that has the same w; None if it is not here, has no previews
    that are smaller than the full frame, or if this network is the default one or of other w.

    Parameters
    ----------
    metadata, shape
        Of the network that is to be stood in for.
    map_z : callable
        Its mapping network.
    device : Device
        Where previews are drawn.
    notify : callable
        Told of what is damaged, and left out.
    """
    path = default_network()
    if path is None or not shape.stylegan2_rows or not shares_w(map_z, shape):
        return None
    try:
        said = store.info(path).metadata
        other = FAMILIES[said.family].shape(said.config)
    except UNREADABLE:  # told when that network is opened
        return None
    heads = read_heads(said, notify)
    sizes = tuple(sorted({head.size for head in heads if head.size < shape.resolution}))
    if said.model_sha256 == metadata.model_sha256 or not sizes:
        return None

    def open_backend() -> Backend:
        read, tensors = store.read_arrays(path)
        return make_backend(NetworkFiles(path, read, tensors, heads), device, "auto", notify)

    return StandIn(said.title, sizes, shape, other, open_backend)
