"""What is made, in which order, and where it goes: the same for window, command line and whatever
draws elsewhere. It draws nothing itself and holds no more than one picture.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from facelab import destinations
from facelab.errors import ExportError, FacelabError, ModelError, RecipeError
from facelab.export.formats import writer_of
from facelab.export.named import Letters
from facelab.export.names import Naming, file_stem, in_letters
from facelab.export.reading import read_picture
from facelab.export.recipe_file import write_recipe
from facelab.export.sizes import sized
from facelab.export.writer import Encoding, Marking, Metadata, Picture, Pixels
from facelab.export.writing import PNG, UNMARKED, unwritable, write
from facelab.files import next_free
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Drawn:
    """A picture that was drawn, and what is known of it.

    Attributes
    ----------
    pixels : uint8 or float32 [H, W, 3 or 4]
        As in `Picture`.
    facts : mapping of str to float
        What was measured in it, by name.
    """

    pixels: Pixels
    facts: Mapping[str, float] = field(default_factory=dict)


# Called with a recipe and whether float32 is wanted. What takes long says how far it is.
Draw: TypeAlias = Callable[[Recipe, bool], Pixels | Steps[Drawn]]


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
    facts : mapping of str to float
        As in `Drawn`.
    """

    order: Order
    path: Path
    wanted: Path
    new: bool = True
    seconds: float = 0.0
    facts: Mapping[str, float] = field(default_factory=dict)


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
        Leave a picture alone that is there and carries the very recipe, and was made as this
        plan makes it.
    prepared : str
        Tells pictures apart that were made of one recipe in several ways; empty is the usual way.
    letters : "any", "words" or "plain"
        Of names, as in `NamedFormat`.
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
    prepared: str = ""
    letters: Letters = "any"
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
        return self.folder / f"{in_letters(file_stem(self.pattern, naming), self.letters)}{suffix}"

    def carried_out(
        self,
        orders: Iterable[Order | Refused],
        draw: Draw,
        forgiving: bool = False,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Made | Refused | Progress]:
        """Draw and write one after another; each file is whole or not there.

        Progress comes from what takes long in one face, and only from a `draw` that says it.

        Parameters
        ----------
        orders : iterable of Order or Refused
            What is refused already is passed on.
        draw : callable
            Called with a recipe and whether float32 is wanted; returns pixels as in `Picture`,
            or steps towards them.
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
        made = Places(self)
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
                drawn = yield from drawing(draw, order.recipe, self.wants_float)
            except (RecipeError, ModelError) as error:
                if not forgiving:
                    raise
                yield Refused(order.where or order.name, error)
                continue
            picture = Picture(sized(drawn.pixels, self.longest), order.recipe)
            path = made.write(wanted, picture)
            yield Made(order, path, wanted, True, time.perf_counter() - start, drawn.facts)


def drawing(draw: Draw, recipe: Recipe, in_float: bool) -> Steps[Drawn]:
    """What `draw` makes, in steps whether it has some or not."""
    drawn = draw(recipe, in_float)
    if isinstance(drawn, Generator):
        return (yield from drawn)
    return Drawn(drawn)


class Places:
    """Finds a name for each picture of one run that takes no other's place."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        # Of this run, as 8 bytes each: two faces of one name are two files, also where files of
        # before may go.
        self._given: set[int] = set()
        self._begun = False

    def check(self, wanted: Path) -> None:
        """Refuse a place that nothing may be written to, before anything is drawn."""
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
                    if read_picture(path) == (recipe, self._plan.prepared):
                        self._given.add(self._key(path))
                        return path
            path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
            number += 1
        return None

    def write(self, wanted: Path, picture: Picture) -> Path:
        """Write where it takes no other's place. Returns where."""
        plan = self._plan
        said = plan.metadata(picture.recipe).as_prepared(plan.prepared)
        content = {".json": lambda path: write_recipe(path, picture.recipe, plan.overwrite)}
        return self._written(
            wanted,
            lambda path: write(path, picture, said, plan.encoding, plan.marking, plan.overwrite),
            content if plan.with_recipe else {},
        )

    def write_whole(
        self,
        wanted: Path,
        content: bytes,
        beside: Mapping[str, bytes],
        sidecar: Callable[[bytes, str], tuple[str, bytes] | None],
    ) -> Path:
        """The same for a file that is whole already.

        Parameters
        ----------
        wanted : Path
        content : bytes
        beside : mapping of str to bytes
            Other files of its name, by their endings.
        sidecar : callable
            As in `Marking`.
        """

        def put(path: Path, content: bytes) -> None:
            try:
                with destinations.writing(path, (path.suffix,), self._plan.overwrite) as file:
                    file.write(content)
            except OSError as error:
                raise unwritable(path, error) from error

        def put_all(path: Path) -> None:
            put(path, content)
            extra = sidecar(content, writer_of(self._plan.encoding.format).media_type)
            if extra is not None:
                put(path.with_name(path.name + extra[0]), extra[1])

        others = {suffix: partial(put, content=each) for suffix, each in beside.items()}
        return self._written(wanted, put_all, others)

    def _written(
        self,
        wanted: Path,
        put: Callable[[Path], None],
        beside: Mapping[str, Callable[[Path], None]],
    ) -> Path:
        plan = self._plan
        if self._begun and not plan.folder.is_dir():  # else it would be made anew, on another disk
            raise ExportError(
                f"{wanted.name} was not saved.",
                f"The folder {plan.folder} has gone.",
                "Connect its drive again, or choose another folder.",
            )
        while True:
            path = self._place(wanted, list(beside))
            try:
                put(path)
            except destinations.TakenError:  # by another process, between the two
                continue
            break
        self._begun = True
        if plan.overwrite or plan.resume:
            self._given.add(self._key(path))
        for suffix, put_beside in beside.items():
            put_beside(path.with_suffix(suffix))
        return path

    def _place(self, wanted: Path, beside: list[str]) -> Path:
        if self._plan.overwrite:
            return next_free(wanted, lambda path: self._key(path) in self._given)
        return destinations.free(wanted, beside)

    @staticmethod
    def _key(path: Path) -> int:
        return hash(path.name.casefold())
