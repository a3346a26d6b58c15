"""A network and the nets that label its faces, ready to draw and to measure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from facelab import engine
from facelab.checkpoints.outside import read_network
from facelab.engine import Renderer
from facelab.engine.loading import shape_of
from facelab.labels.measure import SIDE, measure
from facelab.labels.nets import LabelNets
from facelab.labels.scale import LabelScale
from facelab.labels.survey import stack
from facelab.networks.generator import small_sizes
from facelab.processors import processors
from facelab.recipe import Noise
from facelab.solve.direction_measure import Bench
from facelab.solve.face_sample import LatentSpace

Pixels = NDArray[np.uint8]


class FaceSource:
    """Draws faces of a network at the size at which they are labelled.

    Parameters
    ----------
    network : Path
        Of any family.
    device : str
        Where it is drawn: "cpu", "cuda", "mps" or "auto".

    Attributes
    ----------
    metadata : Metadata
    space : LatentSpace
    size : int
        Side of the pictures that are drawn for the labels: the smallest of at least 256 pixels.

    Raises
    ------
    WeightsError, ModelError, DeviceError
        As `facelab.engine.load`.
    """

    def __init__(self, network: Path, device: str = "cpu") -> None:
        self.metadata, tensors = read_network(network)
        self._renderer: Renderer = engine.load(network, device)
        info = self._renderer.info
        sizes = self._renderer.sizes
        self.size = min((size for size in sizes if size >= SIDE), default=sizes[-1])
        self.space = LatentSpace(
            map_z=self._renderer.map,
            w_avg=tensors["w_avg"],
            z_dim=info.z_dim,
            bands=shape_of(self.metadata).bands,
            num_ws=info.num_ws,
        )

    def draw(self, ws: NDArray[np.float32]) -> Pixels:
        """W+ [num_ws, w_dim] to a picture [256, 256, 3], red, green, blue."""
        pixels = self._renderer.draw(ws[None], Noise(), self.size)
        return _at_size(pixels[0, :, :, 2::-1])

    def torch_draw(self) -> Callable[[Tensor], Tensor]:
        """What draws with torch, so that gradients pass.

        Returns
        -------
        callable
            w+ [1, num_ws, w_dim] to a picture [1, 3, 256, 256], -1 to 1; from several threads.
        """
        generator, heads = self._renderer.torch_networks()
        head = next((each for each in heads if each.size == self.size), None)
        on_the_way = self.size in small_sizes(generator)

        def draw(ws: Tensor) -> Tensor:
            if head is not None:
                pictures: Tensor = head(generator.features(ws, head.resolution), ws)
            elif on_the_way:
                pictures = generator.draw_small(ws, self.size)  # type: ignore[attr-defined]
            else:
                pictures = generator.synthesize(ws)
            pictures = pictures.clamp(-1, 1)
            if pictures.shape[-1] != SIDE:
                mode = "area" if pictures.shape[-1] > SIDE else "bilinear"
                pictures = functional.interpolate(pictures, size=(SIDE, SIDE), mode=mode)
            return pictures

        return draw

    def close(self) -> None:
        """Give the memory back."""
        self._renderer.close()


def make_bench(
    source: FaceSource, nets: Mapping[str, bytes], scale: LabelScale, folder: Path
) -> Bench:
    """A bench that draws with a network and labels with nets.

    Parameters
    ----------
    nets : mapping
        Files by role, see `facelab.labels.nets.LabelNets`.
    folder : Path
        For what was measured.
    """
    return Bench(source.space, source.draw, labeller(LabelNets(nets), scale), folder, ruler(scale))


def labeller(
    nets: LabelNets, scale: LabelScale
) -> Callable[[Sequence[Pixels]], NDArray[np.float64]]:
    """What labels pictures [256, 256, 3] on a ruler: [N, K], in sigma."""

    def label(pictures: Sequence[Pixels]) -> NDArray[np.float64]:
        with ThreadPoolExecutor(processors()) as pool:
            return scale.label(stack(list(pool.map(lambda each: measure(nets, each), pictures))))

    return label


def ruler(scale: LabelScale) -> str:
    """Name of a ruler: another for other numbers."""
    digest = hashlib.sha256("\0".join(scale.names).encode())
    for name, values in sorted(scale.tensors().items()):
        digest.update(name.encode() + np.ascontiguousarray(values, np.float32).tobytes())
    return digest.hexdigest()


def _at_size(pixels: Pixels) -> Pixels:
    if pixels.shape[0] == SIDE:
        return np.ascontiguousarray(pixels)
    image = Image.fromarray(np.ascontiguousarray(pixels))
    way = Image.Resampling.BOX if pixels.shape[0] > SIDE else Image.Resampling.BILINEAR
    return np.asarray(image.resize((SIDE, SIDE), way))
