"""The Recipe: one immutable value that says which face it is.

Names follow the field: z, w (a point of the mapping network's output space), w+ (one w a
style input), psi (truncation), cutoff, style mixing, noise mode (Karras et al., "A
Style-Based Generator Architecture for GANs", arXiv 1812.04948; w+: Abdal et al.,
"Image2StyleGAN", arXiv 1904.03189).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from facelab.recipe.conditions import UPRIGHT, Label, Transform, check_label
from facelab.recipe.locks import Hold, Locks
from facelab.recipe.own_steps import OwnStep, check_carried
from facelab.recipe.sources import (
    MAX_ROWS,
    MAX_SEED,
    Seed,
    Source,
    Value,
    check_range,
    check_sha256,
)

PSI_RANGE = (-4.0, 4.0)
AMOUNT_RANGE = (-20.0, 20.0)
NOISE_STRENGTH_RANGE = (0.0, 4.0)
GUARD_RANGE = (0.1, 10.0)
MAX_DIRECTIONS = 512

Finish = Literal["clean", "raw"]
FINISHES: tuple[Finish, ...] = ("clean", "raw")


class Truncation(Value, frozen=True):
    """w' = w_avg + psi (w - w_avg) on the first `cutoff` style rows (all if None)."""

    psi: float = 0.7
    cutoff: int | None = None

    def __post_init__(self) -> None:
        check_range("psi", self.psi, *PSI_RANGE)
        if self.cutoff is not None and not 0 <= self.cutoff <= MAX_ROWS:
            raise ValueError(f"cutoff is {self.cutoff}; it must be 0 to {MAX_ROWS}")


class StyleMix(Value, frozen=True):
    """Styles of another face on some layers.

    Attributes
    ----------
    source : Source
        The face that the styles come from.
    layers : tuple of int
        Style rows it reaches, ascending.
    strength : float
        0 keeps the face's own style, 1 takes the source's.
    psi : float or None
        Truncation of the source; None uses the recipe's own.
    label : str
        Name shown to the user.
    """

    source: Source
    layers: tuple[int, ...]
    strength: float = 1.0
    psi: float | None = None
    label: str = ""

    def __post_init__(self) -> None:
        check_range("mix strength", self.strength, 0.0, 1.0)
        if self.psi is not None:
            check_range("mix psi", self.psi, *PSI_RANGE)
        if not self.layers or list(self.layers) != sorted(set(self.layers)):
            raise ValueError("the layers of a style mix must be ascending and unique")
        if self.layers[0] < 0 or self.layers[-1] >= MAX_ROWS:
            raise ValueError(f"mix layers run from 0 to {MAX_ROWS - 1}")
        if len(self.label) > 200:
            raise ValueError("the label of a style mix is longer than 200 characters")


class DirectionAmount(Value, frozen=True):
    """How far to go along a direction, in standard deviations of what it changes.

    `layers` is (first, last), inclusive; None means the direction's own range.
    """

    direction: str
    amount: float
    layers: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.direction) <= 200:
            raise ValueError("a direction's name has 1 to 200 characters")
        check_range(f"the amount of {self.direction!r}", self.amount, *AMOUNT_RANGE)
        if self.layers is not None and not 0 <= self.layers[0] <= self.layers[1] < MAX_ROWS:
            raise ValueError(f"direction layers run from 0 to {MAX_ROWS - 1}, first to last")


class Noise(Value, frozen=True):
    """Per-pixel noise: the network's own, seeded random, or none; times `strength`."""

    mode: Literal["const", "random", "none"] = "const"
    seed: int = 0
    strength: float = 1.0

    def __post_init__(self) -> None:
        if self.mode not in ("const", "random", "none"):
            raise ValueError(f"noise mode is {self.mode!r}; it must be const, random or none")
        if not 0 <= self.seed <= MAX_SEED:
            raise ValueError(f"noise seed is {self.seed}; it must be 0 to {MAX_SEED}")
        check_range("noise strength", self.strength, *NOISE_STRENGTH_RANGE)


class ModelRef(Value, frozen=True):
    """The network a recipe was made with: SHA-256 of its tensors, and its name."""

    sha256: str
    name: str = ""

    def __post_init__(self) -> None:
        check_sha256("a model's hash", self.sha256)
        if len(self.name) > 200:
            raise ValueError("a network's name must not be longer than 200 characters")


class NetworkMix(Value, frozen=True):
    """Another network's layers in place of the recipe's own.

    Attributes
    ----------
    other : ModelRef
        The other network, of the same family and shape.
    weights : tuple of float
        For each style row that of the layer that reads it: 0 is the recipe's own network, 1 the
        other, and between them the tensors are on a straight line.
    """

    other: ModelRef
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.weights) <= MAX_ROWS:
            raise ValueError(f"a mix of networks has weights for 1 to {MAX_ROWS} layers")
        for weight in self.weights:
            check_range("the weight of a network", weight, 0.0, 1.0)


class Recipe(Value, frozen=True):
    """Everything that says which face it is. The same recipe gives the same picture.

    Attributes
    ----------
    locks : Locks
        What directions leave as it is.
    guard : float or None
        How far directions may take the face from the average one at most, in sigma of w; 1 is
        as far as faces are that were drawn at psi 1. None lets them go anywhere.
    fit : str or None
        Hash of the named directions that it uses, or that its locks and guard are solved with:
        others of the same names would make another face of it. None if it uses none.
    own : tuple of OwnStep
        Directions of the user's own that it uses, so that it opens where these are not known.
    finish : "clean" or "raw"
        Whether full frames are freed of the lattice that the network weaves over them, or are the
        network's own, number by number. Recipes of before are raw, new faces clean.
    label : tuple of LabelPart
        Class of a conditional network, or a mix of several; empty is the vector of zeros.
    transform : Transform
        How the picture is turned and moved at the network's input.
    networks : NetworkMix or None
        Another network that is mixed into this one's layers.
    """

    model: ModelRef
    source: Source
    truncation: Truncation = Truncation()
    mixing: tuple[StyleMix, ...] = ()
    directions: tuple[DirectionAmount, ...] = ()
    noise: Noise = Noise()
    locks: Locks = Locks()
    guard: float | None = None
    fit: str | None = None
    own: tuple[OwnStep, ...] = ()
    finish: Finish = "raw"
    label: Label = ()
    transform: Transform = UPRIGHT
    networks: NetworkMix | None = None

    def __post_init__(self) -> None:
        check_label(self.label)
        if self.fit is not None:
            check_sha256("the hash of the directions", self.fit)
        check_carried(self.own)
        if self.finish not in FINISHES:
            raise ValueError(f"finish is {self.finish!r}; it must be clean or raw")
        if self.guard is not None:
            check_range("guard", self.guard, *GUARD_RANGE)
        seen: set[int] = set()
        for mix in self.mixing:
            if seen & set(mix.layers):
                raise ValueError("two style mixes claim the same layer")
            seen |= set(mix.layers)
        names = [amount.direction for amount in self.directions]
        if len(names) > MAX_DIRECTIONS:
            raise ValueError(f"more than {MAX_DIRECTIONS} directions")
        if len(set(names)) != len(names):
            raise ValueError("a direction appears twice")

    # -- what it says -------------------------------------------------------------------

    @property
    def seed(self) -> int | None:
        """The seed of the face, None if it does not come from one."""
        return self.source.seed if isinstance(self.source, Seed) else None

    def amount(self, direction: str) -> float:
        """Amount of a direction in sigma, 0 if the recipe does not use it."""
        return next((a.amount for a in self.directions if a.direction == direction), 0.0)

    def mix_at(self, layer: int) -> StyleMix | None:
        """The style mix that reaches a layer, if any."""
        return next((mix for mix in self.mixing if layer in mix.layers), None)

    @property
    def edited(self) -> bool:
        """Whether mixing or directions change the face."""
        return bool(self.mixing or self.directions)

    # -- changed copies -----------------------------------------------------------------

    def with_source(self, source: Source) -> Recipe:
        """The same edits on another face."""
        return msgspec.structs.replace(self, source=source)

    def with_seed(self, seed: int) -> Recipe:
        """The same edits on the face of a seed (any integer, wrapped to 32 bits)."""
        return self.with_source(Seed(seed & MAX_SEED))

    def with_truncation(
        self, psi: float | None = None, cutoff: int | Literal["keep"] | None = "keep"
    ) -> Recipe:
        """Another psi, another cutoff, or both."""
        old = self.truncation
        return msgspec.structs.replace(
            self,
            truncation=Truncation(
                old.psi if psi is None else psi, old.cutoff if cutoff == "keep" else cutoff
            ),
        )

    def with_amount(
        self,
        direction: str,
        amount: float,
        layers: tuple[int, int] | Literal["keep"] | None = "keep",
    ) -> Recipe:
        """One direction moved; amount 0 removes it unless it has its own layer range."""
        new: list[DirectionAmount] = []
        found = False
        for old in self.directions:
            if old.direction != direction:
                new.append(old)
                continue
            found = True
            span = old.layers if layers == "keep" else layers
            if amount != 0.0 or span is not None:
                new.append(DirectionAmount(direction, amount, span))
        if not found:
            span = None if layers == "keep" else layers
            if amount != 0.0 or span is not None:
                new.append(DirectionAmount(direction, amount, span))
        return msgspec.structs.replace(self, directions=tuple(new))

    def with_mix(
        self,
        layers: Iterable[int],
        source: Source,
        strength: float = 1.0,
        psi: float | None = None,
        label: str = "",
    ) -> Recipe:
        """Take the styles of `layers` from another face; replaces what was mixed there."""
        claimed = set(layers)
        rest = list(self.without_mix(claimed).mixing)
        for index, mix in enumerate(rest):
            same = (mix.source, mix.strength, mix.psi, mix.label)
            if same == (source, strength, psi, label):
                claimed |= set(mix.layers)
                del rest[index]
                break
        rest.append(StyleMix(source, tuple(sorted(claimed)), strength, psi, label))
        return self._mixed(rest)

    def without_mix(self, layers: Iterable[int] | None = None) -> Recipe:
        """No mixing on `layers`, or none at all."""
        if layers is None:
            return msgspec.structs.replace(self, mixing=())
        freed = set(layers)
        rest = []
        for mix in self.mixing:
            kept = tuple(layer for layer in mix.layers if layer not in freed)
            if kept:
                rest.append(msgspec.structs.replace(mix, layers=kept))
        return self._mixed(rest)

    def _mixed(self, mixing: Iterable[StyleMix]) -> Recipe:
        # In the order of their layers, so that equal faces are equal recipes.
        ordered = tuple(sorted(mixing, key=lambda mix: mix.layers))
        return msgspec.structs.replace(self, mixing=ordered)

    def with_noise(
        self,
        mode: Literal["const", "random", "none"] | None = None,
        seed: int | None = None,
        strength: float | None = None,
    ) -> Recipe:
        """Another noise mode, noise seed or strength."""
        old = self.noise
        return msgspec.structs.replace(
            self,
            noise=Noise(
                old.mode if mode is None else mode,
                old.seed if seed is None else seed,
                old.strength if strength is None else strength,
            ),
        )

    def with_lock(self, name: str, hold: Hold) -> Recipe:
        """One attribute held otherwise while directions are moved."""
        return msgspec.structs.replace(self, locks=self.locks.changed(name, hold))

    def with_guard(self, guard: float | None) -> Recipe:
        """Another limit of how far directions go, in sigma of w; None is none."""
        return msgspec.structs.replace(self, guard=guard)

    def with_finish(self, finish: Finish) -> Recipe:
        """Full frames without the network's lattice ("clean"), or as they are ("raw")."""
        return msgspec.structs.replace(self, finish=finish)

    def with_label(self, label: Label) -> Recipe:
        """The face of another class, or of a mix of classes."""
        return msgspec.structs.replace(self, label=label)

    def with_transform(
        self, rotate: float | None = None, x: float | None = None, y: float | None = None
    ) -> Recipe:
        """Turned to another angle, or moved elsewhere."""
        old = self.transform
        return msgspec.structs.replace(
            self,
            transform=Transform(
                old.rotate if rotate is None else rotate,
                old.x if x is None else x,
                old.y if y is None else y,
            ),
        )

    def with_networks(self, networks: NetworkMix | None) -> Recipe:
        """Another network mixed into the layers, or none; one of which nothing is taken is none."""
        if networks is not None and not any(networks.weights):
            networks = None
        return msgspec.structs.replace(self, networks=networks)

    def without_directions(self) -> Recipe:
        """The face before any direction was moved."""
        return msgspec.structs.replace(self, directions=())

    def without_edits(self) -> Recipe:
        """The face before mixing and directions; truncation and noise stay."""
        return msgspec.structs.replace(self, mixing=(), directions=())
