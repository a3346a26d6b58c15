"""`facelab render --from FILE`: thousands of faces of a list, one after another."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from facelab.cli.console import notices, out, say
from facelab.cli.formats import chosen_preparation
from facelab.cli.labels import measuring
from facelab.cli.looks import Give, chosen_looks, giving, look_inputs
from facelab.cli.many import hands as many
from facelab.cli.mix_networks import mix_in
from facelab.cli.pictures import Tally, carry_out, counted, drawing, loaded, plan_of
from facelab.cli.progress import Counter, counting, interruptible
from facelab.cli.render_faces import adjusted
from facelab.damage import cause
from facelab.engine import ModelInfo
from facelab.errors import ExportError, FacelabError, RecipeError
from facelab.export.index import Index
from facelab.export.lists import Lines, csv_lines, json_lines, template
from facelab.export.names import face_name
from facelab.export.orders import Order, Refused
from facelab.export.plan import Plan
from facelab.export.spreading import spread_over
from facelab.files import open_regular
from facelab.labels.of_faces import names_of, scale_for
from facelab.library import is_exchange_file, read_faces
from facelab.preparing.leaving import leaving, leaving_from

PATTERN = "{index} {name}"
DIGITS = 5
_TABLES = (".csv", ".tsv", ".txt")
_NO_LIMIT = 2**62  # a list is read a line at a time
_STDIN = "-"


def run_template(arguments: argparse.Namespace) -> int:
    """Print a CSV to begin with."""
    with loaded(arguments) as renderer:
        for row in template(renderer.info):
            held = io.StringIO(newline="")
            csv.writer(held, lineterminator="").writerow(row)
            out(held.getvalue())
    return 0


def run(arguments: argparse.Namespace) -> int:
    """Render a list of faces; 1 if some could not be."""
    source: Path = arguments.list
    inputs = (*(() if str(source) == _STDIN else (source,)), *look_inputs(arguments))
    plan = replace(
        plan_of(arguments, PATTERN, inputs), resume=not arguments.overwrite, digits=DIGITS
    )
    with _opened(source) as file, counting(notices()) as counter:
        counter.begin("Loading the network")
        carry = _by_many if many.wanted(arguments) else _here
        tally = carry(arguments, plan, file, counter)
    return _told(tally, plan.folder)


def _here(arguments: argparse.Namespace, plan: Plan, file: BinaryIO, counter: Counter) -> Tally:
    """Draw in this process, a line after the other."""
    looks = chosen_looks(arguments)
    with loaded(arguments) as renderer:
        model = renderer.info
        arguments.networks = mix_in(renderer, arguments.mix_networks)
        draw = drawing(chosen_preparation(arguments), renderer)
        if arguments.labels:
            plan = replace(plan, measure=measuring(renderer))
        with closing(_index(arguments, plan, model)) as index:
            counter.begin("Rendering")
            lines = _lines(arguments, file, model, giving(looks, renderer))
            return carry_out(plan, leaving(plan, lines, draw, True), counter, index.note)


def _by_many(arguments: argparse.Namespace, plan: Plan, file: BinaryIO, counter: Counter) -> Tally:
    """Have workers draw; read, sign and write here."""
    if arguments.looks:
        raise RecipeError(
            "--look is not for several workers.",
            "Looks are worked out with the network, and each of several workers loads its own.",
            "Leave out --look or the workers.",
        )
    preparation = chosen_preparation(arguments)
    with loaded(arguments) as renderer:  # and closed: the workers need the memory
        model = renderer.info
        arguments.networks = mix_in(renderer, arguments.mix_networks)
    many.fetch_needed(arguments, preparation)
    with (
        closing(_index(arguments, plan, model)) as index,
        closing(many.hands_of(arguments, preparation, plan.prepared, model)) as hands,
        interruptible() as stop,  # between two files: what is signed and written here is short
    ):
        counter.begin("Rendering")
        lines = _lines(arguments, file, model)
        steps = leaving_from(plan, lines, spread_over(hands, stop), True)
        return carry_out(plan, steps, counter, index.note, stop)


def _index(arguments: argparse.Namespace, plan: Plan, model: ModelInfo) -> Index:
    labels = names_of(scale_for(model)) if arguments.labels else ()
    return Index(plan.folder, plan.inputs, labels)


def _told(tally: Tally, folder: Path) -> int:
    """Say what became of them. Returns the exit status."""
    there = f"; {counted(tally.there)} already there" if tally.there else ""
    say(f"{counted(tally.new)} rendered to {folder}{there}")
    if not tally.refused_count:
        return 0
    say(f"{counted(tally.refused_count)} could not be rendered:")
    for each in tally.refused:
        say(f"  {each.where}: {each.error}")
    if tally.refused_count > len(tally.refused):
        say(f"  and {tally.refused_count - len(tally.refused)} more")
    return 1


@contextmanager
def _opened(source: Path) -> Iterator[BinaryIO]:
    """The list, to be read a line at a time.

    Raises
    ------
    ExportError
        It cannot be read.
    """
    if str(source) == _STDIN:
        # A reader of its own: a thread may still wait in it when all else has ended.
        # Not closed, for that would wait for that thread.
        yield open(sys.stdin.fileno(), "rb", closefd=False)  # noqa: SIM115
        return
    try:
        file = open_regular(source, _NO_LIMIT)
    except OSError as error:
        raise ExportError(
            f"{source.name} cannot be opened.", cause(error), "Choose a list of faces."
        ) from error
    with file:
        yield file


def _lines(
    arguments: argparse.Namespace,
    file: BinaryIO,
    model: ModelInfo,
    give: Give = lambda face: face,
) -> Lines:
    return _adjusted(_of_list(arguments.list, file, model), arguments, model, give)


def _of_list(source: Path, file: BinaryIO, model: ModelInfo) -> Lines:
    if is_exchange_file(source):
        return _of_export(source)
    if source.suffix.lower() in _TABLES:
        return csv_lines(file, model)
    return json_lines(file)


def _of_export(source: Path) -> Lines:
    for number, face in enumerate(read_faces(source), 1):
        cast = face.casts[0] if face.casts else ""
        name = face.name or face_name(face.recipe)
        yield Order(number, name, face.recipe, cast, f"face {number}, {name}")


def _adjusted(lines: Lines, arguments: argparse.Namespace, model: ModelInfo, give: Give) -> Lines:
    """The faces with what the other options say."""
    for line in lines:
        if isinstance(line, Refused):
            yield line
            continue
        try:
            yield replace(line, recipe=give(adjusted(line.recipe, arguments, model)))
        except FacelabError as error:
            yield Refused(line.where, error)
        except ValueError as error:
            yield Refused(line.where, RecipeError(f"{error}."))
