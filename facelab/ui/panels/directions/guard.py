"""How far the face is from the average one, and a limit that edits stay within."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from facelab.engine import ModelInfo
from facelab.engine.directions.edit_space import EditSpace
from facelab.recipe import Recipe
from facelab.recipe.values import GUARD_RANGE
from facelab.session import Session
from facelab.ui.panels.directions.blame import Blame
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.unhurried import Unhurried
from facelab.ui.widgets import Readout, SliderScale, Switch, ValueSlider

LOWEST, HIGHEST = 0.5, 2.0
_ABOUT = (
    "How far directions may take the face from the average, in sigma. 1 is the typical "
    "distance of a face at psi 1."
)
_SHORTENED = "Directions are reduced to keep the face within the limit."
_BEYOND = "Even without directions, the face is beyond the limit: they can only bring it closer."


class GuardBar(QWidget):
    """A switch, a limit, and where the face is; hidden where nobody knows how faces spread."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._space: EditSpace | None = None
        self._blame = Blame()
        self._far = self._told = ""
        self._beyond = False
        self.switch = Switch("Stay within", self)
        self.switch.setToolTip(_ABOUT)
        self.switch.setAccessibleDescription(_ABOUT)
        self.switch.clicked.connect(self._on_switched)
        self.limit = ValueSlider(
            "Stay within",
            SliderScale(LOWEST, HIGHEST, 1.0, step=0.05, decimals=2),
            hard_minimum=GUARD_RANGE[0],
            hard_maximum=GUARD_RANGE[1],
            tooltip=_ABOUT,
            show_name=False,
        )
        self.limit.setEnabled(False)
        self.limit.value_changed.connect(self._on_limit_changed)
        self.limit.gesture_finished.connect(session.face.end_gesture)
        self.readout = Readout("How far the face is", self)
        self.readout.setFont(text_font(size="small", tabular=True))
        self.readout.set_tone("text_dim")

        row = QHBoxLayout()
        row.setSpacing(TOKENS.space_1)
        row.addWidget(self.switch)
        row.addWidget(self.limit, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, TOKENS.space_1, TOKENS.space_1, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.readout)
        self.setVisible(False)
        soon = Unhurried(self, self._show_distance)
        session.frame_ready.connect(lambda frame: soon.ask(frame.kind == "preview"))

    def sizeHint(self) -> QSize:
        """A row, and a line below it."""
        return QSize(260, super().sizeHint().height())

    # -- showing ------------------------------------------------------------------------

    def show_model(self, model: ModelInfo) -> None:
        """Begin with a network."""
        self._space = model.directions.space
        self.setVisible(self._space is not None)
        self._blame, self._far, self._told, self._beyond = Blame(), "", "", False
        self._tell()
        if self._space is not None:
            usual = round(self._space.farthest, 2)
            default = min(HIGHEST, max(LOWEST, usual))
            scale = SliderScale(LOWEST, HIGHEST, default, step=0.05, decimals=2, high_limit=usual)
            self.limit.set_scale(scale)
            if not self.switch.isChecked():
                self.limit.set_value(default)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show the limit of a recipe; a limit that was taken off stays in sight, faded."""
        self.switch.setChecked(recipe.guard is not None)
        self.limit.setEnabled(recipe.guard is not None)
        if recipe.guard is not None:
            self.limit.set_value(recipe.guard)

    def _show_distance(self) -> None:
        frame = self._session.frame
        if self._space is None or frame is None:
            return
        far = self._space.distance(frame.ws)
        held = "" if frame.share > 0.995 else f", reduced to {max(0, round(100 * frame.share))}%"
        self._beyond = far > self._space.farthest + 0.005 or frame.share <= 0.005
        self._far = f"{far:.2f} σ from the average{held}"
        told = f"Faces at psi 1 are almost never beyond {self._space.farthest:.2f} σ."
        if held:
            told += f"\n{_SHORTENED if frame.share > 0.005 else _BEYOND}"
        self._told = told
        self._tell()

    def show_blame(self, blame: Blame) -> None:
        """Say what is wrong with the edit, in the place of how far the face is."""
        if blame != self._blame:
            self._blame = blame
            self._tell()

    def _tell(self) -> None:
        self.readout.setText(self._blame.line or self._far)
        amber = self._beyond or bool(self._blame.sliders)
        self.readout.set_tone("warning" if amber else "text_dim")
        lines = (self._blame.why, self._far if self._blame.line else "", self._told)
        self.readout.setToolTip("\n".join(filter(None, lines)))

    # -- the user's changes ---------------------------------------------------------------

    def _on_switched(self, on: bool) -> None:
        face = self._session.face
        if not face.has_recipe:
            self.switch.setChecked(False)
            return
        guard = self.limit.value() if on else None
        face.edit(face.recipe.with_guard(guard), "Stay within" if on else "No limit")

    def _on_limit_changed(self, value: float) -> None:
        face = self._session.face
        face.edit(face.recipe.with_guard(value), "Stay within", "guard")
