"""Which faces `facelab render` draws, one after another: a hundred thousand of them take no more
memory than one.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from facelab.checkpoints.published_directions import is_direction_file
from facelab.cli.looks import Give
from facelab.cli.make_faces import read_face
from facelab.cli.vectors import MAX_NAME_BYTES, faces_of
from facelab.engine import ModelInfo
from facelab.engine.vector_files import Meant
from facelab.errors import ModelError, RecipeError
from facelab.files import REFUSED_IN_NAMES
from facelab.library import is_exchange_file, read_faces
from facelab.plain_text import cut_to_bytes, plain
from facelab.recipe import Recipe, Seed, describe_source

MAX_NAME = 80
_FORBIDDEN = str.maketrans(dict.fromkeys(REFUSED_IN_NAMES, "-"))

Named = tuple[str, Recipe]


class Bases:
    """The faces that the options change: of a file, or the one that a seed is put into.

    Parameters
    ----------
    path : Path or None
        A recipe, a picture, latents or a library export. It is read when this is made, and an
        export again each time its faces are gone through, so that none of them is held; latents
        are read by `tell_apart`.

    Raises
    ------
    ExportError, RecipeError
        The file cannot be read, or there is no face in it.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read: list[Named] | None = None
        self.count = 0
        self._first_model = ""
        self._vectors = path is not None and is_direction_file(path)
        if path is None or self._vectors:
            return
        if not is_exchange_file(path):
            self._read = [(cut_to_bytes(path.stem, MAX_NAME_BYTES), read_face(path))]
        for _, recipe in self:
            self.count += 1
            self._first_model = self._first_model or recipe.model.name
        if not self.count:
            raise RecipeError(f"no faces in {path}")

    def __iter__(self) -> Iterator[Named]:
        """Name and recipe of each."""
        if self._read is not None:
            yield from self._read
        elif self._path is not None:
            for number, face in enumerate(read_faces(self._path), 1):
                title = face.name or describe_source(face.recipe.source)
                yield file_name(number, title), face.recipe

    def tell_apart(self, model: ModelInfo, meant: Meant | None) -> None:
        """Read a file of latents: what they are only the network can tell that is to draw them.

        Raises
        ------
        ExportError
            It cannot be read.
        RecipeError
            It holds directions.
        """
        if self._vectors and self._path is not None:
            self._read = faces_of(self._path, model, meant)
            self.count = len(self._read)

    def of_model(self, model: ModelInfo) -> Iterator[Named]:
        """Those that a network can draw."""
        return ((name, face) for name, face in self if face.model.sha256 == model.sha256)

    def refuse(self, model: ModelInfo) -> ModelError:
        """What is wrong if a network can draw none."""
        return ModelError(
            f"This recipe was made with another network, {self._first_model}.",
            f"--model is {model.name}.",
            "Choose the recipe's network.",
        )


class Faces:
    """What the arguments of `facelab render` ask for, in order: names of files and recipes.

    Parameters
    ----------
    arguments : Namespace
    bases : Bases
    model : ModelInfo
    give : callable
        Gives a face its looks.

    Attributes
    ----------
    count : int
        How many, known once `check` has gone through them.
    left_out : int
        Faces of other networks, likewise.
    """

    def __init__(
        self, arguments: argparse.Namespace, bases: Bases, model: ModelInfo, give: Give
    ) -> None:
        self._arguments, self._bases, self._model, self._give = arguments, bases, model, give
        self.count = self.left_out = 0

    def check(self, compose: Callable[[Recipe], object], step: Callable[[], None]) -> None:
        """Find out before the first file is written whether all fit.

        Of many seeds one is enough: nothing else of theirs differs.

        Parameters
        ----------
        compose : callable
            Refuses a recipe that does not fit the network.
        step : callable
            Called after each.

        Raises
        ------
        RecipeError, ModelError
            One does not fit, or none is of this network.
        """
        several, fitting = len(self._arguments.seeds or ()), 0
        for _, start in self._starts():
            fitting += 1
            for _, recipe in self._of(start, "", slice(1)):
                compose(recipe)
            step()
        if self._bases.count:
            if not fitting:
                raise self._bases.refuse(self._model)
            self.left_out = self._bases.count - fitting
        blended = self._arguments.blend is not None
        self.count = fitting * (several + blended or 1)

    def __iter__(self) -> Iterator[Named]:
        for name, start in self._starts():
            yield from self._of(start, name, slice(None))

    def _starts(self) -> Iterator[Named]:
        """The faces with what the options say, before seeds and blends."""
        one = [("", Recipe(self._model.ref, Seed(0), finish="clean"))]
        for name, base in self._bases.of_model(self._model) if self._bases.count else one:
            try:
                yield name, adjusted(base, self._arguments, self._model)
            except ValueError as error:
                raise RecipeError(str(error)) from None

    def _of(self, start: Recipe, name: str, which: slice) -> Iterator[Named]:
        seeds, blend = self._arguments.seeds, self._arguments.blend
        for seed in (seeds or ())[which]:
            yield f"seed{seed:04d}", self._give(start.with_seed(seed))
        if blend is not None:
            yield "blend", self._give(start.with_source(blend))
        if not seeds and blend is None:
            yield name, self._give(start)


def check_one(bases: Bases, arguments: argparse.Namespace) -> None:
    """Refuse options that make one face of many.

    Raises
    ------
    RecipeError
    """
    if bases.count > 1 and (arguments.seeds or arguments.blend):
        raise RecipeError(
            f"--seeds and --blend change a single face, but {arguments.recipe} has {bases.count}"
        )


def file_name(number: int, name: str) -> str:
    """The name of a face as part of a file's name, with its number: none is there twice."""
    kept = plain(name.translate(_FORBIDDEN))[:MAX_NAME]
    return f"{number:03d} {cut_to_bytes(kept, MAX_NAME_BYTES).strip(' .')}".strip()


def adjusted(recipe: Recipe, arguments: argparse.Namespace, model: ModelInfo) -> Recipe:
    """The recipe with what the options say."""
    if arguments.trunc is not None:
        recipe = recipe.with_truncation(psi=arguments.trunc)
    if arguments.cutoff is not None:
        recipe = recipe.with_truncation(cutoff=arguments.cutoff)
    recipe = recipe.with_noise(arguments.noise_mode, arguments.noise_seed, arguments.noise_strength)
    if arguments.networks is not None:
        recipe = recipe.with_networks(arguments.networks)
    if arguments.finish is not None:
        recipe = recipe.with_finish(arguments.finish)
    if arguments.label is not None:
        recipe = recipe.with_label(arguments.label)
    recipe = recipe.with_transform(arguments.rotate, *(arguments.translate or (None, None)))
    for where, source, strength in arguments.mix:
        layers = model.groups[where] if isinstance(where, str) else where
        recipe = recipe.with_mix(layers, source, strength)
    for name, amount, span in arguments.direction:
        recipe = recipe.with_amount(name, amount, "keep" if span is None else span)
    for name in chain.from_iterable(arguments.lock):
        recipe = recipe.with_lock(name, "held")
    for name in chain.from_iterable(arguments.unlock):
        recipe = recipe.with_lock(name, "free")
    if arguments.guard is not None:
        recipe = recipe.with_guard(arguments.guard or None)
    return model.sealed(recipe)
