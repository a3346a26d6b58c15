"""Every stage of every back end, beside the machine's floor and the peers, in one run."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from facelab import __version__
from facelab.bench.floor import Floor, measure_floor
from facelab.bench.memory import Alone, measure_alone, peak_memory_mb
from facelab.bench.timing import Times, take_turns
from facelab.checkpoints.outside import read_network
from facelab.engine import Renderer, load, seed_to_z
from facelab.engine import device as devices
from facelab.engine.backends import ONNX, available_backends
from facelab.engine.network_files import read_heads
from facelab.networks.families import FAMILIES
from facelab.processors import processors
from facelab.recipe import DirectionAmount, Locks, Recipe, Seed

COMPOSED_DIRECTIONS = 16


@dataclass(frozen=True)
class Subject:
    """One thing to time: whose it is, which stage, and how to do it once."""

    owner: str
    stage: str
    run: Callable[[], object]

    @property
    def key(self) -> str:
        """Name in the results."""
        return f"{self.owner}/{self.stage}"


def machine(device: devices.Device) -> dict[str, Any]:
    """What ran."""
    import torch

    return {
        "facelab": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": processors(),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "device": device.title,
    }


def recipes(renderer: Renderer) -> Iterator[Recipe]:
    """Another face each time, with many sliders moved, so that nothing is reused."""
    directions = list(renderer.info.directions)[:COMPOSED_DIRECTIONS]
    turn = 0
    while True:
        recipe = Recipe(renderer.info.ref, Seed(7), finish="clean")
        for index, direction in enumerate(directions):
            recipe = recipe.with_amount(direction.id, 0.3 * np.sin(turn + index))
        yield recipe
        turn += 1


def locked_edits(renderer: Renderer) -> Iterator[tuple[DirectionAmount, Locks]]:
    """Named directions with other locks each time, so that each is solved anew."""
    space = renderer.info.directions.space
    names = [each.id for each in renderer.info.directions if each.named]
    attributes = sorted(space.attributes) if space is not None else []
    for turn in count(1) if names else ():
        free = tuple(name for k, name in enumerate(attributes) if turn >> k & 1)
        yield DirectionAmount(names[turn % len(names)], 1.0), Locks(free=free)


def stages_of(renderer: Renderer, name: str) -> list[Subject]:
    """Mapping, compose, a change of locks, preview, full frame and the way to bytes."""
    stream = recipes(renderer)
    z = seed_to_z(7, renderer.info.z_dim)
    subjects = [
        Subject(name, "mapping", lambda: renderer.map(z)),
        Subject(name, "compose", lambda: renderer.compose(next(stream))),
        Subject(name, "full", lambda: renderer.full(next(stream))),
        Subject(name, "to uint8", to_uint8(name, renderer)),
    ]
    if renderer.info.directions.space is not None:
        edits = locked_edits(renderer)
        subjects.append(Subject(name, "locks", lambda: renderer.info.directions.step(*next(edits))))
    own = renderer.sizes[:-1]
    if own:
        subjects.append(
            Subject(name, "preview", lambda: renderer.preview(next(stream), smallest=True))
        )
    subjects += [
        Subject(name, f"preview {size} px", drawing(renderer, stream, size)) for size in own[1:]
    ]
    if renderer.light_size is not None:
        light = f"preview {renderer.light_size} px, light"
        subjects.append(Subject(name, light, lambda: renderer.light_preview(next(stream))))
    if renderer.stand_in is not None:
        renderer.set_previews(str(renderer.stand_in.sizes[0]))
        by = f"preview {renderer.stand_in.sizes[0]} px by {renderer.stand_in.title}"
        subjects.append(Subject(name, by, lambda: renderer.preview(next(stream))))
    return subjects


def drawing(renderer: Renderer, stream: Iterator[Recipe], size: int) -> Callable[[], object]:
    """Draws a face of another size than the smallest and the full one."""

    def draw() -> object:
        recipe = next(stream)
        return renderer.draw(renderer.compose(recipe)[None], recipe.noise, size)

    return draw


def to_uint8(name: str, renderer: Renderer) -> Callable[[], object]:
    """The last step of a full frame, also counted in it: bytes in host memory of their own.

    The graph of ONNX Runtime ends in bytes, which are copied out; torch ends in floats, which
    are converted and brought to the host.
    """
    side = renderer.info.resolution
    if name == ONNX:
        made = np.zeros((side, side, 4), np.uint8)
        return lambda: np.array(made, order="C")
    import torch

    from facelab.engine.on_torch.backend import to_pixels

    image = torch.zeros((1, 3, side, side), device=renderer.info.device_name)
    return lambda: to_pixels(image)


@dataclass(frozen=True)
class Bench:
    """Results of a run.

    Attributes
    ----------
    frame_gflop, preview_gflop : float or None
        Arithmetic of a full frame and of the smallest preview, 10^9 operations; None where the
        family does not say, or draws no previews.
    alone : dict
        By back end, what it needs in a process of its own; None where that did not run.
    """

    machine: dict[str, Any]
    floor: Floor
    times: dict[str, Times]
    frame_gflop: float | None
    preview_gflop: float | None
    peak_memory_mb: float | None
    alone: dict[str, Alone | None]

    def ratios(self) -> dict[str, float]:
        """Every comparison, ours / theirs, of the same rounds."""
        found: dict[str, float] = {}
        ours = self.best()
        pairs = {
            "full_frame_to_published_engine_ratio": (f"{ours}/full", "published engine/full"),
            "preview_to_published_engine_ratio": (f"{ours}/preview", "published engine/full"),
            "full_frame_to_plain_torch_ratio": (f"{ours}/full", "plain torch/full"),
            "preview_to_plain_torch_ratio": (f"{ours}/preview", "plain torch/full"),
            "torch_full_frame_to_published_engine_ratio": ("torch/full", "published engine/full"),
        }
        for name, (mine, theirs) in pairs.items():
            if mine in self.times and theirs in self.times:
                found[name] = round(self.times[mine].ratio_to(self.times[theirs]), 4)
        if self.frame_gflop is not None:
            floor_ms = self.frame_gflop / self.floor.gflops * 1000
            full = self.times[f"{ours}/full"].median
            found["full_frame_to_arithmetic_floor_ratio"] = round(full / floor_ms, 4)
        return found

    def best(self) -> str:
        """The back end that facelab uses by itself: the first that was measured."""
        return next(key.split("/")[0] for key in self.times if key.endswith("/full"))

    def as_json(self) -> dict[str, Any]:
        """All of it, in plain values."""
        stages: dict[str, dict[str, Any]] = {}
        for key, times in self.times.items():
            owner, stage = key.split("/")
            values: dict[str, Any] = times.as_json()
            gflop = {"full": self.frame_gflop, "preview": self.preview_gflop}.get(stage)
            if gflop is not None:
                values["gflops"] = round(gflop / times.median * 1000, 1)
                values["share_of_floor"] = round(gflop / times.median * 1000 / self.floor.gflops, 3)
            stages.setdefault(owner, {})[stage] = values
        return {
            "machine": self.machine,
            "floor": {
                "matrix_product_gflops": round(self.floor.gflops, 1),
                "memory_copy_gb_s": round(self.floor.copy_gb_s, 1),
            },
            "stages": stages,
            "peak_memory_mb": {
                name: None if peak is None else round(peak) for name, peak in self._peaks().items()
            },
            "seconds_to_load": {
                name: each.load_seconds for name, each in self.alone.items() if each is not None
            },
            "seconds_to_first_frame": {
                name: each.first_frame_seconds
                for name, each in self.alone.items()
                if each is not None
            },
            **self.ratios(),
        }

    def _peaks(self) -> dict[str, float | None]:
        alone = {
            name: None if each is None else each.peak_memory_mb for name, each in self.alone.items()
        }
        return alone | {"this run": self.peak_memory_mb}


def run_bench(
    path: Path,
    device: str,
    rounds: int,
    peers: dict[str, Callable[[np.ndarray], object]],
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Bench:
    """Measure all back ends of a device and the peers, in turns.

    Parameters
    ----------
    path : Path
        The converted network.
    device : "auto", "cuda", "mps" or "cpu"
    rounds : int
    peers : mapping
        Name to what draws a full frame from w+ float32 [num_ws, w_dim].
    told : callable
        Told (rounds done, rounds in all).
    """
    where = devices.choose(device)
    metadata = read_network(path)[0]
    names = available_backends(where, metadata.family)
    renderers = {name: load(path, device, backend=name) for name in names}
    try:
        subjects = [s for name, renderer in renderers.items() for s in stages_of(renderer, name)]
        first = next(iter(renderers.values()))
        stream = recipes(first)
        for name, draw in peers.items():
            subjects.append(
                Subject(name, "full", lambda draw=draw: draw(first.compose(next(stream))))  # type: ignore[misc]
            )
        floor = measure_floor(where.torch_name)
        times = take_turns({s.key: s.run for s in subjects}, rounds, told=told)
    finally:
        for renderer in renderers.values():
            renderer.close()
    counted = FAMILIES[metadata.family].multiply_adds
    heads = {head.size: head.resolution for head in read_heads(metadata, lambda _error: None)}
    preview_size = first.sizes[0] if len(first.sizes) > 1 else None

    def gflop(up_to: int | None) -> float | None:
        return 2 * counted(metadata.config, up_to) / 1e9 if counted is not None else None

    return Bench(
        machine=machine(where),
        floor=floor,
        times=times,
        frame_gflop=gflop(None),
        # a head reads features; without one it is a picture on the way
        preview_gflop=(
            None if preview_size is None else gflop(heads.get(preview_size, preview_size))
        ),
        peak_memory_mb=peak_memory_mb(),
        alone={name: measure_alone(path, device, name) for name in names},
    )
