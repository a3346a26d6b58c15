"""Which face: seed, blend, class, truncation, noise, transform, finish."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from facelab.recipe import Recipe
from facelab.recipe.values import NOISE_STRENGTH_RANGE, PSI_RANGE, Finish
from facelab.session import Session
from facelab.ui.panels.blend_row import BlendRow
from facelab.ui.panels.conditions import ConditionRows
from facelab.ui.theme import TOKENS
from facelab.ui.unhurried import Unhurried
from facelab.ui.widgets import (
    LabeledRow,
    SeedBox,
    Segment,
    SegmentedControl,
    SliderScale,
    ValueSlider,
)

PSI = SliderScale(-1.0, 2.0, 0.7, step=0.05, decimals=2, low_limit=0.2, high_limit=1.2)
STRENGTH = SliderScale(0.0, 2.0, 1.0, step=0.05, decimals=2)
FINE_NOISE = "Fine noise"
NOISE_MODES = (
    Segment("const", "Fixed", "The network's own, always the same (noise mode const)"),
    Segment("random", "Random", "From its own seed (noise mode random)"),
    Segment("none", "Off", "Smooth skin and hair (noise mode none)"),
)
FINISH = "Finish"
FINISHES = (
    Segment("clean", "Clean", "Without the faint weave that this network leaves on skin"),
    Segment("raw", "Raw", "Every pixel exactly as the network draws it"),
)


class FacePanel(QWidget):
    """Seed, ratio of a blend, truncation psi and cutoff, noise mode, seed and strength, finish;
    class, transform and noise where the network has them.

    Signals
    -------
    room_wanted : int
        Rows came or went: the height of all there is now.
    """

    room_wanted = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        face = session.face

        self.seed = SeedBox(self)
        self.seed.seed_chosen.connect(face.set_seed)
        self.seed.next_requested.connect(face.next_face)
        self.seed.previous_requested.connect(face.previous_face)
        self.seed.random_requested.connect(face.random_face)

        self.blend = BlendRow(face, self)
        self.conditions = ConditionRows(face, self)
        self.conditions.rows_changed.connect(self._ask_room)

        self.psi = ValueSlider(
            "Truncation",
            PSI,
            hard_minimum=PSI_RANGE[0],
            hard_maximum=PSI_RANGE[1],
            tooltip=(
                "psi: 0 is the average face, 1 the face at full strength; beyond 1 it gets wild"
            ),
        )
        self.psi.value_changed.connect(self._on_psi_changed)
        self.cutoff = ValueSlider(
            "Cutoff",
            SliderScale(0, 1, 1, step=1, decimals=0),
            tooltip="How many style layers truncation affects, starting with the coarsest",
        )
        self.cutoff.value_changed.connect(self._on_cutoff_changed)

        self.noise_mode = SegmentedControl(FINE_NOISE, NOISE_MODES, self)
        self.noise_mode.setToolTip("The network's noise: pores and strands of hair")
        self.noise_mode.chosen.connect(self._on_noise_mode_chosen)
        self.noise_row = LabeledRow(FINE_NOISE, self.noise_mode, self)
        self.noise_strength = ValueSlider(
            "Noise strength",
            STRENGTH,
            hard_minimum=NOISE_STRENGTH_RANGE[0],
            hard_maximum=NOISE_STRENGTH_RANGE[1],
            tooltip="Strength of the noise: pores and strands of hair",
        )
        self.noise_strength.value_changed.connect(self._on_noise_strength_changed)
        self.noise_seed = SeedBox(self, name="Noise seed", of="noise")
        self.noise_seed.seed_chosen.connect(self._on_noise_seed_chosen)
        self.noise_seed.next_requested.connect(lambda: self._step_noise_seed(+1))
        self.noise_seed.previous_requested.connect(lambda: self._step_noise_seed(-1))
        self.noise_seed.random_requested.connect(self._on_noise_seed_random)

        self.finish = SegmentedControl(FINISH, FINISHES, self)
        self.finish.setToolTip("Whether full-size pictures are freed of the network's faint weave")
        self.finish.chosen.connect(self._on_finish_chosen)
        self.finish_row = LabeledRow(FINISH, self.finish, self)
        self.finish_row.setVisible(False)  # until a network is known to weave

        for slider in (self.psi, self.cutoff, self.noise_strength):
            slider.gesture_finished.connect(face.end_gesture)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_2, TOKENS.space_2, TOKENS.space_2, TOKENS.space_2)
        layout.setSpacing(TOKENS.space_1)
        for widget in (
            self.seed,
            self.blend,
            self.conditions,
            self.psi,
            self.cutoff,
            self.noise_row,
            self.noise_strength,
            self.noise_seed,
            self.finish_row,
        ):
            layout.addWidget(widget)
        layout.addStretch(1)

        session.model_changed.connect(self._on_model_changed)
        soon = Unhurried(self, self._show_face)
        face.history_changed.connect(lambda: soon.ask(face.in_gesture))
        self._set_rows(1)
        self._rows = (False, False, False)  # whether those are shown that come and go
        self._has_noise = True
        self.noise_seed.setVisible(False)

    def _set_rows(self, rows: int) -> None:
        self.cutoff.set_scale(SliderScale(0, rows, rows, step=1, decimals=0))
        self.cutoff.set_special_texts({float(rows): "all"})

    # -- showing -----------------------------------------------------------------------------

    def _on_model_changed(self) -> None:
        assert self._session.model is not None
        self._set_rows(self._session.model.num_ws)
        self.finish_row.setVisible(self._session.model.lattice)
        self.conditions.show_model(self._session.model)
        self._has_noise = self._session.model.noise
        for row in (self.noise_row, self.noise_strength):
            row.setVisible(self._has_noise)

    def _show_face(self) -> None:
        recipe = self._session.face.recipe
        self.seed.set_seed(recipe.seed)
        self.blend.show_recipe(recipe)
        self.conditions.show_recipe(recipe)
        self.psi.set_value(recipe.truncation.psi)
        cutoff = recipe.truncation.cutoff
        self.cutoff.set_value(self.cutoff.scale().maximum if cutoff is None else cutoff)
        noise = recipe.noise
        self.noise_mode.set_value(noise.mode)
        self.noise_strength.set_value(noise.strength)
        self.noise_strength.setEnabled(noise.mode != "none")
        self.noise_seed.set_seed(noise.seed)
        self.noise_seed.setVisible(self._has_noise and noise.mode == "random")
        self.finish.set_value(recipe.finish)
        coming = (self.blend, self.noise_seed, self.finish_row)
        blend, seed, finish = (not each.isHidden() for each in coming)
        rows = (blend, seed, finish)
        if rows != self._rows:
            self._rows = rows
            self._ask_room()

    def _ask_room(self) -> None:
        # Once the layout knows of it.
        QTimer.singleShot(0, self, lambda: self.room_wanted.emit(self.sizeHint().height()))

    # -- the user's changes --------------------------------------------------------------------

    def _edit(self, recipe: Recipe, label: str, gesture: str | None = None) -> None:
        self._session.face.edit(recipe, label, gesture)

    def _on_psi_changed(self, value: float) -> None:
        self._edit(self._session.face.recipe.with_truncation(psi=value), "Truncation", "psi")

    def _on_cutoff_changed(self, value: float) -> None:
        rows = int(value)
        cutoff = None if rows >= self.cutoff.scale().maximum else rows
        self._edit(self._session.face.recipe.with_truncation(cutoff=cutoff), "Cutoff", "cutoff")

    def _on_noise_mode_chosen(self, mode: str) -> None:
        chosen = cast(Literal["const", "random", "none"], mode)
        self._edit(self._session.face.recipe.with_noise(mode=chosen), FINE_NOISE)

    def _on_finish_chosen(self, finish: str) -> None:
        self._edit(self._session.face.recipe.with_finish(cast(Finish, finish)), FINISH)

    def _on_noise_strength_changed(self, value: float) -> None:
        recipe = self._session.face.recipe.with_noise(strength=value)
        self._edit(recipe, "Noise strength", "noise strength")

    def _on_noise_seed_chosen(self, seed: int) -> None:
        self._edit(self._session.face.recipe.with_noise(seed=seed), "Noise seed")

    def _step_noise_seed(self, step: int) -> None:
        self._on_noise_seed_chosen((self._session.face.recipe.noise.seed + step) % 2**32)

    def _on_noise_seed_random(self) -> None:
        self._on_noise_seed_chosen(self._session.face.random_seed())
