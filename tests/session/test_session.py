"""The first face, and the end."""

from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest

from facelab.export.reading import read_picture_recipe
from facelab.progress import Progress
from facelab.recipe import Recipe, recipe_to_json
from facelab.session import Settings, Stage
from facelab.session.settings import load_settings, save_settings

# -- the first face -------------------------------------------------------------------------------


def test_a_first_start_shows_a_first_face(world, pump, listen):
    session = world.session()
    told = listen(session)
    assert session.phase.stage is Stage.LOADING
    session.start()
    pump.until(lambda: "full 7" in told.frames)
    assert told.stages == [Stage.LOADING, Stage.READY]
    assert told.frames == ["preview 7", "full 7"]
    assert told.busy == [True, False]
    assert told.messages == []
    assert session.model is not None
    assert session.frame.kind == "full"


def test_the_last_face_comes_back(world, pump, make_face):
    first = world.started()
    last = make_face(99).with_amount("smile", 1.5).with_truncation(psi=0.4)
    first.face.edit(last, "Edit")
    first.change_settings(theme="light")
    assert first.close()
    second = world.started()
    assert second.face.recipe == last
    assert second.settings.theme == "light"


def test_the_last_face_comes_back_after_a_crash(world, pump, make_face):
    """Nothing is written at the end that was not written before."""
    first = world.started()
    first.face.edit(make_face(99), "Edit")
    pump.until(lambda: (load_settings(world.settings)[0].recipe or "").count('"seed":99'))


@pytest.mark.parametrize("start", ["seed", "recipe"])
def test_a_start_can_ask_for_a_face(world, make_face, start):
    world.started().close()
    session = world.started(**({"seed": 31} if start == "seed" else {"recipe": make_face(31)}))
    assert session.face.recipe.seed == 31


def test_a_seed_of_any_size_is_wrapped(world):
    assert world.started(seed=-1).face.recipe.seed == 2**32 - 1


def test_the_face_of_another_model_is_refused_and_the_own_shown(world, make_face, listen):
    session = world.session()
    told = listen(session)
    session.start(recipe=make_face(31, sha256="b" * 64))
    world.pump.until(lambda: "full 7" in told.frames and told.messages)
    assert told.said("another network")


@pytest.mark.parametrize("how", ["start", "settings", "open"])
def test_a_face_that_the_network_cannot_draw_is_refused_and_the_window_usable(
    world, pump, make_face, how, listen
):
    """For example one with a direction of a later facelab; it must not be on show for ever."""
    bad = make_face(31).with_amount("hologram", 1.0)
    if how == "settings":
        save_settings(Settings(recipe=recipe_to_json(bad)), world.settings)
    session = world.session()
    told = listen(session)
    session.start(recipe=bad if how == "start" else None)
    pump.until(lambda: "full 7" in told.frames)
    if how == "open":
        session.open_recipe(bad)
    assert told.said("hologram")
    assert session.face.recipe == make_face(7)
    session.face.next_face()
    pump.until(lambda: "full 8" in told.frames)


def test_settings_that_make_no_sense_are_told_at_the_start(world, listen):
    world.settings.mkdir()
    (world.settings / "settings.json").write_bytes(b"{")
    session = world.session()
    told = listen(session)
    session.start()
    world.pump.until(lambda: session.frame is not None)
    assert told.said("could not be understood")
    assert session.settings == Settings()


# -- the end --------------------------------------------------------------------------------------


def test_nothing_is_dispatched_after_the_end(session, told, pump, renderer):
    renderer.previews.close()
    session.face.set_seed(8)
    renderer.previews.wait_for("8")
    renderer.previews.open.set()
    assert session.close()
    told.frames.clear()
    pump.drain()
    assert told.frames == []
    assert told.messages == []
    assert session.close()


@pytest.mark.parametrize("what", ["render", "side picture", "download", "nothing"])
def test_the_end_comes_whatever_is_under_way(world, pump, renderer, what, request, tmp_path):
    if what == "download":
        session = request.getfixturevalue("offering")
        session.fetch_weights()
        pump.until(lambda: session.phase.fraction is not None)
    else:
        session = world.started()
        renderer.fulls.close()
        if what == "render":
            session.face.set_seed(8)
            renderer.fulls.wait_for("8")
        elif what == "side picture":
            session.before.set_wanted(True, session.face.recipe)
            renderer.fulls.wait_for("7")
    assert session.close()


def test_a_load_that_hangs_does_not_hold_up_the_end(world, pump, hasty_end):
    """The program then leaves without the thread; see facelab.ui.app."""
    session = world.started()
    world.loading.close()
    session.set_device("cpu")
    world.loading.wait_for("cpu")
    session.change_settings(theme="light")
    assert not session.close()
    world.loading.open.set()
    assert session._writer.close(20.0)
    assert load_settings(world.settings)[0].theme == "light"


def test_a_download_has_time_to_take_away_what_it_has_written(offering, monkeypatch):
    """It notices that it is to stop within a moment, and then pip and a folder have to go."""
    begun, gone = threading.Event(), threading.Event()

    def fetch(entry):
        begun.set()
        try:
            while True:
                yield Progress()
        finally:
            time.sleep(0.4)
            gone.set()

    monkeypatch.setattr("facelab.session.network.fetch", fetch)
    offering.fetch_weights()
    assert begun.wait(20)
    assert offering.close()
    assert gone.is_set()


def test_what_was_kept_just_before_the_end_is_on_the_disk(world, pump, renderer, make_face):
    session = world.started()
    session.keep("with a picture")
    renderer.previews.close()
    session.face.set_seed(8)
    renderer.previews.wait_for("8")
    session.keep("without")
    renderer.previews.open.set()
    assert session.close()
    again = world.started()
    pump.until(lambda: len(again.kept.faces) == 2)
    assert {face.name for face in again.kept.faces} == {"with a picture", "without"}
    assert again.face.recipe == make_face(8)


@pytest.mark.parametrize("there", [True, False])
def test_a_picture_saved_just_before_the_end_is_on_the_disk(
    world, pump, renderer, tmp_path, there, make_face
):
    session = world.started()
    if not there:
        renderer.previews.close()
        session.face.set_seed(8)
        renderer.previews.wait_for("8")
    session.save_picture(tmp_path / "face.png")
    renderer.previews.open.set()
    assert session.close()
    assert read_picture_recipe(tmp_path / "face.png") == make_face(7 if there else 8)


def test_the_end_waits_for_a_promised_picture_however_long_its_frame_takes(
    world, pump, renderer, tmp_path, monkeypatch, make_face
):
    monkeypatch.setattr("facelab.session.session.CLOSE_SECONDS", 0.2)
    session = world.started()
    full = renderer.full

    def slow(recipe, stop=None):
        time.sleep(0.4)  # more than the end waits for what was not promised
        return full(recipe, stop)

    monkeypatch.setattr(renderer, "full", slow)
    session.face.set_seed(8)
    session.save_picture(tmp_path / "one.png")
    session.save_picture(tmp_path / "two.png")
    assert session.saving == ("one.png", "two.png")
    assert session.close()
    assert session.saving == ()
    for name in ("one.png", "two.png"):
        assert read_picture_recipe(tmp_path / name) == make_face(8)


def test_the_end_waits_no_longer_than_it_is_told_to(world, pump, renderer, tmp_path, hasty_end):
    session = world.started()
    renderer.fulls.close()
    session.face.set_seed(8)
    session.save_picture(tmp_path / "face.png")
    assert not session.close(patience=0.1)
    renderer.fulls.open.set()


def test_what_is_written_is_no_longer_being_saved(session, told, pump, tmp_path):
    session.save_picture(tmp_path / "face.png")
    session.keep("Ada")
    assert set(session.saving) == {"face.png", "kept faces"}
    pump.until(lambda: not session.saving)
    assert (tmp_path / "face.png").is_file()
    pump.until(lambda: session.kept.faces)


def test_what_waits_for_a_picture_is_handed_on_before_the_end(session, told, pump, renderer):
    renderer.previews.close()
    session.face.set_seed(8)
    renderer.previews.wait_for("8")
    session.keep("without")
    assert session.saving == ()
    session.save_all()
    assert session.saving == ("kept faces",)
    renderer.previews.open.set()
    pump.until(lambda: [card.name for card in session.kept.faces] == ["without"])


def test_a_session_that_never_started_ends(world):
    assert world.session().close()


def test_before_there_is_a_face_nothing_is_saved_or_kept(world, pump, tmp_path):
    session = world.session()
    session.save_picture(tmp_path / "a.png")
    session.save_recipe(tmp_path / "a.json")
    session.keep()
    assert session.close()
    assert list(tmp_path.glob("a.*")) == []


def test_two_sessions_do_not_share_their_signals(world, make_face):
    one, two = world.started(), world.started()
    heard: list[Recipe] = []
    one.face.recipe_changed.connect(heard.append)
    two.face.set_seed(8)
    assert heard == []


def test_a_listener_that_is_gone_is_not_called(session, pump):
    """Panels connect their own methods; a panel that was deleted must not be kept alive."""

    class Panel:
        def __init__(self) -> None:
            session.frame_ready.connect(self.on_frame_ready)

        def on_frame_ready(self, frame) -> None:
            raise AssertionError("called after its end")

    panel = weakref.ref(Panel())
    gc.collect()
    assert panel() is None
    session.face.set_seed(8)
    pump.until(lambda: not session.busy)


def test_the_size_of_previews_is_chosen_and_comes_back(session, pump, renderer, world):
    changes: list[str] = []
    session.settings_changed.connect(lambda: changes.append(session.settings.previews))
    session.set_previews("off")
    assert changes == ["off"]
    renderer.done.clear()
    session.face.set_seed(8)
    pump.until(lambda: not session.busy)
    assert renderer.did() == ["full 8"]
    pump.until(lambda: load_settings(world.settings)[0].previews == "off")
