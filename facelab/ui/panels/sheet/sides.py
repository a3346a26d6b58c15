"""What stands along the sides of a sheet: sets that come with facelab, the user's own, those of
files, a direction.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from facelab.errors import FacelabError
from facelab.plain_text import plain
from facelab.recipe.character.sets import VariantSet
from facelab.session import Session
from facelab.session.character.character import SIDES, Side
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.outside_text import tooltip_of
from facelab.ui.panels.sheet.amounts_dialog import AmountsDialog
from facelab.ui.panels.sheet.set_menu import KINDS, SetMenu
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import ChoiceBox, LabeledRow, tool_button

NOTHING, AMOUNTS, FILE = "nothing", "amounts", "file"
TITLES: dict[Side, str] = {"columns": "Columns", "rows": "Rows", "pages": "Pages"}
TOLD: dict[Side, str] = {
    "columns": "What changes from cell to cell",
    "rows": "What changes from row to row",
    "pages": "What changes from page to page",
}
MOST_LETTERS = 40


class Sides(QWidget):
    """A list to choose from for each side.

    Signals
    -------
    settled
        Something was chosen: the keys may go back to the cells.
    """

    settled = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._character = session, session.character
        self._of_files: dict[str, VariantSet] = {}  # opened since the start
        self.boxes: dict[Side, QComboBox] = {}
        self.menus: dict[Side, SetMenu] = {}
        self.rows: dict[Side, LabeledRow] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TOKENS.space_1)
        for side in SIDES:
            box = ChoiceBox(self)
            box.setAccessibleName(TITLES[side])
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(8)
            box.activated.connect(partial(self._on_activated, side))
            self.boxes[side] = box
            self.rows[side] = row = LabeledRow(TITLES[side], self._with_menu(side, box), self)
            layout.addWidget(row)
        session.own_sets.changed.connect(self.refresh)

    def _with_menu(self, side: Side, box: QComboBox) -> QWidget:
        both = QWidget(self)
        more = tool_button("more", "Save, rename or delete this set", parent=both)
        more.setAccessibleName(f"Save, rename or delete this set: {TITLES[side]}")
        menu = QMenu(more)
        self.menus[side] = SetMenu(self._session, side, self._standing, self._choose, self)
        menu.aboutToShow.connect(partial(self.menus[side].fill, menu))
        more.setMenu(menu)
        more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
        layout = QHBoxLayout(both)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TOKENS.space_1)
        layout.addWidget(box, 1)
        layout.addWidget(more)
        both.setFocusProxy(box)
        return both

    def _standing(self, side: Side) -> VariantSet | None:
        sheet = self._character.sheet
        if sheet is None:
            return None
        return {"columns": sheet.columns, "rows": sheet.rows, "pages": sheet.pages}[side]

    def refresh(self) -> None:
        """Show what stands there; emits nothing."""
        sheet = self._character.sheet
        if sheet is None:
            return
        for side in SIDES:
            self._fill(side, self._standing(side))
        self.rows["pages"].setVisible(sheet.rows is not None)

    def _fill(self, side: Side, now: VariantSet | None) -> None:
        box = self.boxes[side]
        blocked = box.blockSignals(True)
        box.clear()
        if side != "columns":
            box.addItem("None", NOTHING)
        own = self._session.own_sets.own
        known = self._known()
        if now is not None and now not in known.values():
            known = {"": now, **known}
        for name, variants in known.items():
            count = len(variants.variants)
            title = plain(variants.shown, MOST_LETTERS)
            box.addItem(f"{title} ({count})", name)
            k = box.count() - 1
            said = [variants.about]
            if name in own:
                said.append(f"One of your own: --set {name} on the command line")
            told = tooltip_of("\n".join(filter(None, said)))
            box.setItemData(k, told, Qt.ItemDataRole.ToolTipRole)
            if variants == now:
                box.setCurrentIndex(k)
            elif not self._character.fits(side, variants):
                item = box.model().item(k)  # type: ignore[attr-defined]
                item.setEnabled(False)
                item.setToolTip("Some of its names stand along another side already")
        box.addItem("A direction at some amounts…", AMOUNTS)
        box.addItem("A file of a set…", FILE)
        if now is None:
            box.setCurrentIndex(0)
        box.blockSignals(blocked)
        about = now.about if now is not None else ""
        box.setToolTip(tooltip_of("\n".join(filter(None, (TOLD[side], about)))))

    def _on_activated(self, side: Side, _index: int) -> None:
        chosen = self.boxes[side].currentData()
        if chosen == NOTHING:
            self._set(side, None)
        elif chosen == AMOUNTS:
            self._ask_amounts(side)
        elif chosen == FILE:
            self._ask_file(side)
        elif chosen:
            self._set(side, self._known()[chosen])
        self.refresh()
        self.settled.emit()

    def _set(self, side: Side, variants: VariantSet | None) -> None:
        try:
            self._character.set_side(side, variants)
        except FacelabError as error:
            self._session.tell_error(error)

    def _ask_amounts(self, side: Side) -> None:
        model = self._session.model
        if model is None:
            return
        dialog = AmountsDialog(model, side, self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.made is not None:
            self._set(side, dialog.made)
        dialog.deleteLater()

    def _ask_file(self, side: Side) -> None:
        begin = folder_of(self._session, "recipe")
        name, _ = QFileDialog.getOpenFileName(self, "Set of expressions", begin, KINDS)
        if not name:
            return
        path = Path(name)
        remember_folder(self._session, "recipe", path)

        def done(variants: VariantSet) -> None:
            self._of_files[f"{path}"] = variants
            self._choose(side, variants)

        self._session.sheet_files.read_set(path, done)

    def _choose(self, side: Side, variants: VariantSet) -> None:
        self._set(side, variants)
        self.refresh()

    def _known(self) -> dict[str, VariantSet]:
        """Those that come with facelab, the user's own, then those of files that were opened."""
        known = dict(self._session.own_sets.all)
        there = [*known.values()]
        return known | {k: each for k, each in self._of_files.items() if each not in there}
