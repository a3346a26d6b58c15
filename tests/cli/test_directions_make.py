"""`facelab directions fit` and `report` with networks of the user's own."""

from __future__ import annotations

import pytest

from facelab.checkpoints.directions import fitted_path
from facelab.cli import directions_make
from facelab.errors import WeightsError
from facelab.solve import direction_outlook
from facelab.solve.direction_outlook import Outlook
from tests.checkpoints.tiny_snapshots import snapshot_2, snapshot_3


@pytest.fixture(autouse=True)
def weights(tmp_path, monkeypatch):
    folder = tmp_path / "weights"
    monkeypatch.setenv("FACELAB_WEIGHTS", str(folder))
    monkeypatch.setattr(directions_make, "fetched", lambda nets: {})
    return folder


@pytest.fixture(params=[snapshot_2, snapshot_3], ids=["StyleGAN2", "StyleGAN3"])
def network(request, tmp_path):
    path = tmp_path / "cats.pkl"
    path.write_bytes(request.param())
    return path


def test_a_network_without_faces_is_told_in_a_sentence(facelab, network, monkeypatch):
    def no_faces(*_):
        raise WeightsError("The labels see no faces in this network's pictures.", "", "")

    monkeypatch.setattr(direction_outlook, "outlook", no_faces)
    ended = facelab("directions", "fit", network, "--faces", "500")
    assert ended.status == 1
    assert ended.error.endswith("The labels see no faces in this network's pictures.")


def test_how_long_it_takes_is_said_before_anything_is_drawn(facelab, network, weights, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(direction_outlook, "outlook", lambda *_: Outlook(9000.0, 256, 480))
    monkeypatch.setattr("facelab.solve.named_directions.make_named_directions", stopped)
    ended = facelab("directions", "fit", network, "--faces", "500")
    assert ended.status != 0
    assert "about 2.5 hours: 480 faces are still to be drawn at 256 pixels" in ended.err


def test_too_few_faces_are_refused_first(facelab, network):
    ended = facelab("directions", "fit", network, "--faces", "20")
    assert ended.status == 1
    assert "At least 500 are needed" in ended.error


def test_a_report_of_directions_that_there_are_not(facelab, network):
    ended = facelab("directions", "report", network)
    assert ended.status == 1
    assert "The network cats has no named directions." in ended.error
    assert "facelab directions fit" in ended.error


def test_locks_need_named_directions(facelab, network, tmp_path):
    ended = facelab("render", "--model", network, "--seed", "1", "--lock", "age", "-o", tmp_path)
    assert ended.status == 2
    assert "'age' cannot be locked with this network. It has no named directions" in ended.error


def test_what_is_made_is_kept_by_the_hash_of_the_network(weights):
    assert fitted_path("a" * 64).parent.name == "named-directions"
