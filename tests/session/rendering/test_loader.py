from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from facelab.errors import DeviceError
from facelab.session.rendering.loader import Arrived, Asked, Loader

ASKED = Asked(1, Path("network"), "cpu")


@pytest.mark.parametrize("fails", [False, True])
def test_none_can_begin_before_it_is_told_what_came(renderer, fails):
    """Else a second one may arrive before the first is taken in, which is never given back."""
    lock = threading.Condition()
    told: list[tuple[Arrived, bool, bool]] = []

    def load(path, device, notify):
        if fails:
            raise DeviceError("no such device")
        return renderer

    def arrived(what: Arrived) -> None:
        with ThreadPoolExecutor(1) as other:
            free = other.submit(lock.acquire, blocking=False).result()
        told.append((what, loader.busy, free))

    loader = Loader(load, arrived, lock)
    loader.begin(ASKED, lambda notice: None)
    assert loader.join(20.0)
    ((what, busy, free),) = told
    assert (busy, free) == (False, False)
    assert what.renderer is (None if fails else renderer)
    assert isinstance(what.error, DeviceError) == fails
