"""How well the invisible mark does: how often it is seen where there is none, what it survives,
and how far a marked picture is from the unmarked one.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from facelab.export.provenance.watermark import LEAST, Watermark

Rgb = NDArray[np.uint8]
Edit = Callable[[Image.Image], Image.Image]


def _jpeg(quality: int) -> Edit:
    def edit(image: Image.Image) -> Image.Image:
        held = io.BytesIO()
        image.save(held, "JPEG", quality=quality)
        return Image.open(held).convert("RGB")

    return edit


def _scaled(share: float) -> Edit:
    return lambda image: image.resize(
        (round(image.width * share), round(image.height * share)), Image.Resampling.LANCZOS
    )


def _cropped(share: float) -> Edit:
    """Without this share of each side's length, half of it at either end."""

    def edit(image: Image.Image) -> Image.Image:
        x, y = round(image.width * share / 2), round(image.height * share / 2)
        return image.crop((x, y, image.width - x, image.height - y))

    return edit


def _turned(degrees: float) -> Edit:
    return lambda image: image.rotate(degrees, Image.Resampling.BICUBIC)


def _brighter(factor: float) -> Edit:
    def edit(image: Image.Image) -> Image.Image:
        return image.point([min(255, round(value * factor)) for value in range(256)] * 3)

    return edit


def _screenshot(image: Image.Image) -> Image.Image:
    """Shown on a screen that is no multiple of it, photographed off the screen, saved small."""
    shown = image.resize((731, 731), Image.Resampling.BILINEAR)
    ground = Image.new("RGB", (760, 790), (34, 36, 40))
    ground.paste(shown, (14, 30))
    return _jpeg(80)(ground.crop((14, 30, 745, 761)))


# What it should survive, then what breaks it.
EDITS: dict[str, Edit] = {
    "as it is": lambda image: image,
    "JPEG 90": _jpeg(90),
    "JPEG 75": _jpeg(75),
    "JPEG 50": _jpeg(50),
    "half the size": _scaled(0.5),
    "a quarter of the size": _scaled(0.25),
    "10 % cropped": _cropped(0.1),
    "turned by 3 degrees": _turned(3),
    "20 % brighter": _brighter(1.2),
    "20 % darker": _brighter(0.8),
    "like a screenshot": _screenshot,
    "JPEG 10": _jpeg(10),
    "an eighth of the size": _scaled(0.125),
    "half cropped": _cropped(0.5),
    "turned by 15 degrees": _turned(15),
    "mirrored": ImageOps.mirror,
}


@dataclass
class Recovery:
    """What became of marked pictures.

    Attributes
    ----------
    pictures : int
    found : dict
        By edit, in how many of them the mark was found.
    fewest : dict
        By edit, the fewest bits that agreed.
    decibels : list of float
        Peak signal-to-noise ratio of each against itself unmarked.
    mark_seconds, read_seconds : list of float
        Of each picture.
    """

    pictures: int = 0
    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys(EDITS, 0))
    fewest: dict[str, int] = field(default_factory=lambda: dict.fromkeys(EDITS, 32))
    decibels: list[float] = field(default_factory=list)
    mark_seconds: list[float] = field(default_factory=list)
    read_seconds: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The figures, without what is different for each picture."""
        if not self.pictures:
            return {"pictures": 0}
        return {
            "pictures": self.pictures,
            "found": {name: f"{count} of {self.pictures}" for name, count in self.found.items()},
            "fewest_bits": self.fewest,
            "psnr_db_5th_percentile": round(float(np.percentile(self.decibels, 5)), 2),
            "psnr_db_median": round(float(np.median(self.decibels)), 2),
            "mark_seconds_median": round(float(np.median(self.mark_seconds)), 2),
            "read_seconds_median": round(float(np.median(self.read_seconds)), 2),
        }


def recovery(
    network: Watermark,
    pictures: Iterable[Rgb],
    step: Callable[[], None] = lambda: None,
    into: Recovery | None = None,
) -> Recovery:
    """Mark pictures, edit them, and look for the mark.

    Parameters
    ----------
    step : callable
        Called after each picture.
    into : Recovery, optional
        Takes the figures up to the last whole picture, whatever ends the measuring.
    """
    made = Recovery() if into is None else into
    for picture in pictures:
        start = time.perf_counter()
        marked = network.marked(picture)
        mark_seconds = time.perf_counter() - start
        image = Image.fromarray(np.asarray(marked, np.uint8))
        seen, read_seconds = {}, []
        for name, edit in EDITS.items():
            edited = np.asarray(edit(image))
            start = time.perf_counter()
            seen[name] = network.read(edited)
            read_seconds.append(time.perf_counter() - start)
        made.mark_seconds.append(mark_seconds)
        made.read_seconds += read_seconds
        made.decibels.append(_psnr(picture, marked))
        for name, read in seen.items():
            made.found[name] += read.found
            made.fewest[name] = min(made.fewest[name], read.agreeing)
        made.pictures += 1
        step()
    return made


def false_alarms(
    network: Watermark, pictures: Iterable[Rgb], step: Callable[[], None] = lambda: None
) -> dict[str, object]:
    """Look for the mark where there is none."""
    agreeing = []
    for picture in pictures:
        agreeing.append(network.read(picture).agreeing)
        step()
    count, false = len(agreeing), sum(each >= LEAST for each in agreeing)
    # With none of n, at 95 % confidence the rate is below 1 - 0.05^(1/n); with some no such bound.
    bound = f"{100 * (1 - 0.05 ** (1 / count)):.2f} %" if count and not false else "none"
    return {
        "unmarked": count,
        "false_alarms": false,
        "rate_below_at_95_percent": bound,
        "most_bits": max(agreeing, default=0),
        "bits_mean": round(float(np.mean(agreeing)), 2) if agreeing else 0.0,
        "bits_deviation": round(float(np.std(agreeing)), 2) if agreeing else 0.0,
        "least_bits_of_a_mark": LEAST,
    }


def _psnr(one: Rgb, other: NDArray[np.uint8] | NDArray[np.float32]) -> float:
    error = float(np.mean(np.square(one.astype(np.float64) - other)))
    return float(10 * np.log10(255**2 / error)) if error else float("inf")
