"""Named directions on disk: one safetensors file for each network, shipped with facelab.

It holds the directions, and what is needed to solve them again with other locks or layers: for
every label its gradient g, the step M^-1 g that moves it with the least disturbance, and the
products g' M^-1 g in each band of layers (see `facelab.solve.edit_model`). It also holds
the ruler that the labels were read off, so that what is measured later is comparable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from facelab import paths
from facelab.checkpoints.formats.safetensors_file import OfNetwork, TensorFormat, write_tensors

Array = NDArray[np.float32]

SCALE_PREFIX = "scale."
MAX_DIRECTIONS, MAX_LABELS, MAX_BANDS, MAX_METRICS = 256, 512, 32, 8
MAX_SOFTNESS = 100.0


class Figures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was measured of a direction by labelling edited faces that it was not made from.

    Attributes
    ----------
    selectivity : float
        Change of what it is for, divided by the mean absolute change of labels that have
        nothing to do with it, from -1.5 to +1.5 sigma.
    selectivity_unlocked : float
        The same without locks.
    monotone : float
        Share of faces on which more of it was more at every step.
    identity : float
        Change of the person over the same range: 1 is as different as two people are.
    gain : float
        Measured change for an amount of 1, in sigma.
    faces : int
        How many it was measured on.
    """

    selectivity: float
    selectivity_unlocked: float
    monotone: float
    identity: float
    gain: float
    faces: int


class NamedDirection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A direction's description.

    Attributes
    ----------
    id, title, group : str
        In recipes; for people; the heading.
    about : str
        What it does, for the tooltip.
    label : str
        What it was made for.
    bands : (int, int)
        First and last band of layers that it acts on by itself.
    metric : int
        By which of the file's metrics its step disturbs the least.
    locks : tuple of str
        Labels that it holds still.
    softness : float
        Of its locks, see `facelab.solve.edit_model.EditModel.locked_step`.
    held_out : float
        Correlation of the label with what ridge regression alone predicts, on faces not
        learned from.
    breaks_at : float
        Amount from which faces begin to break, in sigma, either way.
    source : str
        Where its label comes from.
    figures : Figures or None
        None until `facelab directions report` has measured it.
    """

    id: str
    title: str
    group: str
    about: str
    label: str
    bands: tuple[int, int]
    metric: int
    locks: tuple[str, ...]
    softness: float
    held_out: float
    breaks_at: float
    source: str
    figures: Figures | None = None


class Attribute(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is locked as a whole and has no direction, as the identity.

    Attributes
    ----------
    id, title, about : str
        In recipes; for people; for the tooltip.
    labels : tuple of str
        What is held still.
    """

    id: str
    title: str
    about: str
    labels: tuple[str, ...]


class DirectionsMetadata(OfNetwork, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file says of itself.

    Attributes
    ----------
    bands : tuple of tuple of int
        Style rows of each band of layers.
    labels : tuple of str
        In the order of the tensors.
    directions : tuple of NamedDirection
    attributes : tuple of Attribute
    farthest : float
        Distance from the mean of w, in sigma, that hardly any face drawn at psi 1 exceeds:
        root mean square over the whitened dimensions.
    made : dict
        How it was made: faces, seeds, networks that labelled.
    """

    bands: tuple[tuple[int, ...], ...]
    labels: tuple[str, ...]
    directions: tuple[NamedDirection, ...]
    attributes: tuple[Attribute, ...]
    farthest: float
    made: dict[str, Any]


@dataclass(frozen=True, eq=False)
class DirectionsFile:
    """Named directions of a network, B bands, K labels, J directions, M metrics.

    Attributes
    ----------
    metadata : DirectionsMetadata
    vectors : float32 [J, B, w_dim]
        Step for an amount of 1. In bands that a direction does not act on by itself, what it
        would do there.
    steps : float32 [M, K, B, w_dim]
        M^-1 g of each label for each metric M: the way on which it moves with the least
        disturbance.
    gradients : float32 [K, B, w_dim]
        g of each label, in whitened w.
    grams : float32 [M, B, K, K]
        g' M^-1 g of each two labels.
    gains : float32 [K]
        Measured change of a label where its predictor says 1.
    whitener : float32 [w_dim, w_dim]
        S^(-1/2): the length of (w - mean) times it is the distance from the mean, in sigma.
    scale : dict of float32 arrays
        The ruler of the labels, see `facelab.labels.scale.LabelScale`.
    """

    metadata: DirectionsMetadata
    vectors: Array
    steps: Array
    gradients: Array
    grams: Array
    gains: Array
    whitener: Array
    scale: Mapping[str, Array]


FORMAT = TensorFormat(
    name="facelab-directions",
    version=2,
    said=DirectionsMetadata,
    kind="a file of named directions",
    what="This network's named directions cannot be used.",
    fix="Reinstall facelab, or make them again with `facelab directions fit`.",
)


def directions_path(name: str) -> Path:
    """Where the named directions of a model of the catalogue are."""
    return paths.shipped_weights() / "directions" / f"{name}.safetensors"


def fitted_path(model_sha256: str) -> Path:
    """Where the named directions are that were fitted to a network of the user's own, by the hash
    of its tensors: beside the networks.
    """
    return paths.weights_cache() / paths.DIRECTIONS / f"{model_sha256}.safetensors"


def write_directions(path: Path, directions: DirectionsFile) -> None:
    """Write a file; `path` appears complete or not at all.

    Raises
    ------
    OSError
        The folder cannot be written, or the disk is full.
    """
    tensors: dict[str, NDArray[np.generic]] = {
        "vectors": directions.vectors.astype(np.float16),
        "steps": directions.steps.astype(np.float16),
        "gradients": directions.gradients.astype(np.float16),
        "grams": directions.grams.astype(np.float32),
        "gains": directions.gains.astype(np.float32),
        "whitener": directions.whitener.astype(np.float16),
    }
    for name, each in directions.scale.items():
        tensors[SCALE_PREFIX + name] = each.astype(np.float32)
    write_tensors(path, tensors, FORMAT.header(directions.metadata))


def read_directions(path: Path, model_sha256: str | None = None) -> DirectionsFile:
    """Read the directions that were made for a network.

    Parameters
    ----------
    model_sha256 : str, optional
        Hash of the network's tensors; compared if given.

    Raises
    ------
    WeightsError
        The file is missing, damaged, of another version, or for another network.
    """
    metadata, found = FORMAT.read(path, model_sha256)
    why = _misfit(metadata, found)
    if why:
        raise FORMAT.refused(f"{path.name}: {why}.")
    arrays = {name: each.astype(np.float32) for name, each in found.items()}
    return DirectionsFile(
        metadata,
        arrays["vectors"],
        arrays["steps"],
        arrays["gradients"],
        arrays["grams"],
        arrays["gains"],
        arrays["whitener"],
        {
            name.removeprefix(SCALE_PREFIX): each
            for name, each in arrays.items()
            if name.startswith(SCALE_PREFIX)
        },
    )


def _misfit(metadata: DirectionsMetadata, found: Mapping[str, NDArray[np.generic]]) -> str:
    """What does not fit, or nothing."""
    B, K, J = len(metadata.bands), len(metadata.labels), len(metadata.directions)
    M = found["grams"].shape[0] if "grams" in found and found["grams"].ndim == 4 else 1
    counts = ((B, 1, MAX_BANDS), (K, 1, MAX_LABELS), (J, 0, MAX_DIRECTIONS), (M, 1, MAX_METRICS))
    if not all(least <= count <= most for count, least, most in counts):
        return "it has no bands, labels, directions or metrics, or too many"
    if "whitener" not in found or found["whitener"].ndim != 2 or not found["whitener"].size:
        return "the tensor whitener is missing"
    w_dim = found["whitener"].shape[0]
    wanted = {
        "vectors": (J, B, w_dim),
        "steps": (M, K, B, w_dim),
        "gradients": (K, B, w_dim),
        "grams": (M, B, K, K),
        "gains": (K,),
        "whitener": (w_dim, w_dim),
    }
    for name, shape in wanted.items():
        if name not in found or found[name].shape != shape:
            return f"the tensor {name} is missing or misshapen"
    for name, each in found.items():
        if each.dtype not in (np.float16, np.float32) or not np.isfinite(each).all():
            return f"the tensor {name} contains invalid numbers"
    rows = [row for band in metadata.bands for row in band]
    if rows != sorted(set(rows)) or min(rows, default=0) < 0 or not all(metadata.bands):
        return "its bands of layers are not in order"
    if not 0.0 < metadata.farthest < 100.0:
        return "its farthest distance is not a valid distance"
    names = [each.id for each in metadata.directions]
    names += [each.id for each in metadata.attributes]
    if len(set(names)) != len(names):
        return "two directions or attributes have the same name"
    for named in metadata.directions:
        if not 0 <= named.bands[0] <= named.bands[1] < B:
            return f"the direction {named.id!r} acts on bands that do not exist"
        if not 0 <= named.metric < M:
            return f"the direction {named.id!r} is measured by a metric that does not exist"
        if not 0.0 <= named.softness <= MAX_SOFTNESS:
            return f"the locks of the direction {named.id!r} have an impossible softness"
        if not {named.label, *named.locks} <= set(metadata.labels):
            return f"the direction {named.id!r} names labels that do not exist"
    for attribute in metadata.attributes:
        if not set(attribute.labels) <= set(metadata.labels):
            return f"the attribute {attribute.id!r} names labels that do not exist"
    return ""
