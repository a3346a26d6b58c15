"""Pictures for faces that were kept without one: made when they come in sight."""

from __future__ import annotations

from PySide6.QtCore import QObject

from facelab.engine import Frame
from facelab.library import KeptFace
from facelab.session import Session
from facelab.session.rendering.pictures import Pictures, Wanted

# Faces without a picture that are remembered for the next network.
MOST_BARE = 1000


class Filling(QObject):
    """Renders one missing picture after another and gives it to the library.

    A face whose picture cannot be made, or cannot be written, is not tried again until another
    network is loaded. Nobody asked for it, so nobody is told.
    """

    def __init__(self, session: Session, pictures: Pictures, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._pictures = pictures
        self._bare: dict[int, None] = {}
        self._tried: set[int] = set()
        self._wanted: list[int] = []
        self._running = False
        self._times_begun = 0
        session.kept.cards.ready.connect(self._on_ready)
        session.model_changed.connect(self._on_network_changed)

    def _on_ready(self, numbers: frozenset[int]) -> None:
        model, cards = self._session.model, self._session.kept.cards
        for number in numbers:
            card = cards.get(number)
            self._bare.pop(number, None)
            if card is None or card.has_thumbnail:
                continue
            self._bare[number] = None
            fits = model is not None and card.model == model.sha256
            if fits and number not in self._tried:
                self._tried.add(number)
                self._wanted.append(number)
        while len(self._bare) > MOST_BARE:
            del self._bare[next(iter(self._bare))]
        self._next()

    def _next(self) -> None:
        if self._running or not self._wanted:
            return
        self._running = True
        number, begun = self._wanted.pop(), self._times_begun

        def read(face: KeptFace) -> None:
            if face.thumbnail:
                done()
            elif begun == self._times_begun:
                self._pictures.preview(Wanted(("fill", number), face.recipe, drawn, failed))

        def drawn(frame: Frame) -> None:
            if begun == self._times_begun:
                self._session.kept.fill(number, frame, done, full)

        def full(_: Exception) -> None:
            # The disk is, or nothing can be written here: the others would fail too.
            if begun == self._times_begun:
                self._wanted.clear()
            done()

        def failed(_: Exception) -> None:
            done()

        def done(_: object = None) -> None:
            if begun == self._times_begun:
                self._running = False
                self._next()

        self._session.kept.face(number, read, failed)

    def begin_anew(self) -> None:
        """It is another network, which cannot draw what the last one was asked for, or another
        library, where the same numbers are other faces.
        """
        self._times_begun += 1
        self._bare.clear()
        self._tried.clear()
        self._wanted.clear()
        self._running = False

    def _on_network_changed(self, _info: object) -> None:
        bare = frozenset(self._bare)
        self.begin_anew()
        self._on_ready(bare)
