"""The face before its edits, for comparing."""

from __future__ import annotations

from facelab.engine import Frame
from facelab.recipe import Recipe
from facelab.session.rendering.engine_thread import EngineThread
from facelab.session.rendering.side_picture import SidePicture
from facelab.session.signals import Signal


class BeforeFace:
    """Keeps a picture of the unedited face up to date, while someone looks at it.

    Signals
    -------
    changed(Frame)
    """

    changed = Signal(Frame)

    def __init__(self, engine: EngineThread) -> None:
        self._engine = engine
        self._wanted = False
        self._recipe: Recipe | None = None
        self.frame: Frame | None = None

    def set_wanted(self, wanted: bool, recipe: Recipe) -> None:
        """Say whether the picture is looked at, and of which face."""
        self._wanted = wanted
        if not wanted:
            for kind in ("preview", "full"):
                self._engine.cancel(("before", kind))
            if self.frame is None or self.frame.recipe != self._recipe:
                self._recipe = None  # not even its preview came: it is asked for again
        self.follow(recipe)

    def follow(self, recipe: Recipe) -> None:
        """The face on show has changed."""
        before = recipe.without_edits()
        if not self._wanted:
            return
        is_new, self._recipe = before != self._recipe, before
        frame = self.frame
        if frame is not None and frame.kind == "full" and frame.recipe == before:
            return
        if is_new:
            self._ask("preview")
        self._ask("full")

    def forget(self) -> None:
        """Another network is loaded."""
        self._recipe = None
        self.frame = None

    def _ask(self, kind: str) -> None:
        assert self._recipe is not None
        self._engine.submit(
            SidePicture(
                ("before", kind),
                self._recipe,
                "preview" if kind == "preview" else "full",
                self._on_done,
                lambda error: None,  # the canvas tells of the same fault for the face itself
            )
        )

    def _on_done(self, frame: Frame) -> None:
        if frame.recipe == self._recipe:
            self.frame = frame
            self.changed.emit(frame)
