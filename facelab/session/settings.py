"""What comes back at the next start: one small JSON file, written whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from facelab.files import replacing
from facelab.locks import FileLock
from facelab.recipe import SettingsError

VERSION = 1
FILE_NAME = "settings.json"
LOCK_SECONDS = 2.0


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Choices and layout. Unknown fields are ignored, so that an older facelab can start.

    Attributes
    ----------
    version : int
    device : "auto", "cuda", "mps" or "cpu"
    theme : "system", "dark" or "light"
    model : str or None
        Name in the catalogue; None is its default.
    recipe : str or None
        The face that was on screen, as recipe JSON.
    window_geometry, window_state : str
        Qt's own, base64.
    map_directions : (str, str) or None
        Axes of the latent map.
    previews : "auto", "256", "512" or "off"
        Size in pixels of the pictures that follow a moving hand.
    save_folder : str or None
    pictures_folder : str or None
        Where pictures are saved; None is the desktop's folder for pictures.
    save_size : int or None
        Side in pixels of saved pictures; None is the network's own.
    save_name : str
        What saved pictures are called, see `picture_names`.
    recent_files : tuple of str
        Files that were opened, the newest first.
    library : str or None
        Folder of the kept faces; None is the platform's place.
    closed_sections, open_sections : tuple of str
        Headings that the user folded, and those that the user unfolded.
    pinned_directions : tuple of str
        Directions at the top of their panel, in this order.
    """

    version: int = VERSION
    device: Literal["auto", "cuda", "mps", "cpu"] = "auto"
    theme: Literal["system", "dark", "light"] = "system"
    model: str | None = None
    recipe: str | None = None
    window_geometry: str = ""
    window_state: str = ""
    map_directions: tuple[str, str] | None = None
    map_span: Annotated[float, msgspec.Meta(ge=0.5, le=10)] = 3.0
    save_folder: str | None = None
    pictures_folder: str | None = None
    previews: Literal["auto", "256", "512", "off"] = "auto"
    save_size: Annotated[int, msgspec.Meta(ge=16, le=8192)] | None = None
    save_name: str = "{face}"
    recent_files: tuple[str, ...] = ()
    library: str | None = None
    closed_sections: tuple[str, ...] = ()
    open_sections: tuple[str, ...] = ()
    pinned_directions: tuple[str, ...] = ()


class _NotUnderstoodError(SettingsError):
    """The file is there and can be read, but is no settings of this facelab."""


def read_settings(folder: Path) -> Settings:
    """The saved settings; the defaults if none were saved. Nothing is changed on the disk.

    Raises
    ------
    SettingsError
        The file cannot be read or understood.
    """
    path = folder / FILE_NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(
            "The settings could not be read; facelab starts with its defaults.",
            f"{error.strerror or error}.",
            f"Check the permissions of {path}.",
        ) from error
    try:
        body: Any = msgspec.json.decode(raw)
        if isinstance(body, dict) and isinstance(body.get("version"), int):
            if body["version"] > VERSION:
                raise msgspec.ValidationError(f"they are of version {body['version']}")
            return msgspec.convert(body, Settings)
        raise msgspec.ValidationError("they have no version")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _NotUnderstoodError(
            "The settings could not be understood; facelab starts with its defaults.",
            f"{error}.",
            f"The old file is kept as {FILE_NAME}.broken.",
        ) from error


def load_settings(folder: Path) -> tuple[Settings, SettingsError | None]:
    """The saved settings, or the defaults with what went wrong.

    A file that cannot be understood is kept beside the new one as `settings.json.broken`.
    """
    try:
        return read_settings(folder), None
    except SettingsError as error:
        if isinstance(error, _NotUnderstoodError):
            path = folder / FILE_NAME
            with contextlib.suppress(OSError):
                path.replace(path.with_name(FILE_NAME + ".broken"))
        return Settings(), error


def save_settings(settings: Settings, folder: Path) -> None:
    """Write the settings; the old file stays whole until the new one is.

    Raises
    ------
    SettingsError
        The folder or the disk does not allow it.
    """
    path = folder / FILE_NAME
    try:
        with replacing(path) as file:
            file.write(msgspec.json.format(msgspec.json.encode(settings), indent=2))
    except OSError as error:
        raise _unsaved(folder, error) from error


def save_changes(changes: Mapping[str, object], own: Settings, folder: Path) -> None:
    """Write some fields onto what the file says by now: another window may share it.

    Parameters
    ----------
    changes : mapping
        Names and values of the fields.
    own : Settings
        Written whole if there is no file that can be read.

    Raises
    ------
    SettingsError
        The folder or the disk does not allow it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".settings.lock") as lock:
            # Who holds it longer than that hangs: better to write than to lose what was chosen.
            lock.acquire(LOCK_SECONDS)
            there = (folder / FILE_NAME).exists()
            base, error = load_settings(folder)
            if error is not None or not there:
                base = own
            save_settings(msgspec.structs.replace(base, **changes), folder)
    except OSError as error:
        raise _unsaved(folder, error) from error


def _unsaved(folder: Path, error: OSError) -> SettingsError:
    return SettingsError(
        "The settings were not saved.",
        f"{error.strerror or error}.",
        f"Free some space or check the permissions of {folder}.",
    )
