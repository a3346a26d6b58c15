"""A session that works on and on, and says after each round what it has on the disk.

`python crash_process.py FOLDER FIRST`, with FACELAB_WEIGHTS naming a folder where the network's
file lies. Each line is JSON: the seeds of the history, the place in it, the face in slot A, a
setting, and how many faces were kept.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any


def neighbours() -> Any:
    """The fake renderer and the pump of these tests."""
    path = Path(__file__).with_name("conftest.py")
    spec = importlib.util.spec_from_file_location("session_conftest", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def flush(session: Any, pump: Any) -> None:
    """Wait until the writer has done all that it was given."""
    ended: list[object] = []
    session._writer.run(lambda: None, ended.append)
    pump.until(lambda: ended)
    pump.drain()


def main(folder: str, first: str) -> None:
    from facelab.session import Session

    near = neighbours()
    pump, renderer = near.Pump(), near.FakeRenderer()
    place = Path(folder)
    session = Session(pump, lambda *_: renderer, place / "settings", place / "library")
    kept: list[str] = []
    session.message.connect(lambda message: kept.append(message.what))
    session.start()
    pump.until(lambda: session.frame is not None and not session.busy)
    for seed in range(int(first), 10**6):
        session.face.set_seed(seed)
        pump.until(lambda: not session.busy)
        session.keep(f"n{seed}")
        count = kept.count("Face kept") + 1
        pump.until(lambda count=count: kept.count("Face kept") == count)
        session.slots.store("A", session.face.recipe)
        session.change_settings(save_size=16 + seed % 8000)
        if seed % 3 == 0:
            session.face.undo()
        for _ in range(2):  # the second write of the settings may wait for the first
            flush(session, pump)
        said = {
            "seeds": [step.recipe.seed for step in session.face.steps],
            "place": session.face.place,
            "slot": seed,
            "save_size": 16 + seed % 8000,
            "kept": seed - int(first) + 1,
        }
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
