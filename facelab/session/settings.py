"""What comes back at the next start: one small JSON file, written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from facelab.errors import SettingsError
from facelab.files import MEGABYTE
from facelab.recipe import json_text
from facelab.session.choices.cast import CastChoice
from facelab.session.choices.clip import ClipChoice
from facelab.session.choices.export import ExportChoice
from facelab.session.choices.sheet import SheetChoice
from facelab.session.choices.stimuli import StimuliChoice
from facelab.session.saved_file import NewerError, NotUnderstoodError, SavedFile, Understood

VERSION = 1
FILE_NAME = "settings.json"
PreviewsChoice = Literal["auto", "256", "512", "off"]
MAX_BYTES = 32 * MEGABYTE  # the face on screen is in them


class RecentNetwork(msgspec.Struct, frozen=True, kw_only=True):
    """A network's file that was opened, and what was in it.

    Attributes
    ----------
    path, name, title, family : str
    resolution : int
        Of its pictures, in pixels.
    sha256 : str
        Of its tensors, as recipes say it.
    licence, training_data, source : str
    """

    path: str
    name: str
    title: str = ""
    family: str
    resolution: int
    sha256: str
    licence: str = ""
    training_data: str = ""
    source: str = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Choices and layout. Unknown fields are left as they are, so that an older facelab can start
    and takes nothing from a newer one.

    Attributes
    ----------
    version : int
    device : "auto", "cuda", "mps" or "cpu"
    theme : "system", "dark" or "light"
    model : str or None
        Name in the catalogue; None is its default.
    network_file : str or None
        File of the network that was in use, if it is none of the catalogue.
    recent_networks : tuple of RecentNetwork
        Files of networks that were opened, the newest first.
    recipe : str or None
        The face that was on screen, as recipe JSON.
    window_geometry, window_state : str
        Qt's own, base64; the state is that of the workspace Edit.
    window_width : int
        Pixels that the window had when they were saved; 0 if nobody knows.
    workspace_layouts : dict of str to str
        States of the other workspaces, by their names.
    map_directions : (str, str) or None
        Axes of the latent map.
    previews : "auto", "256", "512" or "off"
        Size in pixels of the pictures that follow a moving hand.
    open_folder, recipe_folder, directions_folder, exports_folder : str or None
        Where dialogs begin that open faces, save recipes, and so on; None is where pictures are.
    pictures_folder : str or None
        Where pictures are saved; None is the desktop's folder for pictures.
    save_size : int or None
        Side in pixels of saved pictures; None is the network's own.
    save_name : str
        What saved pictures are called, see `picture_names`.
    recent_files : tuple of str
        Files that were opened, the newest first.
    save_folder : str or None
        Where all dialogs began once; no longer written.
    library : str or None
        Folder of the kept faces; None is the platform's place.
    closed_sections, open_sections : tuple of str
        Headings that the user folded, and those that the user unfolded.
    doubted_places : tuple of str
        Folders of libraries of which the user was told that their disk is not quite fit.
    background : str
        What cut-outs stand before, as `cutout.backgrounds.background_of` reads it.
    pinned_directions : tuple of str
        Directions at the top of their panel, in this order.
    write_xmp, write_signature, write_watermark, write_label : bool
        What saved pictures say of themselves, see `export.provenance.facts.Parts`.
    told_licences : tuple of str
        Hashes of networks of which the user was told that commercial use is limited.
    export : ExportChoice or None
        How pictures were exported last; None before the first time.
    clip : ClipChoice or None
        How a clip was exported last.
    cast : CastChoice or None
        What was wished of a cast last.
    stimuli : StimuliChoice or None
        How a set for research was made last.
    sheet : SheetChoice or None
        How a sheet was exported last.
    """

    version: int = VERSION
    device: Literal["auto", "cuda", "mps", "cpu"] = "auto"
    theme: Literal["system", "dark", "light"] = "system"
    model: str | None = None
    network_file: str | None = None
    recent_networks: tuple[RecentNetwork, ...] = ()
    recipe: str | None = None
    window_geometry: str = ""
    window_state: str = ""
    window_width: Annotated[int, msgspec.Meta(ge=0)] = 0
    workspace_layouts: dict[str, str] = {}
    map_directions: tuple[str, str] | None = None
    map_span: Annotated[float, msgspec.Meta(ge=0.5, le=10)] = 3.0
    save_folder: str | None = None
    open_folder: str | None = None
    recipe_folder: str | None = None
    directions_folder: str | None = None
    exports_folder: str | None = None
    pictures_folder: str | None = None
    previews: PreviewsChoice = "auto"
    save_size: Annotated[int, msgspec.Meta(ge=16, le=8192)] | None = None
    save_name: str = "{name}"
    recent_files: tuple[str, ...] = ()
    library: str | None = None
    closed_sections: tuple[str, ...] = ()
    open_sections: tuple[str, ...] = ()
    doubted_places: tuple[str, ...] = ()
    pinned_directions: tuple[str, ...] = ()
    background: str = "transparent"
    write_xmp: bool = True
    write_signature: bool = True
    write_watermark: bool = True
    write_label: bool = False
    told_licences: tuple[str, ...] = ()
    export: ExportChoice | None = None
    clip: ClipChoice | None = None
    cast: CastChoice | None = None
    stimuli: StimuliChoice | None = None
    sheet: SheetChoice | None = None


# The settings, and the fields of a newer facelab.
Said = tuple[Settings, dict[str, object]]


def _file(folder: Path) -> SavedFile[Said]:
    gone = "The settings could not be understood, so facelab started with its defaults."
    return SavedFile(folder / FILE_NAME, MAX_BYTES, _decode, gone)


def _decode(raw: bytes) -> Understood[Said]:
    body: Any = msgspec.json.decode(json_text(raw))
    version = body.get("version") if isinstance(body, dict) else None
    if not isinstance(version, int) or isinstance(version, bool):
        raise NotUnderstoodError("It has no version number")
    if version > VERSION:
        raise NewerError(version, VERSION)
    try:
        settings = msgspec.convert(body, Settings)
    except msgspec.ValidationError as error:  # says which field: people do write in this file
        raise NotUnderstoodError(f"{error}") from error
    others = {name: body[name] for name in body.keys() - set(Settings.__struct_fields__)}
    return Understood((settings, others))


def read_settings(folder: Path) -> Settings:
    """The saved settings; the defaults if none were saved. Nothing is changed on the disk.

    Raises
    ------
    SettingsError
        The file cannot be read or understood.
    """
    what = "The settings could not be {}, so facelab started with its defaults."
    path = folder / FILE_NAME
    try:
        understood = _file(folder).read()
    except NotUnderstoodError as error:
        raise SettingsError(what.format("understood"), f"{error}.", f"Check {path}.") from error
    except OSError as error:
        raise SettingsError(
            what.format("read"),
            f"{error.strerror or error}.",
            f"Check the permissions of {path}.",
        ) from error
    return Settings() if understood is None else understood.value[0]


def load_settings(folder: Path) -> tuple[Settings, SettingsError | None]:
    """The saved settings, or the defaults with what went wrong.

    A file that cannot be understood is set aside beside the new one, see `saved_file`.
    """
    said, error = _file(folder).load()
    return Settings() if said is None else said[0], error


def save_settings(settings: Settings, folder: Path) -> None:
    """Write the settings; the old file stays whole until the new one is.

    Raises
    ------
    SettingsError
        The folder or the disk does not allow it.
    """
    try:
        _file(folder).replace(_encode(settings, {}))
    except OSError as error:
        raise _unsaved(folder, error) from error


def save_changes(
    changes: Mapping[str, object], own: Settings, folder: Path
) -> SettingsError | None:
    """Write some fields onto what the file says by now: another window may share it.

    Parameters
    ----------
    changes : mapping
        Names and values of the fields.
    own : Settings
        Written whole if there is no file that can be read.

    Returns
    -------
    SettingsError or None
        What to tell the user if the file made no sense and was set aside.

    Raises
    ------
    SettingsError
        The folder or the disk does not allow it.
    """

    def make(said: Said | None) -> bytes:
        base, others = (own, {}) if said is None else said
        return _encode(msgspec.structs.replace(base, **changes), others)

    try:
        return _file(folder).update(make)
    except OSError as error:
        raise _unsaved(folder, error) from error


def _encode(settings: Settings, others: Mapping[str, object]) -> bytes:
    body = {**others, **msgspec.structs.asdict(settings)}
    return msgspec.json.format(msgspec.json.encode(body), indent=2)


def _unsaved(folder: Path, error: OSError) -> SettingsError:
    return SettingsError(
        "The settings were not saved.",
        f"{error.strerror or error}.",
        f"Free some space, or check the permissions of {folder}.",
    )
