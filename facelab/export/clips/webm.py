"""WebM with VP9 and straight alpha, as browsers and OBS take it."""

from __future__ import annotations

from pathlib import Path

from facelab.export.clips.clip_writer import RATES, Shown
from facelab.export.clips.packets import WEBM_TAG
from facelab.export.clips.video import Encoder, Video

ENCODER = Encoder(
    "libvpx-vp9", "VP9", "webm", "yuva420p",
    # Alpha allows no pictures that are not shown; without a rate, quality alone counts.
    {"crf": "18", "b": "0", "cpu-used": "4", "row-mt": "1", "auto-alt-ref": "0"},
)  # fmt: skip


class WebmWriter:
    """Writes WebM."""

    name = "webm"
    title = "WebM, VP9"
    about = "browsers and OBS; transparency"
    suffixes: tuple[str, ...] = (".webm",)
    media_type = "video/webm"
    alpha = True
    even = True
    deep = False
    rates = RATES
    sampled = False

    def check(self) -> None:
        ENCODER.check()

    def begin(self, path: Path, shown: Shown) -> Video:
        said = {} if shown.xmp is None else {WEBM_TAG: shown.xmp.decode("utf-8")}
        return Video(path, ENCODER, shown, said)

    def close(self, path: Path, shown: Shown) -> None:
        """Nothing is left to do."""
