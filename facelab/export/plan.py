"""What is made, in which order, and where it goes: the same for window, command line and whatever
draws elsewhere. It draws nothing itself and holds no more than one picture.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from facelab import destinations
from facelab.errors import ExportError, FacelabError, ModelError, RecipeError
from facelab.export.formats import writer_of
from facelab.export.names import Naming, file_stem
from facelab.export.reading import read_picture_recipe
from facelab.export.recipe_file import write_recipe
from facelab.export.sizes import sized
from facelab.export.writer import Encoding, Marking, Metadata, Picture, Pixels
from facelab.export.writing import PNG, UNMARKED, write
from facelab.files import next_free
from facelab.recipe import Recipe

Draw = Callable[[Recipe, bool], Pixels]


@dataclass(frozen=True)
class Order:
    """One face that is to leave.

    Attributes
    ----------
    index : int
        Its number among those that leave together, from 1.
    name : str
    recipe : Recipe
    cast : str
    where : str
        Where it comes from, if something is to be said of it: "line 12"; else its name is said.
    """

    index: int
    name: str
    recipe: Recipe
    cast: str = ""
    where: str = ""


@dataclass(frozen=True)
class Refused:
    """What cannot leave, and why.

    Attributes
    ----------
    where : str
        "line 12", or the face's name.
    error : FacelabError
    """

    where: str
    error: FacelabError


@dataclass(frozen=True)
class Made:
    """A face that has left.

    Attributes
    ----------
    order : Order
    path : Path
    wanted : Path
        Where it would be if that name were free.
    new : bool
        False if it was there already, and was left as it is.
    seconds : float
        That drawing and writing took.
    """

    order: Order
    path: Path
    wanted: Path
    new: bool = True
    seconds: float = 0.0


@dataclass(frozen=True)
class Plan:
    """Where pictures go, and how.

    Attributes
    ----------
    folder : Path
    pattern : str
        Of their names, see `facelab.export.names`.
    encoding : Encoding
    longest : int or None
        Edge in pixels; None is the network's own size.
    overwrite : bool
        Whether files that are there may go; else the next free name is taken.
    with_recipe : bool
        Write the recipe as JSON beside each picture.
    resume : bool
        Leave a picture alone that is there and carries the very recipe.
    inputs : tuple of Path
        What is read meanwhile: never written.
    digits : int
        Of `{index}`.
    metadata : callable
        What a picture says of itself, by its recipe.
    marking : Marking
    tell : callable
        Called when all have left: says what could not be written into them.
    today : date
    """

    folder: Path
    pattern: str = "{name}"
    encoding: Encoding = PNG
    longest: int | None = None
    overwrite: bool = False
    with_recipe: bool = False
    resume: bool = False
    inputs: tuple[Path, ...] = ()
    digits: int = 3
    metadata: Callable[[Recipe], Metadata] = Metadata.of
    marking: Marking = UNMARKED
    tell: Callable[[], None] = lambda: None
    today: datetime.date = field(default_factory=datetime.date.today)

    def check(self) -> None:
        """Refuse a folder that no picture may go to, before anything is drawn.

        Raises
        ------
        DestinationError, ExportError
        """
        suffixes = writer_of(self.encoding.format).suffixes
        destinations.check(self.folder / f"seed0000{suffixes[0]}", suffixes)

    @property
    def wants_float(self) -> bool:
        """Whether pictures are to be drawn in float32."""
        return writer_of(self.encoding.format).wants_float(self.encoding)

    def wanted(self, order: Order) -> Path:
        """Where a picture goes if its name is free."""
        naming = Naming(order.name, order.recipe, order.index, self.digits, order.cast, self.today)
        suffix = writer_of(self.encoding.format).suffixes[0]
        return self.folder / f"{file_stem(self.pattern, naming)}{suffix}"

    def carried_out(
        self,
        orders: Iterable[Order | Refused],
        draw: Draw,
        forgiving: bool = False,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Made | Refused]:
        """Draw and write one after another; each file is whole or not there.

        Parameters
        ----------
        orders : iterable of Order or Refused
            What is refused already is passed on.
        draw : callable
            Called with a recipe and whether float32 is wanted; returns pixels as in `Picture`.
        forgiving : bool
            Pass over a face that cannot be drawn, and go on with the next.
        stop : callable
            Asked before each face.

        Raises
        ------
        ExportError
            A file cannot be written: then none of the others can.
        RecipeError, ModelError
            A face cannot be drawn, if not `forgiving`.
        """
        made = _Names(self)
        for order in orders:
            if stop():
                return
            if isinstance(order, Refused):
                yield order
                continue
            wanted = self.wanted(order)
            there = made.same_face(wanted, order.recipe) if self.resume else None
            if there is not None:
                yield Made(order, there, wanted, new=False)
                continue
            made.check(wanted)  # before it is drawn
            start = time.perf_counter()
            try:
                pixels = draw(order.recipe, self.wants_float)
            except (RecipeError, ModelError) as error:
                if not forgiving:
                    raise
                yield Refused(order.where or order.name, error)
                continue
            picture = Picture(sized(pixels, self.longest), order.recipe)
            path = made.write(wanted, picture)
            yield Made(order, path, wanted, True, time.perf_counter() - start)


class _Names:
    """Finds a name for each picture of one run that takes no other's place."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        # Of this run, as 8 bytes each: two faces of one name are two files, also where files of
        # before may go.
        self._given: set[int] = set()
        self._begun = False

    def check(self, wanted: Path) -> None:
        plan = self._plan
        if not plan.overwrite:
            return
        destinations.check(wanted, writer_of(plan.encoding.format).suffixes, plan.inputs)
        if plan.with_recipe:
            recipe_file = wanted.with_suffix(".json")
            destinations.check(recipe_file, destinations.RECIPE, plan.inputs)

    def same_face(self, wanted: Path, recipe: Recipe) -> Path | None:
        """The picture that is there of this recipe, by this name or one with a number."""
        number, path = 2, wanted
        while path.exists():
            if self._key(path) not in self._given:
                with suppress(FacelabError):  # not ours, or half of one: not this face
                    if read_picture_recipe(path) == recipe:
                        self._given.add(self._key(path))
                        return path
            path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
            number += 1
        return None

    def write(self, wanted: Path, picture: Picture) -> Path:
        """Write where it takes no other's place. Returns where."""
        plan, recipe = self._plan, picture.recipe
        if self._begun and not plan.folder.is_dir():  # else it would be made anew, on another disk
            raise ExportError(
                f"{wanted.name} was not saved.",
                f"The folder {plan.folder} has gone.",
                "Connect its drive again, or choose another folder.",
            )
        beside = [".json"] if plan.with_recipe else []
        said = plan.metadata(recipe)
        while True:
            path = self._place(wanted, beside)
            try:
                write(path, picture, said, plan.encoding, plan.marking, plan.overwrite)
            except destinations.TakenError:  # by another process, between the two
                continue
            break
        self._begun = True
        if plan.overwrite or plan.resume:
            self._given.add(self._key(path))
        if plan.with_recipe:
            write_recipe(path.with_suffix(".json"), recipe, plan.overwrite)
        return path

    def _place(self, wanted: Path, beside: list[str]) -> Path:
        if self._plan.overwrite:
            return next_free(wanted, lambda path: self._key(path) in self._given)
        return destinations.free(wanted, beside)

    @staticmethod
    def _key(path: Path) -> int:
        return hash(path.name.casefold())
