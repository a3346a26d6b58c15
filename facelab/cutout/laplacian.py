"""The matting Laplacian on the pixels whose alpha is not known yet.

Levin, Lischinski, Weiss, "A Closed-Form Solution to Natural Image Matting", PAMI 2008: in every
window of 3 x 3 pixels alpha is a linear function of the colour. Its matrix has at most 25 entries
a row, always at the same places around a pixel, so it is kept as 25 columns and needs no sparse
matrix of a library.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]
Index = NDArray[np.intp]

EPSILON = 1e-6  # how far colours may stray from the linear model, in squared steps of 0 to 1
_WINDOW = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
_BESIDE = {(dy, dx): 5 * (dy + 2) + dx + 2 for dy in range(-2, 3) for dx in range(-2, 3)}
_MIDDLE = _BESIDE[0, 0]


class MattingLaplacian:
    """The rows of the unknown pixels; the known ones are what they are multiplied with.

    Parameters
    ----------
    picture : float32 [H, W, 3]
        0 to 1.
    unknown : bool [H, W]
    epsilon : float

    Attributes
    ----------
    places : intp [M]
        The unknown pixels, in a picture with a margin of 2 pixels, see `padded`.
    diagonal : float32 [M]
    """

    def __init__(self, picture: Array, unknown: Mask, epsilon: float = EPSILON) -> None:
        height, width = unknown.shape
        self._shape = height, width
        stride = width + 4
        rows, columns = np.nonzero(unknown)
        self.places: Index = (rows + 2) * stride + columns + 2
        self._around = np.array([dy * stride + dx for dy, dx in _BESIDE], np.intp)
        self._weights = np.zeros((len(_BESIDE), self.places.size), np.float32)
        self._add_windows(picture, unknown, epsilon)
        self.diagonal = self._weights[_MIDDLE]

    def padded(self, alpha: Array) -> Array:
        """Alpha [H, W] as `times` takes it: flat, with a margin."""
        return np.pad(alpha, 2).ravel()

    def unpadded(self, flat: Array) -> Array:
        """The way back from `padded`."""
        height, width = self._shape
        return flat.reshape(height + 4, width + 4)[2:-2, 2:-2]

    def times(self, flat: Array) -> Array:
        """The rows of the unknown pixels times a whole alpha, see `padded`: float32 [M]."""
        total = np.zeros(self.places.size, np.float32)
        for step, weights in zip(self._around, self._weights, strict=True):
            # each place is inside the margin, so nothing is clipped: "clip" only skips a check
            taken = np.take(flat, self.places + step, mode="clip")
            taken *= weights
            total += taken
        return total

    def _add_windows(self, picture: Array, unknown: Mask, epsilon: float) -> None:
        height, width = unknown.shape
        touched = np.zeros((height, width), np.bool_)
        for dy, dx in _WINDOW:  # windows whose middle is up to 1 away
            touched[1:-1, 1:-1] |= unknown[1 + dy : height - 1 + dy, 1 + dx : width - 1 + dx]
        rows, columns = np.nonzero(touched)
        if not rows.size:
            return
        factors = _factors(picture, rows, columns, epsilon)  # [9, 4, N]
        slots = np.full((height, width), -1, np.intp)
        slots[unknown] = np.arange(self.places.size)
        for i, (dy, dx) in enumerate(_WINDOW):
            slot = slots[rows + dy, columns + dx]
            here = slot >= 0
            slot, mine = slot[here], factors[i][:, here]
            for j, (other_dy, other_dx) in enumerate(_WINDOW):
                product = np.einsum("cn,cn->n", mine, factors[j][:, here])
                beside = _BESIDE[other_dy - dy, other_dx - dx]
                # a pixel is the i-th of one window only, so no slot comes twice
                self._weights[beside, slot] += (i == j) - product


def _factors(picture: Array, rows: Index, columns: Index, epsilon: float) -> Array:
    """U [9, 4, N] of each window: its part of the Laplacian is 1 - U U^T.

    With the colours X less their mean and their covariance C = L L^T, that is
    1 - (1 + X C^-1 X^T) / 9, so U is (1, X L^-T) / 3.
    """
    colours = np.stack([picture[rows + dy, columns + dx] for dy, dx in _WINDOW])  # [9, N, 3]
    centred = np.ascontiguousarray((colours - colours.mean(axis=0)).transpose(2, 0, 1))
    r, g, b = centred  # [9, N] each
    small = np.float32(epsilon / 9)

    def covariance(x: Array, y: Array) -> Array:
        product: Array = np.einsum("kn,kn->n", x, y)
        return product / np.float32(9)

    l00 = np.sqrt(covariance(r, r) + small)
    l10, l20 = covariance(r, g) / l00, covariance(r, b) / l00
    l11 = np.sqrt(np.maximum(covariance(g, g) + small - l10 * l10, small))
    l21 = (covariance(g, b) - l10 * l20) / l11
    l22 = np.sqrt(np.maximum(covariance(b, b) + small - l20 * l20 - l21 * l21, small))
    out = np.empty((9, 4, rows.size), np.float32)
    out[:, 0] = 1
    out[:, 1] = r / l00
    out[:, 2] = (g - l10 * out[:, 1]) / l11
    out[:, 3] = (b - l20 * out[:, 1] - l21 * out[:, 2]) / l22
    out /= 3
    return out
