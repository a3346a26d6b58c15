"""Sets of expressions by name: what `--set` takes beside files."""

from __future__ import annotations

from facelab import paths
from facelab.cli.console import say
from facelab.errors import SettingsError
from facelab.recipe.character.sets import VariantSet
from facelab.session.character.own_sets import read_own_sets


def own_sets() -> dict[str, VariantSet]:
    """The user's own, by name; what is wrong with their files is told."""
    try:
        own, error = read_own_sets(paths.settings_dir())
    except paths.UnknownPlaceError:
        return {}  # nothing was ever kept
    except SettingsError as refused:
        own, error = {}, refused
    if error is not None:
        say(f"{error.what} {error.why}")
    return own
