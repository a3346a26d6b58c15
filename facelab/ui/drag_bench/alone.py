"""How fast the network draws a drag's previews where nothing else is to be done."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

from facelab.engine import Renderer
from facelab.engine.preview_choice import PreviewKind
from facelab.progress import Stop
from facelab.recipe import Recipe, Seed
from facelab.session import Session
from facelab.session.rendering.asked import Asked
from facelab.ui.drag_bench.seen import wait_until

SEED = 7
REACH = 2.5  # sigma to each side
PREVIEWS = 45
COUNTED = 30  # the last of them: by then their size is chosen
RARE = 0.05  # of the previews of a drag
PATIENCE = 600.0  # seconds: a slow network takes its time


def time_kinds_alone(session: Session, kinds: Mapping[PreviewKind, int]) -> float | None:
    """Previews a second of a drag in which so many were of each kind, if nothing but the network
    took time; None if it draws none of those.
    """
    few = RARE * sum(kinds.values())
    counts = {kind: count for kind, count in kinds.items() if count > few}
    rates = {kind: _time_alone(session, kind) for kind in counts}
    seconds = [count / rate for kind, count in counts.items() if (rate := rates[kind])]
    return sum(counts.values()) / sum(seconds) if seconds and all(rates.values()) else None


def _time_alone(session: Session, drawn: PreviewKind) -> float | None:
    """`previews_alone` on the engine's thread, as the previews of a drag are drawn, while the
    window does nothing.
    """
    came: list[float | None] = []
    failed: list[Exception] = []

    def ask(renderer: Renderer, _stop: Stop) -> float | None:
        return previews_alone(renderer, drawn)

    before = session.settings.previews
    wait_until(lambda: not session.busy)
    # else a network that does nothing else is found fast enough for a heavier kind
    session.set_previews("auto" if drawn.light else str(drawn.size))
    session.submit(Asked(("bench",), ask, came.append, failed.append))
    wait_until(lambda: bool(came or failed), PATIENCE)
    session.set_previews(before)
    if failed:
        raise failed[0]
    return came[0]


def previews_alone(renderer: Renderer, drawn: PreviewKind) -> float | None:
    """How many previews of a kind a second the network draws; None if it draws none."""
    first = next((each.id for each in renderer.info.directions), None)
    face = Recipe(renderer.info.ref, Seed(SEED), finish="clean")
    draw = renderer.light_preview if drawn.light else renderer.preview
    ends = [time.perf_counter()]
    for turn in range(PREVIEWS):
        edit = face.with_amount(first, REACH * math.sin(turn)) if first else face.with_seed(turn)
        if draw(edit) is None:
            return None
        ends.append(time.perf_counter())
    return COUNTED / (ends[-1] - ends[-1 - COUNTED])
