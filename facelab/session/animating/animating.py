"""The timeline of a window: every change to it goes through here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

import msgspec

from facelab.recipe import Recipe
from facelab.recipe import retiming as to
from facelab.recipe.timeline import MAX_KEYS, Key, Timeline
from facelab.recipe.tracks import Point, Track
from facelab.session.animating.steps import State, Steps
from facelab.session.loaded import LoadedNetwork
from facelab.session.signals import Signal


class Animating:
    """Holds the timeline, which keys are selected, and the way back.

    Parameters
    ----------
    loaded : LoadedNetwork
    save : callable
        Called after each change that is final.

    Signals
    -------
    changed(): the timeline is another.
    settled(): a hand has let go of it.
    chosen_changed(): other keys are selected.
    """

    changed = Signal()
    settled = Signal()
    chosen_changed = Signal()

    def __init__(self, loaded: LoadedNetwork, save: Callable[[], None]) -> None:
        self._loaded = loaded
        self._save = save
        self._steps = Steps()
        self._copied: tuple[Key, ...] = ()

    # -- what there is ------------------------------------------------------------------------

    @property
    def timeline(self) -> Timeline | None:
        """The timeline; None while it has no key."""
        return self._steps.current.timeline

    @property
    def keys(self) -> tuple[Key, ...]:
        """Its keys."""
        return () if self.timeline is None else self.timeline.keys

    @property
    def chosen(self) -> tuple[int, ...]:
        """Indices of the keys that are selected, ascending."""
        return self._steps.current.chosen

    @property
    def undo_label(self) -> str | None:
        """What undo would take back; None if there is nothing."""
        return self._steps.undo_label

    @property
    def redo_label(self) -> str | None:
        """What redo would do again; None if there is nothing."""
        return self._steps.redo_label

    @property
    def in_gesture(self) -> bool:
        """Whether a hand holds something of it: it may still change."""
        return self._steps.gesture is not None

    @property
    def steps(self) -> tuple[tuple[State, ...], int]:
        """All states, and the place of the one of now."""
        return self._steps.steps, self._steps.place

    @property
    def can_paste(self) -> bool:
        """Whether keys were copied."""
        return bool(self._copied)

    # -- changes ------------------------------------------------------------------------------

    def edit(
        self,
        timeline: Timeline | None,
        label: str,
        gesture: Hashable | None = None,
        chosen: Iterable[int] | None = None,
    ) -> None:
        """Change the timeline.

        Parameters
        ----------
        timeline : Timeline or None
        label : str
            What was done, for undo: "Move key".
        gesture : hashable or None
            Changes with the same key, one after another, are one step until `end_gesture`.
        chosen : iterable of int or None
            The keys that are selected then; those of before if None.
        """
        new = self.chosen if chosen is None else tuple(sorted(set(chosen)))
        count = 0 if timeline is None else len(timeline.keys)
        new = tuple(k for k in new if k < count)
        if timeline == self.timeline:
            self.choose(new)
            return
        others = new != self.chosen
        self._steps.put(State(timeline, new, label), gesture)
        self.changed.emit()
        if others:
            self.chosen_changed.emit()
        if gesture is None:
            self._save()

    def end_gesture(self) -> None:
        """The hand has let go."""
        if self._steps.close_gesture():
            self.settled.emit()
            self._save()

    def cancel_gesture(self) -> None:
        """The hand takes back what it has done since it took hold."""
        if self._steps.cancel_gesture():
            self.changed.emit()
            self.chosen_changed.emit()
            self.settled.emit()

    def choose(self, chosen: Iterable[int]) -> None:
        """Select keys."""
        new = tuple(sorted({k for k in chosen if 0 <= k < len(self.keys)}))
        if new != self.chosen:
            self._steps.choose(new)
            self.chosen_changed.emit()

    def undo(self) -> None:
        """Take the last change back."""
        self._go(-1)

    def redo(self) -> None:
        """Do it again."""
        self._go(+1)

    def _go(self, step: int) -> None:
        self.end_gesture()
        if self._steps.go_to(self._steps.place + step) is not None:
            self.changed.emit()
            self.chosen_changed.emit()
            self._save()

    def restore(self, states: Sequence[State], place: int) -> None:
        """Go on with a timeline as it was."""
        self._steps = Steps(states, place)
        self.changed.emit()
        self.chosen_changed.emit()

    # -- keys ---------------------------------------------------------------------------------

    def add(self, faces: Sequence[Recipe], at: int | None = None, label: str = "Add key") -> int:
        """Add faces as keys, behind those that are selected if `at` is None. Returns the index of
        the first; -1 if there is no room.
        """
        if at is None:
            at = self.chosen[-1] + 1 if self.chosen else len(self.keys)
        room = MAX_KEYS - len(self.keys)
        new = [Key(self.sealed(face)) for face in faces[:room]]
        if not new or not self._insert(at, new, label if len(new) == 1 else "Add keys"):
            return -1
        return at

    def sealed(self, face: Recipe) -> Recipe:
        """A face as keys hold it: it says which directions it was made with."""
        return self._loaded.sealed(face)

    def _insert(self, at: int, keys: Sequence[Key], label: str) -> bool:
        """Returns whether there was room."""
        try:
            made = to.with_keys(self.timeline, at, keys)
        except ValueError:  # it would be longer than a clip may be
            return False
        self.edit(made, label, chosen=range(at, at + len(keys)))
        return True

    def remove(self, gone: Collection[int]) -> None:
        """Take keys out; what comes next is selected."""
        if self.timeline is None or not gone:
            return
        left = len(self.keys) - len(gone)
        after = min(min(gone), left - 1)
        label = "Delete key" if len(gone) == 1 else "Delete keys"
        chosen = (after,) if left > 0 else ()
        self.edit(to.without_keys(self.timeline, gone), label, chosen=chosen)

    def clear(self) -> None:
        """Begin with an empty timeline."""
        self.edit(None, "New timeline", chosen=())

    def copy(self) -> int:
        """Remember the keys that are selected, for `paste`. Returns how many."""
        if self.chosen:
            self._copied = tuple(self.keys[k] for k in self.chosen)
        return len(self.chosen)

    def paste(self) -> int:
        """Put in what was copied, behind what is selected. Returns how many keys had no room."""
        at = self.chosen[-1] + 1 if self.chosen else len(self.keys)
        copied = self._copied[: MAX_KEYS - len(self.keys)]
        label = "Paste keys" if len(copied) > 1 else "Paste key"
        if not copied or not self._insert(at, copied, label):
            return len(self._copied)
        return len(self._copied) - len(copied)

    def move(self, index: int, place: int) -> None:
        """Put a key elsewhere in the order."""
        if self.timeline is not None and index != place:
            self.edit(to.reordered(self.timeline, index, place), "Reorder keys", chosen=(place,))

    def set_face(self, index: int, face: Recipe) -> None:
        """Another face at a key."""
        if self.timeline is not None:
            made = to.with_face(self.timeline, index, self.sealed(face))
            self.edit(made, "Update key", chosen=(index,))

    def give_sliders(self, source: int) -> None:
        """Copy the sliders of a key to the others that are selected; to all if it is alone."""
        if self.timeline is not None:
            others = [k for k in self.chosen if k != source] or range(len(self.keys))
            timeline = to.with_sliders_of(self.timeline, source, others)
            self.edit(timeline, "Copy sliders to other keys")

    # -- tracks -------------------------------------------------------------------------------

    def track(self, direction: str) -> Track | None:
        """The track of a slider."""
        tracks = () if self.timeline is None else self.timeline.tracks
        return next((each for each in tracks if each.direction == direction), None)

    def add_track(self, direction: str, title: str, low: float = -2.0, high: float = 2.0) -> None:
        """Let a slider go from one amount to another while the timeline goes on."""
        timeline = self.timeline
        if timeline is None or self.track(direction) is not None:
            return
        face = timeline.keys[0].face.without_directions()
        used = self.sealed(face.with_amount(direction, high or 1.0))
        own = tuple(each for each in used.own if each.id == direction)
        points = (Point(0.0, low), Point(max(0.05, round(timeline.one_way, 3)), high))
        track = Track(direction, points, used.fit, own)
        self.edit(to.with_track(timeline, track), f"Add track {title}")

    def set_track(self, track: Track, label: str, gesture: Hashable | None = None) -> None:
        """Another course of a track that is there."""
        if self.timeline is not None:
            self.edit(to.with_track(self.timeline, track), label, gesture)

    def remove_track(self, direction: str) -> None:
        """Take a track out."""
        if self.timeline is not None:
            self.edit(to.without_track(self.timeline, direction), "Remove track")

    def change(self, label: str, gesture: Hashable | None = None, **fields: object) -> None:
        """Other fields of the timeline, as they are called there.

        Raises
        ------
        ValueError
            They make no sense.
        """
        if self.timeline is not None:
            self.edit(msgspec.structs.replace(self.timeline, **fields), label, gesture)
