"""`facelab render --from` with `--workers` and on a Dask cluster: the same bytes as without."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from facelab import __version__
from facelab.cli.formats import chosen_preparation
from facelab.cli.main import build_parser
from facelab.cli.many.cluster import Cluster
from facelab.cli.many.processes import Processes
from facelab.cli.many.work import Task, leave, task_of, work
from facelab.cli.marks import parts_of
from facelab.engine import load
from facelab.errors import ModelError
from facelab.export.index import JSON_LINES, TABLE
from facelab.export.orders import Unsigned
from facelab.export.recipe_file import read_recipe
from facelab.export.spreading import Lost
from facelab.recipe import ModelRef, Recipe, Seed, recipe_to_json
from tests.tiny_network import BLOCKS, write_tiny_network

FACES = 24


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> Path:
    return write_tiny_network(tmp_path_factory.mktemp("blocks"), BLOCKS)


@pytest.fixture(scope="module")
def model(network):
    renderer = load(network, "cpu")
    renderer.close()
    return renderer.info


@pytest.fixture
def source(model, tmp_path) -> Path:
    """A list of recipes; one line makes no sense, one is of another network."""
    recipes = [recipe_to_json(Recipe(model.ref, Seed(k), finish="clean")) for k in range(FACES)]
    recipes[5] = "nonsense"
    recipes[7] = recipe_to_json(Recipe(ModelRef("b" * 64, "other"), Seed(1)))
    path: Path = tmp_path / "list.jsonl"
    path.write_text("\n".join(recipes), "utf-8")
    return path


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "facelab", "render", *map(str, words)]


def pictures(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.png")}


def lines(folder: Path) -> list[dict[str, Any]]:
    """The index without what differs between two runs."""
    read = [json.loads(line) for line in (folder / JSON_LINES).read_text().splitlines()]
    return [{key: line[key] for key in line if key != "seconds"} for line in read]


@pytest.fixture
def alone(facelab, source, network, tmp_path) -> Path:
    """What one process makes of the list."""
    folder: Path = tmp_path / "alone"
    ended = facelab("render", "--from", source, "--model", network, "-o", folder)
    assert ended.status == 1
    assert len(pictures(folder)) == FACES - 2
    return folder


def same(folder: Path, alone: Path) -> None:
    assert pictures(folder) == pictures(alone)
    assert lines(folder) == lines(alone)
    assert len((folder / TABLE).read_text().splitlines()) == FACES - 1
    assert not list(folder.glob(".*"))


def test_two_workers_make_the_same_files_and_go_on(facelab, source, network, alone, tmp_path):
    folder = tmp_path / "out"
    words = ("render", "--from", source, "--model", network, "--workers", 2, "-o", folder)
    ended = facelab(*words)
    assert ended.status == 1
    told = ended.err.splitlines()
    assert [line.split(":")[0].strip() for line in told[-2:]] == ["line 6", "line 8"]
    same(folder, alone)
    gone = sorted(folder.glob("*.png"))[3]
    gone.unlink()
    assert f"1 face rendered to {folder}; {FACES - 3} faces already there" in facelab(*words).err
    assert pictures(folder) == pictures(alone)


def test_the_real_network_draws_the_same_with_two_workers(facelab, model_path, tmp_path):
    """Each has half of the processors; the bytes do not depend on that."""
    before = Path(__file__).parents[1] / "before" / "files" / "recipes" / "plain.json"
    face = read_recipe(before)
    source = tmp_path / "list.jsonl"
    source.write_text("\n".join(recipe_to_json(face.with_seed(k)) for k in range(2)))
    for folder, words in (("a", ()), ("b", ("--workers", 2))):
        ended = facelab("render", "--from", source, "--size", 256, "-o", tmp_path / folder, *words)
        assert ended.status == 0, ended.err
    assert len(pictures(tmp_path / "a")) == 2
    assert pictures(tmp_path / "a") == pictures(tmp_path / "b")


def task(model, network, *words: object) -> Task:
    said = ["render", "--from", "x", "-o", "y", "--model", network, *words]
    arguments = build_parser().parse_args([*map(str, said)])
    preparation = chosen_preparation(arguments)
    return task_of("test", arguments, parts_of(arguments), preparation, preparation.way(), model)


def test_a_killed_worker_is_replaced_and_what_it_had_comes_back_as_lost(model, network):
    hands = Processes(task(model, network), 2)
    try:
        faces = [Recipe(model.ref, Seed(k)) for k in range(4)]
        for number in range(4):
            hands.give(number, faces)
        os.kill(hands.pids[0], signal.SIGKILL)
        back: dict[int, Any] = {}
        end = time.monotonic() + 120
        while len(back) < 4 and time.monotonic() < end:
            back |= hands.brought(0.5)
    finally:
        hands.close()
    lost = [number for number, answers in back.items() if not isinstance(answers, list)]
    assert lost == [0]
    assert all(isinstance(drawn, Unsigned) for drawn in back[1])
    assert hands.count == 0


def test_a_worker_refuses_what_would_draw_otherwise(model, network, tmp_path):
    right = task(model, network)
    faces = [Recipe(model.ref, Seed(1))]
    with pytest.raises(ModelError, match="another version"):
        work(dataclasses.replace(right, name="a", version=__version__ + "9"), faces, 1)
    with pytest.raises(ModelError, match="another network"):
        work(dataclasses.replace(right, name="b", network_sha256="0" * 64), faces, 1)
    leave()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--seeds", "1", "--workers", "2"], "--workers is for lists"),
        (["--seeds", "1", "--labels"], "--labels is for lists"),
        (["--from", "x", "--workers", "2", "--dask", "y"], "choose --workers or --dask"),
        (["--from", "x", "--workers", "1000"], "choose 1 to 256"),
        (["--from", "x", "--workers", "2", "--shared"], "--shared is for a cluster"),
    ],
)
def test_what_makes_no_sense_is_refused(facelab, tmp_path, words, why):
    ended = facelab("render", *words, "-o", tmp_path / "out")
    assert ended.status == 2
    assert why in ended.err


def test_ctrl_c_leaves_whole_files_and_no_worker(network, model, tmp_path):
    """A list that does not end: from a pipe that stays open."""
    out = tmp_path / "out"
    words = ("--from", "-", "--model", network, "--workers", 2, "-o", out)
    process = subprocess.Popen(
        command(*words), stdin=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert process.stdin is not None
    try:
        for k in range(3):
            process.stdin.write(recipe_to_json(Recipe(model.ref, Seed(k))).encode() + b"\n")
            process.stdin.flush()
        await_files(out, 3, process)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        process.wait(30)  # its standard input is open still
        assert process.stderr is not None
        said = process.stderr.read()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert process.returncode == 130
    assert b"3 faces saved" in said
    assert b"Traceback" not in said
    assert b"Fatal" not in said
    assert len(pictures(out)) == 3
    assert not list(out.glob(".*"))


def await_files(folder: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while len(list(folder.glob("*.png"))) < count and time.monotonic() < end:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    assert len(list(folder.glob("*.png"))) >= count


# -- Dask ------------------------------------------------------------------------------------------


@pytest.fixture
def cluster(tmp_path, checkout) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, started as the manual says; its address and the workers."""
    if importlib.util.find_spec("distributed") is None:
        pytest.skip("Dask is not installed (extra: dask)")
    dask = [sys.executable, "-m", "dask"]
    told = tmp_path / "scheduler.json"
    env = dict(
        os.environ, PYTHONPATH=str(checkout), DASK_TEMPORARY_DIRECTORY=str(tmp_path / "dask")
    )
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    there = ["--scheduler-file", str(told), "--no-dashboard"]
    started = [
        subprocess.Popen(
            [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *there],
            cwd=tmp_path,  # where there is no facelab, or another one
            **quiet,
        )
    ]
    try:
        end = time.monotonic() + 60
        address = ""
        while not address and time.monotonic() < end:
            time.sleep(0.05)
            with contextlib.suppress(OSError, ValueError):  # not there yet, or half
                address = json.loads(told.read_text())["address"]
        for _ in range(2):
            words = [*dask, "worker", *there, "--nthreads", "1", "--no-nanny"]
            started.append(subprocess.Popen(words, env=env, **quiet))
        yield address, started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.parametrize("how", [(), ("--shared",)], ids=["sent", "shared"])
def test_a_cluster_makes_the_same_files_though_a_worker_is_killed(
    cluster, source, network, alone, tmp_path, how
):
    address, workers = cluster
    folder = tmp_path / "out"
    words = ("--from", "-", "--model", network, "--dask", address, "-o", folder, *how)
    process = subprocess.Popen(command(*words), stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    listed = source.read_bytes()
    half = listed.index(b"\n", len(listed) // 2) + 1
    try:
        process.stdin.write(listed[:half])
        process.stdin.flush()
        await_files(folder, 1, process)
        workers[0].kill()
        _, said = process.communicate(listed[half:], timeout=120)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 1, said
    same(folder, alone)


class FakeClient:
    """A cluster that loses a result, and the next time draws."""

    status = "running"

    def __init__(self) -> None:
        self.keys: list[str] = []

    def scheduler_info(self, n_workers=5):
        return {"workers": {"a": {}}}

    def submit(self, function, packet, key, pure):
        self.keys.append(key)
        return self

    def add_done_callback(self, call):
        call(self)

    def result(self):
        from distributed import CancelledError

        if len(self.keys) == 1:
            raise CancelledError(self.keys[0])
        return pickle.dumps([Unsigned(b"1"), Unsigned(b"2")])


def test_a_lost_key_is_lost_work_and_no_error(model, network, monkeypatch):
    pytest.importorskip("distributed", reason="Dask is not installed (extra: dask)")
    monkeypatch.setattr("facelab.cli.many.cluster._connected", lambda address: FakeClient())
    hands = Cluster(task(model, network), "tcp://nowhere")
    hands.give(1, [])
    ((number, lost),) = hands.brought(1)
    assert (number, type(lost)) == (1, Lost)
    hands.give(2, [])
    ((number, drawn),) = hands.brought(1)
    assert drawn == [Unsigned(b"1"), Unsigned(b"2")]


def test_a_cluster_that_is_not_there_is_told(facelab, source, network, tmp_path, monkeypatch):
    pytest.importorskip("distributed", reason="Dask is not installed (extra: dask)")
    monkeypatch.setattr("facelab.cli.many.cluster._CONNECT_SECONDS", 1)
    words = ("--model", network, "--dask", "tcp://127.0.0.1:1", "-o", tmp_path / "out")
    ended = facelab("render", "--from", source, *words)
    assert ended.status == 1
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in ended.err


def test_without_dask_the_extra_is_named(facelab, source, network, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = ("--model", network, "--dask", "tcp://127.0.0.1:1", "-o", tmp_path / "out")
    ended = facelab("render", "--from", source, *words)
    assert ended.status == 1
    assert 'pip install "facelab[dask]"' in ended.err
