"""The shape of a preview head (`facelab.networks.preview_head`) as files say it, without torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from facelab.errors import ModelError
from facelab.networks.families.mobilestylegan_plan import BANDS

PER_BLOCK = 2  # convolutions
STYLES = 3  # rows of w+ a block: one for each convolution, and one for its picture
_MOST = 4096  # of any size in a file
_NEW = ("low", "margin", "grows")  # what files of MobileStyleGAN do not say
_GROWS = 2  # times, at most


@dataclass(frozen=True)
class HeadConfig:
    """The shape of a head.

    Attributes
    ----------
    resolution : int
        Side of the features it reads; the preview is twice as large, and twice that as often as
        it `grows`.
    channels : int
        Of these features.
    w_dim, num_ws : int
        Of the network's w+.
    first_row : int
        Style row of the first convolution that it stands in for.
    widths : tuple of int
        Channels of its layers, two for each block that it stands in for.
    low : int
        How many of the channels its layers read; 0 for the low bands, a quarter of them.
    margin : int
        Pixels at each edge of the features that are outside of the picture.
    grows : int
        How often the features are transformed to twice their side, once before each of the first
        blocks that it stands in for: 0, 1 or 2.
    """

    resolution: int
    channels: int
    w_dim: int
    num_ws: int
    first_row: int
    widths: tuple[int, ...]
    low: int = 0
    margin: int = 0
    grows: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For the metadata of a file, what says nothing left out."""
        said = asdict(self)
        return {name: value for name, value in said.items() if name not in _NEW or value}

    @property
    def size(self) -> int:
        """Side of the preview in pixels."""
        return preview_size(self.resolution, self.margin, self.grows)

    @property
    def inside(self) -> int:
        """Side of what it reads of the features, in pixels."""
        return self.resolution - 2 * self.margin

    @property
    def taken(self) -> int:
        """Channels that its first layer chooses from, after the transform if there is one."""
        return self.channels // BANDS if self.grows else self.channels

    @property
    def guessed(self) -> int:
        """Channels that its guess is made of: those at the side of its bands."""
        return self.inputs[PER_BLOCK] if self.grows > 1 else self.taken

    @property
    def inputs(self) -> tuple[int, ...]:
        """Channels that come into each layer."""
        sizes = [self.read, *self.widths[:-1]]
        for k in range(PER_BLOCK, PER_BLOCK * self.grows, PER_BLOCK):
            sizes[k] //= BANDS
        return tuple(sizes)

    def spreads(self, k: int) -> bool:
        """Whether a layer sees neighbours: the second of each block, and both where the block is
        at its own side.
        """
        return k % PER_BLOCK == 1 or k < PER_BLOCK * self.grows

    @property
    def sees(self) -> int:
        """How far it sees to each side, in pixels of its bands."""
        seen = 0
        for k in range(len(self.widths)):
            after = max(0, self.grows - 1 - k // PER_BLOCK)  # transforms that follow
            seen += self.spreads(k) << after
        return seen

    @property
    def read(self) -> int:
        """How many of these its layers read."""
        return self.low or self.channels // BANDS

    @property
    def rows(self) -> tuple[int, ...]:
        """Style row of each layer, and of the picture."""
        return head_rows(self.first_row, len(self.widths))

    @property
    def guess_row(self) -> int:
        """Style row of the guess: that of the first layer at the side of the bands."""
        return self.rows[PER_BLOCK * max(0, self.grows - 1)]


def preview_size(resolution: int, margin: int = 0, grows: int = 0) -> int:
    """Side of the preview of features: of what is in the picture, twice, four or eight times."""
    return (2 << grows) * (resolution - 2 * margin)


def head_rows(first_row: int, layers: int) -> tuple[int, ...]:
    """Style row of each of a head's layers, and of its picture."""
    steps = [STYLES * (k // PER_BLOCK) + k % PER_BLOCK for k in range(layers)]
    return tuple(first_row + step for step in (*steps, steps[-1] + 1))


def head_config(values: Mapping[str, Any]) -> HeadConfig:
    """The shape that a file's metadata says.

    Raises
    ------
    ModelError
        Something is missing, unknown or out of range.
    """
    sizes, widths = dict(values), values.get("widths")
    sizes.pop("widths", None)
    new = {name: sizes.pop(name, 0) for name in _NEW}
    if (
        {*values, *_NEW} != HeadConfig.__dataclass_fields__.keys()
        or not isinstance(widths, list | tuple)
        or not widths
        or len(widths) % PER_BLOCK
        or not all(type(size) is int and 1 <= size <= _MOST for size in (*sizes.values(), *widths))
        or not all(type(size) is int and 0 <= size <= _MOST for size in new.values())
        or new["grows"] > min(_GROWS, len(widths) // PER_BLOCK)
        or (new["grows"] > 1 and widths[PER_BLOCK - 1] % BANDS)
        or (sizes["channels"] % BANDS and (new["grows"] or not new["low"]))
        or new["low"] > sizes["channels"] // (BANDS if new["grows"] else 1)
        or preview_size(sizes["resolution"], new["margin"], new["grows"]) < 2
        or head_rows(sizes["first_row"], len(widths))[-1] >= sizes["num_ws"]
    ):
        raise refused(f"Its configuration is {dict(values)}.")
    return HeadConfig(**sizes, **new, widths=tuple(widths))


def refused(why: str) -> ModelError:
    """What is raised where a head's file makes no sense."""
    return ModelError(
        "This network's preview head cannot be used.", why, "Make it again, or reinstall facelab."
    )
