"""A back end that draws nothing, for tests."""

from __future__ import annotations

import numpy as np

from facelab.engine import Composer, DirectionSet, ModelInfo, OutOfMemoryError, Renderer
from facelab.errors import Stopped
from facelab.networks.family import groups_by_size
from facelab.recipe import UPRIGHT, Noise

SHA = "a" * 64


class FakeBackend:
    """Draws the first number of w+ as grey; fails when told to."""

    title = "fake"
    device_title = "Fake GPU"
    at_once = 1

    def __init__(self, preview_sizes: tuple[int, ...] = (2,)) -> None:
        self.preview_sizes = preview_sizes
        self.light_size: int | None = None
        self.error: Exception | None = None
        self.closed = 0
        self.noises: list[Noise] = []
        self.batches: list[int] = []
        self.room = 99

    def map(self, z, label=None):
        return z.astype(np.float32)

    def preview(self, ws, noise, size, transform=UPRIGHT, light=False):
        return self._draw(ws, noise, size)

    def full(self, ws, noise, stop=None, transform=UPRIGHT):
        if stop is not None and stop():
            raise Stopped
        return self._draw(ws, noise, 4)

    def full_float(self, ws, noise, stop=None, transform=UPRIGHT):
        return self.full(ws, noise, stop)[..., 2::-1].astype(np.float32) / 255

    def draw_together(self, ws, noise, size, stop=None):
        if len(ws) > self.room:
            raise OutOfMemoryError("No room for so many.", "", "")
        self.batches.append(len(ws))
        return np.stack([self._draw(row, noise, size) for row in ws])

    def has_features(self, layer):
        return layer == 2

    def features(self, ws, noise, layer, stop=None):
        self._draw(ws[0], noise, layer)
        return np.repeat(ws[:, :1, :1, None], layer, axis=2).repeat(layer, axis=3)

    def close(self):
        self.closed += 1

    def _draw(self, ws, noise, size):
        if self.error is not None:
            raise self.error
        self.noises.append(noise)
        return np.full((size, size, 4), abs(int(ws[0, 0] * 10)), np.uint8)


def make(
    backend: FakeBackend, device: str = "gpu", directions: DirectionSet | None = None, **extra
) -> Renderer:
    directions = DirectionSet() if directions is None else directions
    info = ModelInfo(
        name="fake",
        title="Fake",
        family="fake",
        sha256=SHA,
        licence="",
        z_dim=3,
        w_dim=3,
        num_ws=2,
        resolution=4,
        style_resolutions=(4, 4),
        style_groups=groups_by_size((4, 4)),
        preview_size=min(backend.preview_sizes, default=None),
        device=device,
        device_name="cpu" if device == "cpu" else "cuda",
        backend=backend.title,
        directions=directions,
    )
    composer = Composer(backend.map, np.zeros(3, np.float32), 2, 3, directions)
    return Renderer(info, backend, composer, **extra)
