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


def groups_by_size(style_resolutions: Sequence[int]) -> tuple[str, ...]:
    """The group of each style row, where layers grow from 4 px on as StyleGAN2's do: coarse
    4-8 px (pose, shape), middle 16-32 (features), fine 64 up.

    Parameters
    ----------
    style_resolutions : sequence of int
        Resolution in pixels that each style row feeds, 0 for unused rows.
    """
    return tuple(map(_group, style_resolutions))


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
    labels : int
        Number of classes of a conditional network; 0 if it is not conditional.
    transforms : bool
        Whether the picture can be turned and moved at the network's input.
    """

    z_dim: int
    w_dim: int
    num_ws: int
    resolution: int
    style_resolutions: tuple[int, ...]
    style_groups: tuple[str, ...]
    stylegan2_rows: tuple[int, ...] = ()
    style_weights: tuple[str, ...] = ()
    labels: int = 0
    transforms: bool = False


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
    """

    name: str
    shape: Callable[[NetworkConfig], NetworkShape]
    build: Callable[[NetworkConfig], nn.Module]
    build_head: Callable[[Mapping[str, Any], Mapping[str, Tensor]], PreviewHead] | None = None
    onnx: bool = False


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
