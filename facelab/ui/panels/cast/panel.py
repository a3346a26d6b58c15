"""The panel of a cast in the Explore workspace: who is wanted, the search, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from facelab.casting.report import told, told_found_before, told_stopped
from facelab.casting.wishes import Share, Wish, Wishes
from facelab.casting.words import WORDS
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching.packaged import size_and_licence
from facelab.errors import RecipeError
from facelab.recipe.sources import MAX_SEED
from facelab.session import Session
from facelab.session.choices.cast import MOST_ROWS, CastChoice
from facelab.session.exploring.wishes_files import MOST_FACES as MOST
from facelab.ui.canvas.overlays import wrapped_label
from facelab.ui.dialogs.question import confirmed
from facelab.ui.dialogs.unkept_cast import may_lose_faces
from facelab.ui.panels.cast.wish_files import OfFile, WishMenu
from facelab.ui.panels.cast.wish_row import WishRow
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import SeedBox, SliderScale, Switch, ValueSlider
from facelab.ui.widgets.text_field import TextField

_SOON_MS = 400  # after a change, before what is wished is saved
_USUAL = CastChoice()


class CastPanel(QWidget):
    """Says wishes to the session's `CastFinder`, and what it says.

    Signals
    -------
    export_wanted : str
        The pictures of a cast of the library, by its name.
    wanted
        Wishes were opened: they are to be seen.
    """

    export_wanted = Signal(str)
    wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._finder = session, session.cast_finder
        self._kept_as = ""
        self._had_keys = False
        self._looking = False  # which networks are there
        self.rows: list[WishRow] = []
        self.count = ValueSlider(
            "Faces",
            SliderScale(1, 100, _USUAL.count, 1, 0),
            hard_minimum=1,
            hard_maximum=MOST,
            tooltip="How many are to be found",
            parent=self,
        )
        self.add = QPushButton("Add a wish", self)
        self.add.setToolTip("Something that all of the faces are, or a part of them")
        self.add.setMenu(self._words_menu())
        self.files = WishMenu(session, self._wished, self)
        self.files.back_wanted.connect(self._go_back)
        self._before = _USUAL  # what was wished before a file was opened
        self.of_file = OfFile(self)
        self.apart = ValueSlider(
            "Least difference",
            SliderScale(0.0, 1.2, _USUAL.apart, 0.05, 2),
            tooltip="Of any two as persons: 1 is as far as two strangers are on average",
            parent=self,
        )
        self.even = Switch("Spread over all that fits", self)
        self.even.setChecked(_USUAL.even)
        self.even.setToolTip("Off: faces as the network makes them, most of them ordinary")
        self.seed = SeedBox(self, name="Seed", of="search", leaving_confirms=True)
        self.seed.edit.setToolTip("The same wishes and seed find the same faces")
        self.seed.set_seed(_USUAL.seed)
        self.seed.next_requested.connect(lambda: self._step_seed(1))
        self.seed.previous_requested.connect(lambda: self._step_seed(-1))
        self.seed.random_requested.connect(lambda: self._go_to_seed(session.face.random_seed()))
        self.go = QPushButton("Find", self)
        self.go.setProperty("primary", True)
        self.go.clicked.connect(self._on_find)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName("Search")
        self.said = wrapped_label(self, "cast_said")
        self.name = TextField(self)
        self.name.setPlaceholderText("Name of the cast")
        self.name.setAccessibleName("Name of the cast")
        self.name.setMaxLength(100)
        self.name.textChanged.connect(self._on_name)
        self.name.returnPressed.connect(self._on_keep)
        self.keep = QPushButton("Keep cast", self)
        self.keep.setToolTip("Keep all that were found in a cast of your library")
        self.keep.clicked.connect(self._on_keep)
        self.export = QPushButton("Export…", self)
        self.export.setToolTip("Export the pictures of the cast that you kept")
        self.export.clicked.connect(lambda: self.export_wanted.emit(self._kept_as))
        self.show_again = QPushButton("Show", self)
        self.show_again.setToolTip("Show the faces that were found")
        self.show_again.clicked.connect(self._finder.show)
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._save)
        self._show_choice(session.settings.cast or _USUAL)
        for changed in (
            self.count.value_changed, self.apart.value_changed, self.even.toggled,
            self.seed.seed_chosen,
        ):  # fmt: skip
            changed.connect(lambda _: self._soon.start())
        self.of_file.removed.connect(self._soon.start)
        session.wishes_files.opened.connect(self._on_opened)
        self._finder.changed.connect(self.refresh)
        session.model_changed.connect(lambda _: self.refresh())
        self.refresh()

    def _build(self) -> None:
        inner = QWidget(self)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(TOKENS.space_3, TOKENS.space_2, TOKENS.space_3, TOKENS.space_2)
        layout.setSpacing(TOKENS.space_2)

        def line(*parts: QWidget) -> QHBoxLayout:
            row = QHBoxLayout()
            row.setSpacing(TOKENS.space_2)
            for each in parts:
                row.addWidget(each)
            layout.addLayout(row)
            return row

        layout.addWidget(self.count)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(TOKENS.space_1)
        layout.addLayout(self._lines)
        buttons = line(self.add)
        buttons.addStretch(1)
        buttons.addWidget(self.files.button)
        layout.addWidget(self.apart)
        layout.addWidget(self.even)
        layout.addWidget(self.seed)
        layout.addWidget(self.of_file)
        layout.addWidget(self.go)
        layout.addWidget(self.progress)
        keeps = self.progress.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keeps)
        line(self.name, self.keep)
        line(self.show_again, self.export).addStretch(1)
        layout.addWidget(self.said)  # last, for it grows: nothing else is to move
        layout.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    # -- what comes back at the next start ---------------------------------------------------------

    @property
    def choice(self) -> CastChoice:
        """What the controls say."""
        rows = (row.choice for row in self.rows[:MOST_ROWS])
        choice = CastChoice(
            rows=tuple(each for each in rows if each.text.strip()),
            count=round(self.count.value()),
            apart=self.apart.value(),
            even=self.even.isChecked(),
            seed=self.seed.seed() or 0,
        )
        return msgspec.structs.replace(choice, **self.of_file.values)

    def _show_choice(self, choice: CastChoice) -> None:
        self.count.set_value(min(choice.count, MOST))
        self.apart.set_value(choice.apart)
        self.even.setChecked(choice.even)
        self.seed.set_seed(choice.seed)
        self.of_file.show_choice(choice)
        for row in list(self.rows):
            self._remove_row(row)
        for each in choice.rows:
            self._add_row(each.text).set_part(each.part)

    def _on_opened(self, choice: CastChoice) -> None:
        self._before, self.files.has_before = self.choice, True
        self._show_choice(choice)
        self._save()
        self.wanted.emit()

    def _go_back(self) -> None:
        now = self.choice
        self._show_choice(self._before)
        self._before = now
        self._save()

    def _save(self) -> None:
        self._soon.stop()
        if self.choice != (self._session.settings.cast or _USUAL):
            self._session.change_settings(cast=self.choice)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was changed last is saved at the end, too."""
        super().hideEvent(event)
        self._save()

    # -- wishes ----------------------------------------------------------------------------------

    def wishes(self) -> Wishes:
        """What the panel says.

        Raises
        ------
        RecipeError
            A wish is not understood, or no cast can be so.
        """
        said = [each for row in self.rows if (each := row.said()) is not None]
        try:
            wishes = Wishes(
                count=round(self.count.value()),
                wishes=tuple(each for each in said if isinstance(each, Wish)),
                shares=tuple(each for each in said if isinstance(each, Share)),
                apart=self.apart.value(),
                even=self.even.isChecked(),
                seed=self.seed.seed() or 0,
                psi=self._psi(),
            )
            return msgspec.structs.replace(wishes, **self.of_file.values)
        except ValueError as error:
            text = str(error)
            raise RecipeError(
                "These wishes cannot be met.", f"{text[:1].upper()}{text[1:]}."
            ) from None

    def _wished(self) -> Wishes | None:
        try:
            return self.wishes()
        except RecipeError as error:
            self.said.setText(str(error))
            return None

    def _step_seed(self, step: int) -> None:
        self._go_to_seed(((self.seed.seed() or 0) + step) % (MAX_SEED + 1))

    def _go_to_seed(self, seed: int) -> None:
        self.seed.set_seed(seed)
        self._soon.start()

    def _psi(self) -> float:
        face = self._session.face
        return face.recipe.truncation.psi if face.has_recipe else Wishes(count=1).psi

    def _words_menu(self) -> QMenu:
        menu = QMenu(self.add)
        own = menu.addAction("A range of your own", lambda: self._add_row("").field.setFocus())
        own.setToolTip("For example “age 20 to 40” or “smile > 0.5”")
        menu.addSeparator()
        for words in WORDS:
            menu.addAction(words.capitalize(), partial(self._add_row, words))
        return menu

    def _add_row(self, text: str) -> WishRow:
        row = WishRow(text, self)
        row.removed.connect(lambda: self._remove_row(row))
        row.edited.connect(self.refresh)
        row.edited.connect(self._soon.start)
        self.rows.append(row)
        self._lines.addWidget(row)
        self._soon.start()
        self.refresh()
        return row

    def _remove_row(self, row: WishRow) -> None:
        self.rows.remove(row)
        row.deleteLater()
        self._soon.start()
        self.refresh()

    # -- the search ------------------------------------------------------------------------------

    def _on_find(self) -> None:
        if self._finder.progress is not None:
            self._finder.stop()
            return
        wishes = self._wished()
        if wishes is None or not may_lose_faces(self._session, self, "another search", "Find"):
            return
        self._had_keys = self.go.hasFocus()  # of which it loses them while it is disabled
        self._looking = True
        self.refresh()
        self._finder.look_for_missing(partial(self._ask_and_find, wishes))

    def _ask_and_find(self, wishes: Wishes, missing: Sequence[CatalogueEntry]) -> None:
        self._looking = False
        self.refresh()
        now = QApplication.focusWidget()
        if self._had_keys and now is not None and self.isAncestorOf(now):
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)
        one = len(missing) == 1
        what = "another network. Download it?" if one else "other networks. Download them?"
        what = f"Measuring what is seen in faces needs {what}"
        if missing and not confirmed(self, what, "\n".join(size_and_licence(missing)), "Download"):
            return
        self._kept_as = ""
        self._finder.find(wishes)

    def _on_name(self, text: str) -> None:
        self._finder.name = text
        self.refresh()

    def _on_keep(self) -> None:
        name = self.name.text().strip()
        if name and self._finder.faces:
            self._finder.keep(name)
            self._kept_as = name
            self.refresh()

    # -- showing ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is to be said of the search."""
        progress, outcome = self._finder.progress, self._finder.outcome
        found = bool(self._finder.faces)
        self.go.setText("Find" if progress is None else "Stop")
        self.go.setEnabled(self._session.model is not None and not self._looking)
        self.progress.setVisible(progress is not None)
        if progress is not None:
            self.progress.setRange(0, max(1, round(progress.total)))
            self.progress.setValue(round(progress.done))
            if progress.text:
                self.said.setText(progress.text)
        elif outcome is not None:
            self.said.setText("\n".join(told(outcome)))
        elif self._finder.wanted:
            told_of = told_found_before if self._finder.is_of_before else told_stopped
            self.said.setText(told_of(len(self._finder.faces), self._finder.wanted))
        else:
            self.said.setText("")
        if self._finder.name != self.name.text():  # it came back with the cast
            self.name.setText(self._finder.name)
        self.keep.setEnabled(found and bool(self.name.text().strip()))
        self.show_again.setEnabled(found)
        self.export.setEnabled(bool(self._kept_as))
