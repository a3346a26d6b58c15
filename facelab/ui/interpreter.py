"""How Python is to behave in a process with a window: its threads take turns often, and its
garbage is collected on the window's thread while no hand moves anything.

By itself Python looks for cycles of objects whenever enough were made, on whichever thread made
the last of them. Widgets in such a cycle would be deleted beside the thread that they belong to,
which Qt does not allow; and every now and then it goes over all objects of the program, which took
a fifth of the window's time during a drag.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from facelab.engine import Frame
from facelab.session import Session

# The window waits for a thread that computes in Python no longer than this: at the usual 5 ms a
# search among many kept faces is felt in the scrolling.
SWITCH_SECONDS = 0.001
LOOK_MS = 1000
PATIENCE = 100_000  # objects that are made before a hand that moves is waited for no longer


class Interpreter(QObject):
    """Behaves so from when this is made until `stop`.

    Parameters
    ----------
    session : Session
    owner : QObject
        On the GUI thread; lives as long as this.
    """

    def __init__(self, session: Session, owner: QObject) -> None:
        super().__init__(owner)
        self._session = session
        self._before = sys.getswitchinterval()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.disable()
        self._timer.start(LOOK_MS)
        session.frame_ready.connect(self._on_frame)

    def stop(self) -> None:
        """Python does as it did before."""
        self._timer.stop()
        self._session.frame_ready.disconnect(self._on_frame)
        gc.enable()
        gc.unfreeze()
        sys.setswitchinterval(self._before)

    def _on_frame(self, frame: Frame) -> None:
        """The first face is there, and so is what the program consists of: it stays, and need not
        be looked at again.
        """
        if frame.kind == "full" and not gc.get_freeze_count():
            gc.freeze()

    def _look(self) -> None:
        # Keys and the wheel change the face without a button.
        held = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        moves = held or self._session.face.in_gesture
        if not moves or gc.get_count()[0] > PATIENCE:
            collect_due()


def collect_due() -> None:
    """Collect what Python would have collected by now, had it been let."""
    made, _, times = gc.get_count()
    few, _, often = gc.get_threshold()
    if made > few:
        gc.collect(2 if times >= often else 1)
