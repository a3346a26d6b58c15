"""What is said of the chosen faces: name, rating, tags, note; changed in place."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Sequence
from functools import partial

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDropEvent, QFocusEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from facelab.library import Card
from facelab.library.values import MAX_NAME, MAX_NOTE
from facelab.session import Session
from facelab.ui.dropping import accept_copy, dragged_files
from facelab.ui.gallery.actions import MOST_BLENDED, GalleryActions
from facelab.ui.gallery.browsing import Browsing
from facelab.ui.gallery.choice import Choice
from facelab.ui.gallery.faces_model import FacesModel
from facelab.ui.gallery.rating_bar import RatingBar
from facelab.ui.gallery.tags_field import TagsField
from facelab.ui.theme import TOKENS, text_font
from facelab.ui.widgets import NAME_ELIDE, ElidedLabel
from facelab.ui.widgets.text_field import TextField

PICTURE = 176
FACTS = ("From", "Edits", "Network", "Casts", "Kept")
# Of more faces than these, tags and ratings are given but not shown.
MOST_SHOWN = 200


class NoteField(QPlainTextEdit):
    """A few lines of text.

    Attributes
    ----------
    left : QTimer
        Runs out when the hand rests or leaves.

    Signals
    -------
    ended
        The hand has left: what is typed next is another matter.
    """

    ended = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Note")
        self.setPlaceholderText("Note")
        self.setTabChangesFocus(True)
        self.setFixedHeight(84)
        self.left = QTimer(self)
        self.left.setSingleShot(True)
        self.left.setInterval(800)
        self.textChanged.connect(self.left.start)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text; files that are dropped are the window's."""
        return not dragged_files(source) and super().canInsertFromMimeData(source)

    def dropEvent(self, event: QDropEvent) -> None:
        """Put text in; it stays where it comes from, if that is not here."""
        super().dropEvent(event)
        if event.isAccepted() and event.source() is not self.viewport():
            accept_copy(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell at once."""
        super().focusOutEvent(event)
        if self.left.isActive():
            self.left.stop()
            self.left.timeout.emit()
        self.ended.emit()


class Details(QScrollArea):
    """Fields for the chosen faces."""

    def __init__(
        self,
        session: Session,
        browsing: Browsing,
        model: FacesModel,
        choice: Choice,
        actions: GalleryActions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._browsing = browsing
        self._model = model
        self._choice = choice
        self._actions = actions
        self._ids: tuple[int, ...] = ()
        self._note_of: int | None = None
        self._note_typed = False  # what is there is the user's, whatever the library says
        self._note_sent: str | None = None  # until the library says the same
        self._note_visit = object()
        self.picture = QLabel(self)
        self.picture.setFixedHeight(PICTURE)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = ElidedLabel("", self)
        self.title.setFont(text_font(bold=True))
        self.name = TextField(self)
        self.name.setMaxLength(MAX_NAME)
        self.name.setPlaceholderText("Name")
        self.name.setAccessibleName("Name")
        self.name.editingFinished.connect(self._on_name)
        self.buttons = [QPushButton(self) for _ in range(2)]
        self._acts: list[Callable[[], None]] = []
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, place=place: self._acts[place]())
        self.stars = RatingBar(self)
        self.stars.rated.connect(lambda rating: actions.rate(self._ids, rating))
        self.tags = TagsField(self)
        self.tags.added.connect(lambda tags: actions.tag(self._ids, add=tags))
        self.tags.removed.connect(lambda tag: actions.tag(self._ids, remove=[tag]))
        self.note = NoteField(self)
        self.note.textChanged.connect(self._on_note_typed)
        self.note.left.timeout.connect(self._on_note)
        self.note.ended.connect(self._on_note_ended)
        self._facts = {name: ElidedLabel("", self) for name in FACTS}
        # Networks are often told apart by how their names end.
        self._facts["Network"] = ElidedLabel("", self, NAME_ELIDE)
        self._build()
        # Once for a burst: dragging over faces chooses many, one after another.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(30)
        self._soon.timeout.connect(self.refresh)
        choice.selectionChanged.connect(self._soon.start)
        choice.currentChanged.connect(self._soon.start)
        model.modelReset.connect(self._soon.start)
        model.came.connect(self._on_came)
        session.kept.changed.connect(self._on_library_changed)
        session.kept.went.connect(self._on_went)
        session.networks.changed.connect(self._on_library_changed)
        self.refresh()

    def sizeHint(self) -> QSize:
        """Room for a picture and a note."""
        return QSize(236, 500)

    def edit_tags(self) -> None:
        """Begin to type a tag."""
        self.tags.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def settle(self) -> None:
        """What is typed into the note and not told yet is told now."""
        if self.note.left.isActive():
            self.note.left.stop()
            self._on_note()

    def _build(self) -> None:
        inside = QWidget(self)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(TOKENS.space_3, TOKENS.space_3, TOKENS.space_3, TOKENS.space_2)
        layout.setSpacing(TOKENS.space_2)
        form = QFormLayout()
        form.setHorizontalSpacing(TOKENS.space_3)
        form.setVerticalSpacing(2)
        for name, label in self._facts.items():
            key = QLabel(name, self)
            key.setProperty("dim", True)
            form.addRow(key, label)
        row = QHBoxLayout()
        row.setSpacing(TOKENS.space_2)
        for button in self.buttons:
            row.addWidget(button, 1)
        layout.addWidget(self.picture)
        layout.addLayout(row)
        for part in (self.title, self.name, self.stars, self.tags, self.note):
            layout.addWidget(part)
        layout.addLayout(form)
        layout.addStretch(1)
        self._form = form
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        self.setMinimumWidth(180)

    # -- showing -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is chosen now."""
        if not self.isVisibleTo(self.window()):
            return
        self.settle()
        ids = self._choice.targets()
        cards = [self._session.kept.cards.get(number) for number in ids[:MOST_SHOWN]]
        if any(card is None for card in cards) and ids == self._ids:
            return  # they come soon; what is shown stays so until then
        self._ids = ids
        there = [card for card in cards if card is not None]
        one = there[0] if len(ids) == 1 and there else None
        for part in (self.stars, self.tags, self.name, self.note):
            part.setEnabled(bool(ids))
        self.name.setVisible(one is not None)
        self.note.setVisible(one is not None)
        self.title.setText(f"{len(ids):,} faces selected" if ids else "No face selected")
        self.title.setVisible(one is None)
        self._show_buttons(ids, one)
        self._show_picture(ids)
        self._show_common(there, len(ids))
        for label in self._facts.values():
            self._form.setRowVisible(label, one is not None)
        if one is not None:
            self._show_one(one)

    def _show_buttons(self, ids: tuple[int, ...], one: Card | None) -> None:
        actions, model = self._actions, self._session.model
        fits = one is not None and model is not None and one.model == model.sha256
        said: list[tuple[str, str, bool, Callable[[], None]]]
        if self._browsing.query.binned:
            said = [
                ("Restore", "Take out of the bin", True, partial(actions.restore, ids)),
                ("Delete…", "Delete permanently", True, partial(actions.remove, ids)),
            ]
        elif len(ids) == 1:
            said = [
                ("Open", "Show this face", model is not None, partial(actions.open, ids[0])),
                ("Compare", "Compare with the current face", fits, partial(actions.compare, ids)),
            ]
        else:
            few = len(ids) <= MOST_BLENDED
            said = [
                ("Blend", "Blend these faces into one", few, partial(actions.blend, ids)),
                ("Compare", "Compare side by side", len(ids) == 2, partial(actions.compare, ids)),
            ]
        self._acts = [act for _, _, _, act in said]
        for button, (text, tip, enabled, _) in zip(self.buttons, said, strict=True):
            button.setText(text)
            button.setToolTip(tip)
            button.setEnabled(enabled)
            button.setVisible(bool(ids))

    def _show_picture(self, ids: Sequence[int]) -> None:
        dpr = self.devicePixelRatioF()
        pixmap = self._model.pixmaps.get(ids[0], PICTURE, dpr) if ids else None
        if pixmap is None:
            self.picture.clear()
        else:
            self.picture.setPixmap(pixmap)
        self.picture.setVisible(bool(ids))

    def _show_common(self, cards: Sequence[Card], count: int) -> None:
        ratings = {card.rating for card in cards}
        one_rating = ratings.pop() if len(ratings) == 1 else None if ratings else 0
        self.stars.set_rating(one_rating if count <= MOST_SHOWN else None)
        tags: dict[str, str] = {}
        if count <= MOST_SHOWN:
            for card in cards:
                tags.update((tag.casefold(), tag) for tag in card.tags)
        if not self.tags.line.hasFocus() or not self.tags.line.text():
            self.tags.set_known([name for name, _ in self._browsing.facets.tags])
        self.tags.set_tags([tags[key] for key in sorted(tags)])

    def _show_one(self, card: Card) -> None:
        if not (self.name.hasFocus() and self.name.isModified()):
            self.name.setText(card.name)
            self.name.setCursorPosition(0)  # of a long one the beginning is seen
            self.name.setModified(False)
        self._show_note(card)
        kept = time.strftime("%Y-%m-%d %H:%M", time.localtime(card.created))
        edits = "none" if not card.edits else str(card.edits)
        network = self._session.networks.title_of(card.model, card.model_name)
        casts = ", ".join(card.casts) or "none"
        for name, text in zip(FACTS, (card.source, edits, network, casts, kept), strict=True):
            self._facts[name].setText(text)

    def _show_note(self, card: Card) -> None:
        if self._note_sent == card.note:
            self._note_sent = None
        if self._note_of != card.id:
            self._note_of = card.id
            self._note_follows()
        if self._note_typed or self._note_sent is not None:
            return
        if self.note.toPlainText() != card.note:
            self.note.blockSignals(True)
            self.note.setPlainText(card.note)
            self.note.blockSignals(False)

    def _note_follows(self) -> None:
        """What the library says of the note is shown from now on."""
        self._note_typed, self._note_sent, self._note_visit = False, None, object()

    def showEvent(self, event: object) -> None:
        """What was not shown while hidden is shown now."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._soon.start()

    def _on_came(self, numbers: Container[int]) -> None:
        if any(number in numbers for number in self._choice.targets()[:MOST_SHOWN]):
            self._soon.start()

    def _on_library_changed(self) -> None:
        self._soon.start()

    # -- changes -------------------------------------------------------------------------------

    def _on_name(self) -> None:
        if len(self._ids) == 1 and self.name.isModified():
            self.name.setModified(False)
            self._actions.update(self._ids[0], name=self.name.text().strip())

    def _on_note_typed(self) -> None:
        self._note_typed = True

    def _on_note_ended(self) -> None:
        self._note_typed, self._note_visit = False, object()

    def _on_note(self) -> None:
        if self._note_of is None:
            return
        card = self._session.kept.cards.get(self._note_of)
        note = self.note.toPlainText()[:MAX_NOTE]
        said = self._note_sent
        if said is None and card is not None:
            said = card.note
        if note != said:
            self._note_sent = note
            self._actions.update(self._note_of, note=note, gesture=self._note_visit)

    def _on_went(self, faces: frozenset[int]) -> None:
        if self._note_of in faces:
            self._note_follows()
            self._soon.start()
