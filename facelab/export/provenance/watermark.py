"""An invisible mark in the pixels that says "facelab": it survives scaling, saving again and small
crops, and is no protection against anyone who wants it gone.

RivaGAN (Zhang, Xu, Cuesta-Infante, Veeramachaneni 2019, "Robust Invisible Video Watermarking with
Attention") at 256 x 256. What its encoder adds there is enlarged to the picture and added to it,
so that nothing else of the picture changes. Its decoder gives 32 numbers, one a bit.

Those bits are not independent: of unmarked faces about half agree with most code words, but with
some as many as 28. `CODE` was chosen among thousands as one with which unmarked pictures agree
little and evenly; `LEAST` is where `facelab bench --watermark` found none of them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facelab.checkpoints.fetching.watermark_nets import read_watermark_nets

Pixels = NDArray[np.uint8] | NDArray[np.float32]

SIDE = 256  # of what the networks see
SMALLEST = 256  # sides of a picture that is marked
BITS = 32
CODE = np.array([0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0,
                 1, 0, 1, 0], bool)  # fmt: skip
LEAST = 27  # bits that agree
# Peak signal-to-noise ratio of a marked picture against itself unmarked. At 42 patches of green and
# pink are seen on smooth skin at 200 %; from 46 on, noise without a face loses the mark.
TARGET_DB = 45.0
_ROWS = 1024  # of a picture, at once
GROUND = 128  # what shows through where a picture is transparent


@dataclass(frozen=True)
class Read:
    """What the decoder finds in a picture.

    Attributes
    ----------
    bits : tuple of bool
        All 32.
    """

    bits: tuple[bool, ...]

    @property
    def agreeing(self) -> int:
        """How many of them are facelab's."""
        return int((np.array(self.bits) == CODE).sum())

    @property
    def found(self) -> bool:
        """Whether the picture is marked."""
        return self.agreeing >= LEAST

    @property
    def text(self) -> str:
        """The bits as eight hexadecimal digits."""
        return f"{int(''.join('01'[bit] for bit in self.bits), 2):08x}"


class Watermark:
    """Marks pictures, and reads marks.

    Parameters
    ----------
    encoder, decoder : bytes
        ONNX files.
    """

    def __init__(self, encoder: bytes, decoder: bytes) -> None:
        from facelab.engine.onnx_runtime import ort  # a window starts without it

        options = ort.SessionOptions()
        # The window draws at the same time, and threads that spin while they wait disturb it.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        cpu = ["CPUExecutionProvider"]
        self._encoder = ort.InferenceSession(encoder, options, providers=cpu)
        self._decoder = ort.InferenceSession(decoder, options, providers=cpu)

    def marked(self, pixels: Pixels, decibels: float = TARGET_DB) -> Pixels:
        """The picture with the mark.

        Parameters
        ----------
        pixels : uint8 or float32 array [H, W, 3] or [H, W, 4]
            0 to 255, or 0 to 1; a fourth channel is straight alpha and stays.
        decibels : float
            How far it may be from the unmarked one: 10 log10(255² / mean squared difference).

        Returns
        -------
        array
            Of the same shape and type.
        """
        height, width = pixels.shape[:2]
        residual = self._residual(_seen(pixels))
        # Some rows at a time: of 4096 of them one more array would be 0.2 GB.
        powers = [
            float(np.mean(np.square(_enlarged(residual, height, width, rows))))
            * (rows.stop - rows.start)
            for rows in _strips(height)
        ]
        power = sum(powers) / height
        gain = 255 / 10 ** (decibels / 20) / np.sqrt(power) if power > 0 else 1.0
        scale = np.float32(255 if pixels.dtype == np.float32 else 1)
        out = pixels.copy()
        for rows in _strips(height):
            added = _enlarged(residual, height, width, rows) * np.float32(gain)
            rgb = pixels[rows, :, :3] * scale + added
            if pixels.dtype == np.uint8:
                out[rows, :, :3] = np.clip(np.rint(rgb), 0, 255).astype(np.uint8)
            else:
                out[rows, :, :3] = np.clip(rgb / scale, 0, 1)
        return out

    def read(self, pixels: Pixels) -> Read:
        """What is in a picture; `pixels` as in `marked`, of any size."""
        scores = self._decoder.run(None, {"frame": _frame(_seen(pixels))})[0][0]  # [32]
        return Read(tuple(bool(score > 0) for score in scores))

    def _residual(self, seen: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the encoder adds to a picture [256, 256, 3] of 0 to 255."""
        given = {"frame": _frame(seen), "data": CODE[None].astype(np.float32)}
        made = self._encoder.run(None, given)[0][0, :, 0].transpose(1, 2, 0)
        added: NDArray[np.float32] = (np.clip(made, -1, 1) + 1) * 127.5 - seen
        return added


_lock = threading.Lock()
_loaded: Watermark | None = None


def installed() -> Watermark | None:
    """The networks, loaded once; None if they are not here yet."""
    global _loaded
    with _lock:
        if _loaded is None:
            files = read_watermark_nets()
            if files is not None:
                _loaded = Watermark(files["encoder"], files["decoder"])
        return _loaded


def fits(pixels: Pixels) -> bool:
    """Whether a picture is large enough to be marked."""
    return bool(min(pixels.shape[:2]) >= SMALLEST)


def _seen(pixels: Pixels) -> NDArray[np.float32]:
    """A picture as the networks see it, float32 [256, 256, 3] of 0 to 255."""
    whole = np.ascontiguousarray(pixels) if pixels.dtype == np.uint8 else _bytes(pixels)
    image = Image.fromarray(whole)
    if image.mode == "RGBA":
        ground = Image.new("RGBA", image.size, (GROUND, GROUND, GROUND, 255))
        image = Image.alpha_composite(ground, image).convert("RGB")
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.LANCZOS), np.float32)


def _bytes(pixels: Pixels) -> NDArray[np.uint8]:
    out = np.empty(pixels.shape, np.uint8)
    for rows in _strips(pixels.shape[0]):
        out[rows] = np.rint(np.clip(pixels[rows], 0, 1) * 255)
    return out


def _strips(height: int) -> list[slice]:
    return [slice(row, min(row + _ROWS, height)) for row in range(0, height, _ROWS)]


def _enlarged(
    residual: NDArray[np.float32], height: int, width: int, rows: slice
) -> NDArray[np.float32]:
    """Some rows of it at the size of the picture: float32 [rows, width, 3]."""
    high, wide = residual.shape[:2]
    box = (0, rows.start * high / height, wide, rows.stop * high / height)
    size = (width, rows.stop - rows.start)
    channels = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(residual[..., k])).resize(
                size, Image.Resampling.BICUBIC, box
            )
        )
        for k in range(3)
    ]
    return np.stack(channels, axis=-1)


def _frame(seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """[256, 256, 3] of 0 to 255 as the networks take it: [1, 3, 1, 256, 256] of -1 to 1."""
    return np.ascontiguousarray((seen / 127.5 - 1).transpose(2, 0, 1)[None, :, None])
