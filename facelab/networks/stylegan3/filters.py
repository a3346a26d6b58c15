"""The low-pass filters of StyleGAN3, designed as the paper does it (arXiv 2106.12423, appendix C).

Files bring their filters along; these are for networks that are made here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Taps = NDArray[np.float32]


def kaiser_beta(taps: int, half_width: float, rate: float) -> float:
    """Beta of the Kaiser window of a transition that is 2 `half_width` wide.

    Kaiser's formulas of 1974, with the width as a share of half the sampling rate.
    """
    width = 4 * half_width / rate
    attenuation = 2.285 * (taps - 1) * np.pi * width + 7.95
    if attenuation > 50:
        return float(0.1102 * (attenuation - 8.7))
    if attenuation > 21:
        return float(0.5842 * (attenuation - 21) ** 0.4 + 0.07886 * (attenuation - 21))
    return 0.0


def low_pass(
    taps: int, cutoff: float, half_width: float, rate: float, radial: bool = False
) -> Taps:
    """A filter of sum 1: [taps], or round and [taps, taps].

    Parameters
    ----------
    taps : int
    cutoff, half_width : float
        Where it falls, and how wide half of that is.
    rate : float
        Of the samples, in the unit of these.
    radial : bool
        A jinc instead of a sinc, which falls alike in all directions.
    """
    window = np.kaiser(taps, kaiser_beta(taps, half_width, rate))
    at = np.arange(taps) - (taps - 1) / 2
    if not radial:
        line = 2 * cutoff / rate * np.sinc(2 * cutoff / rate * at) * window
        scaled: Taps = (line / line.sum()).astype(np.float32)
        return scaled
    far = np.hypot(at[:, None], at) / rate
    with np.errstate(invalid="ignore", divide="ignore"):
        disc = bessel_j1(2 * np.pi * cutoff * far) / (np.pi * far)
    disc[far == 0] = cutoff  # its limit, in the middle of an odd filter
    disc *= window[:, None] * window
    whole: Taps = (disc / disc.sum()).astype(np.float32)
    return whole


def bessel_j1(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bessel's J1: the mean of cos(t - x sin t) over 0 to pi.

    The trapezoidal rule is exact to float64 for a periodic function once its steps are finer than
    x.
    """
    steps = 64 + 2 * int(np.ceil(np.abs(x).max(initial=0)))
    t = 2 * np.pi * np.arange(steps) / steps
    mean: NDArray[np.float64] = np.cos(t - np.asarray(x)[..., None] * np.sin(t)).mean(axis=-1)
    return mean
