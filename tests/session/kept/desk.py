"""What keeps faces, as a session has it, for tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from facelab.engine import Frame
from facelab.library import KeptFace
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session.disk import Writer
from facelab.session.jobs import Jobs
from facelab.session.kept.kept_faces import Keeping
from facelab.session.kept.view import LibraryView
from facelab.session.messages import Message

MODEL = ModelRef("a" * 64, "fake")


def recipe(seed: int) -> Recipe:
    return Recipe(MODEL, Seed(seed))


def frame(seed: int) -> Frame:
    pixels = np.full((4, 4, 4), seed % 256, np.uint8)
    ws = np.full((4, 3), seed, np.float32)
    return Frame(pixels, "full", 4, recipe(seed), ws, 1.0)


class Desk:
    """A Keeping, the messages it sent, and the pump that runs its calls."""

    def __init__(self, folder: Path, pump) -> None:
        self.folder = folder
        self.until: Callable[[Callable[[], object]], None] = pump.until
        self.said: list[Message] = []
        self.writer = Writer(pump)
        self.jobs = Jobs(pump)
        self.kept = Keeping(folder, self.writer, self.said.append, pump, self.jobs)

    def add(self, *seeds: int) -> None:
        for seed in seeds:
            self.kept.add(recipe(seed), frame(seed))
        self.until(lambda: set(seeds) <= set(self.seeds()))

    def seeds(self) -> list[int | None]:
        return [card.seed for card in self.kept.faces]

    def face(self, number: int) -> KeptFace:
        """All of a face, as it is used."""
        came: list[KeptFace] = []
        self.kept.face(number, came.append)
        self.until(lambda: came)
        return came[0]

    def whats(self) -> list[str]:
        return [message.what for message in self.said]

    def shown(self, view: LibraryView) -> list[int]:
        return [int(number) for number in view.ids]

    def close(self) -> None:
        assert self.jobs.close(timeout=10)
        self.kept.close()
        assert self.writer.close(timeout=10)
