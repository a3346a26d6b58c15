"""The command that does the same as an export of the window.

Pictures of kept faces leave in two steps, since the command line draws what lies in a file.
"""

from __future__ import annotations

import datetime
import re
import shlex
import sys
from collections.abc import Mapping, Sequence

from facelab.checkpoints.catalogue import default_entry
from facelab.errors import WeightsError
from facelab.export.named import NamedFormat
from facelab.export.provenance.facts import Parts
from facelab.library import Query
from facelab.preparing.preparation import Preparation
from facelab.recipe import Recipe, Seed, recipe_to_json
from facelab.session.choices.export import ExportChoice
from facelab.session.exporting.scope import Scope

FACES = "faces.facelab"
MOST_IDS = 500  # numbers in a line that people can still read
_PLAIN = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


def command_of(
    scope: Scope,
    choice: ExportChoice,
    named: NamedFormat,
    preparation: Preparation,
    parts: Parts,
    side: int,
    casts: Mapping[int, str] | None = None,
    windows: bool = sys.platform == "win32",
) -> str:
    """Lines for a shell: of POSIX, or PowerShell; empty if the command line cannot say it.

    Parameters
    ----------
    scope : Scope
    choice : ExportChoice
    named : NamedFormat
        The format as it is, of which `preparation` has what was changed.
    preparation : Preparation
    parts : Parts
    side : int
        Of the pictures that the network draws.
    casts : mapping of int to str
        Names of casts, for searches in one.
    windows : bool
    """
    how = _how(choice, named, preparation, parts, side)
    if how is None:
        return ""

    def line(*words: str) -> str:
        return " ".join(quoted(word, windows) for word in ("facelab", *words))

    if scope.recipe is not None:
        seed = _seed_options(scope.recipe)
        if seed is not None:
            return line("render", *seed, *model_options(scope.recipe), *how)
        said = quoted(recipe_to_json(scope.recipe), windows)
        piped = said if windows else f"printf '%s\\n' {said}"
        return f"{piped} | {line('render', '--from', '-', *model_options(scope.recipe), *how)}"
    which = which_faces(scope, casts or {})
    if which is None:
        return ""
    first = line("library", "export", FACES, *which)
    return f"{first}\n{line('render', '--from', FACES, *how)}"


def _how(
    choice: ExportChoice, named: NamedFormat, preparation: Preparation, parts: Parts, side: int
) -> list[str] | None:
    changed = preparation.format
    words = ["-o", choice.folder, "--name", choice.pattern, "--format", named.name]
    if named.sheet is None and choice.size != named.longest:
        words += ["--size", str(choice.size or side)]
    if changed.enhance != named.enhance:
        if not changed.enhance:
            return None
        words += ["--enhance", str(changed.enhance)]
    if choice.background != named.background:
        if not choice.background:  # a format's background cannot be taken from it
            return None
        words += ["--background", choice.background]
    if choice.overwrite:
        words.append("--overwrite")
    return [*words, *marks_options(parts)]


def marks_options(parts: Parts) -> list[str]:
    """What a picture is to say of itself, as options."""
    words = []
    if not (parts.xmp or parts.signature or parts.watermark):
        words.append("--unmarked")
    else:
        for on, option in (
            (parts.xmp, "--no-xmp"),
            (parts.signature, "--no-c2pa"),
            (parts.watermark, "--no-watermark"),
        ):
            words += [] if on else [option]
    return [*words, "--ai-label"] if parts.label else words


def _seed_options(recipe: Recipe) -> list[str] | None:
    """The options that make this face of a seed; None if it takes more."""
    if recipe.seed is None:
        return None
    plain = Recipe(recipe.model, Seed(recipe.seed), finish=recipe.finish)
    plain = plain.with_truncation(psi=recipe.truncation.psi, cutoff=recipe.truncation.cutoff)
    if plain != recipe:
        return None
    words = ["--seeds", str(recipe.seed), "--trunc", repr(recipe.truncation.psi)]
    if recipe.truncation.cutoff is not None:
        words += ["--cutoff", str(recipe.truncation.cutoff)]
    return words if recipe.finish == "clean" else [*words, "--finish", recipe.finish]


def model_options(recipe: Recipe) -> list[str]:
    """The network of a face, where it is not the usual one."""
    try:
        usual = default_entry().model_sha256 == recipe.model.sha256
    except WeightsError:
        usual = False
    return [] if usual else ["--model", recipe.model.name]


def which_faces(scope: Scope, casts: Mapping[int, str]) -> list[str] | None:
    """The options of `facelab library export` for these faces; None if it has none."""
    query = scope.query
    if query is None:
        return _ids(scope.ids) if len(scope.ids) <= MOST_IDS else None
    words: list[str] = []
    if query.text:
        words += ["--search", query.text]
    if query.rating:
        words += ["--rating", str(query.rating)]
    for tag in query.tags:
        words += ["--tag", tag]
    if query.cast is not None:
        name = scope.cast or casts.get(query.cast, "")
        if not name:
            return None
        words += ["--cast", name]
    if query.model is not None:
        words += ["--model", query.model[:16]]
    for option, at in (("--since", query.since), ("--until", query.until)):
        if at is not None:
            words += [option, datetime.date.fromtimestamp(at).isoformat()]
    return [*words, *_order(query)]


def _ids(ids: Sequence[int]) -> list[str]:
    return ["--ids", ",".join(map(str, ids))]


def _order(query: Query) -> list[str]:
    words = ["--bin"] if query.binned else []
    if query.like is not None:
        words += ["--like", str(query.like)]
    elif query.sort not in ("newest", "similar"):
        words += ["--sort", query.sort]
    if query.shuffle:
        words += ["--shuffle", str(query.shuffle)]
    return words if query.limit is None else [*words, "--limit", str(query.limit)]


def quoted(word: str, windows: bool) -> str:
    """A word as a shell takes it."""
    if not windows:
        return shlex.quote(word)
    return word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "''") + "'"
