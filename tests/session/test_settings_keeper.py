"""Saving the settings as they change, beside a moving hand and another window."""

from __future__ import annotations

import threading

from facelab.errors import SettingsError
from facelab.session.disk import Writer
from facelab.session.settings import Settings, load_settings, save_settings
from facelab.session.settings_keeper import SettingsKeeper


def keeper(folder, writer, pump, face=lambda: None, failed=lambda error: None) -> SettingsKeeper:
    return SettingsKeeper(folder, writer, pump, face, failed, failed)


def test_many_changes_are_few_writes_and_the_last_one_counts(pump, tmp_path):
    """Holding a key changes the face thirty times a second; a disk may be slower than that."""
    held = threading.Event()
    written: list[float] = []
    writer = Writer(pump)
    writer.run(lambda: held.wait(20))

    def face() -> None:
        written.append(settings.value.map_span)

    settings = keeper(tmp_path, writer, pump, face)
    for span in (1.0, 2.0, 3.0):
        settings.change(map_span=span)
        pump.drain()
    assert written == [1.0]
    held.set()
    pump.until(lambda: len(written) == 2)
    assert writer.close(20)
    assert load_settings(tmp_path)[0].map_span == 3.0


def test_the_face_on_show_is_written_with_every_change(pump, tmp_path):
    writer = Writer(pump)
    settings = keeper(tmp_path, writer, pump, lambda: "a face")
    settings.save_soon()
    pump.until(lambda: load_settings(tmp_path)[0].recipe == "a face")
    assert writer.close(20)


def test_a_write_that_fails_is_told_and_the_next_one_writes_it_too(pump, tmp_path):
    place = tmp_path / "file"
    place.write_bytes(b"")
    folder = place / "settings"
    errors: list[Exception] = []
    writer = Writer(pump)
    settings = keeper(folder, writer, pump, failed=errors.append)
    for count, theme in enumerate(("dark", "light"), 1):
        settings.change(theme=theme)
        pump.until(lambda count=count: len(errors) == count)
    assert all(isinstance(error, SettingsError) for error in errors)
    place.unlink()
    save_settings(Settings(), folder)
    settings.change(map_span=1.0)
    pump.until(lambda: load_settings(folder)[0].map_span == 1.0)
    assert load_settings(folder)[0].theme == "light"
    assert writer.close(20)


def test_two_windows_do_not_take_back_what_the_other_chose(pump, tmp_path):
    save_settings(Settings(save_folder="/before"), tmp_path)
    writer = Writer(pump)
    one, two = keeper(tmp_path, writer, pump), keeper(tmp_path, writer, pump)
    changes = (one, {"theme": "light"}), (two, {"device": "cpu"}), (two, {"theme": "dark"})
    for window, change in (*changes, (one, {"map_span": 1.0})):
        window.change(**change)
        name, value = next(iter(change.items()))
        pump.until(
            lambda name=name, value=value: getattr(load_settings(tmp_path)[0], name) == value
        )
    assert load_settings(tmp_path)[0] == Settings(
        save_folder="/before", theme="dark", device="cpu", map_span=1.0
    )
    assert writer.close(20)
