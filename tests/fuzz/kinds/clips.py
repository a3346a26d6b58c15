"""Clips of every kind."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np

from facelab.export.clips.kinds import KINDS as CLIPS
from facelab.export.clips.kinds import Sequence
from facelab.export.clips.write import Clip, write_clip
from facelab.export.provenance.verify import verify
from facelab.export.timeline_file import holds_timeline, read_timeline, with_timeline
from facelab.export.writer import Metadata
from facelab.progress import finish
from facelab.recipe.timeline import Key, Timeline
from tests.fuzz.kinds.kind import Ground, Kind, recipes_of


def clips(ground: Ground, packet: bytes) -> dict[str, Kind]:
    """Clips of every kind; those of FFmpeg not without PyAV, which is an extra."""
    pictures = np.random.RandomState(3).randint(0, 256, (4, 32, 32, 3)).astype(np.uint8)
    face = recipes_of(ground)[0]
    said = with_timeline(Metadata(xmp=packet), Timeline((Key(face), Key(face))))
    assert said is not None

    def read(path: Path) -> object:
        found = verify(path, lambda: None)
        return found, holds_timeline(path) and read_timeline(path)

    found = {}
    for name, writer in CLIPS.items():
        if isinstance(writer, Sequence):
            continue
        if importlib.util.find_spec("av") is None and name not in ("gif", "apng", "webp"):
            continue
        path = ground.folder / f"{name}{writer.suffixes[0]}"
        clip = Clip(path, len(pictures), 24, writer=writer, repeat=True)
        content = finish(write_clip(clip, pictures, said)).read_bytes()
        found[f"clip {name}"] = Kind(path.name, [content], read)
    return found
