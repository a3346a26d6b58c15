"""The command that makes the same clip."""

from __future__ import annotations

import os
from pathlib import Path

from facelab.export.provenance.facts import Parts
from facelab.preparing.clips.order import ClipOrder
from facelab.recipe import Recipe
from facelab.session.choices.clip import ClipChoice
from facelab.session.exporting.command import marks_options, model_options, quoted


def clip_command(
    order: ClipOrder,
    choice: ClipChoice,
    source: Path | None,
    parts: Parts,
    face: Recipe,
    windows: bool = os.name == "nt",
) -> str:
    """What to type; empty if no command does exactly this.

    Parameters
    ----------
    order : ClipOrder
    choice : ClipChoice
    source : Path or None
        The file with the timeline, if it comes from one.
    parts : Parts
        What the clip says of itself.
    face : Recipe
        One of its faces, which names the network.
    windows : bool
    """
    if source is not None and not choice.repeat:
        timeline = source
    elif choice.with_timeline:  # it is there once the clip is
        timeline = order.timeline_path
    else:
        return ""
    words = ["make", "morph", str(timeline), "-o", str(order.path), "--fps", str(order.rate)]
    words += ["--as", order.kind.name]
    if order.longest is not None:
        words += ["--size", str(order.longest)]
    if choice.background:
        words += ["--background", choice.background]
    if order.overwrite:
        words.append("--overwrite")
    words += [*model_options(face), *marks_options(parts)]
    return " ".join(quoted(word, windows) for word in ("facelab", *words))
