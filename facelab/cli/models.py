"""Which network a command means."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from facelab.checkpoints.catalogue import CatalogueEntry, default_entry, find, load_catalogue
from facelab.checkpoints.fetching.fetch import converted_path
from facelab.checkpoints.installed import other_files
from facelab.checkpoints.outside import read_network
from facelab.checkpoints.store import SUFFIX, Metadata
from facelab.cli.parser import did_you_mean
from facelab.errors import RecipeError, WeightsError
from facelab.paths import expanded, weights_cache


def model_entry(name: str | None, others: Iterable[str] = ()) -> CatalogueEntry:
    """The catalogue's entry of a name, or its default.

    Parameters
    ----------
    name : str or None
    others : iterable of str
        Names that would be understood as well, for who mistypes one.

    Raises
    ------
    RecipeError
        There is none of this name.
    """
    if name is None:
        return default_entry()
    if all(entry.name != name for entry in load_catalogue()):
        names = [*(entry.name for entry in load_catalogue()), *others]
        raise RecipeError(
            f"no network is called {name!r}; the catalogue has: "
            f"{', '.join(names)}{did_you_mean(name, names)}"
        )
    return find(name)


def model_path(name: str | None) -> Path:
    """The file of a network: one of the catalogue that was fetched, one that was added, or any
    file that holds one.

    Raises
    ------
    WeightsError
        It was not fetched yet.
    RecipeError
        There is none of this name.
    """
    path = file_of(name)
    if is_own(name):
        return path
    entry = model_entry(name)
    if not path.is_file():
        raise WeightsError(
            f"The network {entry.name} is not downloaded yet.",
            "",
            f"Run `facelab weights fetch {entry.name}` first.",
        )
    return path


def file_of(name: str | None) -> Path:
    """As `model_path`, for who fetches the network if it is not there yet.

    Raises
    ------
    RecipeError
        There is none of this name.
    """
    if name is not None and is_own(name):
        return _own_path(name)
    return converted_path(model_entry(name))


def is_own(name: str | None) -> bool:
    """Whether a network is the user's own: none of the catalogue."""
    return name is not None and all(entry.name != name for entry in load_catalogue())


def _own_path(name: str) -> Path:
    file = expanded(Path(name))
    if file.is_file():
        return file
    added = weights_cache() / f"{name}{SUFFIX}"
    if file.name == name and added.is_file():
        return added
    if file.suffix or file.name != name:
        raise RecipeError(f"no such file: {name}")
    names = [entry.name for entry in load_catalogue()]
    own = [info.path.stem for info in other_files()]
    beside = f"; you added: {', '.join(own)}" if own else ""
    raise RecipeError(
        f"no network is called {name!r}; the catalogue has: {', '.join(names)}{beside}"
        f"{did_you_mean(name, [*names, *own])}"
    )


def model_metadata(name: str | None) -> tuple[Path, Metadata]:
    """The file of a network, as `model_path` finds it, and what it says of itself.

    Raises
    ------
    WeightsError, RecipeError
        As `model_path`, or the file cannot be read.
    """
    path = model_path(name)
    return path, read_network(path, check=False)[0]
