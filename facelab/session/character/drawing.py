"""The cells of a sheet worked out, drawn small and measured, on the engine's thread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from facelab.engine import Frame, Renderer
from facelab.engine.characters import cells_of
from facelab.export.picture import shrunk
from facelab.labels.identity import Identity
from facelab.progress import Stop
from facelab.recipe import Recipe
from facelab.recipe.character.sheet import Cell, CharacterSheet
from facelab.session.identity_networks import Described, Describer
from facelab.session.rendering.tasks import MORE, Rank, Step

KEY = "sheet"
SIDE, FINE = 256, 512  # of pictures, in pixels: at first, and where they are shown large


@dataclass(frozen=True)
class Told:
    """What is told of, on the session's thread.

    Attributes
    ----------
    cells : callable
        The cells, and the sheet's face as it is drawn.
    drawn, described : callable
    failed : callable
        Called with the error, and whether it came of measuring: then all are drawn.
    """

    cells: Callable[[tuple[Cell, ...], Recipe], None]
    drawn: Callable[[Recipe, Frame], None]
    described: Callable[[Recipe, Described], None]
    failed: Callable[[Exception, bool], None]


@dataclass(eq=False)
class DrawingCells:
    """A task of a cell a step: first all previews, then, where the hand rests, larger ones if
    they are wanted, and how far the person has drifted.

    Parameters
    ----------
    sheet : CharacterSheet
    frames : mapping of Recipe to Frame
        Pictures that are known.
    described : collection of Recipe
        Faces of which it is known who they are.
    describer : Describer or None
        None if nobody measures.
    fine : bool
        Whether they are shown so large that previews are not enough.
    told : Told
    """

    sheet: CharacterSheet
    frames: Mapping[Recipe, Frame]
    described: Collection[Recipe]
    describer: Describer | None
    fine: bool
    told: Told
    key: str = KEY
    owed_by: str | None = None
    what: str = "a sheet"
    dropped: Callable[[], None] | None = None
    _small: list[Recipe] = field(default_factory=list, init=False)
    _large: list[Recipe] = field(default_factory=list, init=False)
    _measure: list[Recipe] = field(default_factory=list, init=False)
    _begun: bool = field(default=False, init=False)
    _seen: dict[Recipe, Frame] = field(default_factory=dict, init=False)

    @property
    def rank(self) -> Rank:
        """Somebody looks at the previews; the rest comes while the hand rests."""
        return Rank.AWAITED if self._small or not self._begun else Rank.BACKGROUND

    def step(self, renderer: Renderer, stop: Stop) -> Step:
        """Work out the cells, draw one, or measure one."""
        if not self._begun:
            return self._begin(renderer)
        if self._small:
            recipe = self._small[0]
            frame = renderer.preview(recipe, smallest=True) or renderer.full(recipe, stop)
            del self._small[0]
            return self._drawn(recipe, _within(frame, FINE if self.fine else SIDE))
        if self._measure and self.describer is not None:
            if self.describer.identity is None:
                self.describer.identity = Identity.open()
                return MORE
            recipe = self._measure[0]
            row = self.describer.describe(self._seen[recipe].rgb())
            del self._measure[0]
            return self._said(lambda: self.told.described(recipe, row))
        recipe = self._large[0]
        frame = renderer.full(recipe, stop)
        del self._large[0]
        return self._drawn(recipe, _within(frame, FINE))

    def failed(self, error: Exception) -> None:
        """A cell cannot be drawn, or nothing can be measured."""
        self.told.failed(error, self._begun and not self._small and bool(self._measure))

    def _begin(self, renderer: Renderer) -> Step:
        cells = cells_of(self.sheet, renderer)
        face = renderer.info.sealed(self.sheet.face)
        wanted = list(dict.fromkeys((face, *(cell.recipe for cell in cells))))
        self._seen = {each: self.frames[each] for each in wanted if each in self.frames}
        self._small = [each for each in wanted if each not in self._seen]
        if self.describer is not None:
            self._measure = [each for each in wanted if each not in self.described]
        least = min(FINE, renderer.info.resolution)
        if self.fine:
            self._large = [
                each for each in wanted if each not in self._seen or self._seen[each].size < least
            ]
        self._begun = True
        return self._said(lambda: self.told.cells(cells, face))

    def _drawn(self, recipe: Recipe, frame: Frame) -> Step:
        self._seen[recipe] = frame
        if frame.size >= FINE and recipe in self._large:
            self._large.remove(recipe)
        return self._said(lambda: self.told.drawn(recipe, frame))

    def _said(self, tell: Callable[[], None]) -> Step:
        return Step(tell, last=not (self._small or self._measure or self._large))


def _within(frame: Frame, side: int) -> Frame:
    if frame.size <= side:
        return frame
    return replace(frame, pixels=shrunk(frame.pixels, side))
