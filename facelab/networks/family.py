"""What a family of networks is to the rest of facelab, said without importing torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from facelab.errors import ModelError

if TYPE_CHECKING:  # importing torch takes seconds, and a CPU may do without
    from torch import Tensor, nn

    from facelab.networks.preview_head import PreviewHead

NetworkConfig = Mapping[str, Any]

GROUPS = ("coarse", "middle", "fine")
UNUSED = ""  # the group of a style row that the network does not read
COARSE_UP_TO = 8
MIDDLE_UP_TO = 32
BAND_ENDS = (8, 16, 32, 64)  # pixels: the last resolution of each band but the last


def groups_by_size(style_resolutions: Sequence[int]) -> tuple[str, ...]:
    """The group of each style row, where layers grow from 4 px on as StyleGAN2's do: coarse
    4-8 px (pose, shape), middle 16-32 (features), fine 64 up.

    Parameters
    ----------
    style_resolutions : sequence of int
        Resolution in pixels that each style row feeds, 0 for unused rows.
    """
    return tuple(map(_group, style_resolutions))


def bands_by_size(style_resolutions: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Style rows by the resolution that they feed: up to 8 px, 16, 32, 64, and finer.

    Rows that the network does not use are in none; bands that would be empty are left out.
    """
    bands: list[list[int]] = [[] for _ in range(len(BAND_ENDS) + 1)]
    for row, size in enumerate(style_resolutions):
        if size > 0:
            bands[sum(size > end for end in BAND_ENDS)].append(row)
    return tuple(tuple(band) for band in bands if band)


def _group(size: int) -> str:
    if size == 0:
        return UNUSED
    if size <= COARSE_UP_TO:
        return "coarse"
    return "middle" if size <= MIDDLE_UP_TO else "fine"


@dataclass(frozen=True)
class NetworkShape:
    """Numbers of a network's interface, known from its configuration without building it.

    Attributes
    ----------
    z_dim, w_dim, num_ws, resolution, style_resolutions
        What a `facelab.networks.generator.Generator` says of itself, in the same terms.
    style_groups : tuple of str
        The group of each style row, one of `GROUPS`; empty for rows that are not used.
    stylegan2_rows : tuple of int
        For each style row the one of StyleGAN2's w+, at the same resolution, that it takes:
        the form in which people publish w+ and directions.
    style_weights : tuple of str
        How the names of the tensors end that make a style out of w.
    style_bands : tuple of tuple of int
        Style rows in bands of layers that a face can take from different others, coarse ones
        first: finer than the groups where the family knows finer ones.
    labels : int
        Number of classes of a conditional network; 0 if it is not conditional.
    transforms : bool
        Whether the picture can be turned and moved at the network's input.
    noise : bool
        Whether layers add noise.
    """

    z_dim: int
    w_dim: int
    num_ws: int
    resolution: int
    style_resolutions: tuple[int, ...]
    style_groups: tuple[str, ...]
    stylegan2_rows: tuple[int, ...] = ()
    style_weights: tuple[str, ...] = ()
    style_bands: tuple[tuple[int, ...], ...] = ()
    labels: int = 0
    transforms: bool = False
    noise: bool = True

    @property
    def bands(self) -> tuple[tuple[int, ...], ...]:
        """Style rows in bands, coarse ones first: those of the family, else its groups."""
        groups = (
            tuple(row for row, its in enumerate(self.style_groups) if its == group)
            for group in GROUPS
        )
        return self.style_bands or tuple(rows for rows in groups if rows)


@dataclass(frozen=True)
class Family:
    """A family of networks. Which float16 its networks bear, they say themselves
    (`Generator.half_layers`); how its published files become tensors is registered under the
    same name in `facelab.checkpoints.families`.

    Attributes
    ----------
    name : str
        In the metadata of converted files, and in the catalogue.
    shape : callable
        A network's configuration to its shape. What it raises of a configuration that makes no
        sense (LookupError, TypeError, ValueError) is told as that.
    build : callable
        A configuration to a `Generator` that is an nn.Module; its weights are filled from tensors
        that bear the names of its own, among them "w_avg" [w_dim]. Imports torch when it is
        called, and raises ModelError of a configuration that makes no sense.
    build_head : callable or None
        Configuration and tensors of a preview head to the head; None if the family has none.
    onnx : bool
        Whether `facelab.engine.onnx` has graphs of it, which draw faster on a CPU.
    multiply_adds : callable or None
        (configuration, layer) to the multiply-adds of a frame, or up to the layers at a side in
        pixels, the mapping network and the styles left out; None if nobody has counted them.
    row_of : callable or None
        (configuration, name of a tensor) to the style row of the layer that it is part of, None
        for what is no part of a layer; None if networks of the family cannot be mixed.
    """

    name: str
    shape: Callable[[NetworkConfig], NetworkShape]
    build: Callable[[NetworkConfig], nn.Module]
    build_head: Callable[[Mapping[str, Any], Mapping[str, Tensor]], PreviewHead] | None = None
    onnx: bool = False
    multiply_adds: Callable[[NetworkConfig, int | None], int] | None = None
    row_of: Callable[[NetworkConfig, str], int | None] | None = None


def build_head(values: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> PreviewHead:
    """A preview head from its file, of whatever family; see `facelab.networks.preview_head`."""
    from facelab.networks.preview_head import build_preview_head

    return build_preview_head(values, tensors)


def cannot_build(why: str) -> ModelError:
    """What is said of a configuration or of tensors that make no network."""
    return ModelError("This checkpoint cannot be loaded.", why, "Download or convert it again.")


def count(config: NetworkConfig, name: str, most: int) -> int:
    """A whole number of a configuration, from 1 up to `most`.

    Raises
    ------
    ModelError
        It is another.
    """
    value = config[name]
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise cannot_build(f"Its {name} is {value!r}; it must be 1 to {most}.")
    return value
