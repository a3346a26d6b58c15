"""Networks of the user's own from the command line: shown, converted, added, drawn."""

from __future__ import annotations

import hashlib
import http.server
import threading
from pathlib import Path

import pytest

from facelab.checkpoints import store
from tests.checkpoints.hostile_networks import write
from tests.checkpoints.tiny_snapshots import checkpoint, snapshot_2, snapshot_3


@pytest.fixture(autouse=True)
def weights(tmp_path, monkeypatch):
    folder = tmp_path / "weights"
    monkeypatch.setenv("FACELAB_WEIGHTS", str(folder))
    return folder


@pytest.fixture
def cats(tmp_path):
    path = tmp_path / "cats.pkl"
    path.write_bytes(snapshot_2())
    return path


@pytest.fixture
def served(tmp_path):
    """An address, and the folder that is behind it."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args, **options):
            super().__init__(*args, directory=str(folder), **options)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", folder
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (snapshot_2(), ("stylegan2", "NVIDIA snapshot", "4, 6, 6", "skip")),
        (snapshot_3(4, 3), ("stylegan3", "NVIDIA snapshot", "classes           3")),
        (checkpoint(), ("stylegan2", "rosinality checkpoint", "clamp             none")),
    ],
    ids=["StyleGAN2", "StyleGAN3", "rosinality"],
)
def test_info(facelab, tmp_path, content, words):
    (tmp_path / "x").write_bytes(content)
    ended = facelab("weights", "info", tmp_path / "x")
    assert ended.status == 0
    for word in words:
        assert word in ended.out


def test_convert(facelab, tmp_path, cats):
    out = tmp_path / "cats.safetensors"
    assert facelab("weights", "convert", cats, out).status == 0
    assert store.verify(out).metadata.source == "cats.pkl, NVIDIA snapshot (.pkl)"
    ended = facelab("weights", "convert", cats, out)
    assert ended.status == 2
    assert "--overwrite" in ended.error
    assert facelab("weights", "convert", cats, out, "--overwrite").status == 0
    assert facelab("weights", "convert", cats, tmp_path / "x.pt").status == 2
    drawn = [
        facelab("render", "--model", path, "--seed", "1", "-o", tmp_path / name).status
        for path, name in ((cats, "a"), (out, "b"))
    ]
    assert drawn == [0, 0]


def test_add_a_file(facelab, tmp_path, cats, weights):
    ended = facelab("weights", "add", cats)
    assert ended.status == 0
    digest = hashlib.sha256(cats.read_bytes()).hexdigest()
    assert digest in ended.out
    assert digest in store.info(weights / "cats.safetensors").metadata.source
    assert "Already here" in facelab("weights", "add", cats).err
    assert "cats" in facelab("weights", "list").out
    assert facelab("render", "--model", "cats", "--seed", "1", "-o", tmp_path / "a").status == 0
    assert (tmp_path / "a" / "seed0001.png").is_file()
    cats.write_bytes(snapshot_3())
    assert "A network of this name is here" in facelab("weights", "add", cats).error
    assert facelab("weights", "add", cats, "--overwrite").status == 0


def test_an_address_is_pinned(facelab, served, weights):
    address, folder = served
    (folder / "dogs.pkl").write_bytes(snapshot_2())
    assert facelab("weights", "add", f"{address}/dogs.pkl").status == 0
    kept = store.info(weights / "dogs.safetensors").metadata.source
    assert kept.startswith(f"{address}/dogs.pkl (SHA-256 ")
    assert "Already here" in facelab("weights", "add", f"{address}/dogs.pkl").err
    (folder / "dogs.pkl").write_bytes(snapshot_3())
    ended = facelab("weights", "add", f"{address}/dogs.pkl")
    assert ended.status == 1
    assert "A network of this name is here" in ended.err
    assert store.info(weights / "dogs.safetensors").metadata.source == kept


def test_another_hash_is_refused(facelab, cats, weights):
    ended = facelab("weights", "add", cats, "--sha256", "0" * 64)
    assert ended.status == 1
    assert "Its SHA-256 is" in ended.error
    assert not weights.exists()
    assert "64 hexadecimal" in facelab("weights", "add", cats, "--sha256", "12").error


def test_what_cannot_be_had_is_told(facelab, served):
    address, _ = served
    ended = facelab("weights", "add", f"{address}/none.pkl")
    assert ended.status == 1
    assert "cannot be downloaded" in ended.err
    assert "no such file" in facelab("weights", "add", "nowhere.pkl").error


@pytest.mark.parametrize("verb", ["info", "convert", "add"])
def test_hostile_files_are_refused_in_one_line(facelab, tmp_path, verb):
    path = write(tmp_path, "os.system beside the network", f"touch {tmp_path / 'ran'}")
    more = [tmp_path / "out.safetensors"] if verb == "convert" else []
    ended = facelab("weights", verb, path, *more)
    assert ended.status == 1
    assert "asks for os.system" in ended.error
    assert not (tmp_path / "ran").exists()
    assert [each.name for each in Path(tmp_path).iterdir()] == ["a.pkl"]


def test_a_name_that_there_is_not_is_told_with_those_that_there_are(facelab, cats, tmp_path):
    facelab("weights", "add", cats)
    ended = facelab("render", "--model", "cat", "--seed", "1", "-o", tmp_path / "a")
    assert ended.status == 2
    assert "did you mean cats?" in ended.error
