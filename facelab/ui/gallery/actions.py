"""What can be done with kept faces, from every place that shows them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QWidget

from facelab.errors import RecipeError
from facelab.files import safe_stem
from facelab.library import KeptFace, Query
from facelab.recipe import Recipe, Source
from facelab.session import Message, Session
from facelab.session.exporting.scope import chosen, found, of_cast
from facelab.session.face.blending import blend
from facelab.session.rendering.pictures import Pictures
from facelab.ui.dialogs.compare_two import CompareTwo
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.dialogs.make_direction import MakeDirection
from facelab.ui.dialogs.question import confirmed
from facelab.ui.dialogs.save_path import ask_save_path
from facelab.ui.gallery.browsing import Browsing
from facelab.ui.kept_source import name_of, read_source

KINDS = "facelab library (*.facelab)"
MOST_BLENDED = 8


class GalleryActions(QObject):
    """Commands on faces by their numbers; dialogs open over `window`.

    Signals
    -------
    opened
        A face is on show now: who covers the canvas may step aside.
    blended : Recipe, str
        A blend is offered, with the name of the step that shows it.
    pictures_wanted : Scope
        Faces are to leave as pictures.
    """

    opened = Signal()
    blended = Signal(object, str)
    pictures_wanted = Signal(object)

    def __init__(
        self, session: Session, pictures: Pictures, browsing: Browsing, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._kept = session.kept
        self._pictures = pictures
        self._browsing = browsing
        self._window = window

    # -- faces on show ------------------------------------------------------------------------

    def open(self, number: int) -> None:
        """Show a face."""

        def done(face: KeptFace) -> None:
            if self._session.open_recipe(face.recipe, f"Open {name_of(face)}"):
                self.opened.emit()

        self._kept.face(number, done)

    def take_styles(self, number: int, group: str) -> None:
        """Take the coarse, middle or fine styles of a face."""

        def take(source: Source, psi: float | None, name: str) -> None:
            model, now = self._session.model, self._session.face
            assert model is not None, "a source was read for a face on show"
            recipe = now.recipe.with_mix(model.groups[group], source, 1.0, psi, name)
            now.edit(recipe, f"{group.capitalize()} styles")

        read_source(self._session, number, take)

    def hold(self, number: int, slot: str) -> None:
        """Hold a face in A or B."""
        self._kept.face(number, lambda face: self._session.slots.store(slot, face.recipe))

    def show(self, recipe: Recipe, label: str) -> None:
        """Show a face that was made of others."""
        if self._session.open_recipe(recipe, label[:200]):
            self.opened.emit()

    def blend(self, ids: Sequence[int], *, ask: bool = False) -> None:
        """Show the face in the middle of some, the first of which says the noise; or offer it,
        where the face on show is out of sight and was not meant.
        """
        if not 2 <= len(ids) <= MOST_BLENDED:
            why = "Select fewer." if len(ids) > MOST_BLENDED else "Select at least two."
            self._session.tell(Message("info", f"You can blend 2 to {MOST_BLENDED} faces", why))
            return

        def done(faces: list[KeptFace]) -> None:
            try:
                recipe = blend(faces)
            except RecipeError as error:
                self._session.tell_error(error)
                return
            names = " and ".join(name_of(face) for face in faces)
            what = names if len(faces) == 2 else f"{len(faces)} faces"
            if ask:
                self.blended.emit(recipe, f"Blend {what}")
            else:
                self.show(recipe, f"Blend {what}")

        self._read(ids, done)

    def compare(self, ids: Sequence[int]) -> None:
        """Show two faces side by side; one is compared with the face on show."""

        def done(faces: list[KeptFace]) -> None:
            sides = [(name_of(face), face.recipe, face.thumbnail) for face in faces]
            if len(sides) == 1 and self._session.face.has_recipe:
                sides.append(("Current face", self._session.face.recipe, b""))
            if len(sides) == 2:
                CompareTwo(self._session, self._pictures, sides[0], sides[1], self._window).show()

        # As they are in the list, not in the order in which they were chosen.
        self._read(sorted(ids[:2], key=self._place), done)

    def make_direction(self, ids: Sequence[int]) -> None:
        """Ask what a direction towards these faces leads away from, and make it."""
        _close_popup()
        if ids:  # as they are in the list
            MakeDirection(self._session, sorted(ids, key=self._place), self._window).open()

    def _place(self, number: int) -> int:
        found = np.flatnonzero(self._browsing.ids == number)
        return int(found[0]) if len(found) else 0

    def more_like(self, number: int) -> None:
        """Look for faces like this one."""
        card = self._kept.cards.get(number)
        self._browsing.show_like(number, card.title if card is not None else f"face {number}")

    # -- what is said of them -----------------------------------------------------------------

    def rate(self, ids: Sequence[int], rating: int) -> None:
        """Give stars."""
        if ids:
            self._kept.update(ids, rating=rating)

    def tag(self, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Give tags and take tags."""
        if ids:
            self._kept.tag(ids, add, remove)

    def update(
        self,
        number: int,
        *,
        name: str | None = None,
        note: str | None = None,
        gesture: Hashable | None = None,
    ) -> None:
        """Say something else of a face; what comes with the same gesture is one step of undo."""
        self._kept.update([number], name=name, note=note, gesture=gesture)

    # -- bin ----------------------------------------------------------------------------------

    def remove(self, ids: Sequence[int]) -> None:
        """Put faces in the bin; of faces in the bin: delete them for good, after asking."""
        if not ids:
            return
        if self._browsing.query.binned:
            self._purge(ids)
        else:
            self._kept.remove(ids)

    def restore(self, ids: Sequence[int]) -> None:
        """Take faces out of the bin."""
        if ids:
            self._kept.restore(ids)

    def empty_bin(self) -> None:
        """Delete all that is in the bin, after asking."""
        if self._browsing.facets.binned:
            self._purge(None)

    def _purge(self, ids: Sequence[int] | None) -> None:
        count = self._browsing.facets.binned if ids is None else len(ids)
        what = "this face" if count == 1 else f"{count:,} faces"
        if self._asked(f"Permanently delete {what}?", "This cannot be undone.", "Delete"):
            self._kept.purge(ids)

    # -- casts --------------------------------------------------------------------------------

    def put_in_cast(self, cast: int, ids: Sequence[int]) -> None:
        """Put faces into a cast."""
        if ids:
            self._kept.put_in_cast(cast, ids)

    def new_cast(self, ids: Sequence[int] = ()) -> None:
        """Make a cast with these faces in it, after asking for its name."""
        _close_popup()
        name, accepted = QInputDialog.getText(
            self._window, "New cast", "A cast collects faces for a project. Name:"
        )
        if accepted and name.strip():
            self._kept.add_cast(name.strip(), ids)

    def rename_cast(self, cast: int) -> None:
        """Give a cast another name."""
        _close_popup()
        old = next((c.name for c in self._browsing.facets.casts if c.id == cast), "")
        name, accepted = QInputDialog.getText(self._window, "Rename cast", "Name:", text=old)
        if accepted and name.strip() and name.strip() != old:
            self._kept.rename_cast(cast, name.strip())

    def remove_cast(self, cast: int) -> None:
        """Take a cast away, after asking; its faces stay."""
        old = next((c for c in self._browsing.facets.casts if c.id == cast), None)
        if old is not None and self._asked(
            f"Remove the cast “{old.name}”?", "Its faces stay in the library.", "Remove"
        ):
            self._kept.remove_cast(cast)

    def take_out(self, ids: Sequence[int]) -> None:
        """Take faces out of the cast on show."""
        if ids and self._browsing.query.cast is not None:
            self._kept.take_out_of_cast(self._browsing.query.cast, ids)

    # -- files --------------------------------------------------------------------------------

    def import_file(self) -> None:
        """Take in the faces of a file."""
        title = "Import faces and timelines"
        name, _ = QFileDialog.getOpenFileName(self._window, title, self._folder(), KINDS)
        if name:
            remember_folder(self._session, "exports", Path(name))
            self._kept.import_file(Path(name))

    @property
    def can_export_all(self) -> bool:
        """Whether there are any faces or timelines."""
        return bool(self._kept.facets.total) or self._session.kept_timelines.are_there

    def export(self, ids: Sequence[int] | None = None, name: str = "faces") -> None:
        """Write faces to a file; without a choice all of them, and the timelines. The file is
        offered the name, as far as a file can have it.
        """
        _close_popup()
        title = "Export faces and timelines" if ids is None else "Export faces"
        suggested = Path(self._folder()) / f"{safe_stem(name) or 'faces'}.facelab"
        path = ask_save_path(self._window, title, suggested, KINDS, (".facelab",))
        if path is not None:
            remember_folder(self._session, "exports", path)
            self._kept.export_file(path, ids)

    def export_cast(self, cast: int) -> None:
        """Write the faces of a cast to a file."""
        _close_popup()
        view = self._kept.view(Query(cast=cast))
        name = next((each.name for each in self._browsing.facets.casts if each.id == cast), "")

        def found() -> None:
            view.changed.disconnect(found)
            view.close()
            if len(view.ids):
                self.export(view.ids.tolist(), name)
            else:
                self._session.tell(Message("info", "This cast has no faces"))

        view.changed.connect(found)

    # -- pictures -----------------------------------------------------------------------------

    def export_pictures(self, ids: Sequence[int]) -> None:
        """Let faces leave as pictures, in the order of the list."""
        _close_popup()
        if ids:
            self.pictures_wanted.emit(chosen(tuple(sorted(ids, key=self._place))))

    def export_pictures_found(self) -> None:
        """Let all that was found leave as pictures."""
        _close_popup()
        self.pictures_wanted.emit(found(self._browsing.query, len(self._browsing.ids)))

    def export_pictures_of_cast(self, cast: int) -> None:
        """Let the faces of a cast leave as pictures."""
        _close_popup()
        its = next((each for each in self._browsing.facets.casts if each.id == cast), None)
        if its is not None:
            self.pictures_wanted.emit(of_cast(its.id, its.name, its.count))

    # -- how ----------------------------------------------------------------------------------

    def _folder(self) -> str:
        return folder_of(self._session, "exports")

    def _asked(self, what: str, why: str, button: str) -> bool:
        _close_popup()
        return confirmed(self._window, what, why, button)

    def _read(self, ids: Sequence[int], done: Callable[[list[KeptFace]], None]) -> None:
        """All of some faces, in their order; one said twice is one."""
        wanted, found = tuple(dict.fromkeys(ids)), []

        def one(face: KeptFace) -> None:
            found.append(face)
            if len(found) == len(wanted):
                done(found)

        for number in wanted:  # they come in this order
            self._kept.face(number, one)


def _close_popup() -> None:
    """What pops up holds the mouse: a question over it could not be answered."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
