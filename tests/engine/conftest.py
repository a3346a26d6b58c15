"""A network small enough for tests, as a file and loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from facelab.engine import Renderer, load
from tests.tiny_network import write_tiny_network


@pytest.fixture(scope="session")
def tiny_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A converted network of random numbers."""
    return write_tiny_network(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def tiny(tiny_path: Path) -> Iterator[Renderer]:
    """The tiny network on the CPU."""
    renderer = load(tiny_path, "cpu")
    yield renderer
    renderer.close()


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny networks gain nothing from threads, and crawl if the machine is busy."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
