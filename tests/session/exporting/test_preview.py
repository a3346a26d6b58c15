from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from facelab.errors import ModelError
from facelab.export.orders import Order
from facelab.export.provenance.facts import NOTHING, Parts
from facelab.export.provenance.outgoing import Provenance
from facelab.export.writer import Pixels
from facelab.session.choices.export import ExportChoice
from facelab.session.exporting import maker
from facelab.session.exporting.look import Look, Seen
from facelab.session.exporting.making import preparation_of

MakeLook = Callable[..., Look]


@pytest.fixture
def look_at(tmp_path, make_face) -> MakeLook:
    """A look at the faces of seeds."""

    def make(*seeds: int, parts: Parts = NOTHING, **how: Any) -> Look:
        choice = ExportChoice(**{"folder": str(tmp_path / "out" / "in"), **how})
        orders = tuple(Order(k, f"n{seed}", make_face(seed)) for k, seed in enumerate(seeds, 1))
        return Look(orders, choice, preparation_of(choice, {}), parts)

    return make


@pytest.fixture
def seen(session) -> list[Seen]:
    found: list[Seen] = []
    session.export_preview.seen.connect(found.append)
    return found


def last_exact(pump, seen: list[Seen], look: Look) -> Seen:
    pump.until(lambda: seen and seen[-1].exact and seen[-1].look is look)
    return seen[-1]


def test_it_is_the_picture_that_will_leave(session, pump, seen, look_at, tmp_path):
    look = look_at(7)
    session.export_preview.show(look)
    now = last_exact(pump, seen, look)
    assert now.size == (4, 4)  # of the fake network
    assert now.pixels is not None
    np.testing.assert_array_equal(now.pixels, np.full((4, 4, 4), (9, 9, 9, 255)))
    assert now.path == tmp_path / "out" / "in" / "n7.png"
    assert now.free
    assert now.cost is not None
    assert now.cost.seconds
    assert now.cost.bytes
    assert not (tmp_path / "out").exists()  # nothing was written


def test_a_name_that_is_taken_is_the_next_free_one(session, pump, seen, look_at, tmp_path):
    (tmp_path / "n7.png").touch()
    look = look_at(7, folder=str(tmp_path))
    session.export_preview.show(look)
    assert last_exact(pump, seen, look).path == tmp_path / "n7-2.png"


def test_the_newest_wish_wins(session, pump, seen, look_at, renderer):
    renderer.fulls.close()
    session.export_preview.show(look_at(7))
    renderer.fulls.wait_for("7")
    newest = look_at(8)
    session.export_preview.show(newest)
    renderer.fulls.open.set()
    last_exact(pump, seen, newest)
    assert not [each for each in seen if each.look is not newest and each.exact]


def test_nothing_is_drawn_again_that_is_there(session, pump, seen, look_at, renderer):
    first = look_at(8)
    session.export_preview.show(first)
    last_exact(pump, seen, first)
    second = look_at(8, pattern="{index}")
    session.export_preview.show(second)
    assert last_exact(pump, seen, second).path.name == "00001.png"  # type: ignore[union-attr]
    assert renderer.did().count("full 8") == 1


def test_another_format_of_the_same_pixels_is_encoded_anew(session, pump, seen, look_at):
    one, other = look_at(7), look_at(7, format="webp-lossless")
    session.export_preview.show(one)
    first = last_exact(pump, seen, one)
    session.export_preview.show(other)
    second = last_exact(pump, seen, other)
    assert first.cost is not None
    assert second.cost is not None
    assert first.cost.bytes != second.cost.bytes


def test_a_sheet_fills_face_by_face(session, pump, seen, look_at, renderer):
    look = look_at(1, 2, 3, format="rpg-maker-set")
    session.export_preview.show(look)
    now = last_exact(pump, seen, look)
    assert now.size == (4 * 144, 2 * 144)
    assert now.pixels is not None
    there = now.pixels[72, 72::144, 3]
    assert there.tolist() == [255, 255, 255, 0]
    assert [renderer.did().count(f"full {seed}") for seed in (1, 2, 3)] == [1, 1, 1]
    again = look_at(1, 2, 3, format="rpg-maker-set", pattern="x")
    session.export_preview.show(again)
    last_exact(pump, seen, again)
    assert [renderer.did().count(f"full {seed}") for seed in (1, 2, 3)] == [1, 1, 1]


def test_what_is_missing_is_said_and_nothing_is_downloaded(
    session, pump, seen, look_at, monkeypatch, tmp_path
):
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path))
    look = look_at(7, format="transparent-head", background="transparent")
    session.export_preview.show(look)
    pump.until(lambda: seen and seen[-1].pixels is not None)
    assert {each.licence for each in seen[-1].missing} == {"Apache-2.0"}
    assert not seen[-1].exact


def test_a_face_that_cannot_be_drawn_says_why(session, pump, look_at, make_face):
    failed: list[Exception] = []
    session.export_preview.failed.connect(failed.append)
    look = look_at(7)
    other = Order(1, "x", make_face(7, sha256="b" * 64))
    session.export_preview.show(Look((other,), look.choice, look.preparation, NOTHING))
    pump.until(lambda: failed)
    assert isinstance(failed[0], ModelError)


def test_it_ends_between_marking_encoding_and_signing(session, pump, seen, look_at, monkeypatch):
    """Each may take seconds in which it cannot be stopped."""
    marking, ending, then = threading.Event(), threading.Event(), []

    def pixels(_: Provenance, given: Pixels) -> Pixels:
        marking.set()
        assert ending.wait(20)
        return given

    def file(_: Provenance, content: bytes, media_type: str) -> bytes:
        then.append("signed")
        return content

    monkeypatch.setattr(Provenance, "pixels", pixels)
    monkeypatch.setattr(Provenance, "file", file)
    monkeypatch.setattr(maker, "REST_SECONDS", 0.0)
    session.export_preview.show(look_at(7, parts=Parts()))
    pump.until(lambda: seen and seen[-1].pixels is not None)
    assert marking.wait(20)
    session.export_preview.stop()
    ending.set()
    assert session.export_preview.close(20)
    assert then == []


def test_the_hand_may_choose_on_before_it_is_encoded(look_at, monkeypatch):
    from facelab.errors import Stopped

    monkeypatch.setattr(maker, "REST_SECONDS", 60.0)
    asked: list[int] = []

    def over() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(Stopped):
        maker._rest(over)
