"""Pictures made as a format wants them, one after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from facelab.checkpoints.fetching.enlarging_net import ENLARGING_NET
from facelab.checkpoints.fetching.packaged import PackagedSet
from facelab.cutout.backgrounds import read_backdrop
from facelab.cutout.person import PERSON_NETS, PersonFinder
from facelab.export.formats import writer_of
from facelab.export.orders import Drawn
from facelab.export.sizes import sized, to_float
from facelab.export.writer import Pixels
from facelab.preparing.before import cut_before
from facelab.preparing.costs import Costs
from facelab.preparing.equal_light import Light, with_light
from facelab.preparing.heads import Head, find_head, moved, standard
from facelab.preparing.preparation import Preparation
from facelab.preparing.shapes import Oval, coverage, shaped
from facelab.processors import processors
from facelab.progress import Progress, Steps, Stop, go_on, part

if TYPE_CHECKING:
    from facelab.enhance.enlarge import Enlarger
    from facelab.labels.nets import LabelNets

Array: TypeAlias = NDArray[np.float32]
# Gets networks; what is not here is downloaded, as the user was asked or is told.
Fetch: TypeAlias = Callable[[PackagedSet], Steps[dict[str, bytes]]]

ENHANCING, CUTTING_OUT, FINDING = "Enhancing", "Cutting out", "Finding the face"
_MOST_OF_IT = 0.95  # of a picture's time, if it is enhanced


@dataclass(frozen=True, eq=False)
class Look:
    """What enhancing does to a part of a picture, before minutes are spent.

    Attributes
    ----------
    before, after : float32 [512, 512, 3]
        The part enlarged as it is, and drawn anew; 0 to 1.
    """

    before: Array
    after: Array


class Preparer:
    """Prepares pictures; networks are loaded when they are first needed, and kept. Used by one
    thread at a time.

    Parameters
    ----------
    fetch : callable
        Gets networks. By default what is missing is downloaded without a word: who shows
        something to a user asks or tells before.
    costs : Costs or None
        Learns what each step takes.
    """

    def __init__(self, fetch: Fetch = PackagedSet.fetch, costs: Costs | None = None) -> None:
        self._fetch = fetch
        self.costs = costs or Costs()
        self._finder: PersonFinder | None = None
        self._nets: LabelNets | None = None
        self._enlarger: Enlarger | None = None
        self._backdrop: tuple[Path, int, Array] | None = None

    def ready(self, wanted: Preparation, side: int) -> Steps[None]:
        """Get everything that is needed, before the first face is drawn.

        Parameters
        ----------
        wanted : Preparation
        side : int
            Of the pictures that the network draws.

        Raises
        ------
        DownloadError, WeightsError
            A network cannot be fetched or used.
        ExportError
            The picture that is put behind cannot be read.
        """
        if wanted.backdrop is not None:
            self._read_backdrop(wanted.backdrop, wanted.format.enhance or side)
        if wanted.format.enhance:
            yield from self._get_enlarger()
        if PERSON_NETS in wanted.needs:
            yield from self._get_person(wanted)

    def prepared(self, pixels: Pixels, wanted: Preparation, stop: Stop = go_on) -> Steps[Drawn]:
        """A drawn face as it is wanted.

        Parameters
        ----------
        pixels : uint8 or float32 [S, S, 3]
            As `Renderer.full` and `full_float` draw it.
        wanted : Preparation
        stop : callable, optional
            Asked within a step.

        Returns
        -------
        Drawn
            uint8 or float32 [s, s, 3 or 4], as what was given if nothing but its size changes,
            else float32; and what was measured.

        Raises
        ------
        Stopped
        DownloadError, WeightsError, ExportError
            As `ready`.
        ModelError
            No face was found in it.
        """
        named = wanted.format
        if wanted.is_plain:
            return Drawn(sized(pixels, named.longest))
        yield from self.ready(wanted, pixels.shape[0])
        drawn = picture = to_float(pixels)
        head = None
        if wanted.needs_landmarks:
            yield Progress(0, 1, FINDING)
            with self.costs.timed("landmarks"):
                head = find_head(self._known_nets(), drawn)
        if named.enhance:
            picture = yield from part(self._enhanced(drawn, named.enhance), 0, _MOST_OF_IT)
        if wanted.background is not None:
            yield Progress(_MOST_OF_IT if named.enhance else 0, 1, CUTTING_OUT)
            picture = self._cut_out(picture, drawn, wanted, stop)
        with self.costs.timed("shape", wanted.final_side(pixels.shape[0])):
            return _finished(picture, wanted, head)

    def look(self, pixels: Pixels, top: float, left: float) -> Steps[Look]:
        """What enhancing does to a part of a picture whose upper left corner is there, 0 to 1.

        Raises
        ------
        DownloadError, WeightsError
        """
        enlarger = yield from self._get_enlarger()
        yield Progress(0, 1, ENHANCING)
        with self.costs.timed("tile"):
            return Look(*enlarger.crop(to_float(pixels), top, left))

    # -- steps -----------------------------------------------------------------------------------

    def _enhanced(self, picture: Array, side: int) -> Steps[Array]:
        enlarger = yield from self._get_enlarger()
        tiles = enlarger.enhanced(picture, side)
        while True:
            try:
                with self.costs.timed("tile"):
                    done, total = next(tiles)
            except StopIteration as end:
                # Half a gigabyte that the next step needs; made anew it takes a second.
                self._enlarger = None
                made: Array = end.value
                return made
            yield Progress(done, total, ENHANCING)

    def _cut_out(self, picture: Array, drawn: Array, wanted: Preparation, stop: Stop) -> Array:
        background = wanted.background
        assert background is not None
        assert self._finder is not None, "made by `ready`"
        backdrop = None
        if wanted.backdrop is not None:
            backdrop = self._read_backdrop(wanted.backdrop, picture.shape[0])
        linear = writer_of(wanted.format.encoding.format).linear
        with self.costs.timed("cut out", drawn.shape[0]):
            return cut_before(picture, drawn, background, self._finder, backdrop, linear, stop)

    # -- what is kept ----------------------------------------------------------------------------

    def _get_enlarger(self) -> Steps[Enlarger]:
        if self._enlarger is None:
            from facelab.enhance.enlarge import Enlarger

            self._enlarger = Enlarger((yield from self._fetch(ENLARGING_NET)))
        return self._enlarger

    def _get_person(self, wanted: Preparation) -> Steps[None]:
        finder, nets = wanted.background is not None, wanted.needs_landmarks
        if not (finder and self._finder is None) and not (nets and self._nets is None):
            return
        files: Mapping[str, bytes] = yield from self._fetch(PERSON_NETS)
        if finder and self._finder is None:
            self._finder = PersonFinder(files, processors())
        if nets and self._nets is None:
            from facelab.labels.nets import LabelNets

            self._nets = LabelNets(files, processors(), ("face_landmarks",))

    def _known_nets(self) -> LabelNets:
        assert self._nets is not None, "made by `ready`"
        return self._nets

    def _read_backdrop(self, path: Path, side: int) -> Array:
        if self._backdrop is None or self._backdrop[:2] != (path, side):
            self._backdrop = None  # two of 4096 pixels are too much
            self._backdrop = path, side, read_backdrop(path, side)
        return self._backdrop[2]


def _finished(picture: Array, wanted: Preparation, head: Head | None) -> Drawn:
    """The head at its place, the picture at its size, its outline, its light."""
    named, research = wanted.format, wanted.format.research
    facts: dict[str, float] = {}
    if research is not None and research.head:
        assert head is not None
        to = standard(research.head)
        picture = moved(picture, head, to)
        facts |= {
            "head": research.head,
            "scale": research.head / head.size,
            "turned_degrees": float(np.degrees(-head.angle)),
            "eyes_x": head.x,
            "eyes_y": head.y,
        }
        head = to
    picture = to_float(sized(picture, wanted.final_side(picture.shape[0])))
    oval: Oval | None = head.oval() if head is not None else None
    if research is not None and research.luminance:
        picture, got = _with_equal_light(picture, wanted, oval)
        facts |= {
            "luminance_wanted": research.luminance,
            "luminance": got.mean,
            "contrast_wanted": research.contrast,
            "contrast": got.contrast,
        }
    return Drawn(shaped(picture, named.shape, oval), facts)


def _with_equal_light(
    picture: Array, wanted: Preparation, oval: Oval | None
) -> tuple[Array, Light]:
    research = wanted.format.research
    assert research is not None
    weight = coverage(wanted.format.shape, picture.shape[0], oval)
    if picture.shape[2] == 4:
        weight = weight * picture[..., 3]
    made, got = with_light(picture[..., :3], weight, Light(research.luminance, research.contrast))
    if picture.shape[2] == 4:
        made = np.concatenate((made, picture[..., 3:]), axis=2)
    return made, got
