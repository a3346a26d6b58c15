"""What is made, in which order, and where it goes: the same for window, command line and whatever
draws elsewhere. It draws nothing itself and holds no more than one picture.
"""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from facelab import destinations
from facelab.errors import ExportError, FacelabError, ModelError, RecipeError
from facelab.export.formats import writer_of
from facelab.export.named import Letters
from facelab.export.names import Naming, file_stem, in_letters
from facelab.export.orders import (
    Draw,
    Drawing,
    Drawn,
    DrawnStep,
    Made,
    Order,
    Refused,
    Step,
    Unsigned,
    Wanted,
)
from facelab.export.reading import read_picture
from facelab.export.recipe_file import write_recipe
from facelab.export.sizes import sized
from facelab.export.soundness import damage_in
from facelab.export.writer import Encoding, Marking, Metadata, Picture
from facelab.export.writing import PNG, UNMARKED, Content, put, sealed, unsealed, unwritable
from facelab.files import next_free
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe


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
    prepared: str = ""
    letters: Letters = "any"
    inputs: tuple[Path, ...] = ()
    digits: int = 3
    metadata: Callable[[Recipe], Metadata] = Metadata.of
    marking: Marking = UNMARKED
    measure: Callable[[Recipe], Mapping[str, float]] = lambda recipe: {}
    found: Callable[[Recipe, Unsigned], None] = lambda recipe, drawn: None
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
        destinations.check_folder(self.folder)

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
        return self.brought_in(orders, self._drawn_here(draw), forgiving, stop)

    def brought_in(
        self,
        orders: Iterable[Order | Refused],
        drawing: Drawing,
        forgiving: bool = False,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Made | Refused | Progress]:
        """The same where faces are drawn elsewhere; signed, named and written they are here."""
        places = Places(self)
        for step in drawing(self._steps(orders, places, stop)):
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
            path = places.write(wanted.path, order.recipe, drawn)
            seconds = drawn.seconds + time.perf_counter() - start
            yield Made(order, path, wanted.path, True, seconds, drawn.facts, drawn.measured)

    def drawn(self, recipe: Recipe, draw: Draw) -> Steps[Unsigned]:
        """A face as a file that is not signed yet; nothing of it depends on where it goes.

        Raises
        ------
        RecipeError, ModelError
            It cannot be drawn.
        ExportError
            The format cannot hold it.
        """
        start = time.perf_counter()
        made = yield from drawing(draw, recipe, self.wants_float)
        picture = Picture(sized(made.pixels, self.longest), recipe)
        said = self.metadata(recipe).as_prepared(self.prepared)
        try:
            content = unsealed(picture, said, self.encoding, self.marking)
        except OSError as error:
            raise unwritable(Path("The picture"), error) from error
        measured = self.measure(recipe)
        return Unsigned(content, None, time.perf_counter() - start, made.facts, measured)

    def _steps(
        self, orders: Iterable[Order | Refused], places: Places, stop: Callable[[], bool]
    ) -> Iterator[Step]:
        for order in orders:
            if stop():
                return
            if isinstance(order, Refused):
                yield order
                continue
            wanted = self.wanted(order)
            there = places.same_face(wanted, order.recipe) if self.resume else None
            if there is not None:
                yield Made(order, there, wanted, new=False)
                continue
            places.check(wanted)  # before it is drawn
            yield Wanted(order, wanted)

    def _drawn_here(self, draw: Draw) -> Drawing:
        def drawing(steps: Iterator[Step]) -> Iterator[DrawnStep]:
            for step in steps:
                if not isinstance(step, Wanted):
                    yield step
                    continue
                try:
                    drawn: Unsigned | FacelabError = yield from self.drawn(step.order.recipe, draw)
                except (RecipeError, ModelError) as error:
                    drawn = error
                yield step, drawn

        return drawing


def drawing(draw: Draw, recipe: Recipe, in_float: bool) -> Steps[Drawn]:
    """What `draw` makes, in steps whether it has some or not."""
    drawn = draw(recipe, in_float)
    if isinstance(drawn, Generator):
        return (yield from drawn)
    return Drawn(drawn)


class Places:
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
        with self._lock:
            return self._same_face(wanted, recipe)

    def _same_face(self, wanted: Path, recipe: Recipe) -> Path | None:
        number, path = 2, wanted
        while path.exists():
            if self._key(path) not in self._given:
                with suppress(FacelabError):  # not ours, or half of one: not this face
                    made = read_picture(path) == (recipe, self._plan.prepared)
                    if made and not damage_in(path):
                        self._given.add(self._key(path))
                        return path
            path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
            number += 1
        return None

    def write(self, wanted: Path, recipe: Recipe, drawn: Unsigned) -> Path:
        """Sign and write where it takes no other's place. Returns where."""
        plan = self._plan
        plan.found(recipe, drawn)
        try:
            content = sealed(drawn.content, plan.encoding, plan.marking)
        except OSError as error:
            raise unwritable(wanted, error) from error
        beside = {".json": lambda path: write_recipe(path, recipe, plan.overwrite)}
        return self._written(wanted, content, beside if plan.with_recipe else {})

    def write_whole(self, wanted: Path, content: Content, beside: Mapping[str, bytes]) -> Path:
        """The same for what is signed already.

        Parameters
        ----------
        wanted : Path
        content : Content
        beside : mapping of str to bytes
            Other files of its name, by their endings.
        """

        def put_beside(path: Path, content: bytes) -> None:
            try:
                with destinations.writing(path, (path.suffix,), self._plan.overwrite) as file:
                    file.write(content)
            except OSError as error:
                raise unwritable(path, error) from error

        others = {suffix: partial(put_beside, content=each) for suffix, each in beside.items()}
        return self._written(wanted, content, others)

    def _written(
        self, wanted: Path, content: Content, beside: Mapping[str, Callable[[Path], None]]
    ) -> Path:
        plan = self._plan
        if self._begun and not plan.folder.is_dir():  # else it would be made anew, on another disk
            raise ExportError(
                f"{wanted.name} was not saved.",
                f"The folder {plan.folder} has gone.",
                "Connect its drive again, or choose another folder.",
            )
        with self._lock:
            while True:
                path = self._place(wanted, list(beside))
                try:
                    put(path, content, plan.encoding, plan.overwrite)
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
