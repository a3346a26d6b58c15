"""Whether a clip is whole, as far as its own structure says: what is in it ends where the file
does. A flipped bit in its pictures only shows when they are unpacked; APNG alone has checksums.
"""

from __future__ import annotations

from pathlib import Path

from facelab.damage import DAMAGED, cause, reading
from facelab.export.clips.boxes import check_boxes
from facelab.export.clips.packets import GIF, WEBM, check_gif, check_webm
from facelab.export.soundness import damage_in
from facelab.files import MEGABYTE, open_regular

_MOST_BYTES = 64 * 1024 * MEGABYTE  # of which little is read
_HEAD = 12


def clip_damage_in(path: Path) -> str:
    """What is wrong with a clip, a sentence; empty if nothing is known to be, or if it is none.
    Of an APNG or an animated WebP, what `export.soundness.damage_in` says.
    """
    try:
        with open_regular(path, _MOST_BYTES) as file, reading():
            head = file.read(_HEAD)
            if head[4:8] == b"ftyp":
                check_boxes(file)
            elif head.startswith(GIF):
                check_gif(file)
            elif head.startswith(WEBM):
                check_webm(file)
            else:
                return damage_in(path)
    except DAMAGED as error:
        return cause(error)
    return ""
