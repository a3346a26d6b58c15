"""A converted file on the disk to a Renderer on a device."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from facelab.checkpoints.outside import Arrays, read_network
from facelab.checkpoints.store import Metadata
from facelab.damage import DAMAGED
from facelab.engine import device as devices
from facelab.engine.backend import OutOfMemoryError
from facelab.engine.backends import make_backend, pending_check
from facelab.engine.compose import Composer
from facelab.engine.known_directions import known_directions
from facelab.engine.known_lattice import known_lattice
from facelab.engine.mixer import Mixer
from facelab.engine.model_info import ModelInfo
from facelab.engine.network_files import NetworkFiles, network_files, read_heads, torch_networks
from facelab.engine.on_device import Notify, TorchNetworks
from facelab.engine.onnx.check import is_far
from facelab.engine.renderer import Renderer
from facelab.engine.shared_w import w_space
from facelab.engine.stand_in import find_stand_in
from facelab.errors import FacelabError, ModelError
from facelab.networks.families import FAMILIES
from facelab.networks.family import NetworkShape


def load_renderer(
    path: Path,
    device: str,
    notify: Notify,
    backend: str = "auto",
    first_check: Callable[[], None] | None = None,
    measuring: bool = True,
) -> Renderer:
    """Load a network; see `facelab.engine.load`.

    If the device has no room for it, `notify` is told and the CPU is used.
    """
    chosen = devices.choose(device)
    try:
        return _on_device(path, chosen, notify, backend, first_check, measuring)
    except OutOfMemoryError as error:
        if chosen.torch_name == "cpu":
            raise
        notify(FacelabError(error.what, error.why, "facelab uses the CPU instead."))
        return _on_device(path, devices.cpu(), notify, "auto", first_check, measuring)


def _on_device(
    path: Path,
    device: devices.Device,
    notify: Notify,
    wanted: str,
    first_check: Callable[[], None] | None = None,
    measuring: bool = True,
) -> Renderer:
    metadata, tensors = read_network(path)
    shape = shape_of(metadata)
    source = network_files(path, metadata, tensors, notify)
    backend = make_backend(source, device, wanted, notify)
    check = pending_check(source, backend)
    if check is not None and first_check is not None:
        first_check()
        if is_far(check.run()):
            backend.close()
            backend = make_backend(source, device, wanted, notify)  # knows it by now
        check = None
    known = known_directions(metadata, shape, tensors, backend.map, notify, measuring)
    lattice = known_lattice(metadata, notify)
    stand_in = find_stand_in(metadata, shape, backend.map, device, notify)
    preview_sizes = backend.preview_sizes or (stand_in.sizes if stand_in else ())
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
        style_groups=shape.style_groups,
        preview_size=min(preview_sizes, default=None),
        device=device.title,
        device_name=device.torch_name,
        backend=backend.title,
        devices=tuple((found.torch_name, found.title) for found in devices.available()),
        directions=known.directions,
        spread=known.spread,
        measured=known.measured,
        stylegan2_rows=shape.stylegan2_rows,
        labels=shape.labels,
        transforms=shape.transforms,
        noise=shape.noise,
        w_avg=tensors["w_avg"],
        lattice=lattice is not None,
        w_space=w_space(backend.map, shape, metadata.model_sha256),
    )
    composer = Composer(
        backend.map, tensors["w_avg"], info.num_ws, info.z_dim, info.directions,
        info.labels, info.transforms, known.find_exactly,
    )  # fmt: skip
    fall_back: Callable[[], Renderer] | None = None
    if device.torch_name != "cpu":

        def fall_back() -> Renderer:
            return _on_device(path, devices.cpu(), notify, "auto", measuring=measuring)

    def networks() -> TorchNetworks:
        # Read again: kept, the tensors would take memory all along. Of damaged heads, `notify` has
        # been told above.
        read, arrays = read_network(path)
        return torch_networks(
            NetworkFiles(path, read, arrays, read_heads(read, lambda _error: None))
        )

    mixer = Mixer(path, device, notify)
    return Renderer(
        info, backend, composer, fall_back, notify, check, networks, lattice, stand_in, mixer
    )


def check_tensors(metadata: Metadata, tensors: Arrays) -> NetworkShape:
    """Find out whether a network can be built, without drawing anything; returns its shape.

    Raises
    ------
    ModelError
        Its tensors do not fit its configuration.
    """
    shape = shape_of(metadata)
    torch_networks(NetworkFiles(Path(), metadata, tensors))
    return shape


def shape_of(metadata: Metadata) -> NetworkShape:
    """The shape of a converted network.

    Raises
    ------
    ModelError
        Its family is unknown, or its configuration contradicts itself.
    """
    try:
        return FAMILIES[metadata.family].shape(metadata.config)
    except DAMAGED as error:
        raise ModelError(
            "This checkpoint cannot be loaded.",
            "facelab does not know its family or configuration.",
            "Download or convert it again.",
        ) from error
