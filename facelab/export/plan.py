"""What is made, in which order, and where it goes: the same for window, command line and whatever
draws elsewhere. It draws nothing itself and holds no more than one picture.
"""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from facelab.export.writing import PNG, UNMARKED, put, sealed, unsealed, unwritable
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
    measured : mapping
        Labels by name, in sigma, if they were measured.
    """

    order: Order
    path: Path
    wanted: Path
    new: bool = True
    seconds: float = 0.0
    measured: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """A face that is to be drawn, and where it goes if that name is free."""

    order: Order
    path: Path


@dataclass(frozen=True)
class Drawn:
    """A face as a file that is not signed yet, wherever it was drawn.

    Attributes
    ----------
    content : bytes
    marked : bool or None
        Whether the invisible mark was found in it; None if nobody has looked.
    seconds : float
        That it took.
    measured : mapping
        As in `Made`.
    notes : tuple of str
        What was to be written into it and is not, as sentences.
    """

    content: bytes
    marked: bool | None = None
    seconds: float = 0.0
    measured: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


# What one face has come to, and what draws: given faces to draw in between others, it returns all
# in their order, those that were to be drawn with what became of them.
Step = Made | Refused | Wanted
DrawnStep = Made | Refused | tuple[Wanted, Drawn | FacelabError]
Drawing = Callable[[Iterator[Step]], Iterator[DrawnStep]]


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
    measure : callable
        Labels of a face by name, in sigma; none by default.
    found : callable
        Told of each file before it is signed, for it may have been drawn elsewhere.
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
    measure: Callable[[Recipe], Mapping[str, float]] = lambda recipe: {}
    found: Callable[[Recipe, Drawn], None] = lambda recipe, drawn: None
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
        return self.brought_in(orders, self._drawn_here(draw), forgiving, stop)

    def brought_in(
        self,
        orders: Iterable[Order | Refused],
        drawing: Drawing,
        forgiving: bool = False,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Made | Refused]:
        """The same where faces are drawn elsewhere; signed, named and written they are here."""
        names = _Names(self)
        for step in drawing(self._steps(orders, names, stop)):
            if not isinstance(step, tuple):
                yield step
                continue
            wanted, drawn = step
            order = wanted.order
            if isinstance(drawn, FacelabError):
                if not forgiving:
                    raise drawn
                yield Refused(order.where or order.name, drawn)
                continue
            start = time.perf_counter()
            path = names.write(wanted.path, order.recipe, drawn)
            seconds = drawn.seconds + time.perf_counter() - start
            yield Made(order, path, wanted.path, True, seconds, drawn.measured)

    def drawn(self, recipe: Recipe, draw: Draw) -> Drawn:
        """A face as a file that is not signed yet; nothing of it depends on where it goes.

        Raises
        ------
        RecipeError, ModelError
            It cannot be drawn.
        ExportError
            The format cannot hold it.
        """
        start = time.perf_counter()
        picture = Picture(sized(draw(recipe, self.wants_float), self.longest), recipe)
        said = self.metadata(recipe)
        try:
            content = unsealed(picture, said, self.encoding, self.marking)
        except OSError as error:
            raise unwritable(Path("The picture"), error) from error
        measured = self.measure(recipe)
        return Drawn(content, None, time.perf_counter() - start, measured)

    def _steps(
        self, orders: Iterable[Order | Refused], names: _Names, stop: Callable[[], bool]
    ) -> Iterator[Step]:
        for order in orders:
            if stop():
                return
            if isinstance(order, Refused):
                yield order
                continue
            wanted = self.wanted(order)
            there = names.same_face(wanted, order.recipe) if self.resume else None
            if there is not None:
                yield Made(order, there, wanted, new=False)
                continue
            names.check(wanted)  # before it is drawn
            yield Wanted(order, wanted)

    def _drawn_here(self, draw: Draw) -> Drawing:
        def drawing(steps: Iterator[Step]) -> Iterator[DrawnStep]:
            for step in steps:
                if not isinstance(step, Wanted):
                    yield step
                    continue
                try:
                    drawn: Drawn | FacelabError = self.drawn(step.order.recipe, draw)
                except (RecipeError, ModelError) as error:
                    drawn = error
                yield step, drawn

        return drawing


class _Names:
    """Finds a name for each picture of one run that takes no other's place.

    Lines may be looked at on one thread while pictures are written on another.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._lock = threading.Lock()
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
        with self._lock:
            return self._same_face(wanted, recipe)

    def _same_face(self, wanted: Path, recipe: Recipe) -> Path | None:
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

    def write(self, wanted: Path, recipe: Recipe, drawn: Drawn) -> Path:
        """Sign and write where it takes no other's place. Returns where."""
        plan = self._plan
        if self._begun and not plan.folder.is_dir():  # else it would be made anew, on another disk
            raise ExportError(
                f"{wanted.name} was not saved.",
                f"The folder {plan.folder} has gone.",
                "Connect its drive again, or choose another folder.",
            )
        beside = [".json"] if plan.with_recipe else []
        plan.found(recipe, drawn)
        try:
            content = sealed(drawn.content, plan.encoding, plan.marking)
        except OSError as error:
            raise unwritable(wanted, error) from error
        with self._lock:
            while True:
                path = self._place(wanted, beside)
                try:
                    put(path, content, plan.encoding, plan.overwrite)
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
