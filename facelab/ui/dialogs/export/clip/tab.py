"""The tab for clips: chooses, shows and starts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.cutout.backgrounds import background_of
from facelab.errors import FacelabError
from facelab.preparing.clips.order import as_repeated
from facelab.recipe.timeline import Timeline
from facelab.session import Session
from facelab.session.choices.clip import ClipChoice
from facelab.session.exporting.clips.command import clip_command
from facelab.session.exporting.scope import Scope
from facelab.session.messages import message_of
from facelab.ui.dialogs.export.begin import once_agreed
from facelab.ui.dialogs.export.clip.how import ClipHow
from facelab.ui.dialogs.export.clip.pane import ClipPane
from facelab.ui.dialogs.export.clip.what import ClipWhat, faces_told
from facelab.ui.dialogs.export.clip.where import ClipWhere
from facelab.ui.dialogs.export.marks import Marks
from facelab.ui.dialogs.export.tab import Scopes
from facelab.ui.dialogs.export.two_sides import TwoSidedTab
from facelab.ui.dialogs.export.words import amount, duration

TYPING_MS = 150
NOTHING = (
    "A clip needs at least two faces: make them keys of the timeline in Animate (F7), select them "
    "among the kept faces, or choose a timeline file."
)
TOO_FEW = "No clip yet"


class ClipTab(TwoSidedTab):
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
        self._session, self._clips, self._scopes = session, session.clips, scopes
        self._open = False
        self._timeline: Timeline | None = None
        self._problem = ""
        self.pane = ClipPane(session, self)
        inside = QWidget(self)
        self.what, self.how = ClipWhat(session, inside), ClipHow(session, inside)
        self.where = ClipWhere(session, inside)
        self.marks = Marks(
            session, inside, "What the clip says",
            "It carries its timeline and, unless you switch it off:",
        )  # fmt: skip
        self.lay_out(self.pane, inside, (self.what, self.how, self.where, self.marks))
        self._soon = self.later(TYPING_MS, self._check)
        self.what.changed.connect(self._on_what)
        self.how.changed.connect(self._check)
        self.where.changed.connect(self._soon.start)
        session.settings_changed.connect(self._on_settings)
        session.animating.changed.connect(self._on_timeline)

    # -- the dialog ----------------------------------------------------------------------------

    def open(self, scope: Scope | None) -> None:
        """Show what was chosen last, for these faces."""
        self._open = True
        choice = self._clips.choice
        self.how.show_choice(choice)
        self.where.show_choice(choice)
        scopes = list(self._scopes())
        sources = self._clips.sources(scopes if scope is None else [scope, *scopes])
        self.what.offer(sources, None)
        self.what.show_choice(choice)
        self.marks.show_all()
        self._on_what()

    def close_down(self) -> None:
        """Nobody looks any more."""
        self._open = False
        self._soon.stop()
        self.pane.forget()

    @property
    def choice(self) -> ClipChoice:
        """What is chosen."""
        values = {**self.what.values, **self.how.values, **self.where.values}
        return ClipChoice(**values)  # type: ignore[arg-type]

    @property
    def ready(self) -> bool:
        """Whether it can be exported."""
        return self._timeline is not None and not self._problem and not self.where.problem

    @property
    def standing(self) -> str:
        """How many pictures, how large, how long; or what is in the way."""
        if self._problem or self.where.problem:
            return self._problem or self.where.problem
        if self._timeline is None:
            return TOO_FEW
        cost = self._clips.cost(self._timeline, self.choice)
        said = [f"{cost.count:,} pictures", f"about {amount(cost.bytes)}"]
        if cost.seconds is not None:
            said.append(f"about {duration(cost.seconds)} to make")
        return ", ".join(said)

    def command(self) -> str:
        """The command that does the same."""
        source = self.what.source
        if source is None or self._timeline is None or not self.ready:
            return ""
        return clip_command(
            self._clips.order(self.choice), self.choice, source.path, self._session.saying.parts,
            self._timeline.keys[0].face,
        )  # fmt: skip

    def export(self) -> bool:
        """Begin, once the user has agreed to what has to be downloaded."""
        timeline, choice = self._timeline, self.choice
        if timeline is None or not self.ready:
            return False

        def found(missing: tuple[CatalogueEntry, ...]) -> None:
            once_agreed(self.window(), missing, lambda: self._clips.run(timeline, choice))

        self._clips.find_missing(choice, found)
        return True

    # -- what changes --------------------------------------------------------------------------

    def _on_what(self) -> None:
        """Another source, or another way through its faces."""
        source = self.what.source
        if source is None:
            self._timeline, self._problem = None, ""
            self.what.show_length("")
            self.pane.say(NOTHING)
            self.changed.emit()
            return

        def done(timeline: Timeline) -> None:
            if self._open and self.what.source is source:
                self._timeline = timeline
                self._check()

        def failed(error: Exception) -> None:
            if self._open and self.what.source is source:
                self._timeline = None
                self._fail(error)

        self._clips.read(source, self.choice, done, failed)

    def _check(self) -> None:
        """Whether it can be made as it is chosen."""
        timeline = self._timeline
        if not self._open or timeline is None:
            self.changed.emit()
            return
        self._problem = ""
        choice = self.choice
        try:
            whole = as_repeated(timeline, choice.repeat or None)
            cost = self._clips.cost(timeline, choice)
            self.what.show_length(faces_told(cost.count, len(whole.keys), cost.clip_seconds))
            self.pane.show_clip(whole, choice.rate)
            self._show_background(choice)
            self.where.show_example("")
            if not self.where.problem:
                self.where.show_example(f"{self._clips.order(choice).path.name}")
        except FacelabError as error:
            self._fail(error)
            return
        self.changed.emit()

    def _show_background(self, choice: ClipChoice) -> None:
        try:
            background = background_of(choice.background) if choice.background else None
        except ValueError:  # told when the order is made
            background = None
        if background is None:
            self.pane.show_background(None)
            return

        def found(missing: tuple[CatalogueEntry, ...]) -> None:
            same = self.how.values["background"] == choice.background
            if self._open and self._timeline is not None and same:
                self.pane.show_background(background, bool(missing))

        self._clips.find_missing(choice, found)

    def _fail(self, error: Exception) -> None:
        self._problem = message_of(error).in_a_line
        if self._timeline is None:
            self.pane.say(self._problem)
        self.changed.emit()

    def _on_timeline(self) -> None:
        """The session's timeline is another."""
        if self._open:
            self.what.offer(self._clips.sources(list(self._scopes())), None)
            self._on_what()

    def _on_settings(self) -> None:
        if self._open:
            self.marks.show_all()
