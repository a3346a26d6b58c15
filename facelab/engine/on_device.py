"""A loaded network: its back ends on a device, and the way back to the CPU."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from facelab.engine.backend import Backend, OutOfMemoryError
from facelab.engine.compose import Composer
from facelab.engine.device import cpu
from facelab.engine.drawers import Drawers
from facelab.engine.lattice import Lattice
from facelab.engine.mixer import Mixer
from facelab.engine.model_info import ModelInfo
from facelab.engine.onnx.check import OnnxCheck
from facelab.engine.stand_in import StandIn
from facelab.errors import FacelabError, ModelError

if TYPE_CHECKING:  # importing torch takes seconds, and a CPU does without
    from facelab.networks.generator import Generator
    from facelab.networks.preview_head import PreviewHead

Notify = Callable[[FacelabError], None]
TorchNetworks = tuple["Generator", tuple["PreviewHead", ...]]


class NetworkOnDevice:
    """What a `Renderer` draws with. Owned by one thread.

    Parameters
    ----------
    info : ModelInfo
    backend : Backend
    composer : Composer
    fall_back : callable or None
        Makes the same on the CPU, used once if memory runs out.
    notify : callable
        Told about a fall-back.
    check : OnnxCheck or None
        What nobody has found out of the back end yet.
    torch_networks : callable or None
        Makes what `torch_networks` returns.
    lattice : Lattice or None
        What clean frames are freed of.
    stand_in : StandIn or None
        Draws the previews of a hand that moves on, in place of a network that is slow.
    mixer : Mixer or None
        Draws recipes that mix another network into this one.
    """

    def __init__(
        self,
        info: ModelInfo,
        backend: Backend,
        composer: Composer,
        fall_back: Callable[[], Self] | None = None,
        notify: Notify = lambda error: None,
        check: OnnxCheck | None = None,
        torch_networks: Callable[[], TorchNetworks] | None = None,
        lattice: Lattice | None = None,
        stand_in: StandIn | None = None,
        mixer: Mixer | None = None,
    ) -> None:
        self.info = info
        self._drawers = Drawers(info, backend, stand_in, mixer, lattice)
        self._composer = composer
        self._fall_back = fall_back
        self._notify = notify
        self._check = check
        self._torch_networks = torch_networks
        self._in_torch: Backend | None = None

    def set_previews(self, choice: str) -> None:
        """How large previews are: "auto" is the largest that this machine draws often enough,
        "off" draws none but for pictures that are shown small, a number is a side in pixels, of
        which the nearest that the network has is taken.
        """
        self._drawers.set_previews(choice)

    def map(
        self, z: NDArray[np.float64], label: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """The mapping network: z [N, z_dim], and labels [N, classes] of a conditional one, to w
        [N, w_dim], before truncation.
        """
        backend = self._drawers.backend
        return backend.map(z) if label is None else backend.map(z, label)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Sides of the pictures that it draws, in pixels, ascending; the last is the full one."""
        return (*self._drawers.backend.preview_sizes, self.info.resolution)

    @property
    def light_size(self) -> int | None:
        """Side of the previews that its light head draws, in pixels; None if it has none."""
        return self._drawers.backend.light_size

    @property
    def stand_in(self) -> StandIn | None:
        """What draws the previews of a hand that moves on in this network's place, if anything."""
        return self._drawers.stand_in

    def torch_networks(self) -> TorchNetworks:
        """The network in torch, for gradients, and its preview heads, the smallest first.

        Made anew at each call, frozen and in main memory: the caller owns them, on any thread.

        Raises
        ------
        WeightsError, ModelError
            The file has gone, or was damaged since.
        """
        if self._torch_networks is None:
            raise ModelError("This network is not there in torch.")
        return self._torch_networks()

    def _exact(self) -> Backend:
        """The network in torch on the CPU, for what the back end cannot; kept."""
        if self._in_torch is None:
            # Here, not above: a machine that never asks for it does without torch.
            from facelab.engine.on_torch.backend import TorchBackend

            generator, _ = self.torch_networks()
            self._in_torch = TorchBackend(generator, (), cpu())
        return self._in_torch

    def close(self) -> None:
        """Give the memory back."""
        if self._check is not None:
            self._check.cancel()
        self._drawers.close()
        if self._in_torch is not None:
            self._in_torch.close()

    def know_network(self, sha256: str, path: Path) -> None:
        """Where another network is that recipes may mix in; those that were added are found by
        their hash without it.
        """
        self._drawers.know(sha256, path)

    @property
    def unchecked(self) -> bool:
        """Whether its back end is to be compared with torch yet."""
        return self._check is not None and not self._check.started

    def check_later(self, differs: Callable[[], None]) -> None:
        """Compare the back end with torch, in the background. `differs` is called, on another
        thread, if one could see a difference: then the network is to be loaded again, and
        another back end will draw.
        """
        if self._check is not None:
            self._check.start(differs)

    def _move_to_cpu(self, error: OutOfMemoryError) -> None:
        if self._fall_back is None:
            raise error
        other = self._fall_back()
        self._drawers = self._drawers.moved_to(other._drawers)
        self._composer = other._composer
        self._check = other._check
        # Where it runs is new. The directions are those that everybody has, the user's own among
        # them, and which steps of undo may use although they were deleted.
        self.info = replace(other.info, directions=self.info.directions, spread=self.info.spread)
        self._composer.directions = self.info.directions
        self._fall_back = None
        self._notify(
            FacelabError(
                error.what,
                error.why,
                "facelab continues on the CPU. To go back, choose the device again.",
            )
        )
