"""All that a user would miss after a restart."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import msgspec
from PySide6.QtWidgets import QDockWidget

from facelab.library.schema import library_path
from facelab.recipe import Recipe
from facelab.session import Session
from facelab.session.face.history_file import RESTORED_STEPS
from facelab.session.face.slots import NAMES
from facelab.ui.window.main_window import MainWindow

# Qt's own description of the layout: `docks` says what of it a user sees.
NOT_COMPARED = ("window_geometry", "window_state", "window_width", "recipe")


# Those of the library; "note_to_self" says when it was last looked after.
TABLES = (
    *("model", "face", "recipe", "latent", "place", "thumbnail"),
    *("face_tag", "cast_list", "cast_face"),
)


@dataclass
class State:
    """What comes back.

    Attributes
    ----------
    recipe : Recipe
        The face on show.
    steps : list of (label, Recipe)
        The history, as much of it as comes back.
    place : int
        Index of the step on show.
    library : dict
        All rows of all its tables: kept faces, also those in the bin, tags, casts.
    strip : list of (number, name, where it comes from)
        What the window shows of them.
    slots : dict
    settings : dict
    docks : dict
        Whether each panel is closed, and whether it floats.
    """

    recipe: Recipe
    steps: list[tuple[str, Recipe]]
    place: int
    library: dict[str, list[tuple[Any, ...]]]
    strip: list[tuple[int, str, str]]
    slots: dict[str, Recipe | None]
    settings: dict[str, Any]
    docks: dict[str, tuple[bool, bool]]


def state_of(window: MainWindow, session: Session) -> State:
    """What a window that is at rest shows, and what its library holds."""
    face = session.face
    first = max(0, len(face.steps) - RESTORED_STEPS)
    settings = {
        name: value
        for name, value in msgspec.structs.asdict(session.settings).items()
        if name not in NOT_COMPARED
    }
    db = sqlite3.connect(library_path(session.kept.folder))
    tables = {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}
    db.close()
    # Panels that a key has hidden are there again at the next start.
    hidden = window.arrangement.hidden
    come_back = hidden._were_there if hidden.before is not None else []
    return State(
        recipe=face.recipe,
        steps=[(step.label, step.recipe) for step in face.steps[first:]],
        place=face.place - first,
        library=tables,
        strip=[(kept.id, kept.name, kept.source) for kept in session.kept.faces],
        slots={name: session.slots.get(name) for name in NAMES},
        settings=settings,
        docks={
            dock.objectName(): (dock.isHidden() and dock not in come_back, dock.isFloating())
            for dock in window.findChildren(QDockWidget)
        },
    )


def differences(before: State, after: State) -> list[str]:
    """What is not as it was, in words; empty if all of it is."""
    old, new = _flat("", vars(before)), _flat("", vars(after))
    return [
        f"{name} was {old.get(name, 'not there')!r:.400} and is {new.get(name, 'gone')!r:.400}"
        for name in {**old, **new}
        if old.get(name, ...) != new.get(name, ...)
    ]


def _flat(name: str, value: object) -> dict[str, object]:
    if isinstance(value, dict):
        parts = [_flat(f"{name}/{key}", each) for key, each in value.items()]
    elif isinstance(value, list):
        parts = [_flat(f"{name}/{place}", each) for place, each in enumerate(value)]
    else:
        return {name: value}
    return {key: each for part in parts for key, each in part.items()}
