"""What can be chosen for a timeline: of all of it, of a key, a point, a track, a walk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QInputDialog, QMenu, QWidget
from shiboken6 import isValid

from facelab.plain_text import plain
from facelab.recipe import retiming as to
from facelab.recipe.easing import EASES, AnyEase, Curve
from facelab.recipe.timeline import Timeline
from facelab.recipe.tracks import MAX_POINTS, MAX_TRACKS, Point, Track
from facelab.recipe.walks import FaceWalk, NoiseWalk, Walk
from facelab.session import Session
from facelab.ui.dialogs.question import confirmed
from facelab.ui.outside_text import action_text
from facelab.ui.panels.timeline.geometry import Hit
from facelab.ui.panels.timeline.inspector import EASE_TITLES
from facelab.ui.panels.timeline.walk_dialog import WalkDialog
from facelab.ui.show_in_folder import show_in_folder

MOST_KEPT = 40  # in the menu; the others are in their folder


class Deeds(Protocol):
    """What the panel does for its menus."""

    def edit_face(self, index: int) -> None: ...
    def update_key(self) -> None: ...
    def open_file(self) -> None: ...
    def save_file(self) -> None: ...


class Menus(QObject):
    """Fills the menus of a timeline.

    Parameters
    ----------
    session : Session
    deeds : Deeds
    parent : QWidget
    """

    def __init__(self, session: Session, deeds: Deeds, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._deeds = deeds
        self._parent = parent

    @property
    def _timeline(self) -> Timeline | None:
        return self._session.animating.timeline

    # -- of all of it -------------------------------------------------------------------------

    def fill_more(self, menu: QMenu) -> None:
        """Files, speed, the way between seeds, undo."""
        menu.clear()
        animating, timeline = self._session.animating, self._timeline
        there = timeline is not None
        menu.addAction("Open timeline…", self._deeds.open_file)
        menu.addAction("Save timeline…", self._deeds.save_file).setEnabled(there)
        menu.addAction("Keep timeline…", self._ask_name).setEnabled(there)
        self._fill_kept(menu.addMenu("Kept timelines"))
        menu.addSeparator()
        for verb, label, do in (
            ("Undo", animating.undo_label, animating.undo),
            ("Redo", animating.redo_label, animating.redo),
        ):
            words = f" {action_text(label, 60)}" if label else ""
            menu.addAction(f"{verb}{words}", do).setEnabled(label is not None)
        menu.addSeparator()
        menu.addAction("Twice as fast", partial(self._faster, 2.0)).setEnabled(there)
        menu.addAction("Half as fast", partial(self._faster, 0.5)).setEnabled(there)
        self._fill_via(menu.addMenu("Between two seeds"))
        menu.addSeparator()
        menu.addAction("New timeline", animating.clear).setEnabled(there)

    def _ask_name(self) -> None:
        name, accepted = QInputDialog.getText(self._parent, "Keep timeline", "Name:")
        if accepted and name.strip():
            self._session.kept_timelines.keep(name.strip())

    def _fill_kept(self, menu: QMenu) -> None:
        kept = self._session.kept_timelines
        waiting = menu.addAction("Looking…")
        waiting.setEnabled(False)

        def listed(names: tuple[str, ...]) -> None:
            if not isValid(menu):  # it was closed before
                return
            menu.removeAction(waiting)
            for name in names[:MOST_KEPT]:
                one = menu.addMenu(action_text(name, 60))
                one.addAction("Open", partial(kept.open, name))
                one.addAction("Rename…", partial(self._rename_kept, name))
                one.addAction("Delete…", partial(self._delete_kept, name))
            if not names:
                menu.addAction("None yet").setEnabled(False)
                return
            menu.addSeparator()
            menu.addAction("Show in folder", partial(show_in_folder, kept.folder / "x"))

        kept.list(listed)

    def _rename_kept(self, name: str) -> None:
        new, accepted = QInputDialog.getText(self._parent, "Rename timeline", "Name:", text=name)
        if accepted and new.strip():
            self._session.kept_timelines.rename(name, new.strip())

    def _delete_kept(self, name: str) -> None:
        what = f"Delete the kept timeline “{plain(name, 60)}”?"
        why = "Its file is deleted. The timeline in the window and your kept faces stay."
        if confirmed(self._parent, what, why, "Delete"):
            self._session.kept_timelines.delete(name)

    def _fill_via(self, menu: QMenu) -> None:
        timeline = self._timeline
        menu.setEnabled(timeline is not None)
        for via, title in (("w", "Straight through w"), ("z", "Around the sphere of z")):
            do = partial(self._session.animating.change, "Way between seeds", via=via)
            action = menu.addAction(title, do)
            action.setCheckable(True)
            action.setChecked(timeline is not None and timeline.via == via)

    def _faster(self, factor: float) -> None:
        animating, timeline = self._session.animating, self._timeline
        if timeline is None:
            return
        try:
            animating.edit(to.faster(timeline, factor), "Speed")
        except ValueError:
            return  # as fast or as slow as a clip can be

    def fill_tracks(self, menu: QMenu) -> None:
        """Sliders that could have a track, and walks."""
        menu.clear()
        animating, model, timeline = self._session.animating, self._session.model, self._timeline
        if model is None or timeline is None:
            return
        groups: dict[str, QMenu] = {}
        for direction in model.directions:
            if direction.group not in groups:
                groups[direction.group] = menu.addMenu(action_text(direction.group, 40))
            action = groups[direction.group].addAction(
                action_text(direction.title, 60),
                partial(animating.add_track, direction.id, direction.title),
            )
            room = len(timeline.tracks) < MAX_TRACKS
            action.setEnabled(room and animating.track(direction.id) is None)
        menu.addSeparator()
        for usual in (FaceWalk(), NoiseWalk()):
            there = next((w for w in timeline.walks if type(w) is type(usual)), None)
            title = "Face walk…" if isinstance(usual, FaceWalk) else "Noise walk…"
            menu.addAction(title, partial(self.ask_walk, there or usual))

    def ask_walk(self, walk: Walk) -> None:
        """Ask what a walk is, and have it."""
        dialog = WalkDialog(walk, self._parent)
        if dialog.exec() == QDialog.DialogCode.Accepted and self._timeline is not None:
            self._session.animating.edit(to.with_walk(self._timeline, dialog.walk), "Walk")
        dialog.deleteLater()

    # -- of what is under the pointer ------------------------------------------------------------

    def of(self, hit: Hit, seconds: float, amount: float) -> QMenu:
        """The menu of a right click there; it is the caller's."""
        menu = QMenu(self._parent)
        timeline = self._timeline
        if timeline is None:
            self.fill_more(menu)
        elif hit.what in ("key", "hold", "change"):
            self._fill_key(menu, timeline, hit, seconds)
        elif hit.what == "point":
            self._fill_point(menu, timeline.tracks[hit.index], hit.point)
        elif hit.what == "track":
            track = timeline.tracks[hit.index]
            menu.addAction("Add point here", partial(self.add_point, track, seconds, amount))
            self._remove_track(menu, track)
        elif hit.what == "walk":
            walk = timeline.walks[hit.index]
            menu.addAction("Change…", partial(self.ask_walk, walk))
            kind = type(walk)
            menu.addAction(
                "Remove walk",
                lambda: self._session.animating.edit(
                    to.without_walk(timeline, kind), "Remove walk"
                ),
            )
        else:
            self._add_here(menu, timeline, seconds)
            self._paste(menu)
            menu.addAction("Select all", lambda: self._session.animating.choose(
                range(len(timeline.keys))))  # fmt: skip
        return menu

    def _fill_key(self, menu: QMenu, timeline: Timeline, hit: Hit, seconds: float) -> None:
        animating, k = self._session.animating, hit.index
        if hit.what == "change":
            self._add_here(menu, timeline, seconds)
            menu.addSeparator()
        menu.addAction("Edit face\tEnter", partial(self._deeds.edit_face, k))
        update = menu.addAction("Update from face\tShift+K", self._deeds.update_key)
        update.setEnabled(len(animating.chosen) == 1)
        several = len(animating.chosen) > 1
        to_whom = "selected" if several else "all other"
        give = menu.addAction(f"Copy sliders to {to_whom} keys", partial(animating.give_sliders, k))
        give.setEnabled(len(timeline.keys) > 1)
        self._fill_ease(menu.addMenu("Easing"), timeline.keys[k].ease, self._set_ease)
        menu.addSeparator()
        menu.addAction("Cut", self._cut)
        menu.addAction("Copy", animating.copy)
        self._paste(menu)
        menu.addAction("Delete", lambda: animating.remove(animating.chosen))

    def _paste(self, menu: QMenu) -> None:
        animating = self._session.animating
        menu.addAction("Paste", self._session.new_keys.paste).setEnabled(animating.can_paste)

    def _cut(self) -> None:
        animating = self._session.animating
        animating.copy()
        animating.remove(animating.chosen)

    def _add_here(self, menu: QMenu, timeline: Timeline, seconds: float) -> None:
        place = min(max(0.0, seconds), timeline.one_way)

        menu.addAction("Add key here", partial(self._session.new_keys.split, place))

    def _set_ease(self, ease: AnyEase) -> None:
        animating = self._session.animating
        if animating.timeline is not None:
            made = to.timed(animating.timeline, animating.chosen, ease=ease)
            animating.edit(made, "Easing")

    def _fill_ease(self, menu: QMenu, now: AnyEase, chosen: Callable[[AnyEase], None]) -> None:
        for value in EASES:
            action = menu.addAction(EASE_TITLES[value], partial(chosen, value))
            action.setCheckable(True)
            action.setChecked(now == value)
        if isinstance(now, Curve):
            own = menu.addAction("By handles")
            own.setCheckable(True)
            own.setChecked(True)

    # -- tracks -------------------------------------------------------------------------------

    def add_point(self, track: Track, seconds: float, amount: float) -> None:
        """Another point."""
        if len(track.points) >= MAX_POINTS:
            return
        point = Point(max(0.0, seconds), amount)
        self._session.animating.set_track(to.with_point(track, point), "Add point")

    def _fill_point(self, menu: QMenu, track: Track, number: int) -> None:
        animating, point = self._session.animating, track.points[number]

        def ease(value: AnyEase) -> None:
            changed = msgspec.structs.replace(point, ease=value)
            animating.set_track(to.with_point(track, changed), "Easing")

        def zero() -> None:
            changed = msgspec.structs.replace(point, amount=0.0)
            animating.set_track(to.with_point(track, changed), "Move point")

        self._fill_ease(menu.addMenu("Easing"), point.ease, ease)
        menu.addAction("To 0", zero)
        rest = [each for n, each in enumerate(track.points) if n != number]
        delete = menu.addAction(
            "Delete point",
            lambda: animating.set_track(to.with_points(track, rest), "Delete point"),
        )
        delete.setEnabled(bool(rest))
        self._remove_track(menu, track)

    def _remove_track(self, menu: QMenu, track: Track) -> None:
        remove = partial(self._session.animating.remove_track, track.direction)
        menu.addSeparator()
        menu.addAction("Remove track", remove)
