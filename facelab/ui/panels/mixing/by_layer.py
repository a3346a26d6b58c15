"""Style mixing of single layers: a matrix of layers and sources, and the strength of one."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from facelab.engine import ModelInfo
from facelab.recipe import Recipe, Source, StyleMix, describe_source
from facelab.session import Session
from facelab.ui.kept_source import read_source
from facelab.ui.panels.face_pictures import FacePictures
from facelab.ui.panels.folding import remember_folded
from facelab.ui.panels.mixing.matrix import LayerMatrix
from facelab.ui.panels.mixing.matrix_look import MatrixSource
from facelab.ui.panels.mixing.row import STRENGTH
from facelab.ui.widgets import CollapsibleSection, ValueSlider, tool_button

TITLE = "Per layer"
PAINTING = ("matrix",)
SourceKey = tuple[Source, float | None, str]


def source_key(mix: StyleMix) -> SourceKey:
    """What makes two mixes take their styles from the same face."""
    return mix.source, mix.psi, mix.label


def source_name(key: SourceKey) -> str:
    """What a source is called: its label, or what it is."""
    return key[2] or describe_source(key[0])


class LayerMixing(CollapsibleSection):
    """One row a layer, one column a source.

    Signals
    -------
    picker_wanted : str, Source or None, callable, QRect
        The user wants to choose a face: a title, the face now, what to call with (source,
        psi, label), and the place on the screen to open under.
    columns_changed
        A source came or went that no layer takes: no change of the face.
    """

    picker_wanted = Signal(str, object, object, QRect)
    columns_changed = Signal()

    def __init__(self, session: Session, pictures: FacePictures, parent: QWidget) -> None:
        super().__init__(TITLE, parent)
        self._session = session
        self._pictures = pictures
        self._added: list[SourceKey] = []  # columns whose source no layer takes yet
        self._columns: list[SourceKey] = []
        self.set_expanded(TITLE in session.settings.open_sections)
        self.expanded_changed.connect(self._on_folded)
        self.clear_all = tool_button("clear", "Clear all style mixing", parent=self)
        self.clear_all.clicked.connect(self._clear_all)
        self.add_header_widget(self.clear_all)
        self.matrix = LayerMatrix(self)
        self.matrix.layer_assigned.connect(self._assign)
        self.matrix.painting_finished.connect(session.face.end_gesture)
        self.matrix.painting_taken_back.connect(lambda: session.face.cancel_gesture(PAINTING))
        self.matrix.current_layer_changed.connect(self._show_layer)
        self.matrix.source_requested.connect(self._choose_for_column)
        self.matrix.source_removed.connect(self._remove_column)
        self.matrix.faces_dropped.connect(self._on_faces_dropped)
        self.strength = ValueSlider(
            "Strength", STRENGTH, tooltip="How much of the source's style the selected layer takes"
        )
        self.strength.value_changed.connect(self._set_strength)
        self.strength.gesture_finished.connect(session.face.end_gesture)
        self.add_widget(self.matrix)
        self.add_widget(self.strength)
        session.model_changed.connect(self._on_model_changed)

    # -- showing -----------------------------------------------------------------------------

    def show_recipe(self, recipe: Recipe, picture_of: Callable[[SourceKey], object]) -> None:
        """Show which layer takes its style from where; emits nothing."""
        model = self._session.model
        if model is None:
            return
        used = list(dict.fromkeys(source_key(mix) for mix in recipe.mixing))
        self._added = [key for key in self._added if key not in used]
        # A source keeps its column as long as it is there.
        now = [*used, *self._added]
        kept = [key for key in self._columns if key in now]
        columns = kept + [key for key in now if key not in kept]
        if columns != self._columns:
            self.matrix.let_go()
        self._columns = columns
        self.matrix.set_sources(
            self._pictures.get(recipe.without_edits()),
            [MatrixSource(source_name(key), picture_of(key)) for key in self._columns],  # type: ignore[arg-type]
        )
        cells = {}
        for layer in model.layers:
            mix = recipe.mix_at(layer)
            if mix is not None:
                cells[layer] = (self._columns.index(source_key(mix)), mix.strength)
        self.matrix.set_cells(cells)
        self.clear_all.setEnabled(bool(self._columns))
        if not self.is_expanded() and self._is_used(recipe, model):
            self.set_expanded(TITLE not in self._session.settings.closed_sections)
        self._show_layer()

    @staticmethod
    def _is_used(recipe: Recipe, model: ModelInfo) -> bool:
        """Whether a face mixes single layers, more than the rows of the groups can show."""
        groups = model.groups.values()
        return any(len({recipe.mix_at(layer) for layer in group}) > 1 for group in groups)

    def _on_model_changed(self, model: ModelInfo) -> None:
        self._added.clear()
        sizes, groups = model.style_resolutions, model.style_groups
        self.matrix.set_layers([(row, sizes[row], groups[row]) for row in model.layers])

    def _show_layer(self) -> None:
        layer = self.matrix.current_layer()
        mix = None
        if layer is not None and self._session.face.has_recipe:
            mix = self._session.face.recipe.mix_at(layer)
        self.strength.set_name(
            "Strength" if layer is None else f"Layer {self.matrix.number_of(layer)}"
        )
        self.strength.setEnabled(mix is not None)
        self.strength.set_value(1.0 if mix is None else mix.strength)

    # -- the user's changes --------------------------------------------------------------------

    def _edit(self, recipe: Recipe, label: str, gesture: Hashable | None = None) -> None:
        self._session.face.edit(recipe, label, gesture)

    def _assign(self, layer: int, column: int) -> None:
        """Give a layer to a column; -1 is the face itself."""
        recipe = self._session.face.recipe
        if column < 0:
            recipe = recipe.without_mix([layer])
        else:
            old = recipe.mix_at(layer)
            source, psi, label = self._columns[column]
            strength = 1.0 if old is None else old.strength
            recipe = recipe.with_mix([layer], source, strength, psi, label)
        # A source stays in the matrix when the last layer leaves it.
        self._added += [key for key in self._columns if key not in self._added]
        self._edit(recipe, f"Style of layer {self.matrix.number_of(layer)}", PAINTING)

    def _set_strength(self, strength: float) -> None:
        layer = self.matrix.current_layer()
        recipe = self._session.face.recipe
        mix = None if layer is None else recipe.mix_at(layer)
        if layer is not None and mix is not None:
            self._edit(
                recipe.with_mix([layer], mix.source, strength, mix.psi, mix.label),
                f"Strength of layer {self.matrix.number_of(layer)}",
                ("layer strength", layer),
            )

    def _choose_for_column(self, column: int) -> None:
        """Choose the face of a column; one past the last adds a column."""
        if not self._session.face.has_recipe:
            return
        old = self._columns[column] if column < len(self._columns) else None
        place = [old]

        def chosen(source: Source, psi: float | None, label: str) -> None:
            self._replace_column(place[0], (source, psi, label))
            place[0] = (source, psi, label)

        title = "Styles from" if old is None else "Styles in this column from"
        source = None if old is None else old[0]
        head = self.matrix.header_rect(column + 1)
        under = QRect(self.matrix.mapToGlobal(head.topLeft()), head.size())
        self.picker_wanted.emit(title, source, chosen, under)

    def _on_faces_dropped(self, column: int, layer: int, ids: tuple[int, ...]) -> None:
        """Kept faces become sources: the first takes a column's place, or a layer at once."""
        old = self._columns[column] if 0 <= column < len(self._columns) else None

        def chosen(source: Source, psi: float | None, label: str) -> None:
            new = (source, psi, label)
            if layer < 0:
                self._replace_column(old, new)
            elif old != new:
                self._give_layer(layer, new)

        read_source(self._session, ids[0], chosen)

    def _give_layer(self, layer: int, key: SourceKey) -> None:
        recipe = self._session.face.recipe
        before = recipe.mix_at(layer)
        strength = 1.0 if before is None else before.strength
        # Sources that no layer takes any more stay in the matrix.
        self._added += [each for each in self._columns if each not in self._added]
        source, psi, label = key
        self._edit(
            recipe.with_mix([layer], source, strength, psi, label),
            f"Style of layer {self.matrix.number_of(layer)}",
        )

    def _replace_column(self, old: SourceKey | None, new: SourceKey) -> None:
        recipe = self._session.face.recipe
        if new not in self._columns:
            if old in self._columns:
                self._columns[self._columns.index(old)] = new
            else:
                self._columns.append(new)
        self._added = [key for key in self._added if key != old]
        self._added.append(new)
        changed = recipe
        for mix in recipe.mixing:
            if source_key(mix) == old:
                changed = changed.with_mix(mix.layers, new[0], mix.strength, new[1], new[2])
        self._change(changed, "Style source")

    def _remove_column(self, column: int) -> None:
        key = self._columns[column]
        self._added = [other for other in self._added if other != key]
        recipe = self._session.face.recipe
        layers = [layer for mix in recipe.mixing if source_key(mix) == key for layer in mix.layers]
        self._change(recipe.without_mix(layers) if layers else recipe, "Remove style source")

    def _clear_all(self) -> None:
        self._added.clear()
        self._change(self._session.face.recipe.without_mix(), "Clear style mixing")

    def _change(self, recipe: Recipe, label: str) -> None:
        face = self._session.face
        if recipe != face.recipe:
            self._edit(recipe, label)
        else:
            self.columns_changed.emit()

    def _on_folded(self, expanded: bool) -> None:
        remember_folded(self._session, TITLE, expanded)
