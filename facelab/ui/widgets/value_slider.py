"""A named value on one row: name, track, number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from facelab.ui.outside_text import tooltip_of
from facelab.ui.theme import TOKENS
from facelab.ui.widgets.elided_label import ElidedLabel
from facelab.ui.widgets.labeled_row import LABEL_SHARE, LABEL_WIDTHS, label_width
from facelab.ui.widgets.number_edit import NumberEdit
from facelab.ui.widgets.slider_scale import SliderScale
from facelab.ui.widgets.slider_track import SliderTrack

_QUIET_MS = 400


class ValueSlider(QWidget):
    """A slider with its name and its number.

    Drag or click the track, wheel with Ctrl (without it the panel of sliders scrolls), arrow and
    Page keys, Home, End; Shift is ten times finer; a double-click on track or name goes back to
    the default; digits or Enter type a number, which may lie beyond the track up to the hard
    limits.

    Parameters
    ----------
    name : str
        Shown on the left and spoken by screen readers.
    scale : SliderScale
        Ends, default, step, decimals, and where faces start to break.
    hard_minimum, hard_maximum : float or None
        Limits of typed numbers; the ends of the track if None.
    special_texts : mapping of float to str or None
        Words shown (and understood) instead of certain values.
    tooltip : str
        What the value does.
    show_name : bool
        False leaves the name to screen readers and gives its room to the track.
    name_share : float
        How much of the row the name has; the same for all rows of a panel.

    Signals
    -------
    value_changed : float
        The user moved it. Displaying a value emits nothing.
    gesture_started, gesture_finished
        Around the changes of one gesture, once each; a gesture without a change has none.
        It finishes when the mouse lets go after a drag, when the key is released, when a
        number is confirmed, 400 ms after the last turn of the wheel. After a mere click it
        waits for the double-click that may follow, so that the two are one gesture.
    """

    value_changed = Signal(float)
    gesture_started = Signal()
    gesture_finished = Signal()

    def __init__(
        self,
        name: str,
        scale: SliderScale | None = None,
        *,
        hard_minimum: float | None = None,
        hard_maximum: float | None = None,
        special_texts: Mapping[float, str] | None = None,
        tooltip: str = "",
        show_name: bool = True,
        name_share: float = LABEL_SHARE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._show_name, self._name_share = show_name, name_share
        scale = SliderScale() if scale is None else scale
        self._hard = (hard_minimum, hard_maximum)
        self._value = scale.default
        self._moving = False
        self._tooltip = tooltip
        self.label = ElidedLabel(name, self)
        self.label.installEventFilter(self)
        self.label.setVisible(show_name)
        self.track = SliderTrack(scale, self)
        self.edit = NumberEdit(scale.decimals, special_texts, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self._finish)
        self.track.pressed.connect(self._finish)
        self.track.moved.connect(self._change)
        self.track.released.connect(self._on_released)
        self.track.stepped.connect(self._on_stepped)
        self.track.steps_ended.connect(self._on_steps_ended)
        self.track.reset_requested.connect(self.reset)
        self.track.typed.connect(self.edit.begin)
        self.edit.committed.connect(self._on_committed)
        self.edit.stepped.connect(self._on_edit_stepped)
        self.edit.left.connect(self.track.setFocus)
        self._apply_scale(scale)
        self._show(scale.default)

    # -- what it shows ------------------------------------------------------------------

    def name(self) -> str:
        """The name shown."""
        return self.label.text()

    def set_name(self, name: str) -> None:
        """Change the name."""
        if name != self.name():
            self.label.setText(name)
            self._apply_scale(self.track.scale)

    def set_tooltip(self, tooltip: str) -> None:
        """Change what is told of it."""
        if tooltip != self._tooltip:
            self._tooltip = tooltip
            self._tell()

    def value(self) -> float:
        """The value shown."""
        return self._value

    def scale(self) -> SliderScale:
        """Ends, default, step, decimals, where faces break."""
        return self.track.scale

    def set_blame(self, why: str) -> None:
        """Show in amber that the value is to blame for something, and say why; "" is all well."""
        if why != self.track.blame():
            self.track.set_blame(why)
            self._show(self._value)
            self._tell()

    def blame(self) -> str:
        """What the value is to blame for; empty if all is well."""
        return self.track.blame()

    def in_gesture(self) -> bool:
        """Whether the user is changing it just now."""
        return self._moving

    def set_value(self, value: float) -> None:
        """Show a value; emits nothing."""
        if value != self._value:
            self._show(value)

    def _show(self, value: float) -> None:
        self._value = value
        self.track.display(value)
        self.edit.display(value)
        scale = self.track.scale
        changed = scale.rounded(value) != scale.rounded(scale.default)
        self.label.set_tone("text" if changed else "text_dim")
        amber = scale.breaks(value) or self.track.blame()
        tone = "warning" if amber else "text" if changed else "text_dim"
        if self.edit.property("tone") != tone:
            self.edit.setProperty("tone", tone)
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)

    def set_scale(self, scale: SliderScale) -> None:
        """Change ends, default, step or limits; the value stays."""
        self._apply_scale(scale)
        self._show(self._value)

    def set_range(self, minimum: float, maximum: float) -> None:
        """Change the ends of the track."""
        self.set_scale(replace(self.track.scale, minimum=minimum, maximum=maximum))

    def set_limits(self, low: float | None, high: float | None) -> None:
        """Change where faces start to break; cheap, and for every picture that comes."""
        scale = replace(self.track.scale, low_limit=low, high_limit=high)
        if scale != self.track.scale:
            self.track.set_scale(scale)
            self._show(self._value)
            self._tell()

    def set_special_texts(self, texts: Mapping[float, str]) -> None:
        """Words shown (and understood) instead of certain values."""
        self.edit.set_special_texts(texts)
        self._lay_out()

    def reset(self) -> None:
        """Go back to the default, as the user's double-click does."""
        self._change(self.track.scale.default)
        self._finish()

    # -- gestures -----------------------------------------------------------------------

    def _change(self, value: float) -> None:
        if value == self._value:
            return
        if not self._moving:
            self._moving = True
            self.gesture_started.emit()
        self.set_value(value)
        self.value_changed.emit(value)

    def _finish(self) -> None:
        self._quiet.stop()
        if self._moving:
            self._moving = False
            self.gesture_finished.emit()

    def _on_released(self, dragged: bool) -> None:
        if dragged:
            self._finish()
        elif self._moving:
            self._quiet.start(QGuiApplication.styleHints().mouseDoubleClickInterval())

    def _on_stepped(self, value: float) -> None:
        self._change(value)
        if not self.track.held:
            self._quiet.start(_QUIET_MS)

    def _on_steps_ended(self) -> None:
        if not self.track.held:
            self._finish()

    def _on_committed(self, value: float) -> None:
        self._finish()
        self._change(value)
        self._finish()

    def _on_edit_stepped(self, steps: int) -> None:
        self._on_stepped(self.track.scale.stepped(self._value, steps))

    # -- look ---------------------------------------------------------------------------

    def _apply_scale(self, scale: SliderScale) -> None:
        self.track.set_scale(scale)
        low, high = self._hard
        self.edit.set_range(
            scale.minimum if low is None else min(low, scale.minimum),
            scale.maximum if high is None else max(high, scale.maximum),
        )
        name = self.name()
        self.setAccessibleName(name)
        self.track.setAccessibleName(name)
        self.edit.setAccessibleName(f"{name}, value")
        self._tell()
        self._lay_out()

    def _tell(self) -> None:
        """Put into the tooltips what it is and where faces break. How a slider is used they do
        not repeat: the list of keys says it once. The number tells what it is to blame for.
        """
        said = "\n".join(filter(None, (self._tooltip, self.track.scale.limits_text())))
        for part in (self.track, self.label):
            part.setToolTip(tooltip_of(said))
        self.edit.setToolTip(tooltip_of(self.track.blame() or said))

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(260, TOKENS.row)

    def minimumSizeHint(self) -> QSize:
        """Narrow panels are fine."""
        label = LABEL_WIDTHS[0] if self._show_name else 0
        return QSize(label + 48 + self.edit.sizeHint().width(), TOKENS.row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the row."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        # by shares of the width and not by the texts: tracks line up
        height = self.height()
        label = label_width(self.width(), self._name_share) if self._show_name else 0
        number = max(46, self.edit.sizeHint().width())
        tall = min(height, self.edit.sizeHint().height())
        track = max(0, self.width() - label - number - TOKENS.space_1)
        self.label.setGeometry(QRect(0, 0, label, height))
        self.track.setGeometry(QRect(label, 0, track, height))
        self.edit.setGeometry(QRect(self.width() - number, (height - tall) // 2, number, tall))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double-click on the name resets, a click takes the focus."""
        if (
            watched is self.label
            and isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
        ):
            if event.type() == QEvent.Type.MouseButtonDblClick:
                self.reset()
                return True
            if event.type() == QEvent.Type.MouseButtonPress:
                self.track.setFocus(Qt.FocusReason.MouseFocusReason)
                return True
        return super().eventFilter(watched, event)
