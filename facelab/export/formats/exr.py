"""OpenEXR in half precision, with named layers, for compositing.

What a network draws is made for a display: its values are put through sRGB's curve backwards, so
that light adds up as it should, but no light of a scene is known. The header says so.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from facelab.export.colour import PRIMARIES
from facelab.export.sizes import to_float, to_linear
from facelab.export.writer import Encoding, Metadata, Picture

ATTRIBUTE = "facelab"
STATE = (
    "Display-referred: a picture made for an sRGB display, linearised by the sRGB curve (IEC "
    "61966-2-1); sRGB primaries, white D65; values 0 to 1; alpha premultiplied."
)


class ExrWriter:
    """Writes OpenEXR."""

    name = "exr"
    title = "OpenEXR picture"
    suffixes: tuple[str, ...] = (".exr",)
    media_type = ""  # nobody has registered one
    draws = True
    opens = True
    alpha = True
    linear = True

    def wants_float(self, encoding: Encoding) -> bool:
        return True

    def encode(self, picture: Picture, metadata: Metadata, encoding: Encoding) -> bytes:
        import OpenEXR

        header: dict[str, Any] = {
            "compression": OpenEXR.ZIP_COMPRESSION,
            "type": OpenEXR.scanlineimage,
            "chromaticities": PRIMARIES,
            "software": metadata.software,
            "comments": STATE,
        }
        if metadata.recipe is not None:
            header[ATTRIBUTE] = metadata.recipe
        if metadata.xmp is not None:
            header["xmp"] = metadata.xmp.decode("utf-8")
        values = to_float(picture.pixels)
        light = to_linear(values[..., :3])
        if picture.has_alpha:
            light = np.concatenate([light * values[..., 3:], values[..., 3:]], axis=2)
        name = "RGBA" if picture.has_alpha else "RGB"
        channels = {name: light.astype(np.float16)}
        channels |= {layer: each.astype(np.float16) for layer, each in picture.layers.items()}
        # The library writes to a name only.
        with tempfile.TemporaryDirectory(prefix="facelab-") as folder:
            path = Path(folder) / "picture.exr"
            with OpenEXR.File(header, channels) as file:
                file.write(str(path))
            return path.read_bytes()
