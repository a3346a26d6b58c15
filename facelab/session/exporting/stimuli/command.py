"""The command that makes the same set."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from facelab.export.provenance.facts import Parts
from facelab.recipe import Recipe, Seed, recipe_to_json
from facelab.session.choices.stimuli import StimuliChoice
from facelab.session.exporting.command import (
    FACES,
    marks_options,
    model_options,
    quoted,
    which_faces,
)
from facelab.session.exporting.scope import Scope


def stimuli_command(
    scope: Scope,
    choice: StimuliChoice,
    parts: Parts,
    face: Recipe,
    casts: Mapping[int, str] | None = None,
    windows: bool = os.name == "nt",
) -> str:
    """Lines for a shell; empty if the command line cannot say it.

    Parameters
    ----------
    scope : Scope
    choice : StimuliChoice
    parts : Parts
        What the pictures say of themselves.
    face : Recipe
        One of the faces, which names the network.
    casts : mapping of int to str
        Names of casts, for searches in one.
    windows : bool
    """
    how = ["--attributes", ",".join(choice.attributes)]
    how.append("--levels=" + ",".join(f"{level:g}" for level in choice.levels))
    how += ["--zero", choice.origin, "--design", choice.design]
    how += ["--tolerance", f"{choice.tolerance:g}", "--order-seed", str(choice.order_seed)]
    how += ["-o", str(Path(choice.folder) / choice.name), "--format", choice.format]
    if choice.overwrite:
        how.append("--overwrite")
    how += [*model_options(face), *marks_options(parts)]

    def line(*words: str) -> str:
        return " ".join(quoted(word, windows) for word in ("facelab", *words))

    recipe = scope.recipe
    if recipe is not None:
        if recipe == Recipe(recipe.model, Seed(recipe.seed or 0), finish="clean"):
            return line("make", "stimuli", str(recipe.seed), *how)
        said = quoted(recipe_to_json(recipe), windows)
        piped = said if windows else f"printf '%s\\n' {said}"
        return f"{piped} | {line('make', 'stimuli', '-', *how)}"
    which = which_faces(scope, casts or {})
    if which is None:
        return ""
    first = line("library", "export", FACES, *which)
    return f"{first}\n{line('make', 'stimuli', FACES, *how)}"
