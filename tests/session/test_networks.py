"""Going from one network to another, with networks of a few kilobytes that really draw."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from facelab.checkpoints import store
from facelab.checkpoints.outside import read_network
from facelab.engine import load
from facelab.recipe import Recipe, Seed
from facelab.session import Session, Stage
from facelab.session.known_networks import KnownNetwork
from facelab.session.settings import load_settings
from tests.checkpoints.tiny_snapshots import checkpoint, snapshot_2, snapshot_3
from tests.session.conftest import Pump, Told
from tests.tiny_network import write_tiny_network


class Place:
    """A window's session, the default network, and files of others."""

    def __init__(self, folder: Path, pump: Pump) -> None:
        self.folder = folder
        self.pump = pump
        self.cache = folder / "cache"
        self.cache.mkdir()
        self.default = write_tiny_network(self.cache)
        self.two = folder / "two.pkl"
        self.two.write_bytes(snapshot_2())
        self.three = folder / "three.pkl"
        self.three.write_bytes(snapshot_3())
        self.sessions: list[Session] = []

    def session(self) -> Session:
        made = Session(self.pump, load, self.folder / "settings", self.folder / "library")
        self.sessions.append(made)
        return made

    def started(self, **options: object) -> Session:
        made = self.session()
        made.start(**options)  # type: ignore[arg-type]
        self.pump.until(lambda: made.frame is not None and not made.busy and made.networks.known)
        return made

    def open(self, session: Session, path: Path) -> str:
        """Load a file's network; returns its hash."""
        session.networks.open_file(path)
        wanted = read_network(path)[0].model_sha256
        self.until_shown(session, wanted)
        return wanted

    def until_shown(self, session: Session, sha256: str) -> None:
        def shown() -> bool:
            frame, model = session.frame, session.model
            if session.jobs.listed or session.busy or frame is None or model is None:
                return False
            return frame.recipe.model.sha256 == model.sha256 == sha256

        self.pump.until(shown)

    def known_as(self, session: Session, sha256: str) -> KnownNetwork:
        """The network of this hash, once the list that is made in the background has it."""
        self.pump.until(lambda: session.networks.named(sha256))
        known = session.networks.named(sha256)
        assert known is not None
        return known

    def add(self, path: Path, name: str) -> Path:
        """As `facelab weights add`."""
        metadata, tensors = read_network(path)
        place = self.cache / f"{name}.safetensors"
        store.write(place, tensors, metadata)
        return place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("FACELAB_WEIGHTS", str(tmp_path / "cache"))
    made = Place(tmp_path, Pump())
    monkeypatch.setattr("facelab.session.network.converted_path", lambda entry: made.default)
    monkeypatch.setattr("facelab.session.networks.converted_path", lambda entry: made.default)
    yield made
    for session in made.sessions:
        session.close()


@pytest.fixture
def session(place: Place) -> Session:
    return place.started()


def test_a_snapshot_is_loaded_and_remembered(place, session):
    first = session.model.sha256
    second = place.open(session, place.two)
    assert session.model.family == "stylegan2"
    assert session.frame.full_size == 16
    assert [each.path for each in session.settings.recent_networks] == [str(place.two)]
    assert session.settings.network_file == str(place.two)
    assert [each.sha256 for each in session._engine.loaded] == [first, second]
    place.pump.until(lambda: session.networks.named(second))
    title = place.known_as(session, second).title
    assert session.networks.title_of(second, "what a face knows") == title
    assert session.networks.title_of("f" * 64, "what a face knows") == "what a face knows"
    assert session.networks.title_of("f" * 64, "") == "Unknown network"
    assert session.networks.told_of("f" * 64, "").startswith("Unknown network (hash ffffffff), ")
    assert session.networks.told_of(second, "what a face knows") == title
    assert session.networks.told_of("f" * 64, "far") == "far, not on this computer"
    assert session.networks.is_in_use(place.known_as(session, second))


def test_the_next_start_takes_the_network_of_the_last(place, session):
    sha256 = place.open(session, place.three)
    session.close()
    assert place.started().model.sha256 == sha256


def test_a_start_can_name_a_network(place):
    session = place.started(network=place.two)
    assert session.model.family == "stylegan2"
    assert len(session._engine.loaded) == 1  # the default one need not be loaded before


def test_a_start_with_a_file_that_is_none_takes_the_network_of_before(place):
    broken = place.folder / "broken.pkl"
    broken.write_bytes(b"\x80\x04nonsense")
    session = place.session()
    told = Told(session)
    session.start(network=broken)
    place.pump.until(lambda: session.frame is not None)
    assert session.model.name == "tiny"
    assert told.said("broken.pkl cannot be opened as a network")


def test_a_network_that_has_gone_is_told_of_and_the_default_used(place, session):
    place.open(session, place.two)
    session.close()
    place.two.unlink()
    again = place.session()
    told = Told(again)
    again.start()
    place.pump.until(lambda: again.frame is not None)
    assert again.model.name == "tiny"
    assert told.said(f"It was last at {place.two}")
    place.pump.until(lambda: load_settings(place.folder / "settings")[0].network_file is None)


@pytest.mark.parametrize("content", [b"", b"\x80\x04nonsense", b"a picture", b"PK\x03\x04"])
def test_a_file_that_is_no_network_leaves_the_one_in_use_drawing(place, session, content):
    broken = place.folder / "broken.pkl"
    broken.write_bytes(content)
    told = Told(session)
    before = session.model
    session.networks.open_file(broken)
    place.pump.until(lambda: told.messages)
    (message,) = told.messages
    assert message.level == "error"
    assert "broken.pkl" in message.what
    assert message.why
    assert message.fix == "Tiny stays in use."
    assert session.phase.stage is Stage.READY
    session.face.set_seed(9)
    place.pump.until(lambda: session.frame.recipe.seed == 9)
    assert session.model is before


def test_a_network_that_the_engine_cannot_load_leaves_the_one_in_use(place, session, monkeypatch):
    """Its file can be read, and only the engine finds that the memory is short."""
    told = Told(session)
    session.face.set_seed(9)
    place.pump.until(lambda: session.frame.recipe.seed == 9 and not session.busy)

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(session._engine._loading._loader, "_load", fail)
    session.networks.open_file(place.two)
    place.pump.until(lambda: told.messages and not session.busy)
    assert told.said("Tiny stays in use") or told.messages[0].level == "error"
    assert session.phase.stage is Stage.READY
    assert session.face.recipe.seed == 9
    session.face.set_seed(10)
    place.pump.until(lambda: session.frame.recipe.seed == 10)
    assert session.settings.network_file is None


def test_each_network_has_its_history(place, session):
    first = session.model.sha256
    session.face.set_seed(8)
    second = place.open(session, place.two)
    assert [step.recipe.seed for step in session.face.steps] == [7]
    session.face.set_seed(5)
    session.networks.use(place.known_as(session, first))
    place.until_shown(session, first)
    assert [step.recipe.seed for step in session.face.steps] == [7, 8]
    session.face.undo()
    place.pump.until(lambda: session.frame.recipe.seed == 7)
    session.networks.use(place.known_as(session, second))
    place.until_shown(session, second)
    assert [step.recipe.seed for step in session.face.steps] == [7, 5]
    session.close()
    again = place.started()
    assert [step.recipe.seed for step in again.face.steps] == [7, 5]
    again.networks.use(place.known_as(again, first))
    place.until_shown(again, first)
    assert [step.recipe.seed for step in again.face.steps] == [7, 8]
    assert again.face.recipe.seed == 7


def test_going_back_loads_nothing(place, session, monkeypatch):
    first = session.model.sha256
    place.open(session, place.two)

    def fail(*_: object) -> None:
        raise AssertionError("it is loaded already")

    monkeypatch.setattr(session._engine._loading._loader, "_load", fail)
    session.networks.use(place.known_as(session, first))
    place.until_shown(session, first)


def test_a_face_of_another_network_offers_to_switch(place, session):
    first = session.model.sha256
    face = Recipe(session.model.ref, Seed(77), finish="clean")
    place.open(session, place.two)
    told = Told(session)
    assert not session.open_recipe(face)
    place.pump.until(lambda: told.messages)
    (message,) = told.messages
    assert message.offers == "switch network"
    assert "Tiny" in message.why
    assert "two" in message.why
    assert session.networks.switch_words == "Switch to Tiny"
    session.networks.switch()
    place.until_shown(session, first)
    assert session.face.recipe == face
    assert session.face.undo_label == "Open"


def test_a_face_of_a_network_that_has_gone_says_what_is_missing(place, session):
    first = session.model.sha256
    second = place.open(session, place.two)
    face = Recipe(session.model.ref, Seed(77))
    session.networks.use(place.known_as(session, first))
    place.until_shown(session, first)
    place.two.unlink()
    told = Told(session)
    assert not session.open_recipe(face)
    place.pump.until(lambda: told.messages)
    (message,) = told.messages
    assert message.offers == ""
    assert second[:12] in message.why
    assert str(place.two) in message.why
    assert not session.networks.can_switch


@pytest.fixture
def slow_load(session, monkeypatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Loading takes until the second is set; the first says that it has begun."""
    begun, go_on = threading.Event(), threading.Event()
    really = session._engine._loading._loader._load

    def slowly(*arguments):
        begun.set()
        go_on.wait(20)
        return really(*arguments)

    monkeypatch.setattr(session._engine._loading._loader, "_load", slowly)
    yield begun, go_on
    go_on.set()


def test_the_face_follows_the_hand_while_another_network_is_loaded(place, session, slow_load):
    begun, go_on = slow_load
    before = session.model
    session.networks.open_file(place.two)
    place.pump.until(begun.is_set)
    assert session.phase.stage is Stage.READY
    session.face.set_seed(9)
    place.pump.until(lambda: session.frame.recipe.seed == 9 and not session.busy)
    assert session.model is before
    assert [job.title for job in session.jobs.listed] == ["Loading two.pkl"]
    go_on.set()
    place.until_shown(session, read_network(place.two)[0].model_sha256)
    session.networks.use(place.known_as(session, before.sha256))
    place.until_shown(session, before.sha256)
    assert session.face.recipe.seed == 9  # it was an edit like any other


def test_a_load_can_be_cancelled(place, session, slow_load):
    begun, go_on = slow_load
    told = Told(session)
    before = session.model
    session.networks.open_file(place.two)
    place.pump.until(begun.is_set)
    (job,) = session.jobs.listed
    assert job.title == "Loading two.pkl"
    job.cancel()
    place.pump.until(lambda: not session.jobs.listed)
    go_on.set()
    session.face.set_seed(9)
    place.pump.until(lambda: session.frame.recipe.seed == 9 and not session.busy)
    assert session.model is before
    assert session.phase.stage is Stage.READY
    assert told.messages == []
    assert session.settings.network_file is None


def test_a_first_load_that_is_cancelled_leads_to_the_network_of_before(place, monkeypatch):
    session = place.session()
    begun, go_on = threading.Event(), threading.Event()
    really = session._engine._loading._loader._load

    def slowly(path, *arguments):
        if path == place.two:
            begun.set()
            go_on.wait(20)
        return really(path, *arguments)

    monkeypatch.setattr(session._engine._loading._loader, "_load", slowly)
    session.start(network=place.two)
    place.pump.until(begun.is_set)
    next(job for job in session.jobs.listed if job.title == "Loading two.pkl").cancel()
    place.pump.until(lambda: not session.jobs.listed)
    go_on.set()
    place.until_shown(session, store.info(place.default).metadata.model_sha256)


def test_an_added_network_can_be_removed_and_its_faces_stay(place, session):
    first = session.model.sha256
    path = place.add(place.two, "mine")
    session.networks.refresh()
    sha256 = store.info(path).metadata.model_sha256
    place.pump.until(lambda: session.networks.named(sha256))
    added = place.known_as(session, sha256)
    assert added.place == "added"
    session.networks.use(added)
    place.until_shown(session, sha256)
    session.keep("of mine")
    place.pump.until(lambda: session.kept.faces)
    face = session.face.recipe
    session.networks.remove(added)  # not while it is in use
    session.networks.use(place.known_as(session, first))
    place.until_shown(session, first)
    assert path.exists()
    told = Told(session)
    session.networks.remove(added)
    place.pump.until(lambda: session.networks.named(sha256) is None)
    assert not path.exists()
    assert len(session.kept.faces) == 1
    assert not session.open_recipe(face)
    place.pump.until(lambda: told.said("is not on this computer"))


@pytest.mark.parametrize("name", ["it.pkl", "it.bin", "it.pt"])
@pytest.mark.parametrize("write", [snapshot_2, checkpoint])
def test_a_network_that_is_dropped_is_known_by_its_content(
    place, session, name: str, write: Callable[[], bytes]
):
    path = place.folder / name
    path.write_bytes(write())
    session.open_files([path])
    place.until_shown(session, read_network(path)[0].model_sha256)


def test_a_network_can_be_opened_before_there_is_one(place):
    place.default.unlink()
    session = place.session()
    session.start()
    assert session.phase.stage is Stage.OFFER
    path = place.folder / "it.pt"
    path.write_bytes(checkpoint())
    session.open_files([path])
    place.until_shown(session, read_network(path)[0].model_sha256)


def test_of_several_networks_the_first_is_used_and_the_others_are_in_the_menu(place, session):
    broken = place.folder / "zz.pkl"
    broken.write_bytes(snapshot_2()[:2000])
    told = Told(session)
    session.open_files([place.two, place.three, broken])
    place.until_shown(session, read_network(place.two)[0].model_sha256)
    here = {"two.pkl", "three.pkl"}
    place.pump.until(lambda: here <= {each.path.name for each in session.networks.known})
    place.pump.until(lambda: told.messages)
    (message,) = told.messages
    assert message.what == "1 more network is in the Network menu"
    assert "two.pkl is the first" in message.why
    assert "zz.pkl: " in message.why
    assert message.level == "warning"
