"""Which network a command means."""

from __future__ import annotations

from pathlib import Path

from facelab.checkpoints.catalogue import CatalogueEntry, default_entry, find, load_catalogue
from facelab.checkpoints.fetching.fetch import converted_path
from facelab.cli.parser import did_you_mean
from facelab.errors import RecipeError, WeightsError


def model_entry(name: str | None) -> CatalogueEntry:
    """The catalogue's entry of a name, or its default.

    Raises
    ------
    RecipeError
        There is none of this name.
    """
    if name is None:
        return default_entry()
    if all(entry.name != name for entry in load_catalogue()):
        names = [entry.name for entry in load_catalogue()]
        raise RecipeError(
            f"no network is called {name!r}; the catalogue has: "
            f"{', '.join(names)}{did_you_mean(name, names)}"
        )
    return find(name)


def model_path(name: str | None) -> Path:
    """The converted file of a network that was fetched.

    Raises
    ------
    WeightsError
        It was not fetched yet.
    RecipeError
        There is none of this name.
    """
    entry = model_entry(name)
    path = converted_path(entry)
    if not path.is_file():
        raise WeightsError(
            f"The network {entry.name} is not downloaded yet.",
            "",
            f"Run `facelab weights fetch {entry.name}` first.",
        )
    return path
