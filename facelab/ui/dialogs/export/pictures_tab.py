"""Faces as pictures: a look at the first on the left; what, how and where on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from facelab.errors import FacelabError
from facelab.export.names import face_name
from facelab.export.orders import Order
from facelab.library import KeptFace, Reading
from facelab.plain_text import counted
from facelab.preparing.preparation import Preparation
from facelab.preparing.sheets import places_of
from facelab.progress import Stop
from facelab.session import Session
from facelab.session.choices.export import PATTERN, ExportChoice
from facelab.session.exporting.command import command_of
from facelab.session.exporting.look import Look, Seen
from facelab.session.exporting.scope import Scope, first_of
from facelab.session.messages import message_of
from facelab.ui.dialogs.export.begin import begin_export
from facelab.ui.dialogs.export.how import How
from facelab.ui.dialogs.export.look import LookPane
from facelab.ui.dialogs.export.marks import Marks
from facelab.ui.dialogs.export.needs import Needs
from facelab.ui.dialogs.export.own_formats import FormatMenu
from facelab.ui.dialogs.export.tab import Scopes
from facelab.ui.dialogs.export.two_sides import TwoSidedTab
from facelab.ui.dialogs.export.what import What
from facelab.ui.dialogs.export.where import Where
from facelab.ui.dialogs.export.words import estimate

MOST_SHOWN = 30  # faces on the first page of a sheet
TYPING_MS = 150  # after a key, before the disk is asked


class PicturesTab(TwoSidedTab):
    """Chooses, shows and starts.

    Parameters
    ----------
    session : Session
    scopes : callable
        Which faces there are to choose from.
    parent : QWidget
    """

    def __init__(self, session: Session, scopes: Scopes, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._exporting, self._preview = session.exporting, session.export_preview
        self._scopes = scopes
        self._open = False
        self._orders: tuple[Order, ...] = ()  # the first of them
        self._seen: Seen | None = None
        self._problem = ""
        self._how_far = ""
        self.look = LookPane(self)
        inside = QWidget(self)
        self.what, self.how = What(inside), How(session, inside)
        self.how.menu = FormatMenu(
            session, lambda: self._preparation().format, self.how.choose, self
        )
        self.needs = Needs(inside)
        self.where, self.marks = Where(session, inside), Marks(session, inside)
        self.lay_out(self.look, inside, (self.what, self.how, self.needs, self.where, self.marks))
        self._soon = self.later(TYPING_MS, self._look_again)
        self.what.changed.connect(self._on_scope)
        self.how.changed.connect(self._on_how)
        self.where.changed.connect(self._soon.start)
        self.needs.wanted.connect(self._on_needs)
        self.look.place_changed.connect(self._look_again)
        self._preview.seen.connect(self._on_seen)
        self._preview.failed.connect(self._on_failed)
        self._exporting.fetching_changed.connect(self._on_fetching)
        session.settings_changed.connect(self._on_settings)
        session.face.step_settled.connect(self._on_face)
        session.face.place_changed.connect(self._on_face)
        session.kept.changed.connect(self._on_kept)
        session.formats.changed.connect(self._on_formats)

    # -- the dialog ----------------------------------------------------------------------------

    def open(self, scope: Scope | None) -> None:
        """Show what was chosen last, for these faces."""
        self._open = True
        offered = list(self._scopes())
        self.what.offer(offered, scope or (offered[0] if offered else None))
        choice = self._exporting.choice or ExportChoice()
        self.how.show_choice(choice, self._exporting.formats)
        self.where.show_choice(choice.folder, choice.pattern, choice.overwrite)
        self.marks.show_all()
        self._on_scope()

    def close_down(self) -> None:
        """Nobody looks any more."""
        self._open = False
        self._soon.stop()
        self._preview.forget()
        self.look.forget()
        self._seen, self._orders = None, ()

    @property
    def choice(self) -> ExportChoice:
        """What is chosen."""
        return ExportChoice(
            **self.how.values,  # type: ignore[arg-type]
            folder=str(self.where.folder),
            pattern=self.where.pattern.text(),
            overwrite=self.where.replace.isChecked(),
        )

    @property
    def ready(self) -> bool:
        """Whether it can be exported."""
        scope = self.what.scope
        return scope is not None and scope.count > 0 and not self._in_the_way()

    @property
    def standing(self) -> str:
        """How many, how large, how long; or what is in the way."""
        scope, seen = self.what.scope, self._seen
        if scope is None:
            return "There is no face to export yet."
        problem = self._in_the_way()
        if problem:
            return problem
        if seen is not None and seen.missing:
            return (
                f"{counted(scope.count, 'face')}: what it takes is known once the network is here"
            )
        return estimate(scope.count, seen.cost if seen else None, seen.free if seen else None)[0]

    def _in_the_way(self) -> str:
        """What keeps it from being exported, in words."""
        if self.where.problem:
            return self.where.problem
        if self._problem:
            return self._problem
        scope, seen = self.what.scope, self._seen
        if scope is None or seen is None:
            return ""
        said, full = estimate(scope.count, seen.cost, seen.free)
        return f"{said}. Choose another folder, or free some space." if full else ""

    def command(self) -> str:
        """The command that does the same."""
        scope = self.what.scope
        if scope is None or self.where.problem:
            return ""
        model = self._session.model
        return command_of(
            scope,
            self.choice,
            self.how.named,
            self._preparation(),
            self._session.saying.parts,
            0 if model is None else model.resolution,
            {cast.id: cast.name for cast in self._session.kept.facets.casts},
        )

    def export(self) -> bool:
        """Begin, once the user has agreed to what has to be downloaded."""
        scope = self.what.scope
        if scope is None or not self.ready:
            return False
        begin_export(self._session, self.window(), scope, self.choice)
        return True

    # -- what is looked at ---------------------------------------------------------------------

    def _on_scope(self) -> None:
        """Other faces: the first of them is shown."""
        scope = self.what.scope
        self._orders = ()
        self.changed.emit()
        if scope is None:
            self.look.show_problem("There is no face to export yet.")
        elif scope.recipe is not None:
            self._on_first(scope, (Order(1, face_name(scope.recipe), scope.recipe),))
        else:
            self._read_first(scope)

    def _read_first(self, scope: Scope) -> None:
        """As many as a sheet has on its first page, of the network in use: others are left out
        when they leave, and cannot be looked at.
        """
        model = self._session.model

        def ask(reading: Reading, stop: Stop) -> list[tuple[int, KeptFace]]:
            return first_of(reading, scope, "" if model is None else model.sha256, MOST_SHOWN, stop)

        def done(faces: list[tuple[int, KeptFace]]) -> None:
            if not faces and self.what.scope == scope:
                self.look.show_problem("There are no faces in it.")
                return
            orders = [
                Order(
                    index,
                    face.name or face_name(face.recipe),
                    face.recipe,
                    scope.cast or (face.casts[0] if face.casts else ""),
                )
                for index, face in faces
            ]
            self._on_first(scope, tuple(orders))

        self._session.kept.ask(ask, done, self._on_failed)

    def _on_first(self, scope: Scope, orders: tuple[Order, ...]) -> None:
        if self._open and self.what.scope == scope:
            self._orders = orders
            self._look_again()

    def _look_again(self) -> None:
        if not self._open or not self._orders:
            return
        self._problem = ""
        try:
            preparation = self._preparation()
        except FacelabError as error:
            self._on_failed(error)
            return
        self._show_example()
        if not self.where.problem:
            self.look.begin(bool(preparation.format.enhance))
            sheet = preparation.format.sheet
            shown = self._orders[: 1 if sheet is None else places_of(sheet)]
            parts = self._session.saying.parts
            self._preview.show(Look(shown, self.choice, preparation, parts, self.look.place))
        self.changed.emit()

    def _preparation(self) -> Preparation:
        return self._exporting.preparation(self.choice)

    def _on_seen(self, seen: Seen) -> None:
        if not self._open:
            return
        self._seen = seen
        self.look.show_seen(seen)
        self.needs.show_missing(seen.missing, self._how_far)
        self._show_example()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        if self._open:
            self._problem = message_of(error).in_a_line
            self.look.show_problem(self._problem)
            self.changed.emit()

    def _show_example(self) -> None:
        path = self._seen.path if self._seen is not None else None
        self.where.show_example("" if path is None else f"The first: {path.name}")

    # -- what changes --------------------------------------------------------------------------

    def _on_how(self) -> None:
        if self.how.format_just_chosen:
            patterns = {each.pattern for each in self._exporting.formats.values()}
            wanted = self.how.named.pattern
            if wanted or self.where.pattern.text() in patterns:  # not over one of the user's
                self.where.pattern.setText(wanted or PATTERN)
        self._look_again()

    def _on_settings(self) -> None:
        if self._open:
            self.marks.show_all()
            self._soon.start()

    def _on_face(self, *_: object) -> None:
        """Another face is on show."""
        scope = self.what.scope
        if self._open and (scope is None or scope.kind == "shown"):
            offered = list(self._scopes())
            chosen = next((each for each in offered if each.kind == "shown"), None)
            self.what.offer(offered, chosen)
            self._on_scope()

    def _on_kept(self) -> None:
        if self._open:
            self.what.offer(list(self._scopes()), self.what.scope)
            self.changed.emit()

    def _on_formats(self) -> None:
        if self._open:
            self.how.offer(self._exporting.formats)

    def _on_needs(self) -> None:
        self._exporting.fetch(self._preparation())

    def _on_fetching(self, how_far: str) -> None:
        self._how_far = how_far
        if not self._open:
            return
        missing = self._seen.missing if self._seen is not None else ()
        self.needs.show_missing(missing, how_far)
        if not how_far:
            self._look_again()
