"""A session that steps from face to face, keeps and names them, and says what a user would see.

`python keeping_process.py FOLDER FIRST`; one line each: "kept SEED" once the window has said that
the face is kept, "named SEED" once it shows the name, "step SEED" once the history is written.
It goes on until it is killed.
"""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path
from typing import Any

from facelab.checkpoints import default_entry
from facelab.checkpoints.fetching.fetch import converted_path
from facelab.session import Message, Session
from tests.session.conftest import FakeRenderer, Pump

AT_ONCE = 3


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(folder: Path, first: int) -> None:
    os.environ["FACELAB_WEIGHTS"] = str(folder / "weights")
    network = converted_path(default_entry())
    network.parent.mkdir(exist_ok=True)
    network.touch()
    pump = Pump()
    session = Session(
        pump,
        lambda path, device, notify: FakeRenderer(),  # type: ignore[arg-type, return-value]
        folder / "settings",
        folder / "library",
    )
    waiting: list[int] = []

    def on_message(message: Message) -> None:
        assert message.level == "info", message
        if message.what == "Face kept":
            say(f"kept {waiting.pop(0)}")

    def newest() -> Any:
        return next(iter(session.kept.faces), None)

    session.message.connect(on_message)
    session.start()
    pump.until(lambda: session.frame is not None)
    for batch in count():
        seeds = range(first + AT_ONCE * batch, first + AT_ONCE * (batch + 1))
        for seed in seeds:
            session.face.set_seed(seed)
            session.keep()  # its picture is still to come, so they are kept in this order
            waiting.append(seed)
        pump.until(lambda: not waiting)
        written: list[object] = []
        session._writer.run(lambda: None, written.append)
        pump.until(lambda written=written: written)  # type: ignore[misc]
        say(f"step {seeds[-1]}")
        last = seeds[-1]
        # A busy machine may show the list only after it has said that the faces are kept.
        pump.until(lambda last=last: newest() and newest().seed == last)  # type: ignore[misc]
        session.kept.rename(newest(), f"n{last}")
        pump.until(lambda: newest() and newest().name)
        say(f"named {last}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
