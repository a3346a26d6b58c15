"""What a network is told beside w: the class of a conditional one, and where the picture lies.

Both are of few networks: StyleGAN2 and StyleGAN3 that were trained with labels take a class
(Karras et al., "Training Generative Adversarial Networks with Limited Data", arXiv 2006.06676),
and StyleGAN3 turns and moves the picture at its input (Karras et al., "Alias-Free Generative
Adversarial Networks", arXiv 2106.12423).
"""

from __future__ import annotations

from collections.abc import Iterable

from facelab.recipe.sources import Value, check_range

MAX_CLASS = 99_999
MAX_LABEL_PARTS = 64
LABEL_WEIGHT_RANGE = (-10.0, 10.0)
ROTATE_RANGE = (-360.0, 360.0)
MOVE_RANGE = (-10.0, 10.0)


class LabelPart(Value, frozen=True):
    """One class of a label and its weight: an entry of the label vector c, the others are 0."""

    label: int
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.label <= MAX_CLASS:
            raise ValueError(f"class label is {self.label}; it must be 0 to {MAX_CLASS}")
        check_range(f"the weight of class {self.label}", self.weight, *LABEL_WEIGHT_RANGE)
        if self.weight == 0.0:
            raise ValueError(f"the weight of class {self.label} is 0; leave the class out")


# A class label: its entries that are not 0, in their order; none is the vector of zeros.
Label = tuple[LabelPart, ...]


class Transform(Value, frozen=True):
    """How the picture is turned and moved at the network's input.

    Attributes
    ----------
    rotate : float
        Degrees, counter-clockwise.
    x, y : float
        To the right and down, in widths of the picture.
    """

    rotate: float = 0.0
    x: float = 0.0
    y: float = 0.0

    def __post_init__(self) -> None:
        check_range("rotate", self.rotate, *ROTATE_RANGE)
        check_range("translate x", self.x, *MOVE_RANGE)
        check_range("translate y", self.y, *MOVE_RANGE)


UPRIGHT = Transform()


def make_label(parts: Iterable[tuple[int, float]]) -> Label:
    """A label of (class, weight); what is 0 is left out.

    Raises
    ------
    ValueError
        A class is there twice, or a number is out of range.
    """
    label = tuple(LabelPart(each, weight) for each, weight in sorted(parts) if weight != 0.0)
    check_label(label)
    return label


def shares(parts: Iterable[tuple[int, float]]) -> Label:
    """A label between several classes: their weights are made to sum to 1.

    Raises
    ------
    ValueError
        The weights sum to 0, or as in `make_label`.
    """
    given = list(parts)
    total = sum(weight for _, weight in given)
    if given and abs(total) < 1e-6:
        raise ValueError("the weights of the classes sum to zero")
    return make_label((each, weight / total) for each, weight in given)


def check_label(label: Label) -> None:
    """Refuse a label whose classes are not in their order, each once.

    Raises
    ------
    ValueError
    """
    classes = [part.label for part in label]
    if classes != sorted(set(classes)):
        raise ValueError("the classes of a label must be ascending, each once")
    if len(classes) > MAX_LABEL_PARTS:
        raise ValueError(f"a label has at most {MAX_LABEL_PARTS} classes, found {len(classes)}")
