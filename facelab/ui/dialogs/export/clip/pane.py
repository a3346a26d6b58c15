"""A look at any time of a clip before it leaves, before its background."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from facelab.cutout.backgrounds import Background
from facelab.engine import Frame
from facelab.recipe.timeline import Timeline
from facelab.session import Session
from facelab.session.messages import message_of
from facelab.session.rendering.pictures import Wanted
from facelab.ui.dialogs.export.grounds import Grounds
from facelab.ui.dialogs.export.look import NEEDS_NETWORK
from facelab.ui.theme import TOKENS

_KEY = "clip"


class ClipPane(QWidget):
    """A picture, and a slider over its times.

    Parameters
    ----------
    session : Session
    parent : QWidget
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._timeline: Timeline | None = None
        self._times: list[float] = []
        self._background: Background | None = None
        self._missing = False
        self._frame: Frame | None = None  # that was shown last, with its own background
        self._cut_outs = session.clip_cut_outs
        self._cut_outs.ready.connect(self._on_cut_out)
        self.picture = Grounds("A picture of the clip", self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Time in the clip")
        self.slider.setToolTip("Drag to see another time")
        self.slider.valueChanged.connect(lambda _: self._ask())
        self.told = QLabel("", self)
        self.told.setMinimumWidth(self.told.fontMetrics().horizontalAdvance("00.00 s of 00.00 s"))
        line = QHBoxLayout()
        line.setSpacing(TOKENS.space_3)
        line.addWidget(self.slider, 1)
        line.addWidget(self.told)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TOKENS.space_2)
        column.addWidget(self.picture, 1)
        column.addLayout(line)
        self.forget()

    def show_background(self, background: Background | None, missing: bool = False) -> None:
        """Show something else behind the face: None is its own background.

        Parameters
        ----------
        background : Background or None
        missing : bool
            Whether the networks for that are not here yet: then it is only said.
        """
        if (background, missing) == (self._background, self._missing):
            return
        self._background, self._missing = background, missing
        self._show_frame()
        cuts = background is not None and not missing
        if cuts and background is not None:
            self._cut_outs.choose(background)
        self._cut_outs.switch(cuts)

    def show_clip(self, timeline: Timeline, rate: int) -> None:
        """Show a clip from where the last one was looked at."""
        times = list(timeline.times(rate))
        if timeline == self._timeline and times == self._times:
            return
        share = self.slider.value() / max(1, self.slider.maximum())
        self._timeline, self._times = timeline, times
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(0, len(times) - 1)
        self.slider.setPageStep(max(1, len(times) // 10))
        self.slider.setValue(round(share * (len(times) - 1)))
        self.slider.blockSignals(blocked)
        self.slider.setEnabled(True)
        self._ask()

    def forget(self) -> None:
        """Nobody looks any more, or there is nothing to see."""
        self._timeline, self._times, self._frame = None, [], None
        self._background, self._missing = None, False
        self._cut_outs.switch(False)
        self._session.pictures.forget(_KEY)
        self.picture.show_picture(None)
        self.slider.setEnabled(False)
        self.told.setText("")

    def say(self, text: str) -> None:
        """Say something in place of the picture."""
        self.forget()
        self.picture.say(text)

    def _ask(self) -> None:
        if self._timeline is None:
            return
        now = self._times[self.slider.value()]
        self.told.setText(f"{now:.2f} s of {self._timeline.seconds:.2f} s")
        recipe = self._timeline.at(now)
        if not self.picture.has_picture():
            self.picture.say("Drawing…")
        self._session.pictures.forget(_KEY)
        self._session.pictures.show(Wanted(_KEY, recipe, self._on_frame, self._on_failed))

    def _on_frame(self, frame: Frame) -> None:
        if self._timeline is None:
            return
        info = self._session.model
        if info is not None and frame.size == info.resolution:
            self._session.clips.costs.note("draw", frame.milliseconds / 1000, frame.size)
        self._frame = frame
        self._show_frame()
        self._cut_outs.follow(frame)

    def _show_frame(self) -> None:
        """The picture as it was drawn: until it is cut out, or for good."""
        if self._frame is not None:
            self._show(self._frame)

    def _on_cut_out(self, frame: Frame) -> None:
        if self._timeline is not None and self._background is not None:
            self._show(frame)

    def _show(self, frame: Frame) -> None:
        rgb = frame.rgb()
        one = np.full((*rgb.shape[:2], 1), 255, np.uint8)
        self.picture.say(NEEDS_NETWORK if self._missing else "")
        self.picture.show_picture(np.concatenate((rgb, one), axis=2))

    def _on_failed(self, error: Exception) -> None:
        said = message_of(error)
        self.picture.say(" ".join(filter(None, (said.what, said.why))))
