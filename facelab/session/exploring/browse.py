"""Twenty faces at once: which they are, their pictures as the engine draws them, what is kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import msgspec

from facelab.engine import Frame
from facelab.errors import FacelabError
from facelab.export.picture import shrunk
from facelab.recipe import Recipe, Seed, describe_source
from facelab.session.exploring.pages import FACES, Near, NewFaces, Pages
from facelab.session.face.editor import FaceEditor
from facelab.session.kept.kept_faces import Keeping
from facelab.session.loaded import LoadedNetwork
from facelab.session.rendering.pictures import Pictures, Wanted
from facelab.session.signals import Signal

SIDE = 256  # of the pictures, in pixels
CACHED = 10 * FACES  # pictures that are remembered
FIRST = 10_000_000  # seeds to begin with are below this: they can be said


@dataclass(frozen=True)
class Place:
    """A page that can be on show."""

    pages: Pages
    number: int = 0


class Browse:
    """Goes through pages of faces. Nothing is drawn while nobody looks.

    Parameters
    ----------
    loaded : LoadedNetwork
    face : FaceEditor
        New faces have the truncation and noise of the face on show.
    pictures : Pictures
    kept : Keeping
    tell_error : callable

    Attributes
    ----------
    faces : tuple of Recipe
        On the page that is on show; none until it was looked at with a network.
    at : int
        Which of them the keys begin with: the first, or the one that one comes back from.

    Signals
    -------
    changed(): other faces are on show.
    grown(int): from this place on there are more faces than before.
    pictured(int): the picture of the face at this place has come, or cannot.
    kept_changed(): what is kept of them.
    """

    changed = Signal()
    grown = Signal(int)
    pictured = Signal(int)
    kept_changed = Signal()

    def __init__(
        self,
        loaded: LoadedNetwork,
        face: FaceEditor,
        pictures: Pictures,
        kept: Keeping,
        tell_error: Callable[[Exception], None],
    ) -> None:
        self._loaded, self._face = loaded, face
        self._pictures, self._kept = pictures, kept
        self._tell_error = tell_error
        self._trail: list[Place] = []  # the last is on show; those before are whence it was begun
        self._shown = False
        self._frames: OrderedDict[Recipe, Frame] = OrderedDict()
        self._failed: set[Recipe] = set()
        self._is_kept: frozenset[Recipe] = frozenset()
        self._on_their_way: frozenset[Recipe] = frozenset()  # kept here, not yet in the library
        self._written: frozenset[Recipe] = frozenset()  # of these: whoever asks now will know
        self.faces: tuple[Recipe, ...] = ()
        self.at = 0

    # -- what is on show ----------------------------------------------------------------------

    @property
    def place(self) -> Place | None:
        """The page on show."""
        return self._trail[-1] if self._trail else None

    @property
    def title(self) -> str:
        """What is on it, in words."""
        place = self.place
        return place.pages.title(place.number) if place is not None else ""

    @property
    def is_near(self) -> bool:
        """Whether faces near a face are on show, and there is a way back to where it was."""
        return len(self._trail) > 1

    @property
    def is_new(self) -> bool:
        """Whether new faces are on show, one seed after the other."""
        place = self.place
        return place is None or isinstance(place.pages, NewFaces)

    def frame(self, place: int) -> Frame | None:
        """The picture of a face; None if it is to come, or `failed`."""
        return self._frames.get(self.faces[place])

    def failed(self, place: int) -> bool:
        """Whether a face cannot be drawn."""
        return self.faces[place] in self._failed

    def is_kept(self, place: int) -> bool:
        """Whether a face is in the library, exactly as it is."""
        return self.faces[place] in self._is_kept

    def set_shown(self, shown: bool) -> None:
        """Say whether somebody looks."""
        if shown == self._shown:
            return
        self._shown = shown
        if not shown:
            self._forget_pictures()
            return
        self._begin()
        self._take_over()
        self._show()

    # -- going on -----------------------------------------------------------------------------

    def next_page(self) -> None:
        """Twenty others."""
        self._turn(1)

    def previous_page(self) -> None:
        """Those of the page before; before the first page of faces near one there is none."""
        self._turn(-1)

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before."""
        place = self.place
        return place is not None and (isinstance(place.pages, NewFaces) or place.number > 0)

    def show_seed(self, seed: int) -> None:
        """New faces from this seed on."""
        base = self._base()
        if base is not None:
            self._go([Place(NewFaces(base, seed))])

    def more_like(self, place: int) -> None:
        """Faces near one of these."""
        self._go([*self._trail, Place(Near(self.faces[place]))])

    def set_amount(self, amount: float) -> None:
        """How far those near a face are from it."""
        place = self.place
        if place is not None and isinstance(place.pages, Near) and amount != place.pages.amount:
            self._go([*self._trail[:-1], Place(replace(place.pages, amount=amount), place.number)])

    @property
    def amount(self) -> float | None:
        """As in `set_amount`; None while new faces are on show."""
        place = self.place
        near = place is not None and isinstance(place.pages, Near)
        return place.pages.amount if near else None  # type: ignore[union-attr]

    def show_pages(self, pages: Pages) -> None:
        """Other pages, found faces for example; a way leads back to these."""
        self._begin()
        self._go([*self._trail, Place(pages)])

    def show_cast(self, pages: Pages) -> None:
        """The faces of a cast in the place of those of one before; a way leads back."""
        self._begin()
        before = [each for each in self._trail[:1] if isinstance(each.pages, NewFaces)]
        self._go([*before, Place(pages)])

    def look_again(self) -> None:
        """The pages on show may have more faces than before."""
        place, model = self.place, self._loaded.info
        if place is None or model is None:
            return
        faces = place.pages.faces(place.number, model)
        before = len(self.faces)
        if faces == self.faces:
            return
        if faces[:before] != self.faces or not before:
            self._show()
            return
        self.faces = faces
        if self._shown:
            self._ask_all(before)
        self.grown.emit(before)

    def offer(self, frame: Frame) -> Frame:
        """Take a picture that was drawn for something else. Returns it as small as it is kept."""
        return self._take(frame)

    def out(self) -> bool:
        """Back to where faces near one were asked for. Returns whether there was a way."""
        if not self.is_near:
            return False
        left = self._trail[-1].pages
        self._go(self._trail[:-1], left.face if isinstance(left, Near) else None)
        return True

    # -- keeping ------------------------------------------------------------------------------

    def keep(self, places: Iterable[int]) -> None:
        """Keep faces in the library; those whose picture is to come get it there later."""
        wanted = [self.faces[each] for each in places if not self.is_kept(each)]
        frames = {each: frame for each in wanted if (frame := self._frames.get(each)) is not None}

        def written() -> None:
            self._written |= set(wanted)

        if len(wanted) == 1:
            self._kept.add(wanted[0], frames.get(wanted[0]), written=written)
        elif wanted:
            self._kept.add_all([(each, "") for each in wanted], frames, written=written)
        # At once, for the hand; what the library says before they are there must not undo it.
        self._on_their_way |= set(wanted)
        self._set_kept(self._is_kept | set(wanted))

    def look_at_library(self) -> None:
        """The library may hold others of these by now."""
        if not self._shown or not self.faces:
            return
        faces, written = self.faces, self._written

        def answered(numbers: list[int | None]) -> None:
            there = zip(faces, numbers, strict=True)
            found = frozenset(each for each, number in there if number is not None)
            self._on_their_way -= found | written
            self._written -= written
            if faces == self.faces:
                self._set_kept(found | self._on_their_way.intersection(faces))

        self._kept.ask(
            lambda reading, _: [reading.find(each) for each in faces],
            answered,
            lambda _: None,  # who lists kept faces tells of a library that cannot be read
        )

    def _set_kept(self, kept: Iterable[Recipe]) -> None:
        now = frozenset(kept)
        if now != self._is_kept:
            self._is_kept = now
            self.kept_changed.emit()

    # -- the network --------------------------------------------------------------------------

    def on_loaded(self) -> None:
        """Another network draws other faces of the same seeds; the same one has forgotten what
        was asked of it.
        """
        base, first = self._base(), self._trail[0] if self._trail else None
        new = first.pages if first is not None else None
        if base is None or (isinstance(new, NewFaces) and new.like.model == base.model):
            pass  # the pages are still good
        elif first is not None and isinstance(new, NewFaces):
            self._trail = [replace(first, pages=replace(new, like=base))]
        else:
            self._trail = []
            self.faces = ()
        self._failed.clear()
        if self._shown:
            self._begin()
            self._show()

    def _base(self) -> Recipe | None:
        """Whose truncation and noise new faces have."""
        model = self._loaded.info
        if model is None:
            return None
        if self._face.has_recipe and self._face.recipe.model.sha256 == model.sha256:
            return self._face.recipe.without_edits()
        return Recipe(model.ref, Seed(0), finish="clean")

    def _begin(self) -> None:
        """The first page: from a seed that nobody chose."""
        base = self._base()
        if base is not None and not self._trail:
            first = self._face.random_seed() % FIRST // FACES * FACES
            self._trail = [Place(NewFaces(base, first))]

    def _take_over(self) -> None:
        """New faces have the truncation that the face on show has by now."""
        base, first = self._base(), self._trail[0] if self._trail else None
        if base is None or first is None or not isinstance(first.pages, NewFaces):
            return
        like = msgspec.structs.replace(base, source=first.pages.like.source)
        if like != first.pages.like:
            self._trail[0] = Place(replace(first.pages, like=like), first.number)

    # -- showing ------------------------------------------------------------------------------

    def _turn(self, step: int) -> None:
        place = self.place
        if place is not None and (step > 0 or self.has_previous):
            self._go([*self._trail[:-1], replace(place, number=place.number + step)])

    def _go(self, trail: list[Place], back_from: Recipe | None = None) -> None:
        before, self._trail = self._trail, trail
        if not self._show(back_from):
            self._trail = before
            self._show()

    def _show(self, back_from: Recipe | None = None) -> bool:
        """Have the faces of the page drawn. Returns whether there are any."""
        place, model = self.place, self._loaded.info
        if place is None or model is None:
            return True
        try:
            faces = place.pages.faces(place.number, model)
        except FacelabError as error:
            self._tell_error(error)
            return False
        if not faces and place.number:  # those pages have an end
            return False
        self._forget_pictures()
        self.faces = faces
        self.at = faces.index(back_from) if back_from in faces else 0
        self._is_kept = self._on_their_way.intersection(faces)
        self.changed.emit()
        if self._shown:
            self._ask_all()
            self.look_at_library()
        return True

    def _ask_all(self, start: int = 0) -> None:
        for number, each in enumerate(self.faces[start:], start):
            if each not in self._frames and each not in self._failed:
                self._ask(number, each)

    def _ask(self, place: int, recipe: Recipe) -> None:
        def failed(error: Exception) -> None:
            first = not self._failed
            self._failed.add(recipe)
            if first:  # one fault is likely that of all
                self._tell_error(error)
            self._told(recipe)

        self._pictures.preview(Wanted(("browse", place), recipe, self._on_drawn, failed))

    def _on_drawn(self, frame: Frame) -> None:
        self._take(frame)

    def _take(self, frame: Frame) -> Frame:
        if frame.size > SIDE:  # a network that draws nothing smaller
            frame = replace(frame, pixels=shrunk(frame.pixels, SIDE))
        self._frames[frame.recipe] = frame
        while len(self._frames) > CACHED:
            self._frames.popitem(last=False)
        self._told(frame.recipe)
        return frame

    def _told(self, recipe: Recipe) -> None:
        for number, each in enumerate(self.faces):
            if each == recipe:
                self.pictured.emit(number)

    def _forget_pictures(self) -> None:
        for number in range(len(self.faces)):
            self._pictures.forget(("browse", number))


def name_of(recipe: Recipe) -> str:
    """What is said of a face on a page."""
    last = recipe.directions[-1].direction if recipe.directions else ""
    varied = next((each.title for each in recipe.own if each.id == last), "")
    return varied or describe_source(recipe.source)
