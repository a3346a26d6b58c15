"""The tab for research sets: chooses, shows and starts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.errors import FacelabError
from facelab.plain_text import counted
from facelab.session import Session
from facelab.session.choices.stimuli import StimuliChoice
from facelab.session.exporting.scope import Scope
from facelab.session.exporting.stimuli.command import stimuli_command
from facelab.session.exporting.stimuli.outlook import Faces, doubts_of, sketches
from facelab.session.messages import message_of
from facelab.stimuli.reach import UNMEASURED, doubts_told
from facelab.stimuli.ruler import Lever
from facelab.ui.dialogs.export.begin import once_agreed
from facelab.ui.dialogs.export.marks import Marks
from facelab.ui.dialogs.export.research.pane import SketchPane
from facelab.ui.dialogs.export.research.steps import Steps
from facelab.ui.dialogs.export.research.where import SetWhere
from facelab.ui.dialogs.export.tab import Scopes
from facelab.ui.dialogs.export.two_sides import TwoSidedTab
from facelab.ui.dialogs.export.what import What
from facelab.ui.dialogs.export.words import amount, duration

TYPING_MS = 250
NOTHING = "There is no face to make a set of yet."


class ResearchTab(TwoSidedTab):
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
        self._session, self._stimuli, self._scopes = session, session.stimuli, scopes
        self._open = False
        self._faces: Faces | None = None
        self._levers: tuple[Lever, ...] = ()
        self._problem = ""
        self._in_folder = ""  # what is in the way there
        self._there = 0  # pictures that are made already
        self.pane = SketchPane(session, self)
        inside = QWidget(self)
        self.what, self.steps = What(inside), Steps(session, inside)
        self.where, self.marks = SetWhere(session, inside), Marks(session, inside)
        self.lay_out(self.pane, inside, (self.what, self.steps, self.where, self.marks))
        self._soon = self.later(TYPING_MS, self._check)
        self.what.changed.connect(self._on_scope)
        self.steps.changed.connect(self._soon.start)
        self.where.changed.connect(self._soon.start)
        session.settings_changed.connect(self._on_settings)
        session.face.step_settled.connect(self._on_face)
        session.face.place_changed.connect(self._on_face)
        session.kept.changed.connect(self._on_kept)
        session.model_changed.connect(lambda _: self._on_model())

    # -- the dialog ----------------------------------------------------------------------------

    def open(self, scope: Scope | None) -> None:
        """Show what was chosen last, for these faces."""
        self._open = True
        offered = list(self._scopes())
        self.what.offer(offered, scope or (offered[0] if offered else None))
        choice = self._stimuli.choice
        self.where.show_choice(choice)
        self.marks.show_all()
        self._show_levers(choice)
        self._on_scope()

    def close_down(self) -> None:
        """Nobody looks any more."""
        self._open = False
        self._soon.stop()
        self._stimuli.forget()
        self._faces = None
        self.pane.say("")

    @property
    def choice(self) -> StimuliChoice:
        """What is chosen."""
        values = {**self.steps.values, **self.where.values}
        return StimuliChoice(**values)  # type: ignore[arg-type]

    @property
    def ready(self) -> bool:
        """Whether it can be made."""
        return self._faces is not None and not self._in_the_way()

    @property
    def standing(self) -> str:
        """How many pictures, how large, how long; or what is in the way."""
        problem = self._in_the_way()
        faces = self._faces
        if problem or faces is None:
            return problem or (NOTHING if self.what.scope is None else "Reading the faces…")
        choice = self.choice
        count = self._stimuli.count(faces.count, choice)
        left = count - self._there
        said = [counted(count, "picture")]
        if self._there:
            said.append(f"{self._there:,} of them done already")
        if left:
            said.append(f"about {amount(self._stimuli.bytes(left, choice))}")
        seconds = self._stimuli.seconds(left, choice)
        if seconds is not None and left:
            said.append(f"about {duration(seconds)}")
        return ", ".join(said)

    def _in_the_way(self) -> str:
        return self._problem or self.steps.problem or self.where.problem or self._in_folder

    def command(self) -> str:
        """The command that does the same."""
        scope, faces = self.what.scope, self._faces
        if scope is None or faces is None or not self.ready:
            return ""
        return stimuli_command(
            scope, self.choice, self._session.saying.parts, faces.recipes[0],
            {cast.id: cast.name for cast in self._session.kept.facets.casts},
        )  # fmt: skip

    def export(self) -> bool:
        """Begin, once the user has agreed to what has to be downloaded."""
        scope, choice = self.what.scope, self.choice
        if scope is None or not self.ready:
            return False

        def found(missing: tuple[CatalogueEntry, ...]) -> None:
            once_agreed(
                self.window(),
                missing,
                lambda: self._stimuli.run(scope, choice),
                "Download what measuring needs?",
                "The set begins when all of it is here.",
                "Download and begin",
            )

        self._stimuli.find_missing(found)
        return True

    # -- what changes --------------------------------------------------------------------------

    def _show_levers(self, choice: StimuliChoice) -> None:
        self._problem = ""
        try:
            self._levers = self._stimuli.levers()
        except FacelabError as error:
            self._levers = ()
            self._fail(error)
        self.steps.show_choice(choice, self._levers)

    def _on_scope(self) -> None:
        """Other faces."""
        scope = self.what.scope
        self._faces = None
        if scope is None or not self._levers:
            self.pane.say(self._problem or NOTHING)
            self.changed.emit()
            return
        self._problem = ""

        def done(faces: Faces) -> None:
            if self._open and self.what.scope == scope:
                self._faces = faces
                self._check()

        def failed(error: Exception) -> None:
            if self._open and self.what.scope == scope:
                self._fail(error)

        self._stimuli.look(scope, done, failed)
        self.changed.emit()

    def _check(self) -> None:
        """Whether it can be made as it is chosen, and how it will look."""
        faces = self._faces
        if not self._open:
            return
        self.steps.refresh()
        self._problem = self._in_folder = ""
        self.where.show_problem("")
        if faces is not None and not self.steps.problem:
            choice = self.choice
            try:
                self._stimuli.count(faces.count, choice)  # all of them fit
                self._show(faces, choice)
            except FacelabError as error:
                self._fail(error)
                return
            if not self.where.problem:
                self._stimuli.find_there(
                    faces, choice, lambda *found: self._on_there(choice, *found)
                )
        elif faces is not None:
            self.pane.say(self.steps.problem)
        self.changed.emit()

    def _show(self, faces: Faces, choice: StimuliChoice) -> None:
        plan = self._stimuli.plan(faces.recipes, choice)
        forecast = self._stimuli.forecast()
        levers = {lever.id: lever for lever in self._levers}
        rows = [(name, levers[name].title) for name in plan.attributes]
        self.pane.grid.show_sketches(rows, plan.levels, sketches(plan, faces, levers, forecast))
        lines = doubts_told(doubts_of(plan, faces, forecast))
        if lines:
            lines.append("Choose levels nearer to 0, or other faces.")
        self.pane.show_doubts(lines if forecast.measured else [*lines, UNMEASURED])
        self.pane.show_about()

    def _on_there(self, choice: StimuliChoice, there: int, problem: str) -> None:
        if self._open and not self.steps.problem and choice == self.choice:
            self._there, self._in_folder = there, problem
            self.where.show_problem(problem)
            self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self._problem = message_of(error).in_a_line
        self.pane.say(self._problem)
        self.changed.emit()

    def _on_settings(self) -> None:
        if self._open:
            self.marks.show_all()

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
            before = self.what.scope
            self.what.offer(list(self._scopes()), before)
            if self.what.scope != before:
                self._on_scope()
            self.changed.emit()

    def _on_model(self) -> None:
        if self._open:
            self._show_levers(self.choice if self._levers else self._stimuli.choice)
            self._on_scope()
