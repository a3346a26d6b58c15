"""A direction out of kept faces: towards some, away from others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from facelab.checkpoints.own_direction_file import MAX_TITLE
from facelab.export import thumbnail
from facelab.library import Query
from facelab.session import Session
from facelab.ui.theme import TOKENS
from facelab.ui.widgets import ChoiceBox, FaceThumb, tool_button
from facelab.ui.widgets.text_field import TextField

WIDTH = 460
SIDE = 60
MOST_SHOWN = 4
MOST_LISTED = 40  # casts, and tags

Those = Sequence[int] | Query | None


@dataclass(frozen=True, eq=False)
class Against:
    """What a direction may lead away from: its name, and the faces; None is the average one."""

    title: str
    those: Those
    pair: bool = False  # the other of two chosen faces


class FaceRow(QWidget):
    """A few faces in a row, and how many more there are."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._cards = session.kept.cards
        self._thumbs: dict[int, FaceThumb] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(TOKENS.space_2)
        self._more = QLabel(self)
        self._more.setProperty("dim", True)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self.setFixedHeight(SIDE)
        self._cards.ready.connect(self._on_ready)

    def show_faces(self, ids: Sequence[int]) -> None:
        """Show these faces of the library."""
        for thumb in self._thumbs.values():
            self._row.removeWidget(thumb)
            thumb.deleteLater()
        self._thumbs.clear()
        for place, number in enumerate(ids[:MOST_SHOWN]):
            card = self._cards.get(number)
            thumb = FaceThumb(card.title if card is not None else f"face {number}", SIDE, "", self)
            thumb.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a picture, not a button
            thumb.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            thumb.set_loading(True)
            self._thumbs[number] = thumb
            self._row.insertWidget(place, thumb)
            thumb.show()
        more = len(ids) - MOST_SHOWN
        self._more.setText(f"and {more} more" if more > 0 else "")
        self._more.setVisible(more > 0)
        self._fill()

    def shown(self) -> list[int]:
        """Numbers of the faces that are shown."""
        return list(self._thumbs)

    def stop(self) -> None:
        """Listen no longer."""
        self._cards.ready.disconnect(self._on_ready, missing_ok=True)

    def _on_ready(self, _numbers: frozenset[int]) -> None:
        self._fill()

    def _fill(self) -> None:
        for number, thumb in self._thumbs.items():
            if thumb.has_image():
                continue
            jpeg = self._cards.thumbnail(number)
            if jpeg is not None:
                thumb.set_image(thumbnail.decode(jpeg) if jpeg else None)


class MakeDirection(QDialog):
    """Asks for a name and for what the direction leads away from; the session makes it.

    Parameters
    ----------
    session : Session
    ids : sequence of int
        The chosen faces, at least one.
    """

    def __init__(self, session: Session, ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Make a direction")
        self.setFixedWidth(WIDTH)
        self._session = session
        self._ids = tuple(ids)
        self._suggested = ""

        self.name = TextField(self)
        self.name.setMaxLength(MAX_TITLE)
        self.name.setAccessibleName("Name of the direction")
        self.these = FaceRow(session, self)
        self.against = ChoiceBox(self)
        self.against.setAccessibleName("Less like")
        self.against.setToolTip("What faces become less like as the slider goes up")
        self._choices = against_choices(session, self._ids)
        for choice in self._choices:
            self.against.addItem(choice.title)
        self.others = FaceRow(session, self)
        self.swap = tool_button("swap", "Swap the two faces", parent=self)
        self.about = QLabel(self)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.about.setProperty("dim", True)
        keys = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.make = QPushButton("Make direction", self)
        self.make.setDefault(True)
        keys.addButton(self.make, QDialogButtonBox.ButtonRole.AcceptRole)

        self._arrange(keys)
        keys.accepted.connect(self.accept)
        keys.rejected.connect(self.reject)
        self.swap.clicked.connect(self._on_swap)
        self.against.currentIndexChanged.connect(self._on_against)
        self.name.textChanged.connect(lambda text: self.make.setEnabled(bool(text.strip())))
        self._on_against()
        self.name.setFocus()

    def _arrange(self, keys: QDialogButtonBox) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(TOKENS.space_3)
        grid.setVerticalSpacing(TOKENS.space_3)
        grid.setColumnStretch(1, 1)
        second = QHBoxLayout()
        second.setSpacing(TOKENS.space_2)
        second.addWidget(self.against, 1)
        second.addWidget(self.swap)
        for row, (title, part) in enumerate(
            (("Name", self.name), ("More like", self.these), ("Less like", self.against))
        ):
            label = QLabel(title, self)
            label.setProperty("dim", True)
            label.setBuddy(part)
            grid.addWidget(label, row, 0)
        grid.addWidget(self.name, 0, 1)
        grid.addWidget(self.these, 1, 1)
        grid.addLayout(second, 2, 1)
        grid.addWidget(self.others, 3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(TOKENS.space_4,) * 4)
        layout.setSpacing(TOKENS.space_4)
        layout.addLayout(grid)
        layout.addWidget(self.about)
        layout.addWidget(keys)

    # -- what is chosen -------------------------------------------------------------------------

    def choice(self) -> tuple[tuple[int, ...], Those]:
        """The faces that the direction leads to, and those that it leads away from."""
        chosen = self._choices[self.against.currentIndex()]
        if chosen.pair:
            return self._ids[:1], self._ids[1:]
        return self._ids, chosen.those

    def accept(self) -> None:
        """Let the session make it."""
        title = self.name.text().strip()
        if title:
            these, those = self.choice()
            self._session.own.from_faces(these, those, title)
            super().accept()

    def done(self, result: int) -> None:
        """However it ends: pictures that are still to come are not wanted."""
        self.these.stop()
        self.others.stop()
        super().done(result)

    def _on_swap(self) -> None:
        self._ids = self._ids[::-1]
        place = self.against.currentIndex()
        self._choices[place] = _pair(self._session, self._ids)
        self.against.setItemText(place, self._choices[place].title)
        self._on_against()

    def _on_against(self) -> None:
        chosen = self._choices[self.against.currentIndex()]
        these, those = self.choice()
        self.these.show_faces(these)
        self.swap.setVisible(chosen.pair)
        self.others.setVisible(chosen.pair)
        if chosen.pair and isinstance(those, tuple):
            self.others.show_faces(those)
        first = _name_of(self._session, these[0])
        title = first if len(these) == 1 else "My direction"
        if chosen.pair:
            title = f"{_name_of(self._session, self._ids[1])} to {first}"
        if self.name.text() in ("", self._suggested):
            self.name.setText(title[:MAX_TITLE])
            self.name.selectAll()
            self._suggested = self.name.text()
        whom = "this face" if len(these) == 1 else f"the average of these {len(these)} faces"
        self.about.setText(
            f"The slider leads from {_described(chosen)} to {whom}, edits included. It "
            "appears in Mine, on the same scale as the other directions."
        )
        layout = self.layout()
        if layout is not None:  # as high as its text is in this width
            layout.activate()
            self.setFixedHeight(layout.totalHeightForWidth(WIDTH))


def against_choices(session: Session, ids: Sequence[int]) -> list[Against]:
    """What there is to lead away from, the likeliest first."""
    facets = session.kept.facets
    found = [_pair(session, ids)] if len(ids) == 2 else []
    found.append(Against("The average face", None))
    if facets.total > len(ids):
        found.append(Against("All other kept faces", Query()))
    found += [
        Against(f"Cast: {cast.name}", Query(cast=cast.id))
        for cast in facets.casts[:MOST_LISTED]
        if cast.count
    ]
    found += [Against(f"Tag: {tag}", Query(tags=(tag,))) for tag, _ in facets.tags[:MOST_LISTED]]
    return found


def _pair(session: Session, ids: Sequence[int]) -> Against:
    return Against(f"The other face: {_name_of(session, ids[1])}", None, pair=True)


def _described(chosen: Against) -> str:
    if chosen.pair:
        return "the other face"
    if chosen.those is None:
        return "the average face"
    if chosen.title.startswith("Cast"):
        return "the other faces of this cast"
    if chosen.title.startswith("Tag"):
        return "the other faces with this tag"
    return "the average of all other kept faces"


def _name_of(session: Session, number: int) -> str:
    card = session.kept.cards.get(number)
    return card.title if card is not None else f"face {number}"
