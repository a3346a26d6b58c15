"""How far the person is from the first key, measured beside the hand."""

from __future__ import annotations

import numpy as np
import pytest

from facelab.labels.identity import STRANGERS, Identity
from facelab.session import identity_networks as networks
from facelab.session.animating import drift as module


class Numbers:
    """Describes a picture by nothing but how many it has seen: the first is 0, the next 1 ..."""

    count = 0

    def describe(self, pictures):
        row = np.zeros((1, 128), np.float32)
        row[0, 0] = self.count * STRANGERS
        self.count += 1
        return row


@pytest.fixture
def two(session, make_face, monkeypatch):
    monkeypatch.setattr(module, "SAMPLES", 5)
    monkeypatch.setattr(Identity, "open", classmethod(lambda cls, threads=1: Numbers()))
    session.animating.add([make_face(1)])
    session.animating.add([make_face(2)])
    return session


def test_the_curve_begins_at_the_first_key(two, pump, monkeypatch):
    monkeypatch.setattr(networks, "missing_identity", lambda: ())
    two.drift.look(True)
    pump.until(lambda: len(two.drift.curve) == 5)
    assert two.drift.curve[0] == (0.0, 0.0)
    assert [seconds for seconds, _ in two.drift.curve] == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert all(far > 0.5 for _, far in two.drift.curve[1:])
    known = dict(two.drift.curve)
    two.animating.move(0, 1)  # the other way round: all was described before
    pump.until(lambda: len(two.drift.curve) == 5)
    assert two.drift.curve[0][1] == 0.0
    assert two.drift.curve[4][1] == pytest.approx(known[2.0])


def test_nothing_is_measured_where_the_networks_are_not(two, pump, monkeypatch):
    monkeypatch.setattr(networks, "missing_identity", lambda: ("net",))
    two.drift.look(True)
    pump.until(lambda: two.drift.missing)
    assert (two.drift.curve, two.drift.is_fetching) == ((), False)


def test_a_single_face_has_no_way(session, make_face, pump, monkeypatch):
    monkeypatch.setattr(networks, "missing_identity", lambda: ())
    session.animating.add([make_face(1)])
    changes: list[None] = []
    session.drift.changed.connect(lambda: changes.append(None))
    session.drift.look(True)
    pump.until(lambda: changes)
    assert session.drift.curve == ()


def test_what_fails_is_told_once(two, told, pump, monkeypatch):
    def broken(cls, threads=1):
        raise OSError("gone")

    monkeypatch.setattr(Identity, "open", classmethod(broken))
    monkeypatch.setattr(networks, "missing_identity", lambda: ())
    two.drift.look(True)
    pump.until(lambda: told.messages)
    two.animating.remove([1])
    two.animating.undo()
    assert len(told.messages) == 1
