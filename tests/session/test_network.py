"""The network's way to the first face: loaded, fetched, moved to another device, or not."""

from __future__ import annotations

from facelab.errors import DeviceError, DownloadError, ModelError, WeightsError
from facelab.session import Settings, Stage
from facelab.session.settings import save_settings

# -- the network ----------------------------------------------------------------------------------


def test_another_device_shows_the_same_face_again(session, told, pump, world):
    session.face.set_seed(8)
    pump.until(lambda: not session.busy)
    told.frames.clear()
    session.set_device("cpu")
    pump.until(lambda: told.frames == ["preview 8", "full 8"])
    assert world.loads == ["auto", "cpu"]
    assert session.settings.device == "cpu"
    assert session.face.undo_label == "Seed"


def test_an_edit_while_another_device_is_loaded_is_shown_then(session, told, pump, world):
    world.loading.close()
    session.set_device("cpu")
    world.loading.wait_for("cpu")
    session.face.set_seed(8)
    session.face.set_seed(9)
    world.loading.open.set()
    pump.until(lambda: "full 9" in told.frames)
    assert told.frames == ["preview 9", "full 9"]


def test_another_network_that_comes_shows_a_face_of_its_own(
    session, told, pump, world, renderer, make_info
):
    """What was edited meanwhile belongs to the network before, and is no error."""
    world.loading.close()
    renderer.info = make_info(sha256="b" * 64)
    session.set_device("cpu")
    world.loading.wait_for("cpu")
    session.face.set_seed(8)
    world.loading.open.set()
    pump.until(lambda: told.frames == ["preview 7", "full 7"])
    assert session.face.recipe.model.sha256 == "b" * 64
    assert told.messages == []


def test_a_device_that_is_gone_leaves_the_window_with_another(world, pump, listen):
    """Chosen once, with a driver that is no longer there: the program must start."""
    save_settings(Settings(device="cuda"), world.settings)
    world.load_errors.append(DeviceError("The device 'cuda' cannot be used.", "Has: cpu.", ""))
    session = world.session()
    told = listen(session)
    session.start()
    pump.until(lambda: "full 7" in told.frames)
    assert world.loads == ["cuda", "auto"]
    assert session.settings.device == "auto"
    assert [message.level for message in told.messages] == ["warning"]
    assert told.said("cannot be used")


def test_no_device_at_all_is_a_failure_that_can_be_tried_again(world, pump, listen):
    world.load_errors.append(DeviceError("Out of memory.", "", ""))
    session = world.session()
    told = listen(session)
    session.start()
    pump.until(lambda: session.phase.stage is Stage.FAILED)
    assert session.phase.error.what == "Out of memory."
    assert not session.busy
    session.retry()
    pump.until(lambda: "full 7" in told.frames)


def test_a_device_that_fails_after_another_was_chosen_takes_nothing_back(
    session, pump, world, listen
):
    told = listen(session)
    world.load_errors.append(DeviceError("The device 'cuda' cannot be used.", "", ""))
    world.loading.close()
    session.set_device("cuda")
    world.loading.wait_for("cuda")
    session.set_device("cpu")
    world.loading.open.set()
    pump.until(lambda: told.frames == ["preview 7", "full 7"])
    assert session.settings.device == "cpu"
    assert told.messages == []


def test_a_damaged_network_is_offered_again(world, pump):
    world.load_errors.append(WeightsError("The weights file is damaged."))
    session = world.session()
    session.start()
    pump.until(lambda: session.phase.stage is Stage.OFFER)
    assert session.phase.error.what == "The weights file is damaged."
    assert session.entry is not None


def test_a_bug_while_loading_is_a_failure_in_words(world, pump):
    world.load_errors.append(KeyError("tensor"))
    session = world.session()
    session.start()
    pump.until(lambda: session.phase.stage is Stage.FAILED)
    assert "went wrong" in session.phase.error.what
    assert "KeyError" in session.phase.error.why


def test_a_network_that_fails_in_the_middle_ends_the_waiting(session, pump, world, renderer):
    renderer.fulls.close()
    session.face.set_seed(8)
    renderer.fulls.wait_for("8")
    world.load_errors.append(ModelError("No network can be built."))
    session.set_device("auto")
    pump.until(lambda: session.phase.stage is Stage.FAILED)
    assert not session.busy
    session.face.set_seed(9)
    assert not session.busy
    renderer.fulls.open.set()
    session.retry()
    pump.until(lambda: session.frame.recipe.seed == 9 and session.frame.kind == "full")


def test_a_model_that_the_catalogue_does_not_have_is_a_failure_in_words(world):
    save_settings(Settings(model="nowhere"), world.settings)
    session = world.session()
    session.start()
    assert session.phase.stage is Stage.FAILED
    assert "nowhere" in str(session.phase.error)


# -- the download ---------------------------------------------------------------------------------


def test_a_download_leads_to_a_face(offering, pump, download, listen):
    told = listen(offering)
    offering.fetch_weights()
    pump.until(lambda: offering.phase.fraction == 0.25)
    assert offering.phase.text == "Downloading: 10.0 of 40.0 MB"
    download.go_on.set()
    pump.until(lambda: "full 7" in told.frames)
    assert told.stages == [
        Stage.FETCHING,
        Stage.FETCHING,
        Stage.LOADING,
        Stage.READY,
    ]


def test_a_download_that_fails_comes_back_to_the_offer_with_the_reason(offering, pump, download):
    download.error = DownloadError("No network.", "Cable.", "Plug it in.")
    download.go_on.set()
    offering.fetch_weights()
    pump.until(lambda: offering.phase.stage is Stage.OFFER)
    assert offering.phase.error is download.error
    download.error = None
    offering.fetch_weights()
    pump.until(lambda: offering.frame is not None)


def test_a_bug_in_a_download_is_a_failure_in_words(offering, pump, download):
    download.error = ZeroDivisionError()
    download.go_on.set()
    offering.fetch_weights()
    pump.until(lambda: offering.phase.stage is Stage.FAILED)


def test_a_download_can_be_cancelled_and_begun_again(offering, pump, download):
    offering.fetch_weights()
    pump.until(lambda: offering.phase.fraction is not None)
    offering.cancel_fetch()
    pump.until(lambda: offering.phase.stage is Stage.OFFER)
    assert offering.phase.error is None
    download.go_on.set()
    offering.fetch_weights()
    pump.until(lambda: offering.frame is not None)


def test_another_device_during_a_download_is_for_the_network_that_comes(
    offering, pump, download, world
):
    """The download goes on, and is not offered a second time."""
    offering.fetch_weights()
    pump.until(lambda: offering.phase.fraction is not None)
    offering.set_device("cpu")
    assert offering.phase.stage is Stage.FETCHING
    download.go_on.set()
    pump.until(lambda: offering.frame is not None)
    assert world.loads == ["cpu"]


def test_a_face_that_is_opened_before_there_is_a_network_is_shown_then(
    offering, pump, download, make_face
):
    offering.open_recipe(make_face(31))
    download.go_on.set()
    offering.fetch_weights()
    pump.until(lambda: offering.frame is not None and not offering.busy)
    assert offering.face.recipe == make_face(31)


def test_a_download_is_a_job_that_can_be_cancelled_where_jobs_are_listed(offering, pump, download):
    offering.fetch_weights()
    (job,) = offering.jobs.listed
    assert job.title == f"Downloading {offering.entry.title}"
    assert offering.jobs.owed == (job,)
    pump.until(lambda: offering.phase.fraction == 0.25)
    job.cancel()
    pump.until(lambda: offering.phase.stage is Stage.OFFER)
    assert offering.phase.error is None
    pump.until(lambda: offering.jobs.listed == ())


def test_one_download_at_a_time(offering, pump, download):
    offering.fetch_weights()
    offering.fetch_weights()
    assert len(offering.jobs.listed) == 1
    download.go_on.set()
    pump.until(lambda: offering.phase.stage is Stage.READY)
    assert download.calls == 1
