"""Thousands of random but valid things that a user can do, and all of it back after a restart.

The long version, 5,000 actions: `python -m pytest -m slow tests/ui/test_monkey.py`
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDesktopServices, QDrag
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from facelab.engine import Frame
from facelab.errors import FacelabError, Stopped
from facelab.export import thumbnail
from facelab.export.recipe_file import write_recipe
from facelab.library import Library, Record, export_faces
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session import Session
from facelab.session.face.editor import FaceEditor
from facelab.ui.dispatch import GuiDispatcher
from facelab.ui.panels.cast.panel import CastPanel
from facelab.ui.theme import Theme
from facelab.ui.window.main_window import MainWindow
from tests.png_files import write_png
from tests.ui.monkey import Monkey
from tests.ui.monkey_state import State, differences, state_of
from tests.ui.monkey_watch import Watch, pump, pump_until
from tests.ui.panels.directions.named import NamedRenderer

SEEDS = tuple(range(*map(int, os.environ["MS"].split(",")))) if "MS" in os.environ else (2,)
LONG_SEEDS = (11, 12, 13, 14, 15)


class Hurried:
    """A renderer that takes a moment, and can be interrupted in it, as a real one."""

    def __init__(self, fake) -> None:
        self._fake = fake
        self.info = fake.info
        self.unchecked = False
        self._chance = random.Random(0)

    def preview(self, recipe: Recipe, smallest: bool = False) -> Frame | None:
        frame: Frame | None = self._fake.preview(recipe)
        return frame

    def full(self, recipe: Recipe, stop: Callable[[], bool] | None = None) -> Frame:
        for _ in range(self._chance.randrange(4)):
            time.sleep(0.001)
            if stop is not None and stop():
                raise Stopped
        self._fake.rendered.clear()  # what it remembers of the past is not asked for here
        frame: Frame = self._fake.full(recipe, stop)
        return frame

    def set_previews(self, choice: str) -> None:
        self._fake.set_previews(choice)

    def close(self) -> None:
        self._fake.close()

    def __getattr__(self, name: str) -> Any:
        """All else at once."""
        return getattr(self._fake, name)


@dataclass
class Studio:
    """A window and its session."""

    window: MainWindow
    session: Session
    watch: Watch
    closed: bool = False

    def quiet(self) -> None:
        """Wait until all that is to be written is on the disk, and all of it is on show."""
        layout = self.window.arrangement._save_soon
        pump_until(lambda: not layout.isActive(), "the layout to be saved")
        (wishes,) = self.window.findChildren(CastPanel)
        pump_until(lambda: not wishes._soon.isActive(), "the wishes to be saved")
        pump_until(lambda: not self.session.jobs.listed, "the jobs")
        for _ in range(3):
            pump_until(lambda: not self.session.saving, "what is drawn to be kept")
            written: list[None] = []
            self.session._writer.run(lambda: None, written.append)
            pump_until(lambda written=written: bool(written), "the writer")  # type: ignore[misc]
            pump(5)
        reader = self.session.kept._reader

        def answered() -> bool:
            return not (reader._look or reader._waiting or reader._running)

        pump_until(answered, "the reader of the library")
        pump(5)

    def state(self) -> State:
        self.window.workspaces.show("edit")  # where the next start begins
        self.quiet()
        return state_of(self.window, self.session)

    def close(self) -> None:
        self.closed = True
        self.window.close()
        assert self.session.close()
        self.window.deleteLater()
        pump(1)


Open = Callable[[Path], Studio]


@pytest.fixture
def renderer() -> NamedRenderer:
    """A network with padlocks, a limit, and directions that go far."""
    return NamedRenderer()


@pytest.fixture
def open_studio(
    qtbot: QtBot, renderer, weights: Path, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """Start facelab on the settings and the library of a folder."""
    opened: list[Studio] = []
    monkeypatch.setattr("facelab.ui.window.docks.SAVE_MS", 100)
    # A cast that was found and not kept is let go: nobody is there to be asked at the end.
    monkeypatch.setattr("facelab.ui.dialogs.unkept_cast.confirmed", lambda *_: True)
    monkeypatch.setattr("facelab.ui.dialogs.unkept_cast.ask_to_keep", lambda *_: "")
    # The settings say where the library is: the user may choose another.
    monkeypatch.delenv("FACELAB_LIBRARY")
    monkeypatch.chdir(weights.parent)

    def open_(folder: Path) -> Studio:
        monkeypatch.setattr("facelab.paths.library_dir", lambda: folder / "library")

        def load(path: Path, device: str, notify: Callable[[FacelabError], None]) -> Hurried:
            return Hurried(renderer)

        session = Session(GuiDispatcher(), load, folder / "settings")  # type: ignore[arg-type]
        window = MainWindow(session, theme)
        studio = Studio(window, session, Watch(window, session))
        opened.append(studio)
        window.show()
        qtbot.waitActive(window)
        session.start()
        pump_until(lambda: session.frame is not None and not session.busy, "the first face")
        return studio

    yield open_
    for studio in opened:
        studio.session.close()
        if not studio.closed:
            studio.window.close()


@pytest.fixture
def files(renderer, tmp_path: Path) -> list[Path]:
    """What can be dropped or opened: faces, and what only looks like them."""
    folder = tmp_path / "files"
    folder.mkdir()
    ref = renderer.info.ref
    plain = Recipe(ref, Seed(1234))
    edited = plain.with_amount("pca-1", 1.25).with_mix((0, 1), Seed(9), 0.5, label="nine")
    pixels = np.full((64, 64, 3), 120, np.uint8)
    write_recipe(folder / "plain.json", plain)
    write_recipe(folder / "edited.json", edited)
    write_png(folder / "face.png", pixels, edited)
    write_recipe(folder / "other network.json", Recipe(ModelRef("0" * 64, "other"), Seed(1)))
    whole = (folder / "face.png").read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "stripped.png").write_bytes(whole.replace(b"facelab", b"gone..."))
    text = (folder / "plain.json").read_text()
    (folder / "cut.json").write_text(text[: len(text) // 2])
    (folder / "nan.json").write_text(text.replace("1234", "NaN"))
    (folder / "empty.json").write_text("")
    (folder / "notes.txt").write_text("nothing of ours")
    (folder / "a folder.png").mkdir()
    library = Library(tmp_path / "elsewhere")
    ws = np.zeros((renderer.info.num_ws, renderer.info.w_dim), np.float32)
    small = thumbnail.encode(np.full((16, 16, 4), 120, np.uint8))
    for seed in (5, 6, 7):
        library.keep(Record(Recipe(ref, Seed(seed)), ws, small, f"imported {seed}"))
    library.close()
    export_faces(tmp_path / "elsewhere", folder / "faces.facelab")
    (folder / "broken.facelab").write_bytes(b"SQLite format 3\0" + b"x" * 500)
    return [*sorted(folder.iterdir()), folder / "missing.png"]


@pytest.fixture
def make_monkey(
    files: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[[int], Monkey]]:
    """A monkey in the place of what asks the window system: dialogs for files, drags."""
    made: list[Monkey] = []

    def make(seed: int) -> Monkey:
        monkey = Monkey(seed, files, tmp_path / "actions.txt")
        made.append(monkey)

        def opens(*_: object) -> tuple[str, str]:
            return monkey.chosen_file(False, ""), ""

        def saves(parent: QWidget, title: str, path: str, kinds: str) -> tuple[str, str]:
            return monkey.chosen_file(True, Path(path).suffix), kinds

        def drag(self: QDrag, *_: object) -> object:
            data = self.mimeData()
            return monkey.carry(data if data is not None else QMimeData())

        def opens_some(*_: object) -> tuple[list[str], str]:
            return list(filter(None, [monkey.chosen_file(False, "")])), ""

        monkeypatch.setattr(QFileDialog, "getOpenFileName", opens)
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", opens_some)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", saves)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: monkey.chosen_folder())
        monkeypatch.setattr(QDrag, "exec", drag)
        monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
        seeds = random.Random(seed)
        monkeypatch.setattr(FaceEditor, "random_seed", staticmethod(lambda: seeds.randrange(2**32)))
        return monkey

    yield make
    for monkey in made:
        monkey.close()


def play(open_studio: Open, monkey: Monkey, folder: Path, rounds: int, count: int) -> None:
    """Rounds of actions; each second one ends as if the machine had lost its power."""
    studio = open_studio(folder)
    for number in range(rounds):
        with studio.watch.watching():
            monkey.run(studio.window, studio.watch, count)
            before = studio.state()
            if number % 2:
                # What is on the disk now is all that is left; the old window only goes.
                crashed = folder.with_name(f"crashed-{number}")
                shutil.copytree(folder, crashed)
                studio.close()
                folder = crashed
            else:
                studio.close()
            studio.watch.check()
            studio = open_studio(folder)
            studio.watch.at_rest()
            lost = differences(before, studio.state())
        assert not lost, (
            f"seed {monkey.seed}, after round {number}: "
            + "\n".join(lost)
            + f"\nthe last actions:\n{monkey.told()}"
        )
    studio.close()
    assert monkey.count >= rounds * count


@pytest.mark.parametrize("seed", SEEDS)
def test_300_random_actions_do_no_harm_and_all_is_there_after_restarts(
    seed: int, open_studio: Open, make_monkey: Callable[[int], Monkey], tmp_path: Path
):
    play(open_studio, make_monkey(seed), tmp_path / "user", rounds=2, count=150)


@pytest.mark.slow
@pytest.mark.parametrize("seed", LONG_SEEDS)
def test_5000_random_actions_do_no_harm_and_all_is_there_after_restarts(
    asked_for, seed: int, open_studio: Open, make_monkey: Callable[[int], Monkey], tmp_path: Path
):
    """`python -m pytest -m slow tests/ui/test_monkey.py`, 1,000 of them from each seed."""
    play(open_studio, make_monkey(seed), tmp_path / "user", rounds=4, count=250)
