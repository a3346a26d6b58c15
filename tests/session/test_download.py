from __future__ import annotations

import threading

import pytest

from facelab.checkpoints import default_entry
from facelab.checkpoints.fetching.fetch import FetchProgress
from facelab.errors import DownloadError, JobCancelled, WeightsError
from facelab.session.download import Weights, progress_text


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (FetchProgress("waiting", 0, 100), "Another facelab is downloading it; waiting"),
        (FetchProgress("downloading", 1_500_000, 37_600_000), "Downloading 1.5 of 37.6 MB"),
        (FetchProgress("checking", 1, 1), "Verifying the download"),
        (FetchProgress("converting", 1, 1), "Converting"),
        (FetchProgress("done", 1, 1), "Ready"),
    ],
)
def test_progress_in_words(progress, text):
    assert progress_text(progress) == text


def test_the_default_and_a_name_find_their_entry(pump):
    weights = Weights(pump)
    assert weights.entry(None) == default_entry()
    assert weights.entry(default_entry().name) == default_entry()
    with pytest.raises(WeightsError, match="nowhere"):
        weights.entry("nowhere")


def test_a_network_that_was_not_fetched_has_no_path(pump, world):
    weights = Weights(pump)
    assert weights.path(default_entry()) == world.network
    world.network.unlink()
    assert weights.path(default_entry()) is None


class Download:
    """A `fetch` that does what the test says, and what came of it."""

    def __init__(self, pump, world, monkeypatch) -> None:
        self.weights = Weights(pump)
        self.came: list[object] = []
        self.calls = 0
        self.go_on = threading.Event()
        self.go_on.set()
        self.error: Exception | None = None
        self._world = world
        monkeypatch.setattr("facelab.session.download.fetch", self._fetch)

    def start(self) -> None:
        self.weights.fetch(
            default_entry(),
            lambda now: self.came.append(now.stage),
            lambda path: self.came.append(path),
            lambda error: self.came.append(error),
        )

    def _fetch(self, entry, progress, cancelled):
        self.calls += 1
        progress(FetchProgress("downloading", 0, 1))
        while not self.go_on.wait(0.002):
            if cancelled():
                raise JobCancelled
        if self.error is not None:
            raise self.error
        return self._world.network


@pytest.fixture
def download(pump, world, monkeypatch) -> Download:
    return Download(pump, world, monkeypatch)


def test_a_download_tells_its_progress_and_its_end(pump, world, download):
    download.start()
    pump.until(lambda: len(download.came) == 2)
    assert download.came == ["downloading", world.network]


@pytest.mark.parametrize("error", [DownloadError("no network"), RuntimeError("a bug")])
def test_a_download_that_fails_tells_why(pump, download, error):
    download.error = error
    download.start()
    pump.until(lambda: len(download.came) == 2)
    assert download.came[1] is error


def test_a_download_that_is_cancelled_tells_nothing_more(pump, download):
    download.go_on.clear()
    download.start()
    pump.until(lambda: download.came)
    download.weights.cancel()
    pump.until(lambda: len(download.came) == 2)
    assert download.came == ["downloading", None]


def test_one_download_at_a_time(pump, download):
    download.go_on.clear()
    download.start()
    pump.until(lambda: download.came)
    download.start()
    download.go_on.set()
    pump.until(lambda: len(download.came) == 2)
    assert download.calls == 1


def test_the_next_try_can_begin_the_moment_that_the_last_one_ends(pump, download):
    """Even while the thread of the last one is about to end."""
    download.error = DownloadError("no network")
    for tries in range(1, 51):
        download.start()
        pump.until(lambda tries=tries: len(download.came) == 2 * tries)
    assert download.calls == 50


def test_closing_cancels(pump, download):
    download.go_on.clear()
    download.start()
    pump.until(lambda: download.came)
    assert download.weights.close(timeout=2.0)


def test_closing_does_not_wait_for_a_download_that_hangs(pump, download, monkeypatch):
    hang = threading.Event()
    monkeypatch.setattr("facelab.session.download.fetch", lambda *_: hang.wait(20))
    download.start()
    assert not download.weights.close(timeout=0.01)
    hang.set()
    assert download.weights.close(timeout=20)


def test_closing_without_a_download(pump):
    assert Weights(pump).close(timeout=0.0)
