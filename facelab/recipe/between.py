"""The value between two recipes, so that one face becomes another.

What is a number goes straight from one to the other, what one of them lacks counts as 0, and
what nothing is between steps in the middle: up to `STEP` it is that of the first recipe.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeVar

import msgspec

from facelab.errors import RecipeError
from facelab.recipe.blends import blended, mean_source
from facelab.recipe.conditions import MAX_LABEL_PARTS, Label, Transform, make_label
from facelab.recipe.own_steps import fits
from facelab.recipe.sources import Seed, Slerp, Source
from facelab.recipe.values import (
    MAX_DIRECTIONS,
    DirectionAmount,
    NetworkMix,
    Noise,
    Recipe,
    StyleMix,
    Truncation,
)

STEP = 0.5

Via = Literal["w", "z"]

T = TypeVar("T")


def between(first: Recipe, second: Recipe, t: float, via: Via = "w") -> Recipe:
    """The face that is `t` of the way from one to another; exactly these at 0 and 1.

    The w of faces that are truncated on all layers, or equally on the same, goes straight from
    the one to the other, whatever their seeds. Else psi and w go straight each by itself: their
    product, which the face is, takes a curve between the same ends. That is so where only some
    layers are truncated, by different psi, and where one psi is below 0 and the other above.

    Weights of another network go straight too, if both mix in the same one, or only one does.

    Cutoff, locks, the finish, the layers of a direction, the mode and the seed of noise step at
    `STEP`, and so does the guard where only one has one; where the networks differ, all does.
    Noise that is off counts as noise of
    strength 0, and where psi is 1 any cutoff is the same.

    The vectors of two class labels go straight, and so do the angle and the place of the picture;
    of seeds the w follows the label, and takes a curve then.

    Parameters
    ----------
    first, second : Recipe
        Where both are of one network and use named directions, of the same fit of these.
    t : float
        0 to 1.
    via : "w" or "z"
        From one seed to another their z may go instead of their w, on the sphere (`Slerp`): every
        face on the way is as much of a face as the two. All else goes as it does by w.

    Raises
    ------
    RecipeError
        They are made with different fits, or of more faces or directions together than a recipe
        holds.
    ValueError
        `t` is not between 0 and 1.
    """
    if not 0.0 <= t <= 1.0:
        raise ValueError(f"t is {t:g}; it must be 0 to 1")
    if t == 0.0 or first == second:
        return first
    if t == 1.0:
        return second
    if first.model.sha256 != second.model.sha256:
        return _step(first, second, t)
    if first.fit and second.fit and first.fit != second.fit:
        raise RecipeError(
            "There is no face between these two.",
            "They were made with different fits of the named directions.",
            "Choose two faces that were made with the same.",
        )
    own = tuple({each.id: each for each in (*first.own, *second.own)}.values())
    if not fits(own):
        raise RecipeError(
            "There is no face between these two.",
            "They carry more directions of your own together than a face can.",
            "Take some directions off one of them.",
        )
    source, truncation = _face(first, second, t, via)
    return msgspec.structs.replace(
        _step(first, second, t),  # model's name, locks and finish
        source=source,
        truncation=truncation,
        mixing=_mixing(first, second, t),
        directions=_directions(first, second, t),
        noise=_noise(first.noise, second.noise, t),
        guard=_guard(first.guard, second.guard, t),
        fit=first.fit or second.fit,
        own=own,
        label=_label(first.label, second.label, t),
        transform=_transform(first.transform, second.transform, t),
        networks=_networks(first.networks, second.networks, t),
    )


def _step(first: T, second: T, t: float) -> T:
    return first if t <= STEP else second


def _straight(first: float, second: float, t: float) -> float:
    # The sum of two products may lie outside of two equal numbers.
    return first if first == second else (1.0 - t) * first + t * second


def _face(first: Recipe, second: Recipe, t: float, via: Via) -> tuple[Source, Truncation]:
    one, other = first.truncation, second.truncation
    if one.psi == 1.0:
        one = Truncation(1.0, other.cutoff)
    elif other.psi == 1.0:
        other = Truncation(1.0, one.cutoff)
    cutoff = _step(one, other, t).cutoff
    on_sphere = slerped(first.source, second.source, t) if via == "z" else None
    if on_sphere is not None:
        return on_sphere, Truncation(_straight(one.psi, other.psi, t), cutoff)
    faces = ((first.source, one.psi, 1.0 - t), (second.source, other.psi, t))
    if one.cutoff is None and other.cutoff is None and one.psi * other.psi >= 0:
        source, psi = mean_source(faces)
    else:
        source = blended([(source, share) for source, _, share in faces])
        psi = _straight(one.psi, other.psi, t)
    return source, Truncation(psi, cutoff)


def slerped(first: Source, second: Source, t: float) -> Slerp | None:
    """The face between two seeds on the sphere of z; None of other faces."""
    if isinstance(first, Seed) and isinstance(second, Seed) and first != second:
        return Slerp(first.seed, second.seed, t)
    return None


# -- style mixing ---------------------------------------------------------------------------


def _mixing(first: Recipe, second: Recipe, t: float) -> tuple[StyleMix, ...]:
    """Each layer by itself; layers of which the same comes out are one mix again."""
    layers = {layer for mix in (*first.mixing, *second.mixing) for layer in mix.layers}
    together: dict[StyleMix, list[int]] = {}
    for layer in sorted(layers):
        mix = _mix_at(layer, first, second, t)
        if mix is not None:
            together.setdefault(msgspec.structs.replace(mix, layers=(0,)), []).append(layer)
    return tuple(
        msgspec.structs.replace(mix, layers=tuple(reached)) for mix, reached in together.items()
    )


def _mix_at(layer: int, first: Recipe, second: Recipe, t: float) -> StyleMix | None:
    one, other = first.mix_at(layer), second.mix_at(layer)
    if one is None or other is None:
        only = one or other
        assert only is not None
        share = 1.0 - t if other is None else t
        owner = first if other is None else second
        same = only.psi is None and first.truncation == second.truncation
        psi = None if same else _psi(only, owner, layer)
        strength = only.strength * share
        return msgspec.structs.replace(only, strength=strength, psi=psi) if strength else None
    strength = _straight(one.strength, other.strength, t)
    if strength == 0.0:
        return None
    label = one.label if one.label == other.label else ""
    same_psi = one.psi is None and other.psi is None and _same_cutoff(first, second)
    a, b = _psi(one, first, layer), _psi(other, second, layer)
    if one.source == other.source:
        psi = None if same_psi else _straight(a, b, t)
        return StyleMix(one.source, (layer,), strength, psi, label)
    share = t * other.strength / strength  # of what is mixed in
    if same_psi and a == b:
        source = blended([(one.source, 1.0 - share), (other.source, share)])
        return StyleMix(source, (layer,), strength, None, label)
    if a * b >= 0:
        source, psi = mean_source([(one.source, a, 1.0 - share), (other.source, b, share)])
    else:
        source = blended([(one.source, 1.0 - share), (other.source, share)])
        psi = _straight(a, b, share)
    return StyleMix(source, (layer,), strength, psi, label)


def _psi(mix: StyleMix, recipe: Recipe, layer: int) -> float:
    """The psi by which a mix is truncated on a layer."""
    if mix.psi is not None:
        return mix.psi
    cutoff = recipe.truncation.cutoff
    return recipe.truncation.psi if cutoff is None or layer < cutoff else 1.0


def _same_cutoff(first: Recipe, second: Recipe) -> bool:
    return first.truncation.cutoff == second.truncation.cutoff


# -- directions, noise, guard -----------------------------------------------------------------


def _directions(first: Recipe, second: Recipe, t: float) -> tuple[DirectionAmount, ...]:
    found = []
    for name in _names((*first.directions, *second.directions)):
        one = next((a for a in first.directions if a.direction == name), None)
        other = next((a for a in second.directions if a.direction == name), None)
        amount = _straight(one.amount if one else 0.0, other.amount if other else 0.0, t)
        spans = _step(one or other, other or one, t)
        span = spans.layers if spans else None
        if amount != 0.0 or span is not None:
            found.append(DirectionAmount(name, amount, span))
    if len(found) > MAX_DIRECTIONS:
        raise RecipeError(
            "There is no face between these two.",
            f"They use {len(found)} directions together; a face has at most {MAX_DIRECTIONS}.",
            "Take some directions off one of them.",
        )
    return tuple(found)


def _names(moves: Iterable[DirectionAmount]) -> list[str]:
    return list(dict.fromkeys(move.direction for move in moves))


def _noise(first: Noise, second: Noise, t: float) -> Noise:
    if first.mode == second.mode == "none":
        return _step(first, second, t)
    if first.mode == "none":
        first = Noise(second.mode, second.seed, 0.0)
    elif second.mode == "none":
        second = Noise(first.mode, first.seed, 0.0)
    strength = _straight(first.strength, second.strength, t)
    nearer = _step(first, second, t)
    return Noise(nearer.mode, nearer.seed, strength)


def _networks(first: NetworkMix | None, second: NetworkMix | None, t: float) -> NetworkMix | None:
    """A step where they mix in different networks."""
    if first is None and second is None:
        return None
    known = first or second
    assert known is not None
    none = msgspec.structs.replace(known, weights=(0.0,) * len(known.weights))
    one, other = first or none, second or none
    if one.other.sha256 != other.other.sha256 or len(one.weights) != len(other.weights):
        return _step(first, second, t)
    weights = zip(one.weights, other.weights, strict=True)
    return NetworkMix(one.other, tuple(_straight(a, b, t) for a, b in weights))


def _guard(first: float | None, second: float | None, t: float) -> float | None:
    if first is None or second is None:
        return _step(first, second, t)
    return _straight(first, second, t)


# -- class label, transform ---------------------------------------------------------------------


def _label(first: Label, second: Label, t: float) -> Label:
    one = {part.label: part.weight for part in first}
    other = {part.label: part.weight for part in second}
    classes = {*one, *other}
    if len(classes) > MAX_LABEL_PARTS:
        raise RecipeError(
            "There is no face between these two.",
            f"They are of {len(classes)} classes together; a face is of {MAX_LABEL_PARTS} at most.",
            "Take some classes off one of them.",
        )
    return make_label(
        (each, _straight(one.get(each, 0.0), other.get(each, 0.0), t)) for each in classes
    )


def _transform(first: Transform, second: Transform, t: float) -> Transform:
    return Transform(
        _straight(first.rotate, second.rotate, t),
        _straight(first.x, second.x, t),
        _straight(first.y, second.y, t),
    )
