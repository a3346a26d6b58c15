"""MP4: H.264, as every player takes it, and H.265 and AV1, which take half the room. yuv420p, its
index first, the colours of BT.709.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from facelab.export.clips import boxes
from facelab.export.clips.clip_writer import RATES, Shown
from facelab.export.clips.video import Encoder, Video
from facelab.processors import instruction_sets

MEDIA_TYPE = "video/mp4"
_FLAGS = {"movflags": "+faststart"}
H264 = Encoder(
    # A constant rate factor of 16: what it takes away is hardly to be seen.
    "libx264", "H.264", "mp4", "yuv420p", {"crf": "16", "preset": "medium"}, _FLAGS,
)  # fmt: skip
H265 = Encoder(
    "libx265", "H.265", "mp4", "yuv420p",
    # Its log would be the terminal's.
    {"crf": "18", "preset": "medium", "x265-params": "log-level=none"}, _FLAGS, "hvc1",
)  # fmt: skip
_FEW = 12  # pictures
_WIDE = ("AVX512", "X86_V4")  # instruction sets
AV1 = Encoder(
    "libsvtav1", "AV1", "mp4", "yuv420p", {"crf": "22", "preset": "6"}, _FLAGS,
)  # fmt: skip


class Mp4Writer:
    """Writes MP4 by one encoder."""

    suffixes: tuple[str, ...] = (".mp4",)
    media_type = MEDIA_TYPE
    alpha = False
    even = True
    deep = False
    rates = RATES
    sampled = False

    def __init__(self, name: str, title: str, about: str, encoder: Encoder) -> None:
        self.name, self.title, self.about, self.encoder = name, title, about, encoder

    def check(self) -> None:
        self.encoder.check()

    def begin(self, path: Path, shown: Shown) -> Video:
        os.environ.setdefault("SVT_LOG", "1")  # of AV1's encoder, which else tells the terminal
        return Video(path, self._encoder_for(shown.count), shown)

    def _encoder_for(self, count: int) -> Encoder:
        if self.encoder is H264 and any(each.startswith(_WIDE) for each in instruction_sets()):
            # Once in some hundred clips x264 gives other bytes by AVX-512, with one thread as well
            # (its mbtree); every processor that has it has AVX2, which is as fast here.
            return replace(H264, options={**H264.options, "x264-params": "asm=avx2"})
        if self.encoder is H265 and count < _FEW:
            # x265 gives no times to the pictures of a clip that ends before its first B-pictures.
            told = f"{H265.options['x265-params']}:bframes=0"
            return replace(H265, options={**H265.options, "x265-params": told})
        return self.encoder

    def close(self, path: Path, shown: Shown) -> None:
        if shown.xmp is not None:
            with path.open("ab") as more:
                more.write(boxes.xmp_box(shown.xmp))


WRITERS = (
    Mp4Writer("mp4", "MP4, H.264", "plays everywhere", H264),
    Mp4Writer("h265", "MP4, H.265", "half the size; newer players and phones", H265),
    Mp4Writer("av1", "MP4, AV1", "smallest; browsers and new players", AV1),
)
