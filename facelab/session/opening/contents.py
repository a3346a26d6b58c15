"""What is in files that are opened together: read beside the window, all of them, whatever one
of them may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from facelab.casting.wishes import Wishes
from facelab.casting.wishes_file import holds_wishes, read_wishes
from facelab.checkpoints.outside import is_network
from facelab.checkpoints.own_direction_file import is_own_file
from facelab.checkpoints.own_directions import write_own
from facelab.checkpoints.published_directions import is_direction_file
from facelab.engine import ModelInfo
from facelab.engine.own_directions.made import FromFile, from_published, import_file
from facelab.engine.vector_files import Meant, UnsureError, read_vectors
from facelab.errors import FacelabError
from facelab.export.character_file import holds_set, holds_sheet, read_set, read_sheet
from facelab.export.clips.soundness import clip_damage_in
from facelab.export.format_file import holds_formats, read_formats
from facelab.export.named import NamedFormat
from facelab.export.recipe_file import read_recipe
from facelab.export.soundness import damage_in
from facelab.export.timeline_file import holds_timeline, read_timeline
from facelab.library import first_face, is_exchange_file
from facelab.plain_text import plain
from facelab.progress import Progress, Steps
from facelab.recipe import Recipe
from facelab.recipe.character.sets import VariantSet
from facelab.recipe.character.sheet import CharacterSheet
from facelab.recipe.timeline import Timeline
from facelab.session.opening.listing import list_files

MOST_FACES = 1_000
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".exr", ".avif", ".heic", ".gif")
NO_NETWORKS = (*PICTURES, ".json")  # nobody need look into them for one
MOST_LETTERS = 40  # of a file's name


@dataclass(frozen=True)
class OpenedFace:
    """A face of a file.

    Attributes
    ----------
    title : str
        What it is called where it is kept.
    file : str
        Name of the file.
    recipe : Recipe
    """

    title: str
    file: str
    recipe: Recipe


@dataclass
class Contents:
    """What was found in files.

    Attributes
    ----------
    count : int
        How many files were read.
    faces : list of OpenedFace
    exports : list of (Path, Recipe or None)
        Exports of a library, and the first face of each.
    imported : list of (Path, FromFile, int)
        Directions that are in Mine now, and how many of them are new.
    timelines : list of (Timeline, Path)
    sheets : list of (CharacterSheet, Path)
    sets : list of VariantSet
        Sets of expressions.
    formats : list of NamedFormat
        Formats for pictures.
    wishes : list of (Wishes, Path)
    networks : list of Path
        Files that hold networks.
    unsure : list of Path
        Files of which nobody can say whether they hold faces or directions.
    opened : list of Path
        Files in which something was found.
    refused : list of (str, FacelabError)
        Name of what could not be opened, and why.
    pictures : list of Path
        Those of them that are pictures by their names.
    damaged : list of (Path, str)
        Pictures whose recipe is whole and whose pixels are not, and what is wrong with these.
    damaged_clips : list of (Path, str)
        The same of clips whose timeline is whole.
    passed : int
        Files in folders that facelab does not open.
    cut : bool
        Whether there was more than is read.
    """

    count: int = 0
    faces: list[OpenedFace] = field(default_factory=list)
    exports: list[tuple[Path, Recipe | None]] = field(default_factory=list)
    imported: list[tuple[Path, FromFile, int]] = field(default_factory=list)
    timelines: list[tuple[Timeline, Path]] = field(default_factory=list)
    sheets: list[tuple[CharacterSheet, Path]] = field(default_factory=list)
    sets: list[VariantSet] = field(default_factory=list)
    formats: list[NamedFormat] = field(default_factory=list)
    wishes: list[tuple[Wishes, Path]] = field(default_factory=list)
    networks: list[Path] = field(default_factory=list)
    unsure: list[Path] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)
    refused: list[tuple[str, FacelabError]] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)
    damaged: list[tuple[Path, str]] = field(default_factory=list)
    damaged_clips: list[tuple[Path, str]] = field(default_factory=list)
    passed: int = 0
    cut: bool = False


def read_files(
    paths: Sequence[Path], model: ModelInfo | None, meant: Meant | None
) -> Steps[Contents]:
    """Read files, and the files of folders; directions are calibrated and put into Mine.

    Parameters
    ----------
    paths : sequence of Path
    model : ModelInfo or None
        The loaded network. Without one only recipes, pictures and exports can be read.
    meant : "face", "direction" or None
        What the user says that vectors are.
    """
    listed = list_files(paths)
    found = Contents(passed=listed.passed, cut=listed.cut, count=len(listed.files))
    found.refused = [(name, FacelabError(f"{name}:", why)) for name, why in listed.refused]
    several = len(listed.files) > 1
    for number, path in enumerate(listed.files):
        yield Progress(number, len(listed.files), f"Reading {plain(path.name, MOST_LETTERS)}")
        if len(found.faces) >= MOST_FACES:
            found.cut = True
            break
        try:
            _read(path, model, meant, several, found)
            found.opened.append(path)
        except UnsureError:
            found.unsure.append(path)
        except FacelabError as error:
            found.refused.append((path.name, error))
            if path.suffix.lower() in PICTURES:
                found.pictures.append(path)
    return found


def _read(
    path: Path, model: ModelInfo | None, meant: Meant | None, several: bool, found: Contents
) -> None:
    if path.suffix.lower() not in NO_NETWORKS and is_network(path):
        found.networks.append(path)
    elif is_exchange_file(path):
        found.exports.append((path, first_face(path)))
    elif holds_timeline(path):
        found.timelines.append((read_timeline(path), path))
        if damage := clip_damage_in(path):
            found.damaged_clips.append((path, damage))
    elif holds_sheet(path):
        found.sheets.append((read_sheet(path), path))
    elif holds_set(path):
        found.sets.append(read_set(path))
    elif holds_formats(path):
        found.formats += read_formats(path)
    elif holds_wishes(path):
        found.wishes.append((read_wishes(path), path))
    elif not is_direction_file(path):
        recipe = read_recipe(path)
        if several and model is not None:
            model.check(recipe)
        if damage := damage_in(path):
            found.damaged.append((path, damage))
        found.faces.append(OpenedFace(path.stem, path.name, recipe))
    elif model is None:
        raise FacelabError(f"{path.name} was not opened.", "No network is loaded.", "")
    elif is_own_file(path):
        found.imported.append((path, *write_all(import_file(path, model))))
    else:
        vectors = read_vectors(path, model, meant)
        found.faces += [OpenedFace(each.title, path.name, each.recipe) for each in vectors.faces]
        if vectors.directions:
            made = from_published(vectors.directions, model)
            found.imported.append((path, *write_all(made)))


def write_all(found: FromFile) -> tuple[FromFile, int]:
    """Put directions into Mine. Returns how many are new as well."""
    return found, sum(write_own(each.direction) for each in found.made)
