"""ProRes 4444 in MOV: 10 bits and straight alpha, as editors and compositors take it."""

from __future__ import annotations

from pathlib import Path

from facelab.export.clips.clip_writer import RATES, Shown
from facelab.export.clips.video import Encoder, Video

ENCODER = Encoder(
    "prores_ks", "ProRes", "mov", "yuva444p10le",
    {"profile": "4444", "alpha_bits": "16", "vendor": "apl0"}, {"movflags": "+faststart"},
)  # fmt: skip


class ProResWriter:
    """Writes MOV."""

    name = "prores"
    title = "MOV, ProRes 4444"
    about = "editors and compositors; transparency; large"
    suffixes: tuple[str, ...] = (".mov",)
    media_type = "video/quicktime"
    alpha = True
    even = True
    deep = True
    rates = RATES
    sampled = False

    def check(self) -> None:
        ENCODER.check()

    def begin(self, path: Path, shown: Shown) -> Video:
        # FFmpeg puts it where XMP's specification wants it in MOV: moov, udta, XMP_.
        said = {} if shown.xmp is None else {"xmp": shown.xmp.decode("utf-8")}
        return Video(path, ENCODER, shown, said)

    def close(self, path: Path, shown: Shown) -> None:
        """Nothing is left to do."""
