"""Layers of another network: which one, and how much of it on coarse, middle and fine layers."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from facelab.engine import GROUPS, ModelInfo
from facelab.recipe import ModelRef, NetworkMix, Recipe
from facelab.session import Session
from facelab.ui.widgets import (
    ChoiceBox,
    CollapsibleSection,
    LabeledRow,
    SliderScale,
    ValueSlider,
)

TITLE = "Another network"
NONE = "None"
WEIGHT = SliderScale(0.0, 1.0, 0.0, step=0.05, decimals=2)


class NetworkMixing(CollapsibleSection):
    """Shown where there is a network that fits the loaded one, or where a face mixes one in."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(TITLE, parent)
        self._session = session
        self._fitting: tuple[ModelRef, ...] = ()
        self._known: list[ModelRef] = []  # in the list, after NONE
        self._chosen: ModelRef | None = None  # also while all its weights are 0
        self.choice = ChoiceBox(self)
        self.choice.setAccessibleName(TITLE)
        self.choice.setToolTip("A network of the same family and size whose layers are mixed in")
        self.choice.activated.connect(self._on_chosen)
        self.add_widget(LabeledRow("Network", self.choice))
        self.sliders = {
            name: ValueSlider(
                name.capitalize(),
                WEIGHT,
                tooltip=f"How much of the other network the {name} layers take",
            )
            for name in GROUPS
        }
        for name, slider in self.sliders.items():
            slider.value_changed.connect(partial(self._set_weight, name))
            slider.gesture_finished.connect(session.face.end_gesture)
            self.add_widget(slider)
        self.set_expanded(False)
        self.setVisible(False)
        session.model_changed.connect(self._on_model_changed)
        session.networks.changed.connect(self._look)

    # -- showing -----------------------------------------------------------------------------

    def show_recipe(self, recipe: Recipe) -> None:
        """Show what a face takes from another network; emits nothing."""
        model, mix = self._session.model, recipe.networks
        if model is None:
            return
        if mix is not None:
            self._chosen = mix.other
            self.set_expanded(True)
        known = [*self._fitting]
        if self._chosen is not None and self._chosen not in known:
            known.append(self._chosen)  # it may be missing here: the picture says so
        self._known = known
        title_of = self._session.networks.title_of
        names = [NONE, *(title_of(each.sha256, each.name) for each in known)]
        if names != [self.choice.itemText(k) for k in range(self.choice.count())]:
            self.choice.clear()
            self.choice.addItems(names)
        self.choice.setCurrentIndex(0 if self._chosen is None else 1 + known.index(self._chosen))
        self.setVisible(bool(known))
        for name, slider in self.sliders.items():
            rows = model.groups[name]
            weights = [mix.weights[row] for row in rows] if mix is not None else []
            slider.set_value(sum(weights) / len(weights) if weights else 0.0)
            slider.setEnabled(bool(rows) and self._chosen is not None)

    def _on_model_changed(self, _model: ModelInfo) -> None:
        self._fitting = ()
        self._chosen = None
        self._look()

    def _look(self) -> None:
        """Which networks fit may be others."""
        model = self._session.model
        if model is None:
            return

        def found(fitting: tuple[ModelRef, ...]) -> None:
            if model.sha256 != getattr(self._session.model, "sha256", None):
                return  # of the network before
            self._fitting = fitting
            if self._session.face.has_recipe:
                self.show_recipe(self._session.face.recipe)

        self._session.networks.find_fitting(model, found)

    # -- the user's changes --------------------------------------------------------------------

    def _on_chosen(self, place: int) -> None:
        model, face = self._session.model, self._session.face
        if model is None or not face.has_recipe:
            return
        old = face.recipe.networks
        self._chosen = self._known[place - 1] if place else None
        if self._chosen is None:
            face.edit(face.recipe.with_networks(None), "No other network")
            return
        if old is not None:
            weights = old.weights
        else:  # what one swaps most: colours and texture, or the finest layers that it has
            last = next(name for name in reversed(GROUPS) if model.groups[name])
            fine = model.groups[last]
            weights = tuple(float(row in fine) for row in range(model.num_ws))
        mix = NetworkMix(self._chosen, weights)
        face.edit(face.recipe.with_networks(mix), f"Layers of {self._chosen.name}")

    def _set_weight(self, name: str, weight: float) -> None:
        model, face = self._session.model, self._session.face
        if model is None or self._chosen is None:
            return
        mix = face.recipe.networks
        weights = [0.0] * model.num_ws if mix is None else [*mix.weights]
        for row in model.groups[name]:
            weights[row] = weight
        recipe = face.recipe.with_networks(NetworkMix(self._chosen, tuple(weights)))
        face.edit(recipe, f"{name.capitalize()} layers of {self._chosen.name}", ("networks", name))
