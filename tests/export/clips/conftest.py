"""Small clips of every kind, written once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from facelab.export.clips.clip_writer import ClipWriter
from facelab.export.clips.kinds import KINDS, Sequence
from facelab.export.clips.write import Clip, write_clip
from facelab.export.timeline_file import with_timeline
from facelab.export.writer import Metadata
from facelab.progress import finish
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.recipe.timeline import Key, Timeline

COUNT, SIDE, RATE = 6, 64, 24
FACE = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))
TIMELINE = Timeline((Key(FACE, 0.25), Key(FACE.with_seed(2))), "loop")
WRITERS: dict[str, ClipWriter] = {
    name: kind for name, kind in KINDS.items() if not isinstance(kind, Sequence)
}
PICTURES = {"gif", "apng", "webp"}  # what takes no FFmpeg


def picture(k: int, alpha: bool = False, side: int = SIDE) -> NDArray[np.uint8]:
    """Colours that go over into each other, and move; transparent on the right."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    shift = k / COUNT
    planes = [0.2 + 0.6 * x, 0.2 + 0.6 * y * (1 - shift), 0.3 + 0.5 * shift * x]
    if alpha:
        planes.append(np.clip((0.75 - x + shift / 4) * 4, 0, 1))
    return (np.stack(planes, axis=2) * 255).astype(np.uint8)


def made_by(name: str) -> ClipWriter:
    """The writer of a kind, if what it takes is here."""
    if name not in PICTURES:
        pytest.importorskip("av", reason="PyAV is not installed (extra: motion)")
    return WRITERS[name]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A clip of a kind, with alpha or without."""
    folder = tmp_path_factory.mktemp("clips")

    @cache
    def write(name: str, alpha: bool = False) -> Path:
        writer = made_by(name)
        path = folder / f"{name}{'-alpha' if alpha else ''}{writer.suffixes[0]}"
        pictures = [picture(k, alpha) for k in range(COUNT)]
        clip = Clip(path, COUNT, RATE, writer=writer, repeat=True)
        said = with_timeline(Metadata(), TIMELINE)
        assert said is not None
        return finish(write_clip(clip, pictures, said, samples=pictures[::2]))

    return write
