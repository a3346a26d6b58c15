"""Style mixing: coarse, middle and fine from other faces, and a matrix of single layers."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from facelab.engine import GROUPS, ModelInfo
from facelab.recipe import Recipe, Source, StyleMix, Truncation
from facelab.session import Session
from facelab.ui.kept_source import Chosen, read_source
from facelab.ui.panels.face_pictures import FacePictures
from facelab.ui.panels.mixing.by_layer import (
    LayerMixing,
    SourceKey,
    source_key,
    source_name,
)
from facelab.ui.panels.mixing.networks import NetworkMixing
from facelab.ui.panels.mixing.row import MixRow, MixView
from facelab.ui.panels.mixing.source_picker import SourcePicker
from facelab.ui.panels.mixing.style_groups import ABOUT, DOES
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import CollapsibleSection


class MixingPanel(QWidget):
    """Rows for the groups; below, one row a layer and one column a source.

    Signals
    -------
    room_wanted : int
        The user folded or unfolded the layers: the height of all there is now.
    """

    room_wanted = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.picker: SourcePicker | None = None
        self._pictures = FacePictures(session, self)
        self._pictures.changed.connect(self._show_again)

        self._inside = inside = QWidget(self)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(TOKENS.space_2, TOKENS.space_1, TOKENS.space_2, TOKENS.space_2)
        layout.setSpacing(0)
        self.rows = {
            name: MixRow(name.capitalize(), DOES[name], ABOUT[name], inside) for name in GROUPS
        }
        for name, row in self.rows.items():
            row.choose_requested.connect(lambda name=name: self._choose_for_group(name))
            row.faces_dropped.connect(lambda ids, name=name: self._on_faces_dropped(name, ids))
            row.swap_requested.connect(lambda name=name: self._swap(name))
            row.clear_requested.connect(lambda name=name: self._clear_group(name))
            row.strength_changed.connect(lambda v, name=name: self._set_group_strength(name, v))
            row.gesture_finished.connect(session.face.end_gesture)
            layout.addWidget(row)

        self.layers = LayerMixing(session, self._pictures, inside)
        self.layers.picker_wanted.connect(self._open_picker)
        self.layers.columns_changed.connect(self._show_again)
        # Once the layout knows of it.
        self.networks = NetworkMixing(session, inside)
        for section in (self.layers, self.networks):
            ask = partial(self._ask_room, section)
            section.expanded_changed.connect(lambda _, ask=ask: QTimer.singleShot(0, self, ask))
            layout.addWidget(section)
        layout.addStretch(1)

        self._scroll = scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

        self._shown: tuple[ModelInfo, tuple[StyleMix, ...], Recipe] | None = None
        session.face.recipe_changed.connect(self._on_recipe_changed)

    # -- showing -----------------------------------------------------------------------------

    def _on_recipe_changed(self, recipe: Recipe, again: bool = False) -> None:
        model = self._session.model
        if model is None:
            return
        # Directions are not its concern, and they change with each preview under a hand.
        shown = (model, recipe.mixing, recipe.without_edits())
        if shown == self._shown and not again:
            return
        self._shown = shown
        self._pictures.begin()
        for name, row in self.rows.items():
            mixes = [recipe.mix_at(layer) for layer in model.groups[name]]
            first = next((mix for mix in mixes if mix is not None), None)
            row.setEnabled(bool(mixes))
            if first is None:
                row.show_mix(MixView(None, 1.0))
                continue
            mixed_up = set(mixes) != {first}
            row.show_mix(MixView(source_name(source_key(first)), first.strength, mixed_up))
            row.show_picture(self._picture(source_key(first)))
        self.layers.show_recipe(recipe, self._picture)
        self.networks.show_recipe(recipe)

    def _show_again(self) -> None:
        if self._session.face.has_recipe:
            self._on_recipe_changed(self._session.face.recipe, again=True)

    def _picture(self, key: SourceKey) -> NDArray[np.uint8] | None:
        model = self._session.model
        assert model is not None
        source, psi, _ = key
        # A fixed psi: the thumbnails stay while the truncation slider moves. Of the class of the
        # face on show, as the styles are that come from it.
        label = self._session.face.recipe.label
        truncation = Truncation(0.7 if psi is None else psi)
        return self._pictures.get(Recipe(model.ref, source, truncation, label=label))

    def _ask_room(self, section: CollapsibleSection) -> None:
        """Ask for room for what was folded or unfolded, and show as much of it as there is."""
        self.room_wanted.emit(self._inside.sizeHint().height())
        if section.is_expanded():
            self._scroll.verticalScrollBar().setValue(section.y())

    # -- the groups ----------------------------------------------------------------------------

    def _edit(self, recipe: Recipe, label: str, gesture: Hashable | None = None) -> None:
        self._session.face.edit(recipe, label, gesture)

    def _group_layers(self, name: str) -> tuple[int, ...]:
        assert self._session.model is not None
        return self._session.model.groups[name]

    def _group_mix(self, name: str) -> StyleMix | None:
        recipe = self._session.face.recipe
        mixes = (recipe.mix_at(layer) for layer in self._group_layers(name))
        return next((mix for mix in mixes if mix is not None), None)

    def _choose_for_group(self, name: str) -> None:
        if not self._session.face.has_recipe:
            return
        mix = self._group_mix(name)
        thumb = self.rows[name].thumb
        place = QRect(thumb.mapToGlobal(QPoint(0, 0)), thumb.size())
        source = mix.source if mix else None
        self._open_picker(
            f"{name.capitalize()} styles from", source, partial(self._take, name), place
        )

    def _on_faces_dropped(self, name: str, ids: tuple[int, ...]) -> None:
        read_source(self._session, ids[0], partial(self._take, name))

    def _take(self, name: str, source: Source, psi: float | None, label: str) -> None:
        """Take the styles of a group from a face, as strongly as from the one before."""
        old = self._group_mix(name)
        strength = 1.0 if old is None else old.strength
        recipe = self._session.face.recipe.with_mix(
            self._group_layers(name), source, strength, psi, label
        )
        self._edit(recipe, f"{name.capitalize()} styles")

    def _open_picker(
        self,
        title: str,
        source: Source | None,
        chosen: Chosen,
        place: QRect,
    ) -> None:
        self.picker = SourcePicker(self._session, title, source, self)
        self.picker.source_chosen.connect(chosen)
        self.picker.show_below(place)

    def _swap(self, name: str) -> None:
        mix = self._group_mix(name)
        if mix is None:
            return
        recipe = self._session.face.recipe
        face, psi = recipe.source, recipe.truncation.psi
        swapped = recipe.with_source(mix.source)
        if mix.psi is not None:
            swapped = swapped.with_truncation(psi=mix.psi)
        other_psi = None if mix.psi is None else psi
        layers = [layer for layer in self._group_layers(name) if recipe.mix_at(layer) == mix]
        self._edit(swapped.with_mix(layers, face, mix.strength, other_psi), f"Swap {name} styles")

    def _clear_group(self, name: str) -> None:
        recipe = self._session.face.recipe
        self._edit(recipe.without_mix(self._group_layers(name)), f"Clear {name} styles")

    def _set_group_strength(self, name: str, strength: float) -> None:
        recipe = self._session.face.recipe
        for layer in self._group_layers(name):
            mix = recipe.mix_at(layer)
            if mix is not None:
                recipe = recipe.with_mix([layer], mix.source, strength, mix.psi, mix.label)
        self._edit(recipe, f"{name.capitalize()} strength", ("mix", name))
