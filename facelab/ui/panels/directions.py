"""Directions: a slider each, in groups, with search."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QScrollArea, QVBoxLayout, QWidget

from facelab.engine import GROUPS, Direction, ModelInfo
from facelab.recipe import Recipe
from facelab.recipe.values import AMOUNT_RANGE
from facelab.session import Session
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import (
    CollapsibleSection,
    SearchField,
    SliderScale,
    ValueSlider,
    tool_button,
)

SIGMA = SliderScale(-3.0, 3.0, 0.0, step=0.1, decimals=2)


class DirectionsPanel(QWidget):
    """Sliders in units of sigma. Right-click a slider for the layers that it reaches."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._sliders: dict[str, ValueSlider] = {}
        self._directions: dict[str, Direction] = {}
        self._sections: dict[str, CollapsibleSection] = {}

        self.search = SearchField("Search directions", self)
        self.search.search_changed.connect(self._on_search_changed)
        self.reset = tool_button("reset", "Reset all directions", parent=self)
        self.reset.clicked.connect(self._on_reset)
        self.reset.setEnabled(False)
        top = QHBoxLayout()
        top.setSpacing(TOKENS.space_1)
        top.addWidget(self.search, 1)
        top.addWidget(self.reset)

        self._list = QWidget(self)
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, TOKENS.space_1, 0)
        self._rows.setSpacing(0)
        self._nothing = QLabel("No direction of that name", self._list)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setProperty("dim", True)
        self._nothing.setVisible(False)
        self._rows.addWidget(self._nothing)
        self._rows.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._list)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(TOKENS.space_2, TOKENS.space_2, TOKENS.space_1, TOKENS.space_2)
        layout.setSpacing(TOKENS.space_1)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)

        session.model_changed.connect(self._on_model_changed)
        session.face.recipe_changed.connect(self._on_recipe_changed)

    def slider(self, direction: str) -> ValueSlider:
        """The slider of a direction."""
        return self._sliders[direction]

    # -- showing -----------------------------------------------------------------------------

    def _on_model_changed(self, model: ModelInfo) -> None:
        for section in self._sections.values():
            self._rows.removeWidget(section)
            section.deleteLater()
        self._sections.clear()
        self._sliders.clear()
        self._directions = {direction.id: direction for direction in model.directions}
        for direction in model.directions:
            self._section(direction.group).add_widget(self._make_slider(direction))
        self._order_tabs()
        self._on_search_changed(self.search.text())
        if self._session.face.has_recipe:
            # Loaded on another device: the face stays, and nobody tells of it again.
            self._on_recipe_changed(self._session.face.recipe)

    def _order_tabs(self) -> None:
        """Widgets made after the window would come last for the Tab key."""
        last: QWidget = self.reset
        for group, section in self._sections.items():
            QWidget.setTabOrder(last, section.header)
            last = section.header
            for direction in self._directions.values():
                if direction.group == group:
                    track = self._sliders[direction.id].track
                    QWidget.setTabOrder(last, track)
                    last = track

    def _section(self, group: str) -> CollapsibleSection:
        if group not in self._sections:
            section = CollapsibleSection(group, self._list)
            section.set_expanded(group not in self._session.settings.closed_sections)
            section.expanded_changed.connect(
                lambda expanded: self._on_section_folded(group, expanded)
            )
            self._sections[group] = section
            self._rows.insertWidget(self._rows.count() - 2, section)
        return self._sections[group]

    def _make_slider(self, direction: Direction) -> ValueSlider:
        slider = ValueSlider(
            direction.title,
            SIGMA,
            hard_minimum=AMOUNT_RANGE[0],
            hard_maximum=AMOUNT_RANGE[1],
            tooltip=f"{direction.note} In standard deviations. Double-click resets.",
        )
        name = direction.id
        slider.value_changed.connect(lambda value: self._on_amount_changed(name, value))
        slider.gesture_finished.connect(self._session.face.end_gesture)
        slider.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        slider.customContextMenuRequested.connect(lambda at: self._show_menu(name, at))
        self._sliders[name] = slider
        return slider

    def _on_recipe_changed(self, recipe: Recipe) -> None:
        amounts = {move.direction: move.amount for move in recipe.directions}
        for name, slider in self._sliders.items():
            amount = amounts.get(name, 0.0)
            if amount != slider.value():
                slider.set_value(amount)
        self.reset.setEnabled(bool(recipe.directions))

    def _on_search_changed(self, text: str) -> None:
        words = text.casefold().split()
        any_shown = False
        for group, section in self._sections.items():
            shown = 0
            for direction in self._directions.values():
                if direction.group == group:
                    hay = f"{direction.title} {direction.id} {group}".casefold()
                    fits = all(word in hay for word in words)
                    self._sliders[direction.id].setVisible(fits)
                    shown += fits
            section.setVisible(shown > 0)
            any_shown = any_shown or shown > 0
            folded = group in self._session.settings.closed_sections
            section.set_expanded(bool(words) or not folded)
        self._nothing.setVisible(bool(words) and not any_shown)

    # -- the user's changes --------------------------------------------------------------------

    def _on_amount_changed(self, name: str, value: float) -> None:
        face = self._session.face
        title = self._directions[name].title
        face.edit(face.recipe.with_amount(name, value), title, ("amount", name))

    def _on_reset(self) -> None:
        face = self._session.face
        face.edit(face.recipe.without_directions(), "Reset directions")

    def _on_section_folded(self, group: str, expanded: bool) -> None:
        folded = set(self._session.settings.closed_sections) - {group}
        if not expanded:
            folded.add(group)
        self._session.change_settings(closed_sections=tuple(sorted(folded)))

    def _show_menu(self, name: str, at: QPoint) -> None:
        slider = self._sliders[name]
        if not slider.isEnabled():
            return
        menu = self.make_menu(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(slider.mapToGlobal(at))

    def make_menu(self, name: str) -> QMenu:
        """The menu of a slider: reset it, choose the layers that it reaches."""
        face, model = self._session.face, self._session.model
        assert model is not None
        used = next((m.layers for m in face.recipe.directions if m.direction == name), None)
        menu = QMenu(self)
        menu.addAction("Reset", lambda: self._sliders[name].reset())
        layers = menu.addMenu("Layers")
        choices: list[tuple[str, tuple[int, int] | None]] = [("All of its own", None)]
        for group in GROUPS:
            rows = model.groups[group]
            if rows:
                choices.append((group.capitalize(), (rows[0], rows[-1])))
        exclusive = QActionGroup(menu)
        for title, span in choices:
            action = layers.addAction(title)
            action.setCheckable(True)
            action.setChecked(span == used)
            exclusive.addAction(action)
            action.triggered.connect(lambda _, span=span: self._set_layers(name, span))
        return menu

    def _set_layers(self, name: str, span: tuple[int, int] | None) -> None:
        face = self._session.face
        title = self._directions[name].title
        recipe = face.recipe.with_amount(name, face.recipe.amount(name), span)
        face.edit(recipe, f"Layers of {title}")
