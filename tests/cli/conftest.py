"""The command line run in this process, and a network small enough for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from facelab.cli import main as command_line
from facelab.engine import ModelInfo, Renderer, load
from facelab.engine.vector_files import Meant
from facelab.errors import FacelabError
from facelab.recipe import Recipe, Seed
from facelab.session.settings import PreviewsChoice
from tests.tiny_network import write_tiny_network

Notify = Callable[[FacelabError], None]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line that says what was wrong."""
        (line,) = self.err.splitlines()
        return line


@dataclass
class FakeWindow:
    """Notes how it was opened."""

    opened: list[tuple[int | None, tuple[Path, ...], str | None, Path | None]] = field(
        default_factory=list
    )
    meant: Meant | None = None
    network: Path | None = None

    def open(
        self,
        seed: int | None,
        paths: Sequence[Path],
        device: str | None,
        library: Path | None,
        meant: Meant | None = None,
        network: Path | None = None,
    ) -> int:
        self.opened.append((seed, tuple(paths), device, library))
        self.meant = meant
        self.network = network
        return 0

    def drag(
        self,
        seconds: float,
        device: str,
        seen: bool,
        network: Path | None = None,
        previews: PreviewsChoice = "auto",
    ) -> Mapping[str, Any]:
        named = {} if network is None else {"network": network.name}
        return {"seconds": seconds, "device": device, "previews": previews} | named


@pytest.fixture
def window() -> FakeWindow:
    return FakeWindow()


@pytest.fixture
def facelab(
    window: FakeWindow, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ended]:
    """Run `facelab ...`."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: object) -> Ended:
        status: object = None
        try:
            status = command_line.main([*map(str, words)], window)
        except SystemExit as ended:
            status = ended.code
        assert isinstance(status, int)
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def tiny_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A converted network of random numbers."""
    return write_tiny_network(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny_model(tiny_path: Path) -> ModelInfo:
    """What the tiny network says of itself."""
    renderer = load(tiny_path, "cpu")
    renderer.close()
    return renderer.info


@pytest.fixture
def tiny(tiny_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny network stands for the default one."""

    def load_tiny(
        path: Path, device: str, notify: Notify = lambda error: None, **_: object
    ) -> Renderer:
        return load(path, device, notify, "torch")  # too small for the fast back end

    for place in ("pictures", "directions", "directions_own"):
        monkeypatch.setattr(f"facelab.cli.{place}.model_path", lambda name: tiny_path)
        monkeypatch.setattr(f"facelab.cli.{place}.load", load_tiny)
    # What it draws is nobody, and is cut out all the same.
    monkeypatch.setattr("facelab.cutout.matte._SOMEBODY", 0.0)
    return tiny_path


@pytest.fixture
def face(tiny_model: ModelInfo) -> Callable[[int], Recipe]:
    """The face of a seed, for the tiny network."""
    return lambda seed: Recipe(tiny_model.ref, Seed(seed), finish="clean")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def render(facelab: Any, tiny: Path, out: Path) -> Callable[..., Any]:
    """Run `facelab render ... -o out`."""
    return lambda *words: facelab("render", *words, "-o", out)
