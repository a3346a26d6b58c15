"""ONNX Runtime is compared with torch once, elsewhere, and left alone if it differs."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import onnxruntime
import pytest

from facelab.checkpoints import store
from facelab.checkpoints.store import Metadata
from facelab.engine import load
from facelab.engine.onnx import check as onnx_check
from facelab.engine.onnx.check import FAILED, OnnxCheck, combination, known, remember
from facelab.errors import FacelabError
from facelab.recipe import Recipe, Seed
from tests.tiny_network import BLOCKS, write_tiny_network


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whose channels fill the runtime's blocks."""
    return write_tiny_network(tmp_path_factory.mktemp("blocks"), BLOCKS)


@pytest.fixture(scope="module")
def metadata(network: Path) -> Metadata:
    return store.read_arrays(network)[0]


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of networks of its own, for the verdicts."""
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path))
    return tmp_path


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the other process be this program."""

    def answer(program: str) -> None:
        monkeypatch.setattr(onnx_check, "_command", lambda path: [sys.executable, "-c", program])

    return answer


def checks() -> list[threading.Thread]:
    """Comparisons that go on."""
    return [each for each in threading.enumerate() if each.name == "facelab-onnx-check"]


def test_the_process_compares_pictures(network: Path, metadata: Metadata) -> None:
    assert known(metadata) is None
    found = OnnxCheck(network, metadata).run()
    assert found is not None
    assert found <= 2
    assert known(metadata) == found


def test_a_verdict_is_about_versions_network_and_processor(
    metadata: Metadata, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(combination(metadata), 1)
    assert known(metadata) == 1
    monkeypatch.setattr(onnxruntime, "__version__", "99.0")
    assert known(metadata) is None
    monkeypatch.undo()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[" * 10_000, b'{"farthest": {"a": "b"}}', b"{}" * 50_000]
)
def test_a_broken_file_is_no_verdict(cache: Path, metadata: Metadata, content: bytes) -> None:
    (cache / "onnx-check.json").write_bytes(content)
    assert known(metadata) is None
    remember(combination(metadata), 1)
    assert known(metadata) == 1


def test_old_verdicts_go(metadata: Metadata) -> None:
    remember(combination(metadata), 1)
    for number in range(40):
        remember(f"onnxruntime {number}", 1)
    assert known(metadata) is None
    assert onnx_check.verdict_paths()[0].stat().st_size < 10_000


def test_a_folder_that_takes_nothing_is_no_error(
    metadata: Metadata, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "file"))
    monkeypatch.setenv("FACELAB_SETTINGS", str(tmp_path / "file"))
    remember(combination(metadata), 1)
    assert "compared again" in caplog.text
    assert known(metadata) is None


def test_networks_that_others_own_have_their_verdict_among_the_settings(
    metadata: Metadata, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, user_folders: Path, caplog
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "file"))
    remember(combination(metadata), 1)
    assert known(metadata) == 1
    assert (user_folders / "settings" / "onnx-check.json").is_file()
    assert caplog.records == []


def test_a_process_that_fails_says_nothing_of_the_back_end(
    network: Path, metadata: Metadata, answers, caplog
) -> None:
    answers("raise SystemExit('no torch here')")
    with caplog.at_level(logging.WARNING):
        assert OnnxCheck(network, metadata).run() is None
    assert "no torch here" in caplog.text
    assert known(metadata) is None


def test_a_process_that_cannot_be_started_neither(
    network: Path, metadata: Metadata, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog
) -> None:
    monkeypatch.setattr(onnx_check, "_command", lambda path: [str(tmp_path / "nothing")])
    assert OnnxCheck(network, metadata).run() is None
    assert "could not be compared" in caplog.text


def test_it_can_be_cancelled(network: Path, metadata: Metadata, answers, caplog) -> None:
    answers("import time; print('begun', flush=True); time.sleep(600)")
    check = OnnxCheck(network, metadata)
    check.start(lambda: pytest.fail("it differs from nothing"))
    assert check.started
    until = time.monotonic() + 20
    while not vars(check)["_process"]:
        assert time.monotonic() < until
    check.cancel()
    assert checks() == []
    assert known(metadata) is None
    assert caplog.records == []
    check.cancel()


# -- loading --------------------------------------------------------------------------------------


def test_what_nobody_has_compared_is_used_and_compared_later(network: Path, answers) -> None:
    answers("print(1)")
    renderer = load(network, "cpu")
    assert renderer.info.backend == "ONNX Runtime"
    assert renderer.unchecked
    renderer.check_later(lambda: pytest.fail("nobody sees a difference"))
    for waiting in checks():
        waiting.join()
    renderer.close()
    again = load(network, "cpu")
    assert not again.unchecked
    again.close()


@pytest.mark.parametrize(
    ("farthest", "why"), [(99, "off by 99/255"), (3, "off by 3/255"), (FAILED, "cannot draw")]
)
def test_what_differs_is_told_and_torch_draws(network: Path, answers, farthest, why) -> None:
    answers(f"print({farthest})")
    renderer = load(network, "cpu")
    different = threading.Event()
    renderer.check_later(different.set)
    assert different.wait(20)
    renderer.close()
    told: list[FacelabError] = []
    renderer = load(network, "cpu", told.append)
    assert renderer.info.backend == "torch"
    assert not renderer.unchecked
    assert [why in error.why for error in told] == [True]
    assert renderer.full(Recipe(renderer.info.ref, Seed(1))).size == 64
    renderer.close()


def test_whoever_cannot_go_back_later_compares_first(network: Path, answers) -> None:
    """The command line: a picture that is written stays."""
    answers("print(99)")
    told: list[FacelabError] = []
    began: list[bool] = []
    renderer = load(network, "cpu", told.append, first_check=lambda: began.append(True))
    assert (renderer.info.backend, began) == ("torch", [True])
    assert len(told) == 1
    renderer.close()
    load(network, "cpu", first_check=lambda: began.append(True)).close()
    assert began == [True]


def test_closing_ends_the_comparison(network: Path, answers) -> None:
    answers("import time; time.sleep(600)")
    renderer = load(network, "cpu")
    renderer.check_later(lambda: None)
    renderer.close()
    assert checks() == []


def test_other_back_ends_need_none(tiny_path: Path) -> None:
    renderer = load(tiny_path, "cpu")
    assert renderer.info.backend == "torch"
    assert not renderer.unchecked
    renderer.close()
