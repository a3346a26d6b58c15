"""What a clip is to be: which faces, of which kind, how large, where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from facelab import destinations
from facelab.cutout.backgrounds import Background
from facelab.errors import RecipeError
from facelab.export.clips.kinds import KINDS, USUAL, Kind, Sequence
from facelab.export.formats import writer_of
from facelab.export.json_files import SUFFIXES as TIMELINE_SUFFIXES
from facelab.export.sizes import LARGEST, SMALLEST
from facelab.recipe.timeline import Repeat, Timeline

TIMELINE = "timeline.json"  # in a folder of pictures


@dataclass(frozen=True)
class ClipOrder:
    """A clip that is wanted.

    Attributes
    ----------
    path : Path
        The file, or the folder of a sequence.
    kind : ClipWriter or Sequence
    rate : int
        Pictures a second.
    longest : int or None
        Edge in pixels; None is the network's own.
    background : Background or None
        What is put behind the face; None leaves the picture's own.
    overwrite : bool
        Whether files that are there may go.
    with_timeline : bool
        Write the timeline beside the clip as well.
    inputs : tuple of Path
        What is read meanwhile: never written.
    """

    path: Path
    kind: Kind = KINDS[USUAL]
    rate: int = 30
    longest: int | None = None
    background: Background | None = None
    overwrite: bool = False
    with_timeline: bool = False
    inputs: tuple[Path, ...] = ()

    @property
    def is_sequence(self) -> bool:
        """Whether it is a folder of pictures."""
        return isinstance(self.kind, Sequence)

    @property
    def linear(self) -> bool:
        """Whether who takes it mixes alpha in linear light."""
        return isinstance(self.kind, Sequence) and writer_of(self.kind.format).linear

    @property
    def all_inputs(self) -> tuple[Path, ...]:
        """What is read, the picture that is put behind among it."""
        behind = self.background.picture if self.background is not None else None
        return self.inputs if behind is None else (*self.inputs, behind)

    @property
    def timeline_path(self) -> Path:
        """Where the timeline goes if it is wanted as well."""
        if self.is_sequence:
            return self.path / TIMELINE
        return self.path.with_suffix(TIMELINE_SUFFIXES[0])

    def check(self) -> None:
        """Refuse what cannot be, before anything is drawn.

        Raises
        ------
        RecipeError, ExportError, DestinationError
        """
        kind = self.kind
        low, high = kind.rates
        if not low <= self.rate <= high:
            raise RecipeError(
                f"{self.rate} pictures a second: for {kind.title} choose {low} to {high}"
            )
        size = self.longest
        if size is not None and not SMALLEST <= size <= LARGEST:
            raise RecipeError(f"The size {size}: choose {SMALLEST} to {LARGEST}")
        if size is not None and size % 2 and kind.even:
            raise RecipeError(f"The size {size}: {kind.title} needs an even number")
        clear = self.background is not None and self.background.kind == "transparent"
        if clear and not kind.alpha:
            others = ", ".join(each.name for each in KINDS.values() if each.alpha)
            raise RecipeError(
                f"{kind.title} holds no transparency.",
                "",
                f"Choose another background, or another kind: {others}.",
            )
        inputs = self.all_inputs if self.overwrite else ()
        if isinstance(kind, Sequence):
            if self.path.is_file():
                raise RecipeError(f"{self.path} is a file; a sequence needs a folder")
            suffixes = writer_of(kind.format).suffixes
            destinations.check(self.path / f"0001{suffixes[0]}", suffixes)
        else:
            kind.check()
            destinations.check(self.path, kind.suffixes, inputs)
        destinations.check_folder(self.path if self.is_sequence else self.path.parent)
        if self.with_timeline:
            destinations.check(self.timeline_path, TIMELINE_SUFFIXES, inputs)


def as_repeated(timeline: Timeline, repeat: Repeat | None) -> Timeline:
    """The same faces, repeated in another way; None leaves it.

    Raises
    ------
    RecipeError
        It would be too long.
    """
    if repeat is None or repeat == timeline.repeat:
        return timeline
    try:
        return msgspec.structs.replace(timeline, repeat=repeat)  # tracks and walks go along
    except ValueError as error:
        raise RecipeError(f"{error}") from error
